"""The admin of what belongs to a person: downloads, visits, saved views, notices and mails."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from appeal import duties
from appeal.web.admin_base import ScopedAdmin
from appeal.web.admin_groups import TableGroup
from appeal.web.admin_kinds import TechnicalAdmin

from .. import access
from ..models import CalendarAddress, Download, Mail, Notice, NoticeChoice, SavedView, Visit


@admin.register(Download)
class DownloadAdmin(TechnicalAdmin):
    called_by = ("workbook",)
    found = access.downloads
    list_display = ("workbook", "appeal", "by", "at", "query")
    list_filter = ("workbook",)
    list_select_related = ("appeal", "by")
    search_fields = ("workbook", "query")
    ordering = ("-at", "-pk")
    fields = ("workbook", "appeal", "query", "at")
    readonly_fields = fields


@admin.register(Visit)
class VisitAdmin(TechnicalAdmin):
    called_by = ("seen_at",)
    found = access.visits
    list_display = ("appeal", "seen_at", "before")
    list_select_related = ("appeal",)
    ordering = ("-seen_at", "-pk")
    fields = ("appeal", "seen_at", "before")
    readonly_fields = fields


@admin.register(SavedView)
class SavedViewAdmin(ScopedAdmin):
    group = TableGroup.FILES
    holds = _("A view is saved and forgotten on its list.")
    called_by = ("name",)
    found = access.rows_to(duties.SAVE_VIEWS, SavedView.objects.all())
    list_display = ("name", "page", "appeal", "query")
    list_select_related = ("appeal",)
    search_fields = ("name", "query")
    ordering = ("page", "name")
    fields = ("appeal", "page", "name", "query")
    readonly_fields = fields


@admin.register(Notice)
class NoticeAdmin(TechnicalAdmin):
    holds = _("A notice is written with what it tells of, once for each person.")
    called_by = ("at",)
    found = access.rows_to(duties.WORK, Notice.objects.all())
    list_display = ("to", "kind", "appeal", "office", "at", "read_at", "post")
    list_filter = ("kind", "post")
    list_select_related = ("to", "appeal", "office")
    search_fields = ("to__username",)
    ordering = ("-at", "-pk")
    fields = ("to", "kind", "appeal", "office", "at", "read_at", "post")
    readonly_fields = fields


@admin.register(NoticeChoice)
class NoticeChoiceAdmin(TechnicalAdmin):
    holds = _("Each person chooses on the page of what is new.")
    called_by = ("kind",)
    found = access.notice_choices
    list_display = ("user", "kind", "when")
    list_filter = ("kind", "when")
    list_select_related = ("user",)
    ordering = ("user__username", "kind")
    fields = list_display
    readonly_fields = fields


@admin.register(CalendarAddress)
class CalendarAddressAdmin(TechnicalAdmin):
    holds = _("Each person makes the address of their calendar, and a new one.")
    called_by = ("turn",)
    found = access.calendar_addresses
    list_display = ("user", "turn", "is_stopped")
    list_select_related = ("user",)
    ordering = ("user__username",)
    fields = list_display
    readonly_fields = fields


@admin.register(Mail)
class MailAdmin(TechnicalAdmin):
    holds = _("A mail is sent, and sent again, from the page of mail.")
    called_by = ("made_at",)
    found = access.rows_to(duties.WORK, Mail.objects.all())
    # Not by its subject, which one that was never written has not.
    list_display = ("made_at", "to", "subject", "appeal", "state", "attempts")
    list_filter = ("state",)
    list_select_related = ("to", "appeal")
    search_fields = ("subject", "address")
    ordering = ("-made_at", "-pk")
    fields = (
        "to", "address", "appeal", "subject", "text", "state", "made_at", "done_at", "attempts",
        "error",
    )  # fmt: skip
    readonly_fields = fields
