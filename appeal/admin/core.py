"""Admin of the core indicators of appeals."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from .. import access, duties
from ..models import CoreIndicator, in_languages
from ..web.admin_columns import shown
from ..web.admin_groups import TableGroup
from ..web.admin_kinds import VersionedAdmin


@admin.register(CoreIndicator)
class CoreIndicatorAdmin(VersionedAdmin):
    """A region's managers edit them here; they are added on the page of results."""

    group = TableGroup.PLAN
    holds = _(
        "While indicators feed a core indicator, its measure and its accumulation stay. A title in"
        " one language is enough."
    )
    called_by = ("code",)
    found = access.rows_to(duties.WORK, CoreIndicator.objects.all())
    edited = access.rows_to(duties.KEEP_CORE, CoreIndicator.objects.all())
    removed = access.rows_to(duties.KEEP_CORE, CoreIndicator.objects.all())
    list_display = ("code", "title", "unit", "measure", "accumulation", "is_people", "appeal")
    list_filter = ("appeal", "measure", "is_people")
    list_select_related = ("appeal",)
    search_fields = ("code", *in_languages("title"))
    ordering = ("-appeal__year", "appeal__code", "order")
    fields = (
        "appeal", "code", "order", *in_languages("title", "unit", "definition"), "measure",
        "accumulation", "is_people",
    )  # fmt: skip
    readonly_fields = ("appeal",)

    title = shown(_("title"), "title")
    unit = shown(_("unit"), "unit")
