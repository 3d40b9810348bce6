"""The four status flags of an activity and the overall one, each with the numbers it is judged by.

Where the definitions leave it open, it is judged here so: while nothing is spent, or everything
was reversed, spend is grey, of a completed activity too; a grey indicator does not hide the colour
of another one; a yes/no indicator that nobody reported on is grey, and red once its target's period
is over and the answer is not yes.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from appeal.base.excel import Definition
from appeal.models import Indicator, Milestone

from ..flag_definitions import FLAGS
from ..models import Colour, ProgressUpdate, StatusOverride
from .definitions import ActivityFigures
from .facts import Facts
from .results import IndicatorResult
from .summing import AppealFigures

# The thresholds, in one table: what is at least (schedule, spend: at most) green, then amber.
LIMITS = {
    "schedule": (0, 30),
    "results": (Decimal("0.9"), Decimal("0.7")),
    "progress": (Decimal(-10), Decimal(-25)),
    "spend": (Decimal(10), Decimal(25)),
}
WORST_FIRST = (Colour.RED, Colour.AMBER, Colour.GREEN, Colour.GREY)


@dataclass(frozen=True)
class Flag:
    """A colour (None: it does not apply, an en dash) and the numbers that it was judged by.

    `numbers` are fractions, points, days or dates by name; its definition says what they mean.
    """

    name: str
    colour: str | None
    numbers: dict[str, Any] = field(default_factory=dict)

    @property
    def definition(self) -> Definition:
        return FLAGS[self.name]

    @property
    def label(self) -> str:
        return str(Colour(self.colour).label) if self.colour else ""


@dataclass(frozen=True)
class Flags:
    """The four flags of an activity, the overall one, and what people judged instead.

    `coming` is its next milestone: neither reached nor past.
    """

    schedule: Flag
    results: Flag
    progress: Flag
    spend: Flag
    judgements: list[StatusOverride] = field(default_factory=list)
    coming: Milestone | None = None

    @property
    def given(self) -> StatusOverride | None:
        """The judgement in force; the latest may have taken it back."""
        return next((row for row in self.judgements[:1] if row.colour), None)

    @property
    def override(self) -> str:
        """The colour that a person gave it, empty without one."""
        return self.given.colour if self.given else ""

    @property
    def four(self) -> tuple[Flag, ...]:
        return (self.schedule, self.results, self.progress, self.spend)

    @property
    def all(self) -> tuple[Flag, ...]:
        return (*self.four, self.overall)

    @property
    def greys(self) -> int:
        return sum(flag.colour == Colour.GREY for flag in self.four)

    @property
    def overall(self) -> Flag:
        """The worst of those with a colour; grey only if none has one."""
        return Flag("overall", worst(flag.colour for flag in self.four), {"grey": self.greys})

    @property
    def judged(self) -> str | None:
        """The colour that people see first: the override, where there is one."""
        return self.override or self.overall.colour

    @property
    def judged_label(self) -> str:
        return str(Colour(self.judged).label) if self.judged else ""


def worst(colours: Iterable[str | None]) -> str | None:
    """The worst real colour; grey where there is nothing but grey; None where nothing applies."""
    given = set(colours)
    return next((colour for colour in WORST_FIRST if colour in given), None)


def flags_of(figures: AppealFigures, activities: Collection[int]) -> dict[int, Flags]:
    """The flags of activities, by their ids."""
    facts = figures.facts
    if facts.only is None and len(activities) < len(facts.plans):
        facts = facts.narrowed(activities)
    return {pk: judge(pk, figures.activity(pk), facts) for pk in activities}


def judge(pk: int, row: ActivityFigures, facts: Facts) -> Flags:
    """The flags of one activity; none of them applies while it is suspended or cancelled."""
    judgements = facts.judgements.get(pk, [])
    if row.hold or row.elapsed is None:
        return Flags(
            **{name: Flag(name, None) for name in LIMITS}, judgements=judgements, coming=None
        )
    return Flags(
        _schedule(pk, row, facts),
        _results(facts.results.get(pk, []), row.as_at),
        _progress(row),
        _spend(row),
        judgements,
        _coming(pk, row.as_at, facts),
    )


def _coming(pk: int, as_at: date, facts: Facts) -> Milestone | None:
    rows = [row for row in facts.milestones.get(pk, ()) if row.due_on >= as_at]
    waiting = [row for row in rows if row.id not in facts.achieved_on]
    return min(waiting, key=lambda row: row.due_on, default=None)


def _schedule(pk: int, row: ActivityFigures, facts: Facts) -> Flag:
    if pk not in facts.milestones:
        return Flag("schedule", None)
    due_on = facts.overdue_since.get(pk)
    days = (row.as_at - due_on).days if due_on else 0
    colour = _at_most(days, *LIMITS["schedule"])
    if colour == Colour.GREEN and not row.has_reported:
        colour = Colour.GREY
    return Flag("schedule", colour, {"days": days, "due_on": due_on})


def _results(results: list[IndicatorResult], as_at: date) -> Flag:
    aimed = [result for result in results if result.final_on is not None]
    if not aimed:
        return Flag("results", None)
    judged = [(indicator_colour(result, as_at), result) for result in aimed]
    colour = worst(colour for colour, _result in judged)
    told = [result.achieved for c, result in judged if c == colour and result.achieved is not None]
    numbers = {"achieved": min(told, default=None), "indicators": len(aimed)}
    return Flag("results", colour, numbers)


def indicator_colour(result: IndicatorResult, as_at: date) -> str | None:
    """The colour of one indicator; None where it has no target at all, grey until one is due."""
    if result.final_on is None:
        return None
    if result.indicator.measure == Indicator.Measure.YES_NO:
        if result.actual:
            return Colour.GREEN
        return Colour.RED if result.final_on <= as_at and result.points else Colour.GREY
    if result.achieved is None:
        return Colour.GREY
    return _at_least(result.achieved, *LIMITS["results"])


def _progress(row: ActivityFigures) -> Flag:
    if row.progress is None:
        return Flag("progress", Colour.GREY)
    points = row.progress_points
    numbers = {"percent": row.progress, **_planned(row), "points": points}
    return Flag("progress", _at_least(points, *LIMITS["progress"]), numbers)


def _planned(row: ActivityFigures) -> dict[str, Any]:
    return {"planned": 100 * (row.planned_part or 0), "is_phased": bool(row.phasing)}


def _spend(row: ActivityFigures) -> Flag:
    if not row.allocated:
        return Flag("spend", None)
    if not row.spent:
        return Flag("spend", Colour.GREY)
    points: Any = row.delivery_points
    numbers = {"delivery": row.delivered_percent, **_planned(row), "points": points}
    if row.overspent:
        return Flag("spend", Colour.RED, numbers)
    if row.status == ProgressUpdate.Status.COMPLETED:
        return Flag("spend", Colour.GREEN, numbers | {"underspent": row.underspent})
    return Flag("spend", _at_most(abs(points), *LIMITS["spend"]), numbers)


def _at_most(value: Any, green: object, amber: object) -> str:
    if value <= green:
        return Colour.GREEN
    return Colour.AMBER if value <= amber else Colour.RED


def _at_least(value: Any, green: Any, amber: Any) -> str:
    return _at_most(-value, -green, -amber)
