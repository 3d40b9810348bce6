"""The admin of what nobody edits: lockings, what lines report of results, stored totals."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from appeal import duties
from appeal.base.amounts import cents
from appeal.models import by_heading
from appeal.web.admin_base import ScopedAdmin
from appeal.web.admin_columns import shown
from appeal.web.admin_groups import TableGroup
from appeal.web.admin_inlines import ReadOnlyInline
from appeal.web.admin_kinds import TechnicalAdmin

from .. import access
from ..models import (
    ActivityTotal,
    ActualBreakdown,
    IndicatorActual,
    LedgerTotal,
    MilestoneAchievement,
    OpenCommitment,
    PeriodEvent,
)

BY_OFFICE = "update__report__office"
BY_PERIOD = "update__report__period"
LATEST = ("-update__report__period__starts_on", "update__activity__code", "pk")


@admin.register(PeriodEvent)
class PeriodEventAdmin(ScopedAdmin):
    """Who locked and unlocked which period; done on the page of the periods."""

    group = TableGroup.REPORTS
    holds = _("Periods are locked and unlocked on their page. This history never changes.")
    called_by = ("at",)
    found = access.rows_to(duties.WORK, PeriodEvent.objects.all())
    list_display = ("period", "kind", "by", "at", "reason")
    list_filter = ("period", "kind")
    date_hierarchy = "at"
    list_select_related = ("period", "by")
    search_fields = ("period__code", "reason")
    ordering = ("-at", "-pk")
    fields = ("period", "kind", "by_whom", "at", "reason")
    readonly_fields = fields

    by_whom = shown(_("by"), "by")


OF_A_LINE = _("Results are written with the line of a report, on its page. What is approved stays.")


class OfLine(ScopedAdmin):
    """What a line of a report says; written with the line, on its page."""

    group = TableGroup.REPORTS
    holds = OF_A_LINE
    list_filter = (BY_OFFICE, BY_PERIOD)
    ordering = LATEST

    period = shown(_("period"), "update.report.period.code")
    activity = shown(_("activity"), "update.activity.code")


LINE = ("update__activity__priority", "update__report__period", "update__report__office")


@admin.register(MilestoneAchievement)
class MilestoneAchievementAdmin(OfLine):
    called_by = ("milestone__title",)
    found = access.rows_to(duties.WORK, MilestoneAchievement.objects.all())
    list_display = ("milestone", "activity", "period", "achieved_on")
    date_hierarchy = "achieved_on"
    list_select_related = ("milestone", *LINE)
    search_fields = ("milestone__title", "update__activity__code")
    fields = ("update", "milestone", "achieved_on")


class BreakdownsOfActual(ReadOnlyInline):
    model = ActualBreakdown
    fields = ("dimension", "category", "value")


@admin.register(IndicatorActual)
class IndicatorActualAdmin(OfLine):
    called_by = ("indicator__title",)
    found = access.rows_to(duties.WORK, IndicatorActual.objects.all())
    list_display = ("indicator", "activity", "period", "value", "missing_reason")
    list_select_related = ("indicator", *LINE)
    search_fields = ("indicator__title_en", "update__activity__code", "comment")
    fields = (
        "update", "indicator", "value", "numerator", "denominator", "missing_reason", "comment",
    )  # fmt: skip
    inlines = (BreakdownsOfActual,)


@admin.register(ActualBreakdown)
class ActualBreakdownAdmin(ScopedAdmin):
    group = TableGroup.REPORTS
    holds = OF_A_LINE
    called_by = ("category",)
    found = access.rows_to(duties.WORK, ActualBreakdown.objects.all())
    list_display = ("actual", "dimension", "category", "value")
    list_filter = ("actual__update__report__office", "dimension")
    list_select_related = ("actual__indicator",)
    search_fields = ("category", "actual__indicator__title_en")
    ordering = ("-pk",)
    fields = ("actual", "dimension", "category", "value")


@admin.register(LedgerTotal)
class LedgerTotalAdmin(TechnicalAdmin):
    """Totals of the posted ledger, which the database computes; nobody writes them."""

    called_by = ("activity__code",)
    found = access.rows_to(duties.WORK, LedgerTotal.objects.all())
    list_display = ("activity", "heading", "kind", "month", "posted_in", "usd")
    list_filter = ("cell__office", "kind", "month", "posted_in")
    list_select_related = ("activity__priority", "cell__heading", "cell__office")
    search_fields = ("activity__code",)
    ordering = ("activity__code", "cell", "month", "posted_in", "kind")
    fields = ("activity", "cell", "kind", "month", "posted_in", "usd")
    readonly_fields = ("usd",)

    heading = shown(_("heading"), "cell.heading.code", ordering=by_heading("cell__"))
    usd = shown(_("amount in USD"), "amount", cents, ordering="amount")


@admin.register(ActivityTotal)
class ActivityTotalAdmin(TechnicalAdmin):
    """All that is posted on activities, which the database computes; nobody writes them."""

    called_by = ("activity__code",)
    found = access.rows_to(duties.WORK, ActivityTotal.objects.all())
    list_display = ("activity", "heading", "disbursed", "expended", "open", "last_on")
    list_filter = ("cell__office",)
    list_select_related = ("activity__priority", "cell__heading", "cell__office")
    search_fields = ("activity__code",)
    ordering = ("activity__code", "cell")
    fields = (
        "activity", "cell", "agreed", "released", "disbursed", "expended", "open", "last_on",
        "last_posted_at",
    )  # fmt: skip
    readonly_fields = ("agreed", "released", "disbursed", "expended", "open")

    heading = shown(_("heading"), "cell.heading.code", ordering=by_heading("cell__"))
    agreed = shown(_("commitments, in USD"), "commitment", cents)
    released = shown(_("releases, in USD"), "release", cents)
    disbursed = shown(_("disbursements, in USD"), "disbursement", cents, ordering="disbursement")
    expended = shown(_("expenditure, in USD"), "expenditure", cents, ordering="expenditure")
    open = shown(_("committed, not yet spent, in USD"), "committed", cents, ordering="committed")


@admin.register(OpenCommitment)
class OpenCommitmentAdmin(TechnicalAdmin):
    """What posted commitments leave open, which the database computes; nobody writes them."""

    called_by = ("activity__code",)
    found = access.rows_to(duties.WORK, OpenCommitment.objects.all())
    list_display = ("activity", "heading", "commitment", "left", "last_on", "last_posted_at")
    list_filter = ("cell__office",)
    list_select_related = (
        "activity__priority", "cell__heading", "cell__office", "commitment__activity",
    )  # fmt: skip
    search_fields = ("activity__code",)
    ordering = ("activity__code", "-last_on", "pk")
    fields = ("activity", "cell", "commitment", "left", "last_on", "last_posted_at")
    readonly_fields = ("left",)

    heading = shown(_("heading"), "cell.heading.code", ordering=by_heading("cell__"))
    left = shown(_("left in USD"), "usd", cents, ordering="usd")
