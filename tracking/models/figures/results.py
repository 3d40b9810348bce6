"""The figures of indicators: what was reached, against what should have been by a date."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from appeal.models import Activity, Indicator, IndicatorTarget, as_known

from ...viewpoint import Viewpoint
from ..progress import included_updates
from ..results import IndicatorActual

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


@dataclass(frozen=True)
class IndicatorResult:
    """An indicator with its points in time order, what they come to, and the target to date.

    `target_on` is the end of the last period that has a target. `achieved` is a fraction, None
    where it cannot be said.
    """

    indicator: Any
    points: list[Point]
    actual: Decimal | None
    target: Decimal | None
    target_on: date | None
    final_on: date | None

    @property
    def achieved(self) -> Decimal | None:
        """(actual - baseline) / (target to date - baseline)."""
        baseline = self.indicator.baseline
        if baseline is None and self.indicator.direction == Indicator.Direction.UP:
            baseline = Decimal(0)
        if None in (baseline, self.actual, self.target) or self.target == baseline:
            return None
        return (self.actual - baseline) / (self.target - baseline)  # type: ignore[operator]


def results_of(activities: Iterable[Any], viewpoint: Viewpoint) -> dict[int, list[IndicatorResult]]:
    """The results of each activity's indicators, by the activity's id; three queries for all."""
    ids = [activity.pk for activity in activities]
    known_at = viewpoint.known_at
    indicators = as_known(Indicator, known_at).filter(activity__in=ids).order_by("order")
    targets: dict[int, list[tuple[date, Decimal]]] = {}
    planned = as_known(IndicatorTarget, known_at).filter(indicator__activity__in=ids)
    for indicator, day, value in planned.order_by("ends_on").values_list(
        "indicator", "ends_on", "value"
    ):
        targets.setdefault(indicator, []).append((day, value))
    points: dict[int, list[Point]] = {}
    for actual in _actuals(ids, viewpoint):
        points.setdefault(actual.indicator_id, []).append(_point(actual))
    ends = dict(as_known(Activity, known_at).filter(id__in=ids).values_list("id", "ends_on"))
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
        as_known(IndicatorActual, viewpoint.drafts_known_at)
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
        target=_over_periods(indicator.accumulation, due),
        target_on=max((day for day, _value in targets if day <= as_at), default=None),
        final_on=max((day for day, _value in targets), default=None),
    )


def _over_periods(accumulation: str, values: list[Decimal]) -> Decimal | None:
    """One value out of those of the periods, in time order."""
    if not values:
        return None
    if accumulation == Indicator.Accumulation.SUM:
        return sum(values, Decimal(0))
    return max(values) if accumulation == Indicator.Accumulation.MAX else values[-1]


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
