"""The figures of indicators: what was reached, against what should have been by a date."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from appeal.models import Activity, Indicator, IndicatorTarget, as_known
from appeal.viewpoint import Viewpoint

from ..models import (
    ActualBreakdown,
    AgeGroup,
    Dimension,
    IndicatorActual,
    Sex,
    category_name,
    included_updates,
)

HUNDRED = Decimal(100)


@dataclass(frozen=True)
class Point:
    """What was reported of an indicator for one period; `value` None is "no data"."""

    period: str
    ends_on: date
    value: Decimal | None
    numerator: Decimal | None = None
    denominator: Decimal | None = None
    missing_reason: str = ""
    comment: str = ""
    actual_id: int = 0

    @property
    def total(self) -> Decimal | None:
        """What the parts of a breakdown are parts of."""
        return self.value if self.numerator is None else self.numerator


@dataclass(frozen=True)
class Step:
    """A period of an indicator: what was planned and reported for it, and what both come to."""

    ends_on: date
    target: Decimal | None
    point: Point | None
    target_to_date: Decimal | None
    actual_to_date: Decimal | None


@dataclass(frozen=True)
class IndicatorResult:
    """An indicator with its points in time order, what they come to, and the target to date.

    `target_on` is the end of the last period with a target that has passed, `final_on` that of the
    last one at all. `achieved` is a fraction, None where it cannot be said. `targets` are those of
    periods, later ones too; a target of the whole activity stands on the day that it ends.
    """

    indicator: Any
    points: list[Point]
    actual: Decimal | None
    target: Decimal | None
    target_on: date | None
    final_on: date | None
    targets: list[tuple[date, Decimal]] = field(default_factory=list)

    @property
    def steps(self) -> list[Step]:
        """Every period that has a target or was reported on, in time order."""
        targets = dict(self.targets)
        points = {point.ends_on: point for point in self.points}
        return [
            Step(
                day,
                targets.get(day),
                points.get(day),
                _aimed(self.indicator, [v for on, v in self.targets if on <= day]),
                _accumulated(self.indicator, [p for p in self.points if p.ends_on <= day]),
            )
            for day in sorted({*targets, *points})
        ]

    @property
    def start(self) -> Decimal | None:
        """The baseline; 0 where there is none and the indicator should rise."""
        baseline: Decimal | None = self.indicator.baseline
        if baseline is None and self.indicator.direction == Indicator.Direction.UP:
            return Decimal(0)
        return baseline

    @property
    def achieved(self) -> Decimal | None:
        """(actual - baseline) / (target to date - baseline)."""
        start, actual, target = self.start, self.actual, self.target
        if start is None or actual is None or target is None or target == start:
            return None
        return (actual - start) / (target - start)


def results_of(activities: Iterable[int], viewpoint: Viewpoint) -> dict[int, list[IndicatorResult]]:
    """The results of the indicators of activities, by their ids."""
    rows = as_known(Activity, viewpoint).filter(id__in=list(activities))
    return read_results(dict(rows.values_list("id", "ends_on")), viewpoint)


def read_results(
    ends: Mapping[int, date], viewpoint: Viewpoint
) -> dict[int, list[IndicatorResult]]:
    """The same of activities by the days on which they end; three queries for all."""
    ids = list(ends)
    indicators = as_known(Indicator, viewpoint).filter(activity__in=ids).order_by("order")
    targets: dict[int, list[tuple[date, Decimal]]] = {}
    planned = as_known(IndicatorTarget, viewpoint).filter(indicator__activity__in=ids)
    for indicator, day, value in planned.order_by("ends_on").values_list(
        "indicator", "ends_on", "value"
    ):
        targets.setdefault(indicator, []).append((day, value))
    points: dict[int, list[Point]] = {}
    for actual in _actuals(ids, viewpoint):
        points.setdefault(actual.indicator_id, []).append(_point(actual))
    results: dict[int, list[IndicatorResult]] = {}
    for indicator in indicators:
        result = _result(
            indicator,
            points.get(indicator.id, []),
            targets.get(indicator.id, []),
            ends.get(indicator.activity_id),
            viewpoint.as_at,
        )
        results.setdefault(indicator.activity_id, []).append(result)
    return results


def _actuals(ids: list[int], viewpoint: Viewpoint) -> Any:
    return (
        as_known(IndicatorActual, viewpoint.of_drafts)
        .filter(indicator__activity__in=ids, update__in=included_updates(viewpoint).values("id"))
        .select_related("update__report__period")
        .order_by("update__report__period__ends_on")
    )


def _point(actual: Any) -> Point:
    period = actual.update.report.period
    return Point(
        period.code,
        period.ends_on,
        actual.value,
        actual.numerator,
        actual.denominator,
        actual.missing_reason,
        actual.comment,
        actual.id,
    )


def _result(
    indicator: Any,
    points: list[Point],
    targets: list[tuple[date, Decimal]],
    ends_on: date | None,
    as_at: date,
) -> IndicatorResult:
    if not targets and indicator.target is not None and ends_on is not None:
        # A target of the whole activity counts from the day that the activity ends.
        targets = [(ends_on, indicator.target)]
    due = [value for day, value in targets if day <= as_at]
    return IndicatorResult(
        indicator,
        points,
        actual=_accumulated(indicator, points),
        target=_aimed(indicator, due),
        target_on=max((day for day, _value in targets if day <= as_at), default=None),
        final_on=max((day for day, _value in targets), default=None),
        targets=targets,
    )


def _over_periods(accumulation: str, values: list[Decimal]) -> Decimal | None:
    """One value out of those of the periods, in time order."""
    if not values:
        return None
    if accumulation == Indicator.Accumulation.SUM:
        return sum(values, Decimal(0))
    return max(values) if accumulation == Indicator.Accumulation.MAX else values[-1]


def _aimed(indicator: Any, targets: list[Decimal]) -> Decimal | None:
    """The target to date; of a percentage that adds up the last one, since shares have no sum."""
    adds_up = indicator.accumulation == Indicator.Accumulation.SUM
    if indicator.measure == Indicator.Measure.PERCENTAGE and adds_up:
        return targets[-1] if targets else None
    return _over_periods(indicator.accumulation, targets)


def _accumulated(indicator: Any, points: list[Point]) -> Decimal | None:
    """What the points come to; percentages that add up are joined by their two numbers."""
    told = [point for point in points if point.value is not None]
    adds_up = indicator.accumulation == Indicator.Accumulation.SUM
    if indicator.measure == Indicator.Measure.PERCENTAGE and adds_up and told:
        parts = sum((point.numerator or Decimal(0) for point in told), Decimal(0))
        wholes = sum((point.denominator or Decimal(0) for point in told), Decimal(0))
        return HUNDRED * parts / wholes if wholes else None
    values = [point.value for point in points if point.value is not None]
    return _over_periods(indicator.accumulation, values)


@dataclass(frozen=True)
class Breakdown:
    """The parts of an actual by one dimension, as (category, value); see `short`."""

    dimension: str
    parts: list[tuple[str, Decimal]]
    total: Decimal

    @property
    def short(self) -> Decimal:
        """By how much the parts fall short of the total; complete only where that is 0."""
        return self.total - sum((value for _category, value in self.parts), Decimal(0))

    @property
    def label(self) -> str:
        return str(Dimension(self.dimension).label)

    @property
    def named(self) -> list[tuple[str, Decimal]]:
        """The parts with their categories in the reader's words: as listed, nations by size."""
        listed = [*Sex.values, *AgeGroup.values]
        ordered = sorted(
            self.parts,
            key=lambda part: (listed.index(part[0]) if part[0] in listed else 0, -part[1]),
        )
        return [(category_name(self.dimension, category), value) for category, value in ordered]


def breakdowns_of(points: Iterable[Point], viewpoint: Viewpoint) -> dict[int, list[Breakdown]]:
    """The breakdowns of points by `actual_id`, as they were known; one query for all."""
    totals = {point.actual_id: point.total for point in points if point.total is not None}
    rows = as_known(ActualBreakdown, viewpoint.of_drafts).filter(actual__in=list(totals))
    parts: dict[tuple[int, str], list[tuple[str, Decimal]]] = {}
    for part in rows.order_by("dimension", "id"):
        key = (part.actual_id, part.dimension)
        parts.setdefault(key, []).append((part.category, part.value))
    found: dict[int, list[Breakdown]] = {}
    for (actual, dimension), those in parts.items():
        found.setdefault(actual, []).append(Breakdown(dimension, those, totals[actual]))
    return found
