"""Where spending is read: whole months from stored totals, parts of a month from the ledger."""

from collections.abc import Collection, Iterator, Mapping
from datetime import UTC, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Value

from appeal.base.viewpoint import Include, Viewpoint
from appeal.models import Appeal

from ..models import LedgerTotal, Transaction, known_drafts
from ..models.ledger import MONTH, TransactionQuerySet

# What is said of the rows of a table, and where spending is read.
Narrowed = Mapping[str, object]
Parts = list[Any]


def spending_of(appeal: Appeal, viewpoint: Viewpoint, totals: Narrowed, entries: Narrowed) -> Parts:
    """The stored totals first, then entries with their `month`: of all of them `spent_by` adds up.

    `totals` and `entries` narrow the two tables to the same spending. Months are those of value
    dates and, where only what was known on a past day counts, those in which entries were posted.
    Drafts where they count.
    """
    begun = (viewpoint.as_at + timedelta(days=1)).replace(day=1)
    kept = LedgerTotal.objects.before(begun).filter(**totals)
    posted = Transaction.objects.posted(viewpoint).filter(**entries)
    of_ledger = []
    if begun <= viewpoint.as_at:
        broken = posted.filter(value_on__range=(begun, viewpoint.as_at))
        of_ledger.append(broken.annotate(month=Value(f"{begun:%Y-%m}")))
    if month := viewpoint.month_of_recording:
        kept = kept.posted_before(month)
        late = posted.filter(posted_at__gte=datetime.combine(month, time.min, UTC))
        of_ledger.append(late.filter(value_on__lt=begun).annotate(month=MONTH))
    return [kept, *of_ledger, *_drafts(appeal, viewpoint, entries)]


def standing_spending(
    appeal: Appeal, viewpoint: Viewpoint, totals: Narrowed, entries: Narrowed
) -> Parts:
    """The same, where all that is posted counts."""
    return [LedgerTotal.objects.filter(**totals), *_drafts(appeal, viewpoint, entries)]


def _drafts(
    appeal: Appeal, viewpoint: Viewpoint, entries: Narrowed
) -> Iterator[TransactionQuerySet]:
    if viewpoint.include == Include.DRAFT:
        drafts = known_drafts(appeal, viewpoint).included(viewpoint)
        yield drafts.filter(**entries).annotate(month=MONTH)


def spent_of_pairs(pairs: Collection[tuple[int, int]]) -> dict[tuple[int, int], Decimal]:
    """What is posted as spent of each pair of an activity and a cell, of those with any."""
    kept = LedgerTotal.objects.filter(
        activity__in={activity for activity, _cell in pairs},
        cell__in={cell for _activity, cell in pairs},
    )
    spent = {(activity, cell): usd for activity, cell, usd in kept.spent_by("activity", "cell")}
    return {pair: spent[pair] for pair in pairs if pair in spent}
