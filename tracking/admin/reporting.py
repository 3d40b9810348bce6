"""The admin of periods, office reports, their lines and the review log."""

from typing import Any

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from appeal import duties
from appeal.base.amounts import DASH
from appeal.web.admin_base import ScopedAdmin
from appeal.web.admin_columns import shown
from appeal.web.admin_forms import VersionedForm
from appeal.web.admin_groups import TableGroup
from appeal.web.admin_inlines import ReadOnlyInline
from appeal.web.admin_kinds import VersionedAdmin
from appeal.web.clock import now_for
from appeal.web.marked_forms import MarkedForm
from appeal.web.request import Request

from .. import access, actions
from ..forms import CleanTextMixin, ProgressForm
from ..models import (
    ExchangeRate,
    OfficeReport,
    ProgressUpdate,
    ReportingPeriod,
    ReviewEvent,
    Transaction,
)

PERIOD_ORDER = ("-report__period__starts_on", "report__office__code")


@admin.register(ReportingPeriod)
class ReportingPeriodAdmin(ScopedAdmin):
    """Managers of the region move the days; once there are reports only the one they are due on."""

    group = TableGroup.REPORTS
    holds = _(
        "The code stays. Once there are reports or postings, only the day on which reports "
        "are due moves. Periods do not overlap."
    )
    called_by = ("starts_on",)
    found = access.rows_to(duties.WORK, ReportingPeriod.objects.all())
    edited = access.rows_to(duties.MOVE_PERIODS, ReportingPeriod.objects.all())
    list_display = ("code", "appeal", "starts_on", "ends_on", "due_on")
    date_hierarchy = "starts_on"
    list_filter = ("appeal",)
    list_select_related = ("appeal",)
    search_fields = ("code",)
    ordering = ("-starts_on",)
    fields = ("appeal", "code", "starts_on", "ends_on", "due_on")
    readonly_fields = ("appeal", "code")


class ReviewsOfReport(ReadOnlyInline):
    model = ReviewEvent
    fields = ("from_state", "to_state", "by_whom", "at", "comment")

    by_whom = shown(_("by"), "by")


class LinesOfReport(ReadOnlyInline):
    model = ProgressUpdate
    fields = ("activity", "percent", "status", "submitted_at", "superseded_at")


class ReportAdminForm(CleanTextMixin, VersionedForm):
    """The narrative of a report."""


@admin.register(OfficeReport)
class OfficeReportAdmin(VersionedAdmin):
    """Reporters edit the narrative until they submit; the state moves on the pages only."""

    group = TableGroup.REPORTS
    holds = _(
        "The state moves on the pages: submitted, returned, approved. What is submitted is "
        "read-only."
    )
    called_by = ("period__starts_on", "office__code")
    found = access.rows_to(duties.WORK, OfficeReport.objects.all())
    edited = access.to_do_of(duties.REPORT)
    form = ReportAdminForm
    list_display = ("office", "period", "state", "language")
    list_filter = ("office", "period", "state")
    list_select_related = ("office", "period__appeal")
    search_fields = ("office__code", "period__code", "highlights", "challenges", "next_steps")
    ordering = ("-period__starts_on", "office__code")
    fields = (
        "office", "period", "state", "highlights", "challenges", "next_steps", "language",
    )  # fmt: skip
    readonly_fields = ("office", "period", "state")
    inlines = (LinesOfReport, ReviewsOfReport)


@admin.register(ReviewEvent)
class ReviewEventAdmin(ScopedAdmin):
    """The review log, which nobody changes."""

    group = TableGroup.REPORTS
    holds = _("The review history never changes.")
    called_by = ("at",)
    found = access.rows_to(duties.WORK, ReviewEvent.objects.all())
    list_display = ("report", "from_state", "to_state", "by", "at")
    list_filter = ("report__office", "report__period", "to_state")
    list_select_related = ("report__office", "report__period", "by")
    search_fields = ("report__office__code", "report__period__code", "by__username", "comment")
    date_hierarchy = "at"
    ordering = ("-at", "-pk")
    fields = ("report", "from_state", "to_state", "by_whom", "at", "comment")
    readonly_fields = fields

    by_whom = shown(_("by"), "by")


class LineAdminForm(VersionedForm, ProgressForm):
    """The page's form for a line, with its rules; the admin's row replaces the page's address."""

    idempotency_key = None

    def __init__(self, *args: object, instance: ProgressUpdate, **kwargs: object) -> None:
        previous = ProgressUpdate.objects.before(instance.activity, instance.report.period)
        super().__init__(*args, instance=instance, previous=previous, **kwargs)


class FormWhileEditable(VersionedAdmin):
    """Uses the page's form only for a row that is edited; a form to look at needs no rules."""

    def get_form(self, request: Request, obj: object = None, **kwargs: object) -> object:
        is_kept = obj is None or self.has_change_permission(request, obj)
        if not is_kept:
            kwargs["form"] = MarkedForm
        return super().get_form(request, obj, **kwargs)


class AskingAdmin(VersionedAdmin):
    """Shows the questions about a row, and carries the token of those asked now."""

    def get_fieldsets(self, request: Request, obj: object = None) -> list:
        fieldsets = super().get_fieldsets(request, obj)
        if obj is None or self.has_change_permission(request, obj):
            fieldsets.append((None, {"fields": ("answers",)}))
        return fieldsets

    @admin.display(description=_("unusual"))
    def asked_about(self, row: Transaction | ExchangeRate) -> str:
        return " ".join(str(each) for each in row.questions) or DASH


@admin.register(ProgressUpdate)
class ProgressUpdateAdmin(FormWhileEditable):
    """Reporters correct their lines until the report is submitted."""

    group = TableGroup.REPORTS
    holds = _(
        "A line is read-only once its report is submitted. Progress that falls needs a reason."
    )
    called_by = ("report__period__starts_on", "activity__code")
    found = access.rows_to(duties.WORK, ProgressUpdate.objects.all())
    edited = access.unsent_updates
    form = LineAdminForm
    list_display = ("activity", "period", "percent", "status", "submitted_at", "superseded_at")
    list_filter = (
        "report__office",
        "report__period",
        "status",
        ("submitted_at", admin.EmptyFieldListFilter),
        ("superseded_at", admin.EmptyFieldListFilter),
    )
    list_select_related = ("activity__priority", "report__office", "report__period__appeal")
    search_fields = ("activity__code", "activity__own_title", "narrative", "issues")
    ordering = (
        *PERIOD_ORDER, "activity__priority__order", "activity__order", "-pk",
    )  # fmt: skip
    fields = (
        "report", "activity", *ProgressForm.Meta.fields, "who", "updated_at", "submitted_at",
        "superseded_at",
    )  # fmt: skip
    readonly_fields = (
        "report", "activity", "who", "updated_at", "submitted_at", "superseded_at",
    )  # fmt: skip

    def lock(self, row: ProgressUpdate) -> None:
        """The period first, as every action does: the other order ends in a deadlock."""
        ReportingPeriod.objects.select_for_update(no_key=True).get(pk=row.report.period_id)
        super().lock(row)

    def save_model(self, request: Request, obj: ProgressUpdate, form: Any, change: bool) -> None:
        actions.log_progress(
            update=obj,
            version=form.cleaned_data["version"],
            period=obj.report.period,
            by=request.user,
            at=now_for(obj),
        )

    period = shown(_("period"), "report.period.code", ordering="report__period__starts_on")
    who = shown(_("updated by"), "updated_by")
