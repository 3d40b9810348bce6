"""The admin of what people are told, and of the mails that tell it."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from appeal import duties
from appeal.web.admin_kinds import TechnicalAdmin

from .. import access
from ..models import Mail, Notice


@admin.register(Notice)
class NoticeAdmin(TechnicalAdmin):
    holds = _("A notice is written with what it tells of, once for each person.")
    called_by = ("at",)
    found = access.rows_to(duties.WORK, Notice.objects.all())
    list_display = ("to", "kind", "appeal", "office", "at", "post")
    list_filter = ("kind", "post")
    list_select_related = ("to", "appeal", "office")
    search_fields = ("to__username",)
    ordering = ("-at", "-pk")
    fields = ("to", "kind", "appeal", "office", "at", "post")
    readonly_fields = fields


@admin.register(Mail)
class MailAdmin(TechnicalAdmin):
    holds = _("A mail is sent, and sent again, from the page of mail.")
    called_by = ("subject",)
    found = access.rows_to(duties.WORK, Mail.objects.all())
    list_display = ("subject", "to", "appeal", "state", "made_at", "attempts")
    list_filter = ("state",)
    list_select_related = ("to", "appeal")
    search_fields = ("subject", "address")
    ordering = ("-made_at", "-pk")
    fields = (
        "to", "address", "appeal", "subject", "text", "state", "made_at", "done_at", "attempts",
        "error",
    )  # fmt: skip
    readonly_fields = fields
