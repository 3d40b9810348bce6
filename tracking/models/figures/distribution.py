"""What of the funded and pledged money is not distributed: the row and the column beside the cells.

Money may stand at an office under no heading, under a heading at no office, or at the appeal as a
whole. With these remainders every table by office or by heading adds up to its total, and nothing
counts twice.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

PLACED = ("funded", "pledged", "unassigned")
TO_AN_OFFICE = _("Not distributed to an office")
TO_A_HEADING = _("Not distributed to a heading")


@dataclass(frozen=True)
class Undistributed:
    """The row of a table that holds what no other row does; most figures do not apply to it."""

    name: Promise
    funded: Decimal
    pledged: Decimal
    unassigned: Decimal
    requirement: None = None
    coverage: None = None
    allocated: None = None
    unallocated: None = None
    committed: None = None
    spent: None = None
    balance: None = None
    delivery: None = None
    progress: None = None
    unreported: None = None

    def __str__(self) -> str:
        return str(self.name)

    @property
    def is_needed(self) -> bool:
        return bool(self.funded or self.pledged)


def undistributed(name: Promise, whole: Any, rows: Iterable[Any]) -> Undistributed:
    """What of the figures of `whole` stands in none of the rows."""
    rows = list(rows)
    return Undistributed(
        name,
        *(
            getattr(whole, figure) - sum((getattr(row, figure) for row in rows), Decimal(0))
            for figure in PLACED
        ),
    )


@dataclass(frozen=True)
class MatrixRow:
    """A row of a matrix: its figures as a whole, and its cells by the id of their heading."""

    total: Any
    cells: dict[int, Any]

    @property
    def rest(self) -> Undistributed:
        """What of the row stands under no heading."""
        return undistributed(TO_A_HEADING, self.total, self.cells.values())


@dataclass(frozen=True)
class Matrix:
    """Office by heading: the offices' rows, that of what stands at no office, that of all."""

    lines: list[MatrixRow]
    rest: MatrixRow
    whole: MatrixRow


def matrix_of(
    whole: Any, offices: Iterable[Any], headings: Iterable[Any], cells: Iterable[Any]
) -> Matrix:
    """All of them carry their figures already."""
    offices, headings, cells = list(offices), list(headings), list(cells)
    of_office: dict[int, dict[int, Any]] = {office.pk: {} for office in offices}
    of_heading: dict[int, list[Any]] = {heading.pk: [] for heading in headings}
    for cell in cells:
        of_office[cell.office_id][cell.heading_id] = cell
        of_heading[cell.heading_id].append(cell)
    left = {
        heading.pk: undistributed(TO_AN_OFFICE, heading, of_heading[heading.pk])
        for heading in headings
    }
    return Matrix(
        [MatrixRow(office, of_office[office.pk]) for office in offices],
        MatrixRow(undistributed(TO_AN_OFFICE, whole, offices), left),
        MatrixRow(whole, {heading.pk: heading for heading in headings}),
    )
