"""The figures of a cell, an office, a heading or the appeal: what adds up, and what follows."""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from decimal import Decimal
from typing import Any

from .sums import added, less, share

NONE = Decimal(0)


@dataclass(frozen=True)
class Figures:
    """The figures `of` a cell, an office, a heading, the appeal, or of what stands in none of them.

    The fields add up; everything else follows from them. USD, shares from 0 to 1, progress from 0
    to 100. A figure is None where one that it is made of is, and where it does not apply.
    """

    of: Any
    published: Decimal | None = None
    requirement: Decimal | None = None
    allocated: Decimal | None = None
    funded: Decimal = NONE
    pledged: Decimal = NONE
    unassigned: Decimal = NONE
    spent: Decimal | None = None
    disbursed: Decimal | None = None
    committed: Decimal | None = None
    # Allocations of what is not cancelled; of those that report; and times their percentages.
    weight: Decimal = NONE
    reported_weight: Decimal = NONE
    points: Decimal = NONE
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


ADDED = [field.name for field in fields(Figures) if field.name != "of"]


def sum_of(of: Any, parts: Iterable[Figures]) -> Figures:
    """Sums skip None; where all are, the sum is None too."""
    parts = list(parts)
    sums = {name: added([getattr(part, name) for part in parts]) for name in ADDED}
    return Figures(of, **{name: value for name, value in sums.items() if value is not None})
