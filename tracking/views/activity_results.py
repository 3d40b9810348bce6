"""Milestones and indicators of an activity as its page shows them."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from appeal.models import Activity

from ..charts import sparkline
from ..figures import AppealFigures, Facts
from ..figures.breakdowns import breakdowns_of
from ..models import ReportingPeriod


@dataclass(frozen=True)
class MilestoneRow:
    """A milestone as it is at the page's date."""

    pk: int
    title: str
    due_on: date
    achieved_on: date | None
    overdue: int


def results_context(activity: Activity, figures: AppealFigures) -> dict[str, Any]:
    """What `tracking/results/_results.html` shows: `milestone_rows` and `indicator_rows`."""
    return {
        "milestone_rows": _milestones(activity, figures.facts),
        "indicator_rows": _indicators(activity, figures.facts),
    }


def _milestones(activity: Activity, facts: Facts) -> list[MilestoneRow]:
    """Names show as of now, dates as they were known."""
    rows, titles = facts.milestones.get(activity.pk, []), {}
    if facts.viewpoint.is_past:
        titles = dict(activity.milestones.values_list("pk", "title"))
    return [
        MilestoneRow(
            row.id,
            titles.get(row.id, row.title),
            row.due_on,
            facts.achieved_on.get(row.id),
            facts.days_overdue(activity.pk, row),
        )
        for row in rows
    ]


def _indicators(activity: Activity, facts: Facts) -> list[dict[str, Any]]:
    results = facts.results.get(activity.pk, [])
    if not results:
        return []
    now: dict[int, Any] = {}
    if facts.viewpoint.is_past:
        now = activity.indicators.in_bulk()
    codes = dict(ReportingPeriod.objects.of(activity.appeal).values_list("ends_on", "code"))
    told = [point for result in results for point in result.points]
    breakdowns = breakdowns_of(told, facts.viewpoint)
    return [
        {
            # An indicator taken out of the plan since then has but the names of its time.
            "indicator": now.get(result.indicator.id, result.indicator),
            "result": result,
            "steps": [
                (
                    step,
                    codes.get(step.ends_on),
                    breakdowns.get(step.point.actual_id, []) if step.point else [],
                )
                for step in result.steps
            ],
            "sparkline": sparkline(result, codes, now.get(result.indicator.id, result.indicator)),
        }
        for result in results
    ]
