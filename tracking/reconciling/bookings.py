"""Lines of the finance system, entries of the ledger, and what is found when they are compared."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from .likeness import folded_reference

NOTHING = Decimal(0)


class Outcome(StrEnum):
    """What was found of a line, of an entry, or of both."""

    MATCHED = "matched"
    DRAFT = "draft"
    AMOUNT = "amount"
    DATE = "date"
    CURRENCY = "currency"
    MISSING_HERE = "missing_here"
    MISSING_THERE = "missing_there"
    TWICE_THERE = "twice_there"
    TWICE_HERE = "twice_here"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Booking:
    """A line of the finance system, or an entry here; `number` is its line there, its id here.

    The amount is in its currency, below zero for a credit. `is_draft` is said of entries.
    """

    number: int
    reference: str
    day: date
    amount: Decimal
    currency: str
    text: str = ""
    is_draft: bool = False

    @property
    def folded(self) -> str:
        return folded_reference(self.reference)


@dataclass(frozen=True)
class Discrepancy:
    """One finding: each line and each entry is part of one at most. `beside` is what it repeats."""

    outcome: Outcome
    there: tuple[Booking, ...] = ()
    here: tuple[Booking, ...] = ()
    beside: Booking | None = None

    def difference(self, currency: str) -> Decimal:
        """What the finance system has more than the ledger, in that currency."""
        more = sum((each.amount for each in self.there if each.currency == currency), NOTHING)
        return more - sum((each.amount for each in self.here if each.currency == currency), NOTHING)

    @property
    def is_another_month(self) -> bool:
        months = {(each.day.year, each.day.month) for each in (*self.there, *self.here)}
        return self.outcome != Outcome.CANCELLED and len(months) > 1
