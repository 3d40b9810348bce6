"""The admin of risks, and of what is only looked at here: evidence, comments, judgements."""

from django import forms
from django.contrib import admin
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from appeal import duties
from appeal.base.amounts import DASH
from appeal.models import Activity, Office, to_office
from appeal.web.admin_base import ScopedAdmin, admin_of
from appeal.web.admin_columns import shown
from appeal.web.admin_forms import VersionedForm
from appeal.web.admin_groups import TableGroup
from appeal.web.clock import now_for
from appeal.web.request import Request

from .. import access, actions
from ..access import conversation
from ..forms import RiskForm
from ..models import Comment, Evidence, OverlapStatement, Risk, StatusOverride
from .reporting import FormWhileEditable


class KeptRiskForm(VersionedForm, RiskForm):
    """The page's form for a risk, with its rules."""

    idempotency_key = None


@admin.register(Risk)
class RiskAdmin(FormWhileEditable):
    """Reporters and managers add and change risks of their activities."""

    group = TableGroup.RISKS
    holds = _("A closed risk leaves the register. The change log still shows it.")
    called_by = ("what",)
    found = access.rows_to(duties.WORK, Risk.objects.all())
    edited = access.rows_to(duties.KEEP_RISKS, Risk.objects.all())
    removed = access.rows_to(duties.KEEP_RISKS, Risk.objects.all())
    form = KeptRiskForm
    list_display = ("activity", "what", "likelihood", "consequence", "owner", "state")
    list_filter = (to_office("activity__"), "state", "likelihood", "consequence")
    list_select_related = (to_office("activity__"),)
    search_fields = ("activity__code", "what", "treatment", "owner")
    ordering = ("-likelihood", "-consequence", "pk")
    fields = ("activity", *RiskForm.Meta.fields)
    added = access.rows_to(duties.KEEP_RISKS, Activity.objects.all())
    choices = {"activity": added}

    remove = staticmethod(actions.remove_risk)

    def fixed(self, request: Request, obj: Risk | None = None) -> tuple[str, ...]:
        return ("activity",) if obj else ()

    def save_model(self, request: Request, obj: Risk, form: forms.Form, change: bool) -> None:
        actions.save_risk(risk=obj, version=form.cleaned_data["version"], at=now_for(obj))


class PersonsAdmin(ScopedAdmin):
    """Rows that name a person; people themselves may be out of the reader's scope."""

    by_whom = shown(_("by"), "by")


@admin.register(Evidence)
class EvidenceAdmin(ScopedAdmin):
    """Attached, opened and withdrawn on the pages; here it is found."""

    group = TableGroup.RISKS
    holds = _("Evidence is attached and withdrawn on its page. The file never changes.")
    called_by = ("title",)
    found = access.rows_to(duties.WORK, Evidence.objects.all())
    list_display = ("title", "office", "file_name", "host", "added_at", "withdrawn_at")
    list_filter = ("office", ("withdrawn_at", admin.EmptyFieldListFilter))
    list_select_related = (
        "office", "added_by", "withdrawn_by", "update__report__period", "update__activity",
        "milestone", "transaction__activity",
    )  # fmt: skip
    search_fields = ("title", "file_name", "link", "sha256")
    date_hierarchy = "added_at"
    ordering = ("-added_at", "-pk")
    fields = (
        "title", "office", "proves", "dated_on", "file_name", "size", "link", "sha256",
        "added_by_whom", "added_at", "withdrawn_by_whom", "withdrawn_at", "withdrawn_reason",
    )  # fmt: skip
    readonly_fields = fields

    @admin.display(description=_("what it proves"))
    def proves(self, evidence: Evidence) -> str:
        return str(evidence.update or evidence.milestone or evidence.transaction)

    @admin.display(description=_("link to"), ordering="link")
    def host(self, evidence: Evidence) -> str:
        return evidence.host or DASH

    added_by_whom = shown(_("added by"), "added_by")
    withdrawn_by_whom = shown(_("withdrawn by"), "withdrawn_by")


class OfOffice(admin.SimpleListFilter):
    """Comments on an office's activities, and on its reports."""

    title = _("office")
    parameter_name = "office"

    def lookups(self, request: Request, model_admin: object) -> list[tuple[str, str]]:
        offices = admin_of(Office).get_queryset(request)
        return [(office.code, str(office)) for office in offices]

    def queryset(self, request: Request, queryset: QuerySet) -> QuerySet:
        on_activity = Q(**{f"{to_office('activity__')}__code": self.value()})
        is_of = on_activity | Q(report__office__code=self.value())
        return queryset.filter(is_of) if self.value() else queryset


@admin.register(Comment)
class CommentAdmin(PersonsAdmin):
    group = TableGroup.RISKS
    holds = _("A comment is never rewritten. It is answered, resolved or removed on its page.")
    called_by = ("at",)
    found = conversation.own_comments
    list_display = ("body_shown", "activity_code", "report", "by_whom", "at", "resolved_at")
    list_filter = (OfOffice, ("resolved_at", admin.EmptyFieldListFilter))
    list_select_related = ("activity", "report__office", "report__period", "by", "resolved_by")
    search_fields = ("body", "activity__code", "by__username")
    date_hierarchy = "at"
    ordering = ("-at", "-pk")
    fields = (
        "activity_code", "report", "body", "by_whom", "at", "resolved_by_whom", "resolved_at",
        "withdrawal",
    )  # fmt: skip
    readonly_fields = fields
    withdrawing: QuerySet[Comment] = Comment.objects.none()

    def get_queryset(self, request: Request) -> QuerySet:
        self.withdrawing = conversation.to_remove(request.user)
        return super().get_queryset(request)

    @admin.display(description=_("removed"))
    def withdrawal(self, comment: Comment) -> str:
        """When it was; where the reader may do it, the page on which they do."""
        if comment.withdrawn_at:
            day = comment.appeal.day_of(comment.withdrawn_at)
            return f"{comment.withdrawn_by}, {date_format(day)}"
        if not self.withdrawing.filter(pk=comment.pk).exists():
            return DASH
        place = reverse("tracking:comment_withdraw", args=(comment.appeal.code, comment.pk))
        return format_html('<a href="{}">{}</a>', place, gettext("Remove"))

    @admin.display(description=_("comment"), ordering="body")
    def body_shown(self, comment: Comment) -> str:
        return str(comment)

    activity_code = shown(_("activity"), "activity.code")
    resolved_by_whom = shown(_("resolved by"), "resolved_by")


@admin.register(StatusOverride)
class StatusOverrideAdmin(PersonsAdmin):
    group = TableGroup.RISKS
    holds = _("An assessment stays as it was given. A later one takes its place.")
    called_by = ("effective_on",)
    found = access.rows_to(duties.WORK, StatusOverride.objects.all())
    list_display = ("activity_code", "colour", "effective_on", "by_whom", "at")
    list_filter = (to_office("activity__"), "colour")
    date_hierarchy = "effective_on"
    list_select_related = ("activity", "by")
    search_fields = ("activity__code", "reason")
    ordering = ("-at", "-pk")
    fields = ("activity_code", "colour", "effective_on", "reason", "by_whom", "at")
    readonly_fields = fields

    activity_code = shown(_("activity"), "activity.code", ordering="activity__code")


@admin.register(OverlapStatement)
class OverlapStatementAdmin(PersonsAdmin):
    group = TableGroup.REPORTS
    holds = _("A statement stays as it was made. A later one takes its place.")
    called_by = ("effective_on",)
    found = access.rows_to(duties.WORK, OverlapStatement.objects.all())
    list_display = ("core", "office", "method", "value", "effective_on", "by_whom", "at")
    list_filter = ("office", "method")
    date_hierarchy = "effective_on"
    list_select_related = ("core", "office", "by")
    search_fields = ("core__code", "reason")
    ordering = ("-at", "-pk")
    fields = (
        "core", "office", "method", "value", "target", "effective_on", "reason", "by_whom", "at",
    )  # fmt: skip
    readonly_fields = fields
