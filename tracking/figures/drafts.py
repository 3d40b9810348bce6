"""What drafts come to before they are posted: in each currency and in USD."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from django.db.models import Count, F, Q, Sum

from appeal.models.columns import minus_where

from ..models import Transaction
from ..models.ledger import TransactionQuerySet
from .sums import ZERO, total


class CurrencySum(NamedTuple):
    """Entries of one currency; releases are negative, `rated` have a USD amount."""

    currency: str
    number: int
    amount: Decimal
    usd: Decimal
    spent: Decimal
    rated: int


@dataclass(frozen=True)
class DraftSums:
    """What drafts come to in each currency, and in USD what they spend."""

    by_currency: Sequence[CurrencySum] = ()

    @property
    def count(self) -> int:
        return sum(row.number for row in self.by_currency)

    @property
    def usd(self) -> Decimal:
        return total(row.usd for row in self.by_currency)

    @property
    def spent(self) -> Decimal:
        return total(row.spent for row in self.by_currency)

    @property
    def rateless(self) -> int:
        """How many have no USD amount, for want of a rate."""
        return sum(row.number - row.rated for row in self.by_currency)


def draft_sums(drafts: TransactionQuerySet) -> DraftSums:
    """What drafts come to; the rows carry what `with_usd` adds."""
    rows = (
        drafts.order_by()
        .values_list("currency")
        .annotate(
            number=Count("id"),
            own=Sum(F("amount") * minus_where(kind=Transaction.Kind.RELEASE)),
            all=Sum("usd", default=ZERO),
            spent=Sum("usd", default=ZERO, filter=Q(kind__in=Transaction.SPENDING)),
            rated=Count("usd"),
        )
    )
    return DraftSums([CurrencySum(*row) for row in rows.order_by("currency")])
