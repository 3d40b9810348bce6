"""What a report leaves empty: lines, values of indicators, milestones that have come due."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date

from django.db.models import QuerySet

from appeal.base.viewpoint import Include, Viewpoint
from appeal.models import Activity, Indicator, Milestone, as_known

from .periods import ReportingPeriod
from .progress import ProgressUpdate
from .reports import OfficeReport
from .results import IndicatorActual, pending_milestones


def is_awaited(hold: str, starts_on: date, period: ReportingPeriod) -> bool:
    """Whether a report on the period is to speak of an activity: it goes on and has begun by then.

    `hold` and `starts_on` are the activity's as they were known.
    """
    return not hold and starts_on <= period.ends_on


def awaited_among(activities: QuerySet[Activity], period: ReportingPeriod) -> set[int]:
    """Which of the activities a report on the period is to speak of, by the plan of now."""
    rows = activities.values_list("pk", "hold", "starts_on")
    return {pk for pk, hold, starts_on in rows if is_awaited(hold, starts_on, period)}


@dataclass
class LeftEmpty:
    """What a report does not say of an activity that it is to speak of.

    `indicators` have neither a value nor a reason for none; `milestones`, due by the end of the
    period and by the day of the figures, no report says were achieved.
    """

    activity: Activity
    has_line: bool
    indicators: list[Indicator] = field(default_factory=list)
    milestones: list[Milestone] = field(default_factory=list)

    @property
    def is_any(self) -> bool:
        return not self.has_line or bool(self.indicators or self.milestones)


def left_empty(
    report: OfficeReport, activities: Iterable[Activity], viewpoint: Viewpoint
) -> list[LeftEmpty]:
    """What the report left empty, as known then, in the order of `activities`.

    These carry what `with_plan_then` adds.
    """
    period = report.period
    lines = as_known(ProgressUpdate.objects.all(), viewpoint).standing().filter(report=report.pk)
    written = set(lines.values_list("activity", flat=True))
    found = {
        row.pk: LeftEmpty(row, row.pk in written)
        for row in activities
        if is_awaited(row.hold_then, row.starts_then, period)
    }
    told = as_known(IndicatorActual.objects.all(), viewpoint).filter(update__in=lines.values("id"))
    known = as_known(Indicator.objects.all(), viewpoint).filter(activity__in=found)
    untold = Indicator.objects.filter(
        pk__in=known.exclude(id__in=told.values("indicator")).values("id")
    )
    for indicator in untold.order_by("order"):
        found[indicator.activity_id].indicators.append(indicator)
    # Whichever report tells of a milestone, and whatever day it gives.
    all_told = replace(viewpoint, as_at=date.max, include=Include.DRAFT)
    by = min(period.ends_on, viewpoint.as_at)
    due = pending_milestones(all_told).filter(activity__in=found, due_on__lte=by)
    for milestone in due.order_by("due_on", "order"):
        found[milestone.activity_id].milestones.append(milestone)
    return [row for row in found.values() if row.is_any]
