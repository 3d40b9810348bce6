"""Sums, differences and shares of figures, of which any may be missing."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any


def total(amounts: Iterable[Decimal]) -> Decimal:
    """0 of nothing."""
    return sum(amounts, Decimal(0))


def added(values: Sequence[Any]) -> Any:
    """The sum of those that are not None; None where all are."""
    known = [value for value in values if value is not None]
    return sum(known[1:], known[0]) if known else None


def less(amount: Decimal | None, *others: Decimal | None) -> Decimal | None:
    """amount less the others; None where one of them is."""
    known = [other for other in others if other is not None]
    if amount is None or len(known) < len(others):
        return None
    return amount - total(known)


def share(part: Decimal | None, whole: Decimal | None) -> float | None:
    """part / whole; None where either is, or the whole is 0."""
    return None if part is None or not whole else float(part) / float(whole)
