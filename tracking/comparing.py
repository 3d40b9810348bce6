"""Appeals beside each other: years or regions, whole and by office, heading and priority line.

Every figure is of the one calculation, each appeal from its own viewpoint. Rows are matched by
office, by heading of the same framework, and by what continues what; one that an appeal does not
have is None there.
"""

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from appeal.base.viewpoint import Viewpoint
from appeal.models import Activity, Appeal, Heading, Office, Priority

from .figures import AppealFigures, figures_of
from .figures.definitions import Figures
from .figures.discipline import ALL_OFFICES, Discipline, discipline_of
from .figures.lines import LineFigures, lines_of
from .figures.summing import TO_A_HEADING, TO_AN_OFFICE
from .moments import YearMoment, at_the_end, same_moment

MOST_COMPARED = 6


@dataclass(frozen=True)
class Beside:
    """What one appeal has of a row: its figures, its reports, and what the row is there."""

    figures: Figures
    discipline: Discipline | None = None
    rows: tuple[Any, ...] = ()

    def value(self, name: str) -> Any:
        if name == "discipline":
            return self.discipline.share if self.discipline else None
        return getattr(self.figures, name)


class ComparedRow(NamedTuple):
    """A row with what each of the appeals has of it, in their order."""

    label: str
    sides: list[Beside | None]
    code: str = ""


@dataclass(frozen=True)
class Table:
    """Rows of a kind, what is in none of them, and what all of it comes to."""

    title: Any
    rows: list[ComparedRow]
    total: ComparedRow

    def most(self, name: str) -> object:
        """The largest value of a measure, which has the longest bar."""
        values = [side.value(name) for row in self.rows for side in row.sides if side]
        return max((value for value in values if value is not None), default=0)


@dataclass(frozen=True)
class ComparedAppeal:
    """One of the appeals, from where it is seen; of an office, that part of it."""

    appeal: Appeal
    viewpoint: Viewpoint
    office: Office | None = None

    @cached_property
    def has_office(self) -> bool:
        return self.office is None or self.appeal.sections.filter(office=self.office).exists()

    @cached_property
    def figures(self) -> AppealFigures:
        return figures_of(self.appeal, self.viewpoint, office=self.office)

    @cached_property
    def discipline(self) -> dict[int, Discipline]:
        offices = self.figures.facts.offices
        return discipline_of(self.appeal, self.viewpoint, offices)

    def reports_of(self, office: int) -> Discipline:
        return self.discipline.get(office, Discipline())

    @cached_property
    def whole(self) -> Beside | None:
        if not self.has_office:
            return None
        return Beside(self.figures.whole, self.reports_of(ALL_OFFICES), (self.of,))

    @property
    def of(self) -> object:
        return self.office or self.appeal

    @cached_property
    def offices(self) -> dict[Hashable, Beside]:
        return {
            row.of.pk: Beside(row, self.reports_of(row.of.pk), (row.of,))
            for row in self.figures.offices
        }

    @cached_property
    def headings(self) -> dict[Hashable, Beside]:
        rows = self.figures.headings if self.has_office else []
        return {row.of.pk: Beside(row, None, (row.of,)) for row in rows}

    def under(self, heading: Heading) -> dict[Hashable, Beside]:
        """What each office has under a heading."""
        return {
            row.of.office_id: Beside(row, None, (row.of.office, heading))
            for row in self.figures.cells
            if row.of.heading_id == heading.pk
        }

    @cached_property
    def priorities(self) -> dict[int, Priority]:
        """In printed order."""
        rows = Priority.objects.of(self.appeal).select_related("section__office")
        if self.office:
            rows = rows.filter(section__office=self.office)
        return {row.pk: row for row in rows.in_printed_order()}

    @cached_property
    def activities(self) -> dict[int, int]:
        """The priority of each activity, both by their ids."""
        own = Activity.objects.filter(priority__in=self.priorities)
        return dict(own.values_list("pk", "priority"))

    def lines(self, first: Callable[[int], int]) -> dict[Hashable, Beside]:
        """What each line comes to; `first` gives the priority that a line began with."""
        of_activity = {pk: first(of) for pk, of in self.activities.items()}
        sums = lines_of(self.figures, of_activity)
        found: dict[Hashable, list[Priority]] = {}
        for row in self.priorities.values():
            found.setdefault(first(row.pk), []).append(row)
        return {
            key: Beside(sums.get(key, LineFigures(None)), None, tuple(rows))
            for key, rows in found.items()
        }


def usual(appeal: Appeal, seen: Iterable[Appeal]) -> list[Appeal]:
    """An appeal with the one that it continues, else with the one before it, else the one after."""
    own = [each for each in seen if each.region_id == appeal.region_id and each.pk != appeal.pk]
    priorities = Priority.objects.of(appeal).filter(continues__isnull=False)
    continued = {*priorities.values_list("continues__section__appeal", flat=True)}
    earlier = [each for each in own if each.year < appeal.year]
    later = sorted((each for each in own if each.year > appeal.year), key=_by_year)
    first = [each for each in earlier if each.pk in continued] or earlier
    return [*sorted(first, key=_by_year)[-1:], appeal] if first else [appeal, *later[:1]]


def _by_year(appeal: Appeal) -> tuple[int, str]:
    return appeal.year, appeal.code


def in_years(appeals: Iterable[Appeal]) -> list[Appeal]:
    return sorted(appeals, key=_by_year)


def sides_of(
    appeals: Iterable[Appeal],
    base: Appeal,
    viewpoint: Viewpoint,
    moment: str,
    office: Office | None = None,
) -> list[ComparedAppeal]:
    """The appeals as they are compared, where `base` is seen from `viewpoint`."""

    def seen_from(appeal: Appeal) -> Viewpoint:
        if moment == YearMoment.END:
            return at_the_end(appeal, viewpoint.today or viewpoint.as_at, viewpoint)
        return same_moment(appeal, base, viewpoint)

    return [ComparedAppeal(appeal, seen_from(appeal), office) for appeal in in_years(appeals)]


@dataclass(frozen=True)
class Comparison:
    """The sides of an office, a heading, both, or of all there is, in rows."""

    sides: Sequence[ComparedAppeal]
    heading: Heading | None = None

    @property
    def is_one_currency(self) -> bool:
        """Whether money of one can be set against money of another."""
        return len({side.appeal.currency for side in self.sides}) == 1

    @cached_property
    def whole(self) -> ComparedRow:
        """What is compared, in one row."""
        return ComparedRow(_("Total"), [self._whole(side) for side in self.sides])

    def _whole(self, side: ComparedAppeal) -> Beside | None:
        if self.heading is None:
            return side.whole
        if side.office:
            return side.under(self.heading).get(side.office.pk)
        return side.headings.get(self.heading.pk)

    def offices(self) -> Table:
        parts = [self._offices(side) for side in self.sides]
        rests = [Beside(self._at_no_office(side)) for side in self.sides]
        return self._table(gettext_lazy("By office"), parts, TO_AN_OFFICE, rests)

    def _offices(self, side: ComparedAppeal) -> dict[Hashable, Beside]:
        return side.under(self.heading) if self.heading else side.offices

    def _at_no_office(self, side: ComparedAppeal) -> Figures:
        if self.heading is None:
            return side.figures.office_rest
        return side.figures.rest_line.cells.get(self.heading.pk) or Figures(None)

    def headings(self) -> Table:
        parts = [side.headings for side in self.sides]
        rests = [Beside(side.figures.heading_rest) for side in self.sides]
        return self._table(gettext_lazy("By heading"), parts, TO_A_HEADING, rests)

    def lines(self) -> Table:
        """Priorities, those that continue each other in one line."""
        parts = [side.lines(self._first) for side in self.sides]
        every = [side.lines(lambda _pk: 0).get(0) for side in self.sides]
        table = self._table(gettext_lazy("By priority"), parts)
        return replace(table, total=ComparedRow(_("Total"), every))

    def _table(
        self,
        title: Promise,
        parts: Sequence[Mapping[Hashable, Beside]],
        rest: object = "",
        rests: Sequence[Beside] = (),
    ) -> Table:
        """A row for each key, in the order of the last appeal; then those of earlier ones alone."""
        keys = dict.fromkeys(key for part in reversed(parts) for key in part)
        rows = [_row([part.get(key) for part in parts]) for key in keys]
        if any(beside.figures.is_needed for beside in rests):
            rows.append(ComparedRow(str(rest), [*rests]))
        return Table(title, rows, self.whole)

    @cached_property
    def _continued(self) -> dict[int, int]:
        """What each priority of these regions continues, if anything."""
        regions = {side.appeal.region_id for side in self.sides}
        rows = Priority.objects.filter(section__appeal__region__in=regions)
        pairs = rows.filter(continues__isnull=False).values_list("pk", "continues")
        return {pk: first for pk, first in pairs if first}

    def _first(self, pk: int) -> int:
        """The priority that a line began with."""
        while pk in self._continued:
            pk = self._continued[pk]
        return pk


def _row(sides: list[Beside | None]) -> ComparedRow:
    last = next(beside for beside in reversed(sides) if beside)
    of = last.rows[0]
    name = of.name if isinstance(of, Office) else of.title
    return ComparedRow(name, sides, of.code)
