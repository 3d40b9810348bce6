"""What lists of entries come to, kind by kind: a sum over all kinds would have no name."""

from collections import defaultdict
from decimal import Decimal
from typing import Any

from ..models.ledger import MONTH, TransactionQuerySet
from ..models.totals import LedgerTotalQuerySet
from .sums import grouped, total


def sums_by_kind(*parts: TransactionQuerySet | LedgerTotalQuerySet) -> dict[str, Any]:
    """The USD of each kind that occurs in them; None of drafts that have no rate yet."""
    first, *others = [part.usd_by("kind") for part in parts]
    sums = grouped(first.union(*others, all=True) if others else first)
    return {kind: usd[0] if len(usd) == 1 else total(usd) for kind, usd in sums.items()}


def sums_by_month(entries: TransactionQuerySet) -> list[tuple[str, dict[str, Decimal]]]:
    """Each month of value dates, such as 2020-03, with the USD of each kind that occurs in it."""
    months: dict[str, dict[str, Decimal]] = defaultdict(dict)
    for month, kind, usd in entries.annotate(month=MONTH).usd_by("month", "kind"):
        months[month][kind] = usd
    return sorted(months.items())
