"""Where spending is read: whole months from stored totals, parts of a month from the ledger."""

from collections.abc import Mapping
from datetime import UTC, datetime, time, timedelta
from typing import Any, NamedTuple

from django.db.models import CharField, F, QuerySet, Sum, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast, Coalesce, Substr

from appeal.base.viewpoint import Include, Viewpoint
from appeal.models import ZERO as NO_USD
from appeal.models import Appeal

from ..models import LedgerTotal, Transaction, known_drafts
from ..models.ledger import TransactionQuerySet

# The month of an entry's value date, such as 2020-03.
MONTH = Substr(Cast("value_on", CharField()), 1, 7)


class Spending(NamedTuple):
    """Where spending is read, the column that adds up, and that of its month."""

    rows: QuerySet
    column: str
    month: Combinable

    def sums(self, *by: str | Combinable) -> QuerySet:
        # Drafts have no USD while there is no rate for them.
        return self.rows.values_list(*by).annotate(spent=Coalesce(Sum(self.column), NO_USD))


def spending_of(
    appeal: Appeal, viewpoint: Viewpoint, totals: Mapping[str, Any], entries: Mapping[str, Any]
) -> list[Spending]:
    """The stored totals first; `totals` and `entries` narrow the two tables to the same spending.

    Months are those of value dates and, where only what was known on a past day counts, those in
    which entries were posted. Drafts where they count.
    """
    begun = (viewpoint.as_at + timedelta(days=1)).replace(day=1)
    kept = LedgerTotal.objects.before(begun).filter(kind__in=Transaction.SPENDING, **totals)
    posted = Transaction.objects.posted(viewpoint).filter(**entries)
    of_ledger = []
    if begun <= viewpoint.as_at:
        broken = posted.filter(value_on__range=(begun, viewpoint.as_at))
        of_ledger.append(spending_among(broken, Value(f"{begun:%Y-%m}")))
    if viewpoint.known_at:
        month = viewpoint.known_at.astimezone(UTC).date().replace(day=1)
        kept = kept.posted_before(month)
        late = posted.filter(posted_at__gte=datetime.combine(month, time.min, UTC))
        of_ledger.append(spending_among(late.filter(value_on__lt=begun)))
    if viewpoint.include == Include.DRAFT:
        drafts = known_drafts(appeal, viewpoint).included(viewpoint)
        of_ledger.append(spending_among(drafts.filter(**entries)))
    return [Spending(kept.order_by(), "amount", F("month")), *of_ledger]


def spending_among(entries: TransactionQuerySet, month: Combinable = MONTH) -> Spending:
    return Spending(entries.spending().with_signed().order_by(), "signed", month)
