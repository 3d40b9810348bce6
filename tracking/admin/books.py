"""The admin of exports of the finance system: what came, how it is read, what was explained."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from appeal import duties
from appeal.base.amounts import cents
from appeal.web.admin_base import ScopedAdmin
from appeal.web.admin_columns import shown
from appeal.web.admin_groups import TableGroup
from appeal.web.admin_kinds import TechnicalAdmin

from .. import access
from ..models import BooksExport, BooksLayout, BooksLine, ExplainedDifference


@admin.register(BooksExport)
class BooksExportAdmin(ScopedAdmin):
    """Uploaded and compared on the pages of reconciling."""

    group = TableGroup.FILES
    holds = _("An export is uploaded and compared on its page. It never changes.")
    called_by = ("file_name",)
    found = access.rows_to(duties.RECONCILE, BooksExport.objects.all())
    list_display = ("file_name", "office", "first_on", "last_on", "uploaded_by", "uploaded_at")
    list_filter = ("office",)
    date_hierarchy = "uploaded_at"
    list_select_related = ("office", "uploaded_by")
    search_fields = ("file_name", "sha256")
    ordering = ("-uploaded_at", "-pk")
    fields = (
        "file_name", "appeal", "office", "first_on", "last_on", "by_whom", "uploaded_at",
        "read_at", "left_out", "size", "sha256",
    )  # fmt: skip
    readonly_fields = fields

    by_whom = shown(_("uploaded by"), "uploaded_by")


@admin.register(BooksLayout)
class BooksLayoutAdmin(TechnicalAdmin):
    called_by = ("id",)
    found = access.rows_to(duties.ADMINISTER, BooksLayout.objects.all())
    list_display = ("id", "appeal", "currency", "day_order", "point", "decided_at")
    list_filter = ("appeal",)
    list_select_related = ("appeal",)
    search_fields = ("currency",)
    ordering = ("-pk",)
    fields = (
        "appeal", "headings", "columns", "currency", "day_order", "point", "by_whom", "decided_at",
    )  # fmt: skip
    readonly_fields = fields

    by_whom = shown(_("decided by"), "decided_by")


@admin.register(BooksLine)
class BooksLineAdmin(TechnicalAdmin):
    called_by = ("export__file_name", "number")
    found = access.rows_to(duties.ADMINISTER, BooksLine.objects.all())
    list_display = ("export", "number", "booked_on", "reference", "currency", "to_the_cent")
    list_filter = ("export__office",)
    list_select_related = ("export",)
    search_fields = ("export__file_name", "reference", "text", "code")
    ordering = ("-export", "number")
    fields = (
        "export", "number", "booked_on", "reference", "currency", "to_the_cent", "text", "code",
        "heading",
    )  # fmt: skip
    readonly_fields = fields

    to_the_cent = shown(_("amount"), "amount", cents)


@admin.register(ExplainedDifference)
class ExplainedDifferenceAdmin(TechnicalAdmin):
    called_by = ("export__file_name", "pk")
    found = access.rows_to(duties.ADMINISTER, ExplainedDifference.objects.all())
    list_display = ("export", "reason", "line", "entry", "by", "at")
    list_filter = ("export__office",)
    list_select_related = ("export", "line__export", "entry__activity", "by")
    search_fields = ("export__file_name", "reason")
    date_hierarchy = "at"
    ordering = ("-at", "-pk")
    fields = ("export", "line", "entry", "reason", "by_whom", "at", "key")
    readonly_fields = fields

    by_whom = shown(_("explained by"), "by")
