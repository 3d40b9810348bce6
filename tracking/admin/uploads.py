"""The admin of filled workbooks: what came, from whom, and what became of each row."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from appeal.base.labels import labelled
from appeal.base.languages import in_own_language
from appeal.web.admin_base import ScopedAdmin
from appeal.web.admin_columns import shown
from appeal.web.admin_groups import TableGroup
from appeal.web.admin_kinds import TechnicalAdmin

from .. import access
from ..models import Upload, UploadRow
from ..uploads import tell


@admin.register(Upload)
class UploadAdmin(ScopedAdmin):
    """Uploaded, applied and discarded on the pages of the uploads."""

    group = TableGroup.FILES
    holds = _("A file is checked, applied or discarded on its page. Afterwards it never changes.")
    called_by = ("file_name",)
    found = access.uploads
    list_display = ("file_name", "kind", "office", "period", "state", "uploaded_by", "uploaded_at")
    list_filter = ("kind", "state", "office", "period")
    date_hierarchy = "uploaded_at"
    list_select_related = ("office", "period", "uploaded_by")
    search_fields = ("file_name", "sha256")
    ordering = ("-uploaded_at", "-pk")
    fields = (
        "file_name", "kind", "appeal", "office", "period", "language", "state", "by_whom",
        "uploaded_at", "decided_at", "size", "sha256",
    )  # fmt: skip
    readonly_fields = fields

    by_whom = shown(_("uploaded by"), "uploaded_by")


@admin.register(UploadRow)
class UploadRowAdmin(TechnicalAdmin):
    called_by = ("upload__file_name", "pk")
    found = access.upload_rows
    list_display = ("upload", "sheet", "number", "outcome", "what_is_wrong")
    list_filter = ("outcome", "upload__office", "upload__period")
    list_select_related = ("upload",)
    search_fields = ("upload__file_name", "sheet")
    ordering = ("-upload", "pk")
    fields = ("upload", "sheet", "number", "outcome", "what_changes", "what_is_wrong")
    readonly_fields = fields

    @admin.display(description=_("what it changes"))
    def what_changes(self, row: UploadRow) -> str:
        (told,) = tell(row.upload, [row])
        return "; ".join(labelled(each.label, f"{each.old} → {each.new}") for each in told.changes)

    @admin.display(description=_("what is wrong"), ordering="outcome")
    def what_is_wrong(self, row: UploadRow) -> str:
        return " ".join(in_own_language(each["sentence"]) for each in row.problems)
