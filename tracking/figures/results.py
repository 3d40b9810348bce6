"""The figures of indicators: what was reached, against what should have been by a date."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any, NamedTuple

from django.db.models import QuerySet

from appeal.base.statements import answered
from appeal.base.viewpoint import Viewpoint
from appeal.models import Activity, Indicator, IndicatorTarget, as_known

from ..models import IndicatorActual, included_updates
from .sums import ZERO, grouped, total

HUNDRED = Decimal(100)


class Point(NamedTuple):
    """What was reported of an indicator for one period; `value` None is "no data"."""

    period: str
    ends_on: date
    value: Decimal | None
    numerator: Decimal | None
    denominator: Decimal | None
    missing_reason: str
    comment: str
    actual_id: int

    @property
    def total(self) -> Decimal | None:
        """What the parts of a breakdown are parts of."""
        return self.value if self.numerator is None else self.numerator


class Step(NamedTuple):
    """A period of an indicator: what was planned and reported for it, and what both come to."""

    ends_on: date
    target: Decimal | None
    point: Point | None
    target_to_date: Decimal | None
    actual_to_date: Decimal | None


@dataclass(frozen=True)
class IndicatorResult:
    """An indicator with its points and targets in time order, and what they come to as at a day.

    `targets` are those of periods, later ones too; a target of the whole activity is on the day
    that it ends.
    """

    indicator: Any
    points: list[Point]
    targets: list[tuple[date, Decimal]]
    as_at: date

    @cached_property
    def actual(self) -> Decimal | None:
        return self.reached_by(date.max)

    @cached_property
    def target(self) -> Decimal | None:
        """The target to date."""
        return self.aimed_by(self.as_at)

    @property
    def final_on(self) -> date | None:
        """The end of the last period with a target."""
        return max((day for day, _value in self.targets), default=None)

    @property
    def start(self) -> Decimal | None:
        """The baseline; 0 where there is none and the indicator should rise."""
        baseline: Decimal | None = self.indicator.baseline
        if baseline is None and self.indicator.direction == Indicator.Direction.UP:
            return ZERO
        return baseline

    @property
    def achieved(self) -> Decimal | None:
        """(actual - baseline) / (target to date - baseline): a fraction."""
        start, actual, target = self.start, self.actual, self.target
        if start is None or actual is None or target is None or target == start:
            return None
        return (actual - start) / (target - start)

    @property
    def steps(self) -> list[Step]:
        """Every period that has a target or was reported on, in time order."""
        targets, points = dict(self.targets), {point.ends_on: point for point in self.points}
        return [
            Step(day, targets.get(day), points.get(day), self.aimed_by(day), self.reached_by(day))
            for day in sorted({*targets, *points})
        ]

    def aimed_by(self, day: date) -> Decimal | None:
        """What the targets of periods that ended by a day come to."""
        return self._over_periods([value for on, value in self.targets if on <= day])

    def reached_by(self, day: date) -> Decimal | None:
        """What the points come to; percentages that add up are joined by their two numbers."""
        told = self._told_by(day)
        if told and self._adds_up and self.indicator.measure == Indicator.Measure.PERCENTAGE:
            part = total(row.numerator or ZERO for row in told)
            whole = total(row.denominator or ZERO for row in told)
            return HUNDRED * part / whole if whole else None
        return self._over_periods([row.value for row in told if row.value is not None])

    def counted_by(self, day: date) -> list[Point]:
        """The points that what was reached by a day is made of."""
        told = self._told_by(day)
        if not told or self._adds_up:
            return told
        if self.indicator.accumulation == Indicator.Accumulation.MAX:
            return [max(told, key=lambda row: row.value or ZERO)]
        return told[-1:]

    def _told_by(self, day: date) -> list[Point]:
        return [row for row in self.points if row.ends_on <= day and row.value is not None]

    def _over_periods(self, values: list[Decimal]) -> Decimal | None:
        """One value out of several; shares have no sum, so that of them it is the last one."""
        if not values:
            return None
        if self.indicator.accumulation == Indicator.Accumulation.MAX:
            return max(values)
        is_share = self.indicator.measure == Indicator.Measure.PERCENTAGE
        return total(values) if self._adds_up and not is_share else values[-1]

    @property
    def _adds_up(self) -> bool:
        return bool(self.indicator.accumulation == Indicator.Accumulation.SUM)


def results_of(activities: Iterable[int], viewpoint: Viewpoint) -> dict[int, list[IndicatorResult]]:
    """The results of the indicators of activities, by their ids."""
    ids = list(activities)
    rows = as_known(Activity.objects.all(), viewpoint).filter(id__in=ids)
    return read_results(dict(rows.values_list("id", "ends_on")), viewpoint, activity__in=ids)


def read_results(
    ends: Mapping[int, date], viewpoint: Viewpoint, **own: object
) -> dict[int, list[IndicatorResult]]:
    """The results of activities, given with the days on which they end; three queries for all.

    `own` narrows indicators to theirs.
    """
    known = as_known(Indicator.objects.all(), viewpoint).filter(**own).order_by("order")
    indicators = [row for row in known if row.activity_id in ends]
    theirs = {f"indicator__{name}": value for name, value in own.items()}
    targets = grouped((row[0], row[1:]) for row in _read_targets(viewpoint, **theirs))
    points = grouped((row[0], Point(*row[1:])) for row in _read_points(viewpoint, **theirs))
    for row in indicators:
        # A target of the whole activity counts from the day that the activity ends.
        if row.target is not None and row.id not in targets:
            targets[row.id] = [(ends[row.activity_id], row.target)]
    return grouped(
        (
            row.activity_id,
            IndicatorResult(row, points.get(row.id, []), targets.get(row.id, []), viewpoint.as_at),
        )
        for row in indicators
    )


TARGET = ("indicator", "ends_on", "value")


@answered(*TARGET)
def _read_targets(viewpoint: Viewpoint, **own: object) -> QuerySet:
    rows = as_known(IndicatorTarget.objects.all(), viewpoint).filter(**own)
    return rows.order_by("ends_on").values_list(*TARGET)


@answered("indicator", *Point._fields)
def _read_points(viewpoint: Viewpoint, **own: object) -> QuerySet:
    rows = as_known(IndicatorActual.objects.all(), viewpoint.of_drafts).filter(
        update__in=included_updates(viewpoint).values("id"), **own
    )
    period = "update__report__period"
    return rows.order_by(f"{period}__ends_on").values_list(
        "indicator", f"{period}__code", f"{period}__ends_on",
        "value", "numerator", "denominator", "missing_reason", "comment", "id",
    )  # fmt: skip
