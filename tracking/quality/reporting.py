"""Rules about what is reported, and what proves it."""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from typing import Any

from django.db.models import OuterRef
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from appeal.amounts import quantity
from appeal.models import Office, as_known
from appeal.viewpoint import Include

from ..figures import achieved
from ..models import ActualBreakdown, Dimension, IndicatorActual, ReportingPeriod, included_updates
from .plan import ACTIVITY
from .scope import Found, Rows, Scope

ROUNDING = Decimal("0.00005")


def no_update(scope: Scope) -> Rows:
    """A line counts once it is handed in, though it is not approved yet; a period due today waits.

    A suspended activity has nothing to report, nor has one on a period before it begins.
    """
    handed_in = replace(
        scope.viewpoint, include=Include.SUBMITTED, draft_offices=Office.objects.all()
    )
    lines = included_updates(handed_in).filter(report__period__appeal=scope.appeal)
    told = set(lines.values_list("activity", "report__period"))
    periods = as_known(ReportingPeriod, scope.known_at).of(scope.appeal)
    due = list(periods.filter(due_on__lt=scope.viewpoint.as_at).order_by("due_on"))
    for activity in scope.activities():
        plan = scope.figures.facts.plans[activity.pk]
        if plan.hold:
            continue
        missing = [
            period
            for period in due
            if period.ends_on >= plan.starts_on and (activity.pk, period.id) not in told
        ]
        if missing:
            message = _("No line is handed in for %(periods)s.")
            message %= {"periods": ", ".join(period.code for period in missing)}
            place, since = (activity.code,), missing[0].due_on
            yield Found(activity.office, str(activity), message, ACTIVITY, place, since)


def silent(scope: Scope) -> Rows:
    for activity in scope.activities():
        if scope.figures.activity(activity.pk).progress is not None:
            continue
        message = _("No percentage counts yet. That is not zero: it is not known.")
        since = max(scope.day(activity.begun_at), scope.figures.facts.plans[activity.pk].starts_on)
        yield Found(activity.office, str(activity), message, ACTIVITY, (activity.code,), since)


def short(scope: Scope) -> Rows:
    """Where an indicator asks for a breakdown, or one was begun, its parts come to the total."""
    actuals = as_known(IndicatorActual, scope.viewpoint.drafts_known_at).filter(
        update__in=included_updates(scope.viewpoint).values("id"),
        indicator__activity__priority__section__appeal=scope.appeal,
        value__isnull=False,
    )
    actuals = scope.of_office(actuals, "update__report__office")
    parts: dict[tuple[int, str], Decimal] = {}
    rows = as_known(ActualBreakdown, scope.viewpoint.drafts_known_at)
    rows = rows.filter(actual__in=actuals.values("id"))
    for actual, dimension, value in rows.values_list("actual", "dimension", "value"):
        key = (actual, dimension)
        parts[key] = parts.get(key, Decimal(0)) + value
    named = actuals.select_related(
        "indicator__activity__priority", "update__report__office", "update__report__period"
    )
    for actual in named.order_by("update__report__period__ends_on", "id"):
        gaps = list(_short_dimensions(actual, parts))
        if gaps:
            report = actual.update.report
            message = f"{actual.indicator}, {report.period.code}: {'; '.join(gaps)}."
            since = scope.day(actual.update.submitted_at or actual.update.updated_at)
            activity = actual.indicator.activity
            place = (activity.code,)
            yield Found(report.office, str(activity), message, ACTIVITY, place, since)


def _short_dimensions(actual: Any, parts: dict[tuple[int, str], Decimal]) -> Iterator[str]:
    """What each breakdown comes to, where that is less than the total."""
    total = actual.value if actual.numerator is None else actual.numerator
    for dimension in Dimension:
        told = parts.get((actual.id, dimension))
        is_asked = getattr(actual.indicator, f"by_{dimension}")
        if (told is not None or is_asked) and (told or Decimal(0)) + ROUNDING < total:
            yield _("by %(dimension)s %(parts)s of %(total)s") % {
                "dimension": dimension.label,
                "parts": quantity(told or Decimal(0)),
                "total": quantity(total),
            }


def unproven(scope: Scope) -> Rows:
    """Milestones of approved lines; evidence of the milestone or of the line itself will do."""
    official = replace(
        scope.viewpoint, include=Include.OFFICIAL, draft_offices=Office.objects.none()
    )
    rows = achieved(official).filter(
        ~scope.evidence(milestone=OuterRef("milestone")),
        ~scope.evidence(
            update__report=OuterRef("update__report"), update__activity=OuterRef("update__activity")
        ),
        update__report__period__appeal=scope.appeal,
    )
    rows = scope.of_office(rows, "update__report__office").select_related(
        "milestone__activity__priority", "update__report__office"
    )
    for row in rows.order_by("achieved_on", "pk"):
        message = _("“%(milestone)s” was achieved on %(day)s; nothing attached proves it.")
        message %= {"milestone": row.milestone, "day": date_format(row.achieved_on)}
        activity = row.milestone.activity
        since = scope.day(row.update.submitted_at)
        office, place = row.update.report.office, (activity.code,)
        yield Found(office, str(activity), message, ACTIVITY, place, since)
