"""The printed table beside what is computed from its cells."""

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import QuerySet

from .models import Appeal, Heading, Office, Requirement, StatedTotal


@dataclass(frozen=True)
class Total:
    """A stated total, the sum of its cells, and the sums of what is current and allocated."""

    stated: Decimal
    computed: Decimal
    current: Decimal | None
    allocated: Decimal | None
    office: Office | None = None
    heading: Heading | None = None

    @property
    def difference(self) -> Decimal:
        return self.stated - self.computed

    @property
    def unallocated(self) -> Decimal | None:
        """None of nothing but dashes."""
        if self.current is None or self.allocated is None:
            return None
        return self.current - self.allocated


@dataclass(frozen=True)
class ReconciliationRow:
    """An office's cells in the order of the headings, and its total."""

    name: str
    office: Office
    cells: list[Requirement]
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
        return [cell for row in self.rows for cell in row.cells]

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
    """Set the stated totals beside the cells, which carry `requirement` and `allocated`."""
    stated = {
        (total.office_id, total.heading_id): total
        for total in StatedTotal.objects.filter(appeal=appeal).select_related("office", "heading")
    }
    grid = {
        (cell.office_id, cell.heading_id): cell
        for cell in cells.select_related("office", "heading")
    }
    headings = sorted({cell.heading for cell in grid.values()}, key=lambda row: row.order)
    rows = []
    for section in appeal.sections.select_related("office").order_by("order"):
        own = [grid[section.office_id, heading.pk] for heading in headings]
        total = total_of(stated[section.office_id, None], own)
        rows.append(ReconciliationRow(section.printed_name, section.office, own, total))
    totals = [
        total_of(stated[None, heading.pk], [row.cells[index] for row in rows])
        for index, heading in enumerate(headings)
    ]
    grand = total_of(stated[None, None], list(grid.values()))
    return Reconciliation(headings, rows, totals, grand)


def total_of(stated: StatedTotal, cells: list[Requirement]) -> Total:
    def add(name: str) -> Decimal | None:
        known = [getattr(cell, name) for cell in cells if getattr(cell, name) is not None]
        return sum(known, Decimal(0)) if known else None

    return Total(
        stated=stated.amount,
        computed=add("amount") or Decimal(0),
        current=add("requirement"),
        allocated=add("allocated"),
        office=stated.office,
        heading=stated.heading,
    )
