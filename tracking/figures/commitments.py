"""What commitments leave open, by activity and cell."""

from collections import defaultdict
from decimal import Decimal

from django.db.models import Sum, Value

from ..models import Transaction, left_open
from ..models.ledger import TransactionQuerySet

# An activity and the cell that it is paid from.
Share = tuple[int, int]
# What stands for them where a row of sums is of none.
NO_ACTIVITY = 0
NONE = Value(NO_ACTIVITY)


def read_committed(entries: TransactionQuerySet) -> dict[Share, Decimal]:
    """In USD; the commitments among the entries and what is drawn on them, in one question."""
    columns = ("id", "activity", "cell", "reverses", "currency", "rate", "amount", "usd_amount")
    own = entries.filter(kind=Transaction.Kind.COMMITMENT).order_by().values_list(*columns)
    draws = entries.filter(against__isnull=False).with_signed().order_by()
    by = draws.values_list("against", NONE, NONE, NONE, "currency", Value(Decimal(0)))
    drawn: dict[int, list[tuple[str, Decimal, Decimal]]] = defaultdict(list)
    commitments, undone = [], set()
    for pk, activity, cell, reverses, currency, rate, amount, usd in own.union(
        by.annotate(Sum("signed_amount"), Sum("signed")), all=True
    ):
        if activity == NO_ACTIVITY:
            drawn[pk].append((currency, amount, usd))
        elif reverses:
            undone.add(reverses)
        else:
            commitments.append((pk, (activity, cell), (currency, amount, rate, usd)))
    left: dict[Share, Decimal] = defaultdict(Decimal)
    for pk, place, commitment in commitments:
        if pk not in undone:
            left[place] += left_open(drawn[pk], *commitment)
    return left
