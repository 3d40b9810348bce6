"""The figures of an appeal, its offices, headings and cells: sums of facts.

Money is in a cell, at an office under no heading, under a heading at no office, or at the
appeal as a whole. It counts where it is, at its office, under its heading and in
the whole: so every table comes to its total and nothing counts twice.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from itertools import chain
from typing import Any

from django.utils.translation import gettext_lazy as _

from appeal.base.viewpoint import Viewpoint
from appeal.models import Allocation, Appeal, Heading, Office

from ..models import Contribution
from .definitions import COUNTS, ActivityFigures, ContributionFigures, Figures, PlaceKey
from .facts import Facts, Share
from .sums import ZERO, add_up

TO_AN_OFFICE = _("Not distributed to an office")
TO_A_HEADING = _("Not distributed to a heading")
# Used for the id of an office or a heading to mean all of them.
ALL = 0
# What can be spent from has spent 0 where nothing is.
NOTHING_SPENT = dict.fromkeys(("spent", "disbursed", "committed"), ZERO)
NOTHING_PLANNED = NOTHING_SPENT | {"planned": ZERO}
# A place, and what is added to its figures, by their names.
Amounts = tuple[PlaceKey, Mapping[str, Any]]
AtPlaces = dict[PlaceKey, dict[str, Any]]


@dataclass(frozen=True)
class MatrixRow:
    """A row of the matrix: its cells by the id of their heading, what is under none, all of it."""

    cells: dict[int, Figures]
    rest: Figures
    total: Figures


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


def monthly_figures_of(
    appeal: Appeal, viewpoint: Viewpoint, *, office: Office | None = None
) -> "AppealFigures":
    """The same with the months, for what shows both."""
    return AppealFigures(Facts(appeal, viewpoint, office, is_monthly=True))


def weighed(row: ActivityFigures, usd: Decimal) -> dict[str, Decimal]:
    """What an activity adds to the progress of a group by what is allocated to it."""
    if row.progress is None:
        return {"weight": usd}
    return {"weight": usd, "reported_weight": usd, "points": usd * row.progress}


@dataclass(frozen=True)
class AppealFigures:
    """The figures of an appeal, or of one of its offices, office by heading."""

    facts: Facts

    @cached_property
    def cells(self) -> list[Figures]:
        """In printed order, each `of` its Requirement."""
        offices = {row.pk: row for row in self.facts.offices}
        order = {pk: place for place, pk in enumerate(offices)}
        by_office = sorted(self.facts.cells, key=lambda cell: order.get(cell.office_id, len(order)))
        for cell in by_office:
            cell.office = offices.get(cell.office_id) or cell.office
        return [
            Figures(cell, **self._places.get(self._place_of[cell.pk], {})) for cell in by_office
        ]

    @cached_property
    def offices(self) -> list[Figures]:
        """In printed order."""
        return [self._at(row, row.pk, ALL, **NOTHING_PLANNED) for row in self.facts.offices]

    @cached_property
    def headings(self) -> list[Figures]:
        """Those of the cells, in printed order."""
        return [self._at(row, ALL, row.pk, **NOTHING_PLANNED) for row in self._headings]

    @cached_property
    def whole(self) -> Figures:
        """The appeal; of one office's table what is at the office."""
        if self.facts.office:
            return self.offices[0]
        return self._at(self.facts.appeal, ALL, ALL, **NOTHING_PLANNED)

    @property
    def office_rest(self) -> Figures:
        """What is at no office."""
        return self._at(TO_AN_OFFICE, None, ALL)

    @property
    def heading_rest(self) -> Figures:
        """What of the whole is under no heading."""
        return self._at(TO_A_HEADING, ALL, None)

    def activity(self, pk: int) -> ActivityFigures:
        """Nothing is known of one that is not in the facts: its figures are 0 or none."""
        return self._activities.get(pk) or ActivityFigures(self.facts.viewpoint.as_at)

    def contribution(self, pk: int, place: PlaceKey = (None, None)) -> ContributionFigures:
        """`place` is what it is earmarked for; a contribution without flows counts 0 there."""
        return self.facts.contributions.get(pk) or ContributionFigures(place)

    def contribution_of(self, row: Contribution) -> ContributionFigures:
        return self.contribution(row.pk, (row.office_id, row.heading_id))

    # The matrix

    @property
    def lines(self) -> list[MatrixRow]:
        """A row for each office."""
        return [self._line(row.of.pk, row) for row in self.offices]

    @property
    def rest_line(self) -> MatrixRow:
        """The row of what is at no office."""
        return self._line(None, self.office_rest)

    @property
    def total_line(self) -> MatrixRow:
        return self._line(ALL, self.whole)

    def _line(self, office: int | None, total: Figures) -> MatrixRow:
        places: dict[int, PlaceKey] = {row.pk: (office, row.pk) for row in self._headings}
        cells = {
            pk: self._at(TO_AN_OFFICE, *place)
            for pk, place in places.items()
            if office is None or place in self._sums
        }
        return MatrixRow(cells, self._at(TO_A_HEADING, office, None), total)

    @cached_property
    def _headings(self) -> list[Heading]:
        """In printed order; of one office's table all those of the appeal."""
        if self.facts.office is None:
            return list({cell.heading_id: cell.heading for cell in self.facts.cells}.values())
        return list(Heading.objects.of(self.facts.appeal).in_printed_order())

    # What they are sums of

    def _at(self, of: object, office: int | None, heading: int | None, **least: Any) -> Figures:
        """What is at an office under a heading; `least` is what it has where nothing does."""
        return Figures(of, **least | self._sums.get((office, heading), {}))

    @cached_property
    def _places(self) -> AtPlaces:
        """What is at each place."""
        stated = (self._of_cells(), self._of_shares(), self._of_donors(), self._of_activities())
        return add_up(chain(*stated))

    @cached_property
    def _sums(self) -> AtPlaces:
        """What is at each place, at each office, under each heading, and in all."""
        own = self.facts.office
        return add_up(
            (at, amounts)
            for (office, heading), amounts in self._places.items()
            if own is None or office == own.pk
            for at in ((office, heading), (office, ALL), (ALL, heading), (ALL, ALL))
        )

    def _of_cells(self) -> Iterator[Amounts]:
        """What is asked for; nothing is set aside in a dash."""
        for row in self.facts.cells:
            asked = row.requirement
            own = {"published": row.amount, "requirement": asked, **NOTHING_SPENT}
            yield self._place_of[row.pk], own | {"allocated": None if asked is None else ZERO}

    def _of_shares(self) -> Iterator[Amounts]:
        """What is set aside and spent, and by what its activity reports."""
        dashes = {row.pk for row in self.facts.cells if row.requirement is None}
        for (activity, cell), own in self._shares.items():
            place, allocated = self._place_of[cell], own.get("allocated", ZERO)
            yield place, own | ({"allocated": None} if cell in dashes else {})
            row = self.activity(activity)
            if row.is_going or activity not in self.facts.plans:
                yield place, weighed(row, allocated)

    def _of_donors(self) -> Iterator[Amounts]:
        """Funded money where it is, pledges by what they are earmarked for."""
        for given in self.facts.contributions.values():
            yield given.place, {"pledged": given.pledged}
            for place, usd in given.stands.items():
                yield place, {"funded": usd, "unassigned": usd if None in place else ZERO}

    def _of_activities(self) -> Iterator[Amounts]:
        """Planned spend and the number of activities: an office's, under no heading."""
        for pk in self.facts.plans:
            row = self.activity(pk)
            yield (row.office, None), {"planned": row.planned}
            if row.is_going:
                yield (row.office, None), {"activities": 1, "silent": int(row.progress is None)}

    @cached_property
    def _place_of(self) -> dict[int, PlaceKey]:
        """Where a cell is, by its id."""
        return {row.pk: (row.office_id, row.heading_id) for row in self.facts.cells}

    @cached_property
    def _shares(self) -> dict[Share, dict[str, Any]]:
        """What an activity has of a cell: allocated, spent, disbursed and committed."""
        facts = self.facts
        of_money = (
            ((activity, cell), dict.fromkeys(COUNTS[what], usd))
            for (activity, cell, what), usd in facts.money.items()
            if what in COUNTS
        )
        left = ((share, {"committed": usd}) for share, usd in facts.committed.items())
        return add_up(chain(of_money, left))

    @cached_property
    def _activities(self) -> dict[int, ActivityFigures]:
        facts = self.facts
        money = add_up((activity, own) for (activity, _cell), own in self._shares.items())
        unconfirmed = {pk for pk, _cell, what in facts.money if what == Allocation.Basis.INDICATIVE}
        return {
            pk: ActivityFigures(
                facts.viewpoint.as_at,
                is_indicative=pk in unconfirmed,
                **money.get(pk, {}),
                **facts.plans.get(pk, {}),
                **facts.reported.get(pk, {}),
            )
            for pk in {*money, *facts.plans, *facts.reported}
        }
