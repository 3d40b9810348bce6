"""Sums, differences and shares of figures, of which any may be missing."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

ZERO = Decimal(0)


def total(amounts: Iterable[Decimal]) -> Decimal:
    """0 of nothing."""
    return sum(amounts, ZERO)


def add_up(parts: Iterable[tuple[object, Mapping[str, object]]]) -> dict[Any, dict[str, Any]]:
    """Sums by key and name. They skip None; where all are, there is no sum."""
    sums: dict[Any, dict[str, Any]] = defaultdict(lambda: defaultdict(Decimal))
    for key, own in parts:
        at = sums[key]
        for name, amount in own.items():
            if amount is not None:
                at[name] += amount
    return sums


def grouped(pairs: Iterable[tuple[object, object]]) -> dict[Any, list[Any]]:
    """Keys with all that comes with each, in order."""
    found: dict[Any, list[Any]] = defaultdict(list)
    for key, value in pairs:
        found[key].append(value)
    return dict(found)


def less(amount: Decimal | None, *others: Decimal | None) -> Decimal | None:
    """amount less the others; None where one of them is."""
    known = [other for other in others if other is not None]
    if amount is None or len(known) < len(others):
        return None
    return amount - total(known)


def share(part: Decimal | None, whole: Decimal | None) -> float | None:
    """part / whole; None where either is, or the whole is 0."""
    return None if part is None or not whole else float(part) / float(whole)


def points(percent: Decimal | int | None, part: Decimal | None) -> Decimal | None:
    """A percentage less a fraction, in points; the last digits of a third decide nothing."""
    return None if percent is None or part is None else round(percent - part * 100, 6)
