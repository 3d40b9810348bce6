"""How an office's cells are split over its activities, as a table."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from ..base.viewpoint import Viewpoint
from ..models import Activity, Allocation, Appeal, Office, Requirement, as_known, by_heading


@dataclass
class Share:
    """What an activity may draw on a cell.

    `stored` is its allocation; `amount` is what it draws or, where a form is filled in, what is
    typed: 0 for nothing, None for what cannot be read. `field` and `seen` are the form's.
    """

    activity: Activity
    cell: Requirement
    stored: Allocation | None
    amount: Decimal | None
    field: Any = None
    seen: Any = None

    @property
    def pair(self) -> tuple[int, int]:
        return self.activity.pk, self.cell.pk

    @property
    def is_indicative(self) -> bool:
        return self.stored is not None and self.stored.basis == Allocation.Basis.INDICATIVE

    @property
    def is_at_hand(self) -> bool:
        """Whether it is used, or the activity is under the cell's heading."""
        headings = {row.heading_id for row in self.activity.priority.classifications.all()}
        return bool(self.stored) or self.amount != 0 or self.cell.heading_id in headings


@dataclass(frozen=True)
class ActivityShares:
    """An activity: `columns` are its shares at hand in the order of the cells, None where none."""

    activity: Activity
    columns: list[tuple[Requirement, Share | None]]
    others: list[Share]
    total: Decimal | None

    @property
    def is_indicative(self) -> bool:
        return any(share is not None and share.is_indicative for _cell, share in self.columns)


@dataclass(frozen=True)
class CellColumn:
    """A cell, and what the office's activities draw on it; None where that cannot be read.

    `elsewhere` is what those draw that the form does not show.
    """

    cell: Requirement
    drawn: Decimal | None
    elsewhere: Decimal

    @property
    def holds(self) -> Decimal:
        """The requirement of its cell, which is no dash."""
        return self.cell.requirement or Decimal(0)

    @property
    def remainder(self) -> Decimal | None:
        """What of its requirement no activity holds; negative where more is drawn."""
        return None if self.drawn is None else self.holds - self.drawn

    @property
    def cents(self) -> int:
        """What those shown may draw, as the page's script reads it."""
        return int((self.holds - self.elsewhere) * 100)


@dataclass(frozen=True)
class Split:
    """An office's activities and cells with money, and what each may draw on each."""

    cells: list[Requirement]
    activities: list[Activity]
    shares: list[Share]

    def row(self, activity: Activity) -> ActivityShares:
        own = {share.cell.pk: share for share in self.shares if share.activity == activity}
        at_hand = {pk: share for pk, share in own.items() if share.is_at_hand}
        return ActivityShares(
            activity=activity,
            columns=[(cell, at_hand.get(cell.pk)) for cell in self.cells],
            others=[share for pk, share in own.items() if pk not in at_hand],
            total=_sum(share.amount for share in own.values()),
        )

    @property
    def columns(self) -> list[CellColumn]:
        return [self._column(cell) for cell in self.cells]

    def _column(self, cell: Requirement) -> CellColumn:
        own = [share for share in self.shares if share.cell == cell]
        hidden = [share.amount for share in own if share.amount and not share.field]
        return CellColumn(cell, _sum(share.amount for share in own), sum(hidden, Decimal(0)))

    @property
    def is_indicative(self) -> bool:
        return any(share.is_indicative for share in self.shares)


def _sum(amounts: Iterable[Decimal | None]) -> Decimal | None:
    """Their sum; None where one of them cannot be read."""
    total = Decimal(0)
    for amount in amounts:
        if amount is None:
            return None
        total += amount
    return total


def read_split(*, appeal: Appeal, office: Office, viewpoint: Viewpoint) -> Split:
    """The split of an office as seen from `viewpoint`.

    A cancelled activity has the shares that it draws, and gets no other.
    """
    of_office = Requirement.objects.of(appeal).filter(office=office)
    cells = [
        cell
        for cell in of_office.seen_from(viewpoint)
        .select_related("office", "heading")
        .order_by(by_heading())
        if cell.requirement or cell.allocated
    ]
    activities = list(
        Activity.objects.of(appeal)
        .in_office(office)
        .existing(viewpoint)
        .with_plan_then(viewpoint)
        .with_plan()
        .in_printed_order()
    )
    allocations = as_known(Allocation.objects.all(), viewpoint).filter(cell__in=cells)
    stored = {(row.activity_id, row.cell_id): row for row in allocations}
    shares = [
        Share(activity, cell, allocation, allocation.amount if allocation else Decimal(0))
        for activity in activities
        for cell in cells
        for allocation in [stored.get((activity.pk, cell.pk))]
        if allocation or activity.hold_then != Activity.Hold.CANCELLED
    ]
    return Split(cells, activities, shares)
