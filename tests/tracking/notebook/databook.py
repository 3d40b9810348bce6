"""What the database says of a small appeal, in the rows that the notebook has."""

from collections.abc import Callable
from typing import Any

from appeal.base.viewpoint import Viewpoint
from appeal.models import Activity, as_known
from tests.tracking.notebook.steps_of_donors import place_of
from tests.tracking.notebook.world import World
from tracking.figures import (
    AppealFigures,
    figures_of,
    flags_of,
    indicator_colour,
    months_of,
    results_of,
    standing,
)
from tracking.figures.breakdowns import breakdowns_of
from tracking.models import Contribution, Risk

Rows = list[dict[str, Any]]


def read(world: World, viewpoint: Viewpoint, level: str, expected: Rows) -> Rows:
    """Of every row of a level what is expected of it."""
    found = LEVELS[level](world, viewpoint)
    return [
        {name: row[name] if isinstance(row, dict) else getattr(row, name) for name in own}
        for row, own in zip(found, expected, strict=True)
    ]


def existing(world: World, viewpoint: Viewpoint) -> list[int]:
    """The activities that were there, by their ids."""
    rows = Activity.objects.of(world.appeal).existing(viewpoint).order_by("pk")
    return list(rows.values_list("pk", flat=True))


def activities(world: World, viewpoint: Viewpoint) -> list[Any]:
    figures = figures_of(world.appeal, viewpoint)
    return [Judged(figures, pk) for pk in existing(world, viewpoint)]


class Judged:
    """The figures of an activity, and what its flags are judged by."""

    def __init__(self, figures: AppealFigures, pk: int) -> None:
        self.figures, facts = figures.activity(pk), figures.facts
        self.has_milestones = pk in facts.milestones
        self.overdue_since = facts.overdue_since.get(pk)
        self.override = facts.judgements[pk][0].colour if pk in facts.judgements else None

    def __getattr__(self, name: str) -> Any:
        return getattr(self.figures, name)


def by_key(rows: list[Any]) -> list[Any]:
    return sorted(rows, key=lambda row: row.of.pk)


def cells(world: World, viewpoint: Viewpoint) -> list[Any]:
    return by_key(figures_of(world.appeal, viewpoint).cells)


def offices(world: World, viewpoint: Viewpoint) -> list[Any]:
    figures = figures_of(world.appeal, viewpoint)
    return [*by_key(figures.offices), figures.office_rest]


def headings(world: World, viewpoint: Viewpoint) -> list[Any]:
    figures = figures_of(world.appeal, viewpoint)
    return [*by_key(figures.headings), figures.heading_rest]


def appeal(world: World, viewpoint: Viewpoint) -> list[Any]:
    return [figures_of(world.appeal, viewpoint).whole]


def contributions(world: World, viewpoint: Viewpoint) -> Rows:
    rows = Contribution.objects.of(world.appeal).existing(viewpoint).order_by("pk")
    figures, found = figures_of(world.appeal, viewpoint), []
    for row in rows:
        own = figures.contribution_of(row)
        lying = standing(row, viewpoint).items()
        stands = {place_of(world, *place): amount for place, amount in lying if amount}
        found.append({name: getattr(own, name) for name in GIVEN} | {"stands": stands})
    return found


GIVEN = (
    "own_agreed", "own_received", "own_outstanding", "pledged", "agreed", "received",
    "outstanding", "funded", "unassigned",
)  # fmt: skip


def flags(world: World, viewpoint: Viewpoint) -> Rows:
    judged = flags_of(figures_of(world.appeal, viewpoint), existing(world, viewpoint))
    return [
        {flag.name: flag.colour for flag in flags.all}
        | {"greys": flags.greys, "judged": flags.judged}
        for _, flags in sorted(judged.items())
    ]


def results(world: World, viewpoint: Viewpoint) -> Rows:
    of_activity = results_of(existing(world, viewpoint), viewpoint)
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
    return months_of(figures_of(world.appeal, viewpoint), existing(world, viewpoint))


def risks(world: World, viewpoint: Viewpoint) -> Any:
    return as_known(Risk.objects.all(), viewpoint).of(world.appeal).with_score().order_by("id")


LEVELS: dict[str, Callable[[World, Viewpoint], Any]] = {
    each.__name__: each
    for each in (
        activities, cells, offices, headings, appeal, contributions, flags, results, months, risks,
    )
}  # fmt: skip
