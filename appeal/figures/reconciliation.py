"""The printed table beside what is computed from its cells."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import QuerySet

from ..models import Appeal, Heading, Office, Requirement


@dataclass(frozen=True)
class Total:
    """A stated total, the sum of its cells, and the sums of what is current and allocated.

    None of what is not stated, and of nothing but dashes.
    """

    stated: Decimal | None
    computed: Decimal | None
    current: Decimal | None
    allocated: Decimal | None

    @property
    def difference(self) -> Decimal | None:
        return None if self.stated is None else self.stated - (self.computed or 0)

    @property
    def unallocated(self) -> Decimal | None:
        if self.current is None or self.allocated is None:
            return None
        return self.current - self.allocated


@dataclass(frozen=True)
class ReconciliationRow:
    """An office's cells in the order of the headings, and its total; None where it has no cell."""

    name: str
    office: Office
    cells: list[Requirement | None]
    total: Total


@dataclass(frozen=True)
class Reconciliation:
    """The whole table; `rows` in printed order, `totals` of the headings, `grand` of everything."""

    headings: list[Heading]
    rows: list[ReconciliationRow]
    totals: list[Total]
    grand: Total

    @property
    def cells(self) -> list[Requirement]:
        return [cell for row in self.rows for cell in row.cells if cell]

    @property
    def amounts(self) -> int:
        return sum(cell.amount is not None for cell in self.cells)

    @property
    def dashes(self) -> int:
        return sum(cell.amount is None for cell in self.cells)

    @property
    def all_totals(self) -> list[Total]:
        return [*(row.total for row in self.rows), *self.totals, self.grand]

    @property
    def agreeing(self) -> int:
        return sum(total.difference == 0 for total in self.all_totals)

    @property
    def is_revised(self) -> bool:
        return any(cell.requirement != cell.amount for cell in self.cells)


def reconcile(appeal: Appeal, cells: QuerySet[Requirement]) -> Reconciliation:
    """Set the stated totals beside the cells.

    What is current and allocated is known where the cells carry `requirement` and `allocated`.
    """
    totals = appeal.stated_totals.values_list("office", "heading", "amount")
    stated: dict[tuple[int | None, int | None], Decimal] = {
        (office, heading): amount for office, heading, amount in totals
    }
    grid = {
        (cell.office_id, cell.heading_id): cell
        for cell in cells.select_related("office", "heading")
    }
    headings = sorted({cell.heading for cell in grid.values()}, key=lambda row: row.order)
    rows = []
    for section in appeal.sections.select_related("office").order_by("order"):
        own = [grid.get((section.office_id, heading.pk)) for heading in headings]
        total = total_of(stated.get((section.office_id, None)), own)
        rows.append(ReconciliationRow(section.printed_name, section.office, own, total))
    of_headings = [
        total_of(stated.get((None, heading.pk)), [row.cells[index] for row in rows])
        for index, heading in enumerate(headings)
    ]
    grand = total_of(stated.get((None, None)), list(grid.values()))
    return Reconciliation(headings, rows, of_headings, grand)


def total_of(stated: Decimal | None, cells: Sequence[Requirement | None]) -> Total:
    def add(name: str) -> Decimal | None:
        amounts = (getattr(cell, name, None) for cell in cells)
        known = [amount for amount in amounts if amount is not None]
        return sum(known, Decimal(0)) if known else None

    return Total(stated, add("amount"), add("requirement"), add("allocated"))
