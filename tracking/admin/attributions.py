"""The admin of who pays what: said on the page of an entry, and never changed."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from appeal import duties
from appeal.base.amounts import cents
from appeal.web.admin_base import ScopedAdmin
from appeal.web.admin_columns import shown
from appeal.web.admin_groups import TableGroup

from .. import access
from ..models import Attribution


@admin.register(Attribution)
class AttributionAdmin(ScopedAdmin):
    """What of an entry passed from whom to whom, which nobody changes."""

    group = TableGroup.LEDGER
    holds = _("Who pays an entry is said and moved on its page. What was said before stays.")
    called_by = ("entry__value_on",)
    found = access.rows_to(duties.WORK, Attribution.objects.all())
    list_display = ("entry", "from_whom", "to_whom", "in_usd", "recorded_at")
    list_filter = ("entry__appeal", "entry__office", "receiver__donor")
    list_select_related = ("entry__activity", "giver__donor", "receiver__donor", "recorded_by")
    search_fields = ("entry__reference", "receiver__reference", "receiver__donor__name", "reason")
    date_hierarchy = "recorded_at"
    ordering = ("-recorded_at", "-pk")
    fields = (
        "entry", "from_whom", "giver_category", "to_whom", "category", "in_usd", "reason",
        "by_whom", "recorded_at",
    )  # fmt: skip
    readonly_fields = fields

    from_whom = shown(_("paid so far by"), "giver")
    to_whom = shown(_("paid from now on by"), "receiver")
    in_usd = shown(_("amount in USD"), "usd", cents)
    by_whom = shown(_("recorded by"), "recorded_by")
