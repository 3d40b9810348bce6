"""The rows of the reporting template: what is stored of each activity, indicator and milestone."""

from dataclasses import dataclass
from decimal import Decimal
from operator import attrgetter
from typing import Any, Self
from uuid import UUID, uuid4

from appeal.models import Activity, Indicator, Milestone, Office

from ...models import (
    Dimension,
    IndicatorActual,
    MilestoneAchievement,
    ProgressUpdate,
    ReportingPeriod,
)


@dataclass(frozen=True)
class ReportingRow:
    """A row to fill in: its key, what it is about, and what is stored of it."""

    key: UUID
    activity: Activity | None = None
    line: ProgressUpdate | None = None
    previous: ProgressUpdate | None = None
    indicator: Indicator | None = None
    actual: IndicatorActual | None = None
    milestone: Milestone | None = None
    achieved: MilestoneAchievement | None = None
    elsewhere: MilestoneAchievement | None = None

    @property
    def stamp(self) -> str:
        """By what a change since the download is noticed."""
        return stamp_of(self.line)

    def part(self, dimension: str, category: str) -> Decimal | None:
        return parts_of(self.actual).get((dimension, category))

    @property
    def nations(self) -> str | None:
        """The parts by nationality as they are written in one cell: HN 12; GT 30."""
        return nations_in_words(parts_of(self.actual))


def stamp_of(line: ProgressUpdate | None) -> str:
    """The standing line of the period and its version; `new` where there is none yet."""
    return f"{line.pk}-{line.version}" if line else "new"


Parts = dict[tuple[str, str], Decimal]


def parts_of(actual: IndicatorActual | None) -> Parts:
    """The breakdowns of an actual by dimension and category."""
    parts = actual.breakdowns.all() if actual else ()
    return {(part.dimension, part.category): part.value for part in parts}


def nations_in_words(parts: Parts) -> str | None:
    nations = [
        (category, value)
        for (by, category), value in sorted(parts.items())
        if by == Dimension.NATIONALITY
    ]
    return "; ".join(f"{code} {_clear(value)}" for code, value in nations) or None


def _clear(value: Decimal) -> str:
    """A number that is read in one way in every language: never with exactly three decimals."""
    short = Decimal(f"{value.normalize():f}")
    return f"{short:.4f}" if short.as_tuple().exponent == -3 else str(short)


BY_ORDER = attrgetter("order")


@dataclass(frozen=True)
class Stored:
    """What is stored of an office and a period, in a number of queries that does not grow."""

    activities: dict[str, Activity]
    lines: dict[int, ProgressUpdate]
    previous: dict[int, ProgressUpdate]
    # What lines on other periods report, by milestone.
    elsewhere: dict[int, MilestoneAchievement]

    @classmethod
    def read(cls, office: Office, period: ReportingPeriod) -> Self:
        activities = (
            Activity.objects.of(period.appeal)
            .in_office(office)
            .with_plan()
            .prefetch_related("indicators", "milestones")
            .in_printed_order()
        )
        found = {activity.code: activity for activity in activities}
        ids = [activity.pk for activity in found.values()]
        lines = ProgressUpdate.objects.standing().filter(activity__in=ids, report__period=period)
        elsewhere = MilestoneAchievement.objects.of_other_periods(ids, period)
        return cls(
            found,
            {line.activity_id: line for line in lines.select_related("report").with_results()},
            ProgressUpdate.objects.last_before(ids, period),
            {row.milestone_id: row for row in elsewhere.select_related("update__report__period")},
        )

    def _row(self, activity: Activity, **of: Any) -> ReportingRow:
        return ReportingRow(uuid4(), activity, self.lines.get(activity.pk), **of)

    def progress_rows(self) -> list[ReportingRow]:
        return [
            self._row(activity, previous=self.previous.get(activity.pk))
            for activity in self.activities.values()
        ]

    def indicator_rows(self) -> list[ReportingRow]:
        return [
            self._row(activity, indicator=each, actual=self.actuals(activity).get(each.pk))
            for activity in self.activities.values()
            for each in sorted(activity.indicators.all(), key=BY_ORDER)
        ]

    def milestone_rows(self) -> list[ReportingRow]:
        return [
            self._row(
                activity, milestone=each, achieved=self.achievements(activity).get(each.pk),
                elsewhere=self.elsewhere.get(each.pk),
            )
            for activity in self.activities.values()
            for each in sorted(activity.milestones.all(), key=BY_ORDER)
        ]  # fmt: skip

    def actuals(self, activity: Activity) -> dict[int, IndicatorActual]:
        """What the line of the period reports, by indicator."""
        line = self.lines.get(activity.pk)
        return {row.indicator_id: row for row in line.actuals.all()} if line else {}

    def achievements(self, activity: Activity) -> dict[int, MilestoneAchievement]:
        """What the line of the period reports, by milestone."""
        line = self.lines.get(activity.pk)
        return {row.milestone_id: row for row in line.achievements.all()} if line else {}
