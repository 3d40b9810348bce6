"""The figures of an appeal, its offices, headings and cells: sums of facts, and what follows.

An office's figures are those of its cells added up, and so are a heading's and the appeal's. Money
may also stand at an office under no heading, under a heading at no office, or at the appeal as a
whole: these places hold what is not distributed, and with them every table comes to its total and
nothing counts twice.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.utils.translation import gettext_lazy as _

from appeal.models import Appeal, Heading, Office
from appeal.viewpoint import Viewpoint

from ..models import Contribution, Transaction
from .activities import ActivityFigures
from .contributions import ContributionFigures, PlaceKey, is_a_cell
from .facts import Facts, Share
from .groups import NONE, Figures, sum_of
from .records import Reported
from .sums import total

# Spent, disbursed, committed.
Spending = tuple[Decimal, Decimal, Decimal]
SPENDING = ("spent", "disbursed", "committed")
NOTHING = (NONE, NONE, NONE)
# A place, the name of one of its figures, and what is added to it.
Amount = tuple[PlaceKey, str, Decimal | int | None]
TO_AN_OFFICE = _("Not distributed to an office")
TO_A_HEADING = _("Not distributed to a heading")


@dataclass(frozen=True)
class Line:
    """A row of the matrix: its cells by the id of their heading, what is under none, all of it."""

    cells: dict[int, Figures]
    rest: Figures
    total: Figures


# What can be spent from has spent 0 where nothing is.
NOTHING_SPENT = Figures(None, spent=NONE, disbursed=NONE, committed=NONE, planned=NONE)


def figures_of(
    appeal: Appeal,
    viewpoint: Viewpoint,
    *,
    office: Office | None = None,
    only: Collection[int] | None = None,
) -> "AppealFigures":
    """The figures of an appeal; with an `office` of that part of it.

    Of `only` some activities, by their ids, no figures but theirs are right.
    """
    return AppealFigures(Facts(appeal, viewpoint, office, only))


def monthly_figures_of(appeal: Appeal, viewpoint: Viewpoint) -> "AppealFigures":
    """The same of the whole appeal where a page shows its months too: they are read along."""
    return AppealFigures(Facts(appeal, viewpoint, is_monthly=True))


@dataclass(frozen=True)
class AppealFigures:
    """The figures of an appeal, or of one of its offices, office by heading."""

    facts: Facts
    _of_activity: dict[int, ActivityFigures] = field(default_factory=dict, repr=False)

    @cached_property
    def cells(self) -> list[Figures]:
        """In printed order, each `of` its Requirement."""
        order = {office.pk: place for place, office in enumerate(self.facts.offices)}
        by_office = sorted(self.facts.cells, key=lambda cell: order.get(cell.office_id, len(order)))
        return [self._places[cell.office_id, cell.heading_id] for cell in by_office]

    @cached_property
    def offices(self) -> list[Figures]:
        """In printed order."""
        return [
            sum_of(office, [NOTHING_SPENT, *self._at(office=office.pk)])
            for office in self.facts.offices
        ]

    @cached_property
    def headings(self) -> list[Figures]:
        """Those of the cells, in printed order."""
        return [sum_of(row, [NOTHING_SPENT, *self._at(heading=row.pk)]) for row in self._headings]

    @cached_property
    def whole(self) -> Figures:
        """The appeal; of one office's table what stands at the office."""
        if self.facts.office:
            return self.offices[0]
        return sum_of(self.facts.appeal, [NOTHING_SPENT, *self._places.values()])

    @cached_property
    def office_rest(self) -> Figures:
        """What stands at no office."""
        return sum_of(TO_AN_OFFICE, self._at(office=None))

    @cached_property
    def heading_rest(self) -> Figures:
        """What of the whole stands under no heading."""
        return sum_of(TO_A_HEADING, self._at(heading=None))

    # The activities and the contributions

    def activity(self, pk: int) -> ActivityFigures:
        """Nothing is known of one that is not in the facts: its figures are 0 or none."""
        if pk not in self._of_activity:
            self._of_activity[pk] = self._added_up(pk)
        return self._of_activity[pk]

    def _added_up(self, pk: int) -> ActivityFigures:
        facts = self.facts
        plan, reported = facts.plans.get(pk), facts.reported.get(pk, Reported())
        own = [(pk, cell) for cell in self._cells_of.get(pk, ())]
        allocated = [facts.allocated[key] for key in own if key in facts.allocated]
        spending = [self._spending[key] for key in own if key in self._spending]
        spent, disbursed, committed = (total(usd) for usd in zip(NOTHING, *spending, strict=True))
        return ActivityFigures(
            as_at=facts.viewpoint.as_at,
            allocated=total(row.amount for row in allocated),
            is_indicative=any(row.is_indicative for row in allocated),
            spent=spent,
            disbursed=disbursed,
            committed=committed,
            hold=plan.hold if plan else "",
            starts_on=plan and plan.starts_on,
            ends_on=plan and plan.ends_on,
            reported_status=reported.status,
            progress=reported.percent,
            progress_period=reported.period,
        )

    def contribution(self, pk: int, place: PlaceKey = (None, None)) -> ContributionFigures:
        """`place` is what it is earmarked for, where one without flows stands with 0."""
        return self.facts.contributions.get(pk) or ContributionFigures(place)

    def contribution_of(self, row: Contribution) -> ContributionFigures:
        return self.contribution(row.pk, (row.office_id, row.heading_id))

    # The matrix

    @property
    def lines(self) -> list[Line]:
        """A row for each office."""
        return [self._line(row.of.pk, row) for row in self.offices]

    @property
    def rest_line(self) -> Line:
        """The row of what stands at no office."""
        return self._line(None, self.office_rest)

    @property
    def total_line(self) -> Line:
        cells = {heading.of.pk: heading for heading in self.headings}
        return Line(cells, self.heading_rest, self.whole)

    def _line(self, office: int | None, total: Figures) -> Line:
        places = {heading.pk: self._places.get((office, heading.pk)) for heading in self._headings}
        cells = {pk: figures for pk, figures in places.items() if figures}
        if office is None:
            cells = {pk: figures or Figures(TO_AN_OFFICE) for pk, figures in places.items()}
        rest = self._places.get((office, None), Figures(TO_A_HEADING))
        return Line(cells, rest, total)

    # What they are sums of

    def _at(self, **place: int | None) -> Iterator[Figures]:
        """The places with this office, with this heading, or both."""
        for (office, heading), figures in self._places.items():
            here = {"office": office, "heading": heading}
            if all(here[name] == value for name, value in place.items()):
                yield figures

    @cached_property
    def _headings(self) -> list[Heading]:
        """In printed order; of one office's table all those of the appeal."""
        if self.facts.office is None:
            return list({cell.heading_id: cell.heading for cell in self.facts.cells}.values())
        rows = Heading.objects.filter(requirements__appeal=self.facts.appeal).distinct()
        return list(rows.order_by("order"))

    @cached_property
    def _places(self) -> dict[PlaceKey, Figures]:
        """Every cell, and every other place where money stands or activities are planned."""
        sums: dict[PlaceKey, dict[str, Any]] = defaultdict(lambda: defaultdict(Decimal))
        office = self.facts.office
        for place, name, amount in (*self._of_cells(), *self._of_donors(), *self._of_activities()):
            if amount is not None and (office is None or place[0] == office.pk):
                sums[place][name] += amount
        cells: dict[PlaceKey, Any] = {
            (cell.office_id, cell.heading_id): cell for cell in self.facts.cells
        }
        return {
            place: Figures(cells.get(place, TO_A_HEADING if place[0] else TO_AN_OFFICE), **own)
            for place, own in sums.items()
        }

    def _of_cells(self) -> Iterator[Amount]:
        """What is asked for, set aside and spent; a dash has no allocated."""
        facts = self.facts
        place: dict[int, PlaceKey] = {
            row.pk: (row.office_id, row.heading_id) for row in facts.cells
        }
        asked = {row.pk: row.requirement for row in facts.cells}
        for row in facts.cells:
            yield place[row.pk], "published", row.amount
            yield place[row.pk], "requirement", asked[row.pk]
            yield place[row.pk], "allocated", None if asked[row.pk] is None else NONE
            for name in SPENDING:
                yield place[row.pk], name, NONE
        for (activity, cell), allocated in facts.allocated.items():
            if asked[cell] is not None:
                yield place[cell], "allocated", allocated.amount
            if activity not in facts.plans or facts.plans[activity].is_going:
                yield from self._weighed(place[cell], activity, allocated.amount)
        for (_activity, cell), spending in self._spending.items():
            for name, amount in zip(SPENDING, spending, strict=True):
                yield place[cell], name, amount

    def _weighed(self, place: PlaceKey, activity: int, amount: Decimal) -> Iterator[Amount]:
        """An allocation, by what its activity reports."""
        percent = self._percent(activity)
        yield place, "weight", amount
        if percent is not None:
            yield place, "reported_weight", amount
            yield place, "points", amount * percent

    def _of_donors(self) -> Iterator[Amount]:
        """Funded money where it stands, pledges by what they are earmarked for."""
        for given in self.facts.contributions.values():
            yield given.place, "pledged", given.pledged
            for place, amount in given.stands.items():
                yield place, "funded", amount
                if not is_a_cell(place):
                    yield place, "unassigned", amount

    def _of_activities(self) -> Iterator[Amount]:
        """Planned spend and the number of activities: an office's, under no heading."""
        for pk, plan in self.facts.plans.items():
            place = (plan.office, None)
            yield place, "planned", self.activity(pk).planned
            if plan.is_going:
                yield place, "activities", 1
                yield place, "silent", int(self._percent(pk) is None)

    def _percent(self, activity: int) -> int | None:
        reported = self.facts.reported.get(activity)
        return reported.percent if reported else None

    @cached_property
    def _spending(self) -> dict[Share, Spending]:
        sums: dict[Share, Spending] = defaultdict(lambda: NOTHING)
        for (activity, cell, kind), usd in self.facts.posted.items():
            spent, disbursed, committed = sums[activity, cell]
            if kind == Transaction.Kind.DISBURSEMENT:
                disbursed += usd
            sums[activity, cell] = (spent + usd, disbursed, committed)
        for (activity, cell), usd in self.facts.committed.items():
            spent, disbursed, committed = sums[activity, cell]
            sums[activity, cell] = (spent, disbursed, committed + usd)
        return sums

    @cached_property
    def _cells_of(self) -> dict[int, set[int]]:
        """The cells that an activity draws on or drew on, by its id."""
        cells: dict[int, set[int]] = defaultdict(set)
        for activity, cell in (*self.facts.allocated, *self._spending):
            cells[activity].add(cell)
        return cells
