"""Milestones and indicators of an activity as its page shows them."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from appeal.models import Activity, Indicator
from appeal.templatetags.figures import measured

from ..figures import AppealFigures, Facts, IndicatorResult
from ..figures.breakdowns import breakdowns_of
from ..models import ReportingPeriod

WIDTH, HEIGHT, EDGE = 160, 40, 4


@dataclass(frozen=True)
class MilestoneRow:
    """A milestone as it is at the page's date."""

    pk: int
    title: str
    due_on: date
    achieved_on: date | None
    overdue: int


@dataclass(frozen=True)
class Sparkline:
    """Where the curves of what was reached and of the target run, in the units of the drawing."""

    pk: int
    title: str
    description: str
    actual: str
    target: str
    dots: list[tuple[str, str]]


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


def sparkline(
    result: IndicatorResult, codes: dict[date, str], named: Indicator
) -> Sparkline | None:
    """The way of what was reached to date beside the target to date; None where nothing was."""
    steps = result.steps
    told = {s.ends_on: s.actual_to_date for s in steps if s.point and s.point.value is not None}
    reached = [(day, value) for day, value in told.items() if value is not None]
    aimed = [(s.ends_on, s.target_to_date) for s in steps]
    aims = [(day, value) for day, value in aimed if value is not None]
    if not reached or result.indicator.measure == Indicator.Measure.YES_NO:
        return None
    first = [] if result.start is None else [(None, result.start)]
    # A lone target is a level, drawn from the left; several are a way.
    level = [(None, aims[0][1])] if len(aims) == 1 else []
    place = scale([step.ends_on for step in steps], [v for _day, v in first + reached + aims])
    said = [f"{codes.get(day, day)}: {measured(value, named)}" for day, value in reached]
    return Sparkline(
        result.indicator.id,
        _("Achieved so far; the target to date as a dashed line"),
        "; ".join([*said, _("target to date: %s") % measured(result.target, named)]),
        points(place(*each) for each in first + reached),
        points(place(*each) for each in level + aims),
        [place(*each) for each in reached],
    )


Place = Callable[[date | None, Decimal], tuple[str, str]]


def scale(days: list[date], values: list[Decimal]) -> Place:
    """The x position of a value at the end of a period; None is the left edge."""
    across = {day: (index + 1) / len(days) for index, day in enumerate(days)}
    lowest, span = min(values), max(values) - min(values)

    def place(day: date | None, value: Decimal) -> tuple[str, str]:
        x = across[day] if day else 0.0
        y = float((value - lowest) / span) if span else 0.5
        return (
            f"{EDGE + (WIDTH - 2 * EDGE) * x:.1f}",
            f"{HEIGHT - EDGE - (HEIGHT - 2 * EDGE) * y:.1f}",
        )

    return place


def points(places: Iterable[tuple[str, str]]) -> str:
    """As SVG writes the corners of a polyline."""
    return " ".join(",".join(place) for place in places)
