"""The admin of what belongs to a person: downloads, visits, saved views."""

from django.contrib import admin

from appeal import duties
from appeal.web.admin_base import ScopedAdmin

from .. import access
from ..models import Download, SavedView, Visit


@admin.register(Download)
class DownloadAdmin(ScopedAdmin):
    found = access.downloads
    list_display = ("workbook", "appeal", "by", "at", "query")
    list_filter = ("workbook",)
    list_select_related = ("appeal", "by")
    search_fields = ("workbook", "query")
    ordering = ("-at", "-pk")
    fields = ("workbook", "appeal", "query", "at")
    readonly_fields = fields


@admin.register(Visit)
class VisitAdmin(ScopedAdmin):
    found = access.visits
    list_display = ("appeal", "seen_at", "before")
    list_select_related = ("appeal",)
    ordering = ("-seen_at", "-pk")
    fields = ("appeal", "seen_at", "before")
    readonly_fields = fields


@admin.register(SavedView)
class SavedViewAdmin(ScopedAdmin):
    found = access.rows_to(duties.SAVE_VIEWS, SavedView.objects.all())
    list_display = ("name", "page", "appeal", "query")
    list_select_related = ("appeal",)
    search_fields = ("name", "query")
    ordering = ("page", "name")
    fields = ("appeal", "page", "name", "query")
    readonly_fields = fields
