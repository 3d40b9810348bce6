"""The geometry of charts, for the SVG templates, which draw, label and colour them."""

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_CEILING, Decimal
from typing import Any

from django.utils.translation import gettext as _

from appeal.base.labels import labelled
from appeal.models import Indicator
from appeal.templatetags.figures import measured

from .figures import IndicatorResult, Month

# Where the plot begins and ends, as parts of the width and the height of the chart in percent.
LEFT, RIGHT, TOP, BOTTOM = 1, 99, 8, 88
SHADES = 5


@dataclass(frozen=True)
class Curves:
    """Planned spend and spend, cumulative: two lines over months.

    Everything is placed in percent of the chart, so that it can be as wide as the page while its
    words keep their size. `planned` and `spent` are points as SVG writes them; `dots` those of
    spend; `rules` the horizontal lines with their amounts; `ticks` the months, where there is room
    for them.
    """

    planned: str
    spent: str
    dots: list[tuple[str, str]]
    rules: list[tuple[str, Decimal]]
    ticks: list[tuple[str, date]]
    last: Month | None


def curves_of(months: Sequence[Month]) -> Curves:
    """The chart of the months; without any its lines are empty."""
    reached = [m.spent_by_then for m in months if m.spent_by_then is not None]
    most: Decimal = max([Decimal(0), *(m.planned_by_then for m in months), *reached])
    step = _step(most)
    top = step * max(Decimal(1), (most / step).to_integral_value(ROUND_CEILING))
    span = max(1, len(months) - 1)

    def x(number: int) -> str:
        return f"{LEFT + (RIGHT - LEFT) * number / span:.2f}"

    def y(amount: Decimal) -> str:
        return f"{BOTTOM - (BOTTOM - TOP) * amount / top:.2f}"

    planned = [(x(n), y(month.planned_by_then)) for n, month in enumerate(months)]
    spent = [
        (x(n), y(month.spent_by_then))
        for n, month in enumerate(months)
        if month.spent_by_then is not None
    ]
    every = -(-len(months) // 12) or 1
    return Curves(
        planned=_points(planned),
        spent=_points(spent),
        dots=spent,
        rules=[(y(step * n), step * n) for n in range(int(top / step) + 1)],
        ticks=[(x(n), m.first_day) for n, m in enumerate(months) if n % every == 0],
        last=next((m for m in reversed(months) if m.spent_by_then is not None), None),
    )


def _points(points: Iterable[tuple[str, str]]) -> str:
    return " ".join(f"{x},{y}" for x, y in points)


def _step(most: Decimal) -> Decimal:
    """A round distance between rules, so that there are three to six of them."""
    size = Decimal(10) ** max(0, most.adjusted() if most else 0)
    return next(part for part in (size / 5, size / 2, size, size * 2) if most <= part * 5)


@dataclass(frozen=True)
class Class:
    """One shade of a scale, and from where to where the values in it reach."""

    shade: int
    lowest: object
    highest: object


@dataclass(frozen=True)
class Scale:
    """Values in up to five shades, the darkest the most; nothing, and nothing above zero, is 0."""

    shades: dict[Hashable, int]
    classes: list[Class]

    def shade(self, key: Hashable) -> int:
        return self.shades.get(key, 0)


def scale_of(values: Mapping[Any, Any], *, whole: int | None = None) -> Scale:
    """Shares of a `whole` (1 or 100) fall into fifths of it, amounts into fifths of the values."""
    counted = {key: value for key, value in values.items() if value is not None and value > 0}
    in_order = sorted(set(counted.values()))

    def shade(value: Any) -> int:
        if whole is not None:
            return min(SHADES, int(value * SHADES / whole) + 1)
        return 1 + in_order.index(value) * SHADES // len(in_order)

    shades = {key: shade(value) for key, value in counted.items()}
    classes = []
    for number in sorted(set(shades.values())):
        of_it = [value for key, value in counted.items() if shades[key] == number]
        classes.append(Class(number, min(of_it), max(of_it)))
    return Scale(shades, classes)


# The size of a sparkline, in units of its drawing.
WIDTH, HEIGHT, EDGE = 160, 40, 4


@dataclass(frozen=True)
class Sparkline:
    """Where the curves of what was reached and of the target run, in the units of the drawing."""

    pk: int
    title: str
    description: str
    actual: str
    target: str
    dots: list[tuple[str, str]]


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
    place = _placing([step.ends_on for step in steps], [v for _day, v in first + reached + aims])
    said = [labelled(codes.get(day, day), measured(value, named)) for day, value in reached]
    return Sparkline(
        result.indicator.id,
        _("Achieved so far; the target to date as a dashed line"),
        "; ".join([*said, _("target to date: %s") % measured(result.target, named)]),
        _points(place(*each) for each in first + reached),
        _points(place(*each) for each in level + aims),
        [place(*each) for each in reached],
    )


Placing = Callable[[date | None, Decimal], tuple[str, str]]


def _placing(days: list[date], values: list[Decimal]) -> Placing:
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
