"""What the database says of a small appeal, in the rows that the notebook has."""

from collections.abc import Callable
from typing import Any

from appeal.models import as_known
from appeal.viewpoint import Viewpoint
from tests.tracking.steps_of_donors import place_of
from tests.tracking.world import World
from tracking.models import (
    TO_A_HEADING,
    TO_AN_OFFICE,
    Risk,
    TrackedActivity,
    TrackedAppeal,
    TrackedCell,
    TrackedContribution,
    TrackedHeading,
    TrackedOffice,
    breakdowns_of,
    flags_of,
    indicator_colour,
    months_of,
    results_of,
    standing,
    undistributed,
)

Rows = list[dict[str, Any]]


def read(world: World, viewpoint: Viewpoint, level: str, expected: Rows) -> Rows:
    """Of every row of a level what is expected of it."""
    found = LEVELS[level](world, viewpoint)
    return [
        {name: row[name] if isinstance(row, dict) else getattr(row, name) for name in own}
        for row, own in zip(found, expected, strict=True)
    ]


def activities(world: World, viewpoint: Viewpoint) -> Any:
    rows = TrackedActivity.objects.of(world.appeal).existing(viewpoint).with_figures(viewpoint)
    return rows.with_flag_facts(viewpoint).order_by("pk")


def cells(world: World, viewpoint: Viewpoint) -> Any:
    return TrackedCell.objects.of(world.appeal).with_figures(viewpoint).order_by("pk")


def offices(world: World, viewpoint: Viewpoint) -> list[Any]:
    rows = TrackedOffice.objects.of(world.appeal).with_figures(world.appeal, viewpoint)
    shown = list(rows.with_counts(world.appeal, viewpoint).order_by("pk"))
    return [*shown, undistributed(TO_AN_OFFICE, appeal(world, viewpoint).get(), shown)]


def headings(world: World, viewpoint: Viewpoint) -> list[Any]:
    rows = TrackedHeading.objects.of(world.appeal).with_figures(world.appeal, viewpoint)
    shown = list(rows.order_by("pk"))
    return [*shown, undistributed(TO_A_HEADING, appeal(world, viewpoint).get(), shown)]


def appeal(world: World, viewpoint: Viewpoint) -> Any:
    return TrackedAppeal.objects.filter(pk=world.appeal.pk).with_figures(viewpoint)


def contributions(world: World, viewpoint: Viewpoint) -> Rows:
    rows = TrackedContribution.objects.of(world.appeal).existing(viewpoint)
    return [
        vars(row)
        | {
            "stands": {
                place_of(world, *place): amount
                for place, amount in standing(row, viewpoint).items()
                if amount
            }
        }
        for row in rows.with_figures(viewpoint).with_unassigned(viewpoint).order_by("pk")
    ]


def flags(world: World, viewpoint: Viewpoint) -> Rows:
    judged = flags_of(activities(world, viewpoint), viewpoint)
    return [
        {flag.name: flag.colour for flag in flags.all}
        | {"greys": flags.greys, "judged": flags.judged}
        for _, flags in sorted(judged.items())
    ]


def results(world: World, viewpoint: Viewpoint) -> Rows:
    of_activity = results_of(activities(world, viewpoint), viewpoint)
    found = [result for results in of_activity.values() for result in results]
    parts = breakdowns_of([point for result in found for point in result.points], viewpoint)

    def part(point: Any) -> Any:
        return next((own.parts[0][1] for own in parts.get(point.actual_id, [])), None)

    return [
        {
            "points": [(point.period, number(point.value), part(point)) for point in result.points],
            "actual": number(result.actual),
            "target": number(result.target),
            "achieved": number(result.achieved),
            "colour": indicator_colour(result, viewpoint.as_at),
        }
        for result in sorted(found, key=lambda result: result.indicator.id)
    ]


def number(value: Any) -> float | None:
    return None if value is None else float(value)


def months(world: World, viewpoint: Viewpoint) -> Any:
    rows = TrackedActivity.objects.of(world.appeal).existing(viewpoint)
    planned = rows.with_allocated(viewpoint.known_at).with_plan_then(viewpoint)
    return months_of(world.appeal, planned, viewpoint)


def risks(world: World, viewpoint: Viewpoint) -> Any:
    return as_known(Risk, viewpoint.known_at).of(world.appeal).with_score().order_by("id")


LEVELS: dict[str, Callable[[World, Viewpoint], Any]] = {
    each.__name__: each
    for each in (
        activities, cells, offices, headings, appeal, contributions, flags, results, months, risks,
    )
}  # fmt: skip
