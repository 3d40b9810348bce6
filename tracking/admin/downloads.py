"""The admin of the downloads: who took which workbook."""

from django.contrib import admin

from appeal.admin_base import ScopedAdmin

from .. import access
from ..models import Download


@admin.register(Download)
class DownloadAdmin(ScopedAdmin):
    found = access.downloads
    list_display = ("report", "appeal", "by", "at", "query")
    list_filter = ("report",)
    list_select_related = ("appeal", "by")
    search_fields = ("report", "query")
    ordering = ("-at", "-pk")
    fields = ("report", "appeal", "query", "at")
    readonly_fields = fields
