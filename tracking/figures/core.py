"""Results that add up: what indicators of activities come to by the core indicator they feed."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any, NamedTuple

from appeal.base.viewpoint import Viewpoint
from appeal.models import (
    Activity,
    Appeal,
    Classification,
    CoreIndicator,
    Heading,
    Indicator,
    Office,
    as_known,
)

from ..models import OverlapStatement, ReportingPeriod
from .breakdowns import Breakdown, breakdowns_of
from .results import IndicatorResult, results_of
from .rolling import Reached, RolledUp, rolled_up
from .sums import ZERO, grouped, total

# What the plan says of a core indicator, as it was known; its texts show as of now.
KNOWN = ("measure", "accumulation", "is_people")
# By what of an activity its results are looked at.
PLACES = ("countries", "sdg_targets", "compact_objectives")


@dataclass(frozen=True)
class CoreLine:
    """An indicator of an activity that feeds a core indicator."""

    activity: Any
    result: IndicatorResult

    @property
    def indicator(self) -> Any:
        return self.result.indicator

    @property
    def office(self) -> Office:
        return self.activity.office

    @property
    def is_cancelled(self) -> bool:
        return bool(self.activity.hold_then == Activity.Hold.CANCELLED)

    @cached_property
    def reached(self) -> Reached:
        return self.by(self.result.as_at)

    def by(self, day: date) -> Reached:
        """What it comes to by a day."""
        result = self.result
        values = (result.reached_by(day), result.aimed_by(day), result.aimed_by(date.max))
        if self.indicator.measure != Indicator.Measure.PERCENTAGE:
            return Reached(*values, is_compared=_is_compared(*values[:2]))
        points = result.counted_by(day)
        part = total(point.numerator or ZERO for point in points)
        whole = total(point.denominator or ZERO for point in points)
        upper, lower = (part, whole) if points else (None, None)
        return Reached(*values, upper, lower, _is_compared(*values[:2]))


def _is_compared(actual: object, target: object) -> bool:
    return actual is None or target is not None


class RolledPlace(NamedTuple):
    """An office, heading or country with its lines and what they come to."""

    of: Any
    lines: list[CoreLine]
    rolled: RolledUp


class CoreStep(NamedTuple):
    """A period: what was to be reached by its end, and what was; `is_over` by the as-at date."""

    period: Any
    rolled: RolledUp
    is_over: bool


@dataclass(frozen=True)
class CoreResult:
    """A core indicator with all that feeds it, in printed order, of the region or of an office."""

    core: Any
    lines: list[CoreLine]
    offices: list[Office]
    statements: list[OverlapStatement]
    periods: list[ReportingPeriod]
    headings: dict[int, list[Heading]]
    viewpoint: Viewpoint
    is_of_office: bool = False

    @cached_property
    def whole(self) -> RolledUp:
        """What all of it comes to, as at the date."""
        return self._whole(self.viewpoint.as_at)

    @cached_property
    def by_office(self) -> list[RolledPlace]:
        """Each office that something feeds it from."""
        return self._by_office(self.viewpoint.as_at)

    @cached_property
    def by_heading(self) -> list[RolledPlace]:
        """Each heading; an activity under two counts under both, so that they have no sum."""
        places = self._by(lambda line: self.headings.get(line.activity.priority_id, []))
        return sorted(places, key=lambda place: place.of.order)

    @cached_property
    def by_country(self) -> list[RolledPlace]:
        """Each country; an activity in two counts in both, so that they have no sum."""
        return self._by(lambda line: line.activity.countries.all())

    @cached_property
    def by_goal(self) -> list[RolledPlace]:
        """Each SDG target and Global Compact objective; one that names two counts under both."""
        targets = self._by(lambda line: line.activity.sdg_targets.all())
        objectives = self._by(lambda line: line.activity.compact_objectives.all())
        return [*targets, *objectives]

    @cached_property
    def steps(self) -> list[CoreStep]:
        """Period by period, to the end of each."""
        as_at = self.viewpoint.as_at
        return [
            CoreStep(period, self._whole(period.ends_on), period.ends_on <= as_at)
            for period in self.periods
        ]

    @property
    def untold(self) -> list[CoreLine]:
        """Lines of which nothing is reported, those of cancelled activities apart."""
        return [row for row in self.lines if row.reached.actual is None and not row.is_cancelled]

    @property
    def untargeted(self) -> list[CoreLine]:
        """Lines of which something was reached and that have no target to date."""
        return [row for row in self.lines if not row.reached.is_compared]

    @property
    def silent(self) -> list[Office]:
        """Offices that nothing feeds it from."""
        feeding = {line.office.pk for line in self.lines}
        return [office for office in self.offices if office.pk not in feeding]

    @cached_property
    def breakdowns(self) -> list[Breakdown]:
        """The parts that were reported, added up over all lines, of what these add up to."""
        as_at = self.viewpoint.as_at
        points = [point for row in self.lines for point in row.result.counted_by(as_at)]
        whole = total(point.total for point in points if point.total is not None)
        found: dict[str, dict[str, Any]] = {}
        for own in breakdowns_of(points, self.viewpoint).values():
            for breakdown in own:
                parts = found.setdefault(breakdown.dimension, {})
                for category, value in breakdown.parts:
                    parts[category] = parts.get(category, ZERO) + value
        return [Breakdown(name, list(parts.items()), whole) for name, parts in found.items()]

    def statement_on(self, office: int | None, day: date) -> OverlapStatement | None:
        """What was stated last of an office, or of the region, by a day."""
        own = (row for row in self.statements if row.office_id == office)
        return next((row for row in own if row.effective_on <= day), None)

    def _whole(self, day: date) -> RolledUp:
        places = self._by_office(day)
        if self.is_of_office and places:
            return places[0].rolled
        parts = [place.rolled.reached for place in places]
        return rolled_up(self.core, parts, self.statement_on(None, day))

    def _by_office(self, day: date) -> list[RolledPlace]:
        own = grouped((line.office.pk, line) for line in self.lines)
        return [
            RolledPlace(office, lines, self._rolled(lines, day, office.pk))
            for office in self.offices
            if (lines := own.get(office.pk))
        ]

    def _rolled(self, lines: Iterable[CoreLine], day: date, office: int) -> RolledUp:
        parts = [line.by(day) for line in lines]
        return rolled_up(self.core, parts, self.statement_on(office, day))

    def _by(self, places_of: Callable[[CoreLine], Iterable[object]]) -> list[RolledPlace]:
        """What lines come to by places that several of them may be in; nothing is stated there."""
        pairs = [(place, line) for line in self.lines for place in places_of(line)]
        return [
            RolledPlace(place, lines, rolled_up(self.core, [line.reached for line in lines]))
            for place, lines in grouped(pairs).items()
        ]


def core_results(
    appeal: Appeal, viewpoint: Viewpoint, office: Office | None = None
) -> list[CoreResult]:
    """Each core indicator of the appeal in its order; what feeds it from one office alone."""
    cores = _cores(appeal, viewpoint)
    if not cores:
        return []
    lines = _lines(appeal, viewpoint, [core.pk for core in cores], office)
    offices = list(Office.objects.of(appeal).in_printed_order())
    given = OverlapStatement.objects.of(appeal).in_force(viewpoint).select_related("by", "office")
    statements = grouped((row.core_id, row) for row in given)
    periods = list(ReportingPeriod.objects.of(appeal).order_by("starts_on"))
    headings = _headings(viewpoint, {line.activity.priority_id for line in lines})
    own = grouped((line.indicator.core_id, line) for line in lines)
    return [
        CoreResult(
            core=core,
            lines=own.get(core.pk, []),
            offices=[office] if office else offices,
            statements=statements.get(core.pk, []),
            periods=periods,
            headings=headings,
            viewpoint=viewpoint,
            is_of_office=office is not None,
        )
        for core in cores
    ]


def _cores(appeal: Appeal, viewpoint: Viewpoint) -> list[CoreIndicator]:
    """Those that were known then, in the words of today."""
    known = as_known(CoreIndicator.objects.all(), viewpoint).of(appeal).in_order()
    now = CoreIndicator.objects.of(appeal).in_bulk() if viewpoint.is_past else {}
    found = []
    for row in known:
        core: Any = now.get(row.id) or getattr(row, "instance", row)
        for name in KNOWN:
            setattr(core, name, getattr(row, name))
        found.append(core)
    return found


def _lines(
    appeal: Appeal, viewpoint: Viewpoint, cores: list[int], office: Office | None
) -> list[CoreLine]:
    """The indicators that feed these, in printed order."""
    feeding = as_known(Indicator.objects.all(), viewpoint).filter(core__in=cores)
    activities = Activity.objects.of(appeal).existing(viewpoint)
    if office:
        activities = activities.in_office(office)
    activities = activities.filter(pk__in=set(feeding.values_list("activity", flat=True)))
    rows = activities.with_plan().with_plan_then(viewpoint).prefetch_related(*PLACES)
    found = {row.pk: row for row in rows.in_printed_order()}
    results = results_of(found, viewpoint)
    return [
        CoreLine(activity, result)
        for pk, activity in found.items()
        for result in results.get(pk, ())
        if result.indicator.core_id in cores
    ]


def _headings(viewpoint: Viewpoint, priorities: Iterable[int]) -> dict[int, list[Heading]]:
    """The headings of priorities by their ids, as they were known."""
    rows = as_known(Classification.objects.all(), viewpoint).filter(priority__in=list(priorities))
    pairs = rows.order_by("heading__order").values_list("priority", "heading")
    known = Heading.objects.in_bulk({heading for _priority, heading in pairs})
    return grouped((priority, known[heading]) for priority, heading in pairs)
