"""The figures by their names, each defined once; `docs/figures.md` says the same in words.

USD, shares from 0 to 1, percentages from 0 to 100. A field is a fact that adds up, a property what
follows from facts. A figure is None where one that it is made of is, and where it does not apply.

Five are defined with the plan and the ledger, which limit entries by them or show them without
what happened: the requirement of a cell (`with_requirement`), what is allocated in lists of the
plan (`with_allocated`), what has elapsed or was planned (`planned_part`), what a commitment
leaves open (`Rest`), the balance of what an activity may draw on a cell (`Neighbours`).
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Any, NamedTuple

from django.utils.translation import gettext_lazy as _

from appeal.models import CENTS, Activity, Allocation, Phasing, planned_part

from ..models import Flow, ProgressUpdate, Transaction, in_usd
from .sums import ZERO, less, points, share, total

# Which figures an amount adds to: an allocation by its basis, an entry less its reversal by its
# kind, a flow less its reversal likewise.
COUNTS: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(Allocation.Basis.values, ("allocated",)),
    **dict.fromkeys(Transaction.SPENDING, ("spent",)),
    Transaction.Kind.DISBURSEMENT: ("spent", "disbursed"),
}
GIVEN: dict[str, str] = {
    Flow.Kind.PLEDGE: "pledged",
    Flow.Kind.COMMITMENT: "agreed",
    Flow.Kind.RECEIPT: "received",
}
# Of an activity that has started and that no counted line speaks of; nobody can report it.
NOT_REPORTED = ("not_reported", _("not reported"))
STATUSES = [*ProgressUpdate.Status.choices, *Activity.Hold.choices, NOT_REPORTED]
# An office and a heading by their ids; None is no single one.
PlaceKey = tuple[int | None, int | None]


def spent_of(sums: Mapping[str, Decimal]) -> Decimal:
    """Total spent: the kinds of entries that count as spending, less their reversals."""
    return total(usd for kind, usd in sums.items() if "spent" in COUNTS.get(kind, ()))


@dataclass(frozen=True)
class Figures:
    """The figures `of` a cell, an office, a heading, the appeal, or what is in none of them."""

    of: Any
    published: Decimal | None = None
    requirement: Decimal | None = None
    allocated: Decimal | None = None
    funded: Decimal = ZERO
    pledged: Decimal = ZERO
    # What of the funded is in no cell.
    unassigned: Decimal = ZERO
    spent: Decimal | None = None
    disbursed: Decimal | None = None
    committed: Decimal | None = None
    # Allocations of what is not cancelled; of those that report; and times their percentages.
    weight: Decimal = ZERO
    reported_weight: Decimal = ZERO
    points: Decimal = ZERO
    # Of the activities, which are an office's and of no heading.
    planned: Decimal | None = None
    activities: int = 0
    silent: int = 0

    def __str__(self) -> str:
        return str(self.of)

    @property
    def unallocated(self) -> Decimal | None:
        return less(self.requirement, self.allocated)

    @property
    def in_cells(self) -> Decimal:
        return self.funded - self.unassigned

    @property
    def coverage(self) -> float | None:
        return share(self.funded, self.requirement)

    @property
    def delivery(self) -> float | None:
        return share(self.spent, self.requirement)

    @property
    def balance(self) -> Decimal | None:
        return less(self.requirement, self.spent, self.committed)

    @property
    def progress(self) -> float | None:
        """The mean of the reported percentages, weighted by allocation."""
        return share(self.points, self.reported_weight)

    @property
    def unreported(self) -> float | None:
        """The share of the allocations whose activities have reported no percentage."""
        reported = share(self.reported_weight, self.weight)
        return None if reported is None else 1.0 - reported

    @property
    def is_needed(self) -> bool:
        """Whether a row of what is not distributed has anything to say."""
        return bool(self.funded or self.pledged)


@dataclass(frozen=True)
class ActivityFigures:
    """The figures of an activity as at a day.

    `hold`, `starts_on`, `ends_on` and `phasing` are what the plan said when it was known; without
    dates the activity was not in the plan yet. `reported_status` is that of its latest line that
    counts, `progress` that of the latest with a percentage, which is on `progress_period`.
    """

    as_at: date
    allocated: Decimal = ZERO
    is_indicative: bool = False
    spent: Decimal = ZERO
    disbursed: Decimal = ZERO
    committed: Decimal = ZERO
    office: int = 0
    hold: str = ""
    starts_on: date | None = None
    ends_on: date | None = None
    phasing: Phasing = field(default_factory=dict)
    reported_status: str = ""
    progress: int | None = None
    progress_period: str | None = None

    @property
    def balance(self) -> Decimal:
        return self.allocated - self.spent - self.committed

    def passed_by(self, falls: Decimal) -> Decimal:
        """By how much the balance is less than what it is to fall by."""
        return max(falls - self.balance, ZERO) if falls > 0 else ZERO

    @property
    def overspent(self) -> Decimal:
        return max(ZERO, self.spent - self.allocated)

    @property
    def underspent(self) -> Decimal:
        return max(ZERO, self.allocated - self.spent)

    @property
    def delivery(self) -> float | None:
        return share(self.spent, self.allocated)

    @property
    def delivered_percent(self) -> Decimal | None:
        """Delivery to the last digit: a flag is judged by it."""
        return self.spent / self.allocated * 100 if self.allocated else None

    @property
    def progress_points(self) -> Decimal | None:
        """Progress less what was planned."""
        return points(self.progress, self.planned_part)

    @property
    def delivery_points(self) -> Decimal | None:
        """Delivery less what was planned."""
        return points(self.delivered_percent, self.planned_part)

    @property
    def gap(self) -> float | None:
        """Progress less delivery, in points: positive where the work is ahead of the money."""
        if self.progress is None or self.delivery is None:
            return None
        return self.progress - self.delivery * 100

    @property
    def has_reported(self) -> bool:
        return bool(self.reported_status)

    @property
    def status(self) -> str:
        """Suspended or cancelled, else what was reported, else whether it should have begun."""
        has_begun = self.starts_on is None or self.starts_on <= self.as_at
        unreported = NOT_REPORTED[0] if has_begun else ProgressUpdate.Status.PLANNED
        return self.hold or self.reported_status or unreported

    @property
    def is_going(self) -> bool:
        """Whether it was in the plan and not cancelled."""
        return self.starts_on is not None and self.hold != Activity.Hold.CANCELLED

    @property
    def elapsed(self) -> Decimal | None:
        """The part of its days that has passed."""
        return planned_part({}, self.starts_on, self.ends_on, self.as_at)

    @property
    def planned_part(self) -> Decimal | None:
        """The part of its budget that was to be spent: as phased, else what has elapsed."""
        return self.planned_part_by(self.as_at)

    @property
    def planned(self) -> Decimal | None:
        return self.planned_by(self.as_at)

    def planned_part_by(self, day: date) -> Decimal | None:
        return planned_part(self.phasing, self.starts_on, self.ends_on, day)

    def planned_by(self, day: date) -> Decimal | None:
        """Planned spend: allocated x the part of it that was to be spent, to the cent."""
        part = self.planned_part_by(day)
        return None if part is None else (self.allocated * part).quantize(CENTS, ROUND_HALF_EVEN)


class Move(NamedTuple):
    """An assignment: USD that left one place for another within it; less than 0 takes one back."""

    # None is another appeal.
    left: PlaceKey | None
    place: PlaceKey | None
    usd: Decimal


@dataclass(frozen=True)
class ContributionFigures:
    """What one contribution comes to: `own_...` in its currency, all else in USD.

    `place` is what it is earmarked for, `rate` of its latest commitment in force, in units per USD.
    """

    place: PlaceKey
    own_pledged: Decimal = ZERO
    own_agreed: Decimal = ZERO
    own_received: Decimal = ZERO
    pledged: Decimal = ZERO
    agreed: Decimal = ZERO
    received: Decimal = ZERO
    rate: Decimal | None = None
    moves: list[Move] = field(default_factory=list)

    @property
    def own_outstanding(self) -> Decimal:
        return max(self.own_agreed - self.own_received, ZERO)

    @property
    def outstanding(self) -> Decimal:
        return in_usd(self.own_outstanding, self.rate) if self.rate else ZERO

    @property
    def given(self) -> Decimal:
        return self.received + self.outstanding

    @property
    def came(self) -> Decimal:
        """What belongs to this appeal of contributions to others; what goes is of others."""
        return total(move.usd for move in self.moves if move.left is None)

    @property
    def went(self) -> Decimal:
        return total(move.usd for move in self.moves if move.place is None)

    @property
    def shared(self) -> Decimal:
        return self.came - self.went

    @property
    def funded(self) -> Decimal:
        return self.given + self.shared

    @property
    def stands(self) -> dict[PlaceKey, Decimal]:
        """Where its funded money is; the place that it is earmarked for comes first.

        Assigned money stays assigned if the contribution shrinks: that place is then below zero.
        """
        stands: dict[PlaceKey, Decimal] = defaultdict(Decimal)
        stands[self.place] = self.given
        for move in self.moves:
            for place, usd in ((move.left, -move.usd), (move.place, move.usd)):
                if place is not None:
                    stands[place] += usd
        return dict(stands)

    @property
    def unassigned(self) -> Decimal:
        """What is in no cell."""
        return total(usd for place, usd in self.stands.items() if None in place)

    @property
    def moved(self) -> Decimal:
        """What left the place that it is earmarked for."""
        return total(move.usd for move in self.moves if move.left == self.place)

    def at_office(self, office: int) -> Decimal:
        """What of it counts for an office."""
        return total(usd for (at, _heading), usd in self.stands.items() if at == office)
