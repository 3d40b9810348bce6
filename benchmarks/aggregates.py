"""What Django sums without stored totals, for the figures of the ledger that a page shows."""

from collections import defaultdict
from collections.abc import Iterator
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Any

from django.db.models import Case, F, Max, Q, Sum, Value, When
from django.db.models.functions import Coalesce, TruncMonth

from appeal.base.viewpoint import Viewpoint
from appeal.models import CENTS, ZERO, Appeal
from tracking.models import Transaction
from tracking.models.ledger import TransactionQuerySet

# An office and a heading.
Place = tuple[int, int]
PLACE = ("office", "cell__heading")
Kind = Transaction.Kind


def spent_today(appeal: Appeal) -> int:
    """Only what was spent, by office and heading, whatever its date."""
    rows = Transaction.objects.of(appeal).posted().spending().with_signed().order_by()
    return len(rows.values_list(*PLACE).annotate(Sum("signed")))


def spent_then(appeal: Appeal, viewpoint: Viewpoint) -> list[Any]:
    """What was spent from a viewpoint, by office, heading and month: a row has it last."""
    rows = _counted(appeal, viewpoint).spending().with_signed().order_by()
    return list(rows.values_list(*PLACE, TruncMonth("value_on")).annotate(Sum("signed")))


def open_then(appeal: Appeal, viewpoint: Viewpoint) -> dict[Place, Decimal]:
    """What commitments leave open from a viewpoint, by office and heading."""
    sums: dict[Place, Decimal] = defaultdict(Decimal)
    for _commitment, office, heading, own, other, rate in _netted(appeal, viewpoint):
        if own > 0:
            usd = (own / rate).quantize(CENTS, ROUND_HALF_EVEN) - other
            sums[office, heading] += max(usd, Decimal(0))
    return sums


def _netted(appeal: Appeal, viewpoint: Viewpoint) -> Iterator[Any]:
    """Each commitment with what is left of it: in its currency, less what others drew in USD."""
    rows = _counted(appeal, viewpoint).with_signed().order_by()
    rows = rows.filter(Q(kind=Kind.COMMITMENT) | Q(against__isnull=False))
    is_made, is_own = Q(against__isnull=True), Q(currency=F("against__currency"))
    drawn = F("signed_amount") * Value(-1)
    own = Case(When(is_made, then=F("signed_amount")), When(is_own, then=drawn), default=ZERO)
    other = Case(When(is_made | is_own, then=ZERO), default=F("signed"))
    of_commitment = rows.values_list(Coalesce("against", "reverses", "pk"), *PLACE)
    rate = Max(Case(When(is_made, then=F("rate"))))
    yield from of_commitment.annotate(own=Sum(own), other=Sum(other), rate_then=rate)


def _counted(appeal: Appeal, viewpoint: Viewpoint) -> TransactionQuerySet:
    return Transaction.objects.of(appeal).included(viewpoint)
