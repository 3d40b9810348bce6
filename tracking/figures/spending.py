"""Where spending is read: whole months from stored totals, parts of a month from the ledger."""

from collections.abc import Collection, Mapping
from datetime import UTC, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import F, QuerySet, Value

from appeal.base.statements import answered
from appeal.base.viewpoint import Include, Viewpoint
from appeal.models import Allocation, Appeal, Requirement, as_known
from appeal.models.columns import Among

from ..models import ActivityTotal, LedgerTotal, Transaction, known_drafts
from ..models.ledger import MONTH
from ..models.totals import LedgerTotalQuerySet

STANDING = ("activity", "cell", *Transaction.SPENDING, "committed")
# Used where an amount belongs to none of them.
NO_ACTIVITY, NO_MONTH = 0, ""
# How what narrows totals names what it says of their cells.
OF_CELL = "cell__"
# Where it is read.
Parts = list[Any]


@answered(*STANDING)
def read_standing(viewpoint: Viewpoint, **shares: object) -> QuerySet:
    return ActivityTotal.objects.filter(**shares).standing(viewpoint).values_list(*STANDING)


@answered("activity", "cell", "what", "month", "usd")
def read_amounts(
    viewpoint: Viewpoint, *, appeal: Appeal, is_monthly: bool, are_standing: bool, **shares: object
) -> QuerySet:
    """An activity, a cell, what an amount is for, and its month if these are monthly.

    Without what the standing totals say.
    """
    no_month = Value(NO_MONTH)
    rows = as_known(Allocation.objects.all(), viewpoint).filter(**shares).order_by()
    parts = [rows.values_list("activity", "cell", "basis", no_month, "amount")]
    kept, *entries = spending_of(appeal, viewpoint, shares, are_standing=are_standing)
    if not are_standing:
        parts.append(kept.spent_by("activity", "cell", "kind", no_month))
    if is_monthly:
        # Apart: the sums of each kind of each month of each cell would be many.
        none = Value(NO_ACTIVITY)
        parts.append(kept.spent_by(none, none, Value(""), "month"))
    month = "month" if is_monthly else no_month
    parts += [each.spent_by("activity", "cell", "kind", month) for each in entries]
    return parts[0].union(*parts[1:], all=True)


def spending_of(
    appeal: Appeal, viewpoint: Viewpoint, shares: Mapping[str, object], *, are_standing: bool
) -> Parts:
    """The stored totals first, then entries with their `month`: of all of them `spent_by` adds up.

    `shares` narrows the totals, and the entries, which name appeal and office themselves. Months
    are those of value dates and, where only what was known on a past day counts, those in which
    entries were posted; where all that is posted counts, the totals hold all of it. Drafts where
    they count.
    """
    own = {name.removeprefix(OF_CELL): value for name, value in shares.items()}
    kept, parts = _kept(shares), []
    if not are_standing:
        begun = (viewpoint.as_at + timedelta(days=1)).replace(day=1)
        kept = kept.before(begun)
        posted = Transaction.objects.posted(viewpoint).filter(**own)
        if begun <= viewpoint.as_at:
            broken = posted.filter(value_on__range=(begun, viewpoint.as_at))
            parts.append(broken.annotate(month=Value(f"{begun:%Y-%m}")))
        if month := viewpoint.month_of_recording:
            kept = kept.posted_before(month)
            late = posted.filter(posted_at__gte=datetime.combine(month, time.min, UTC))
            parts.append(late.filter(value_on__lt=begun).annotate(month=MONTH))
    if viewpoint.include == Include.DRAFT:
        drafts = known_drafts(appeal, viewpoint).included(viewpoint)
        parts.append(drafts.filter(**own).annotate(month=MONTH))
    return [kept, *parts]


def _kept(shares: Mapping[str, object]) -> LedgerTotalQuerySet:
    """The stored totals, looked up cell by cell in the index that holds all that is summed.

    For a join PostgreSQL reads the whole table, which takes twice as long.
    """
    cells = {
        name.removeprefix(OF_CELL): value
        for name, value in shares.items()
        if name.startswith(OF_CELL)
    }
    if not cells:
        return LedgerTotal.objects.filter(**shares)
    found = Requirement.objects.filter(**cells).values("pk").query
    return LedgerTotal.objects.filter(Among(F("cell"), found))


def spent_of_pairs(pairs: Collection[tuple[int, int]]) -> dict[tuple[int, int], Decimal]:
    """What is posted as spent of each pair of an activity and a cell, of those with any."""
    kept = LedgerTotal.objects.filter(
        activity__in={activity for activity, _cell in pairs},
        cell__in={cell for _activity, cell in pairs},
    )
    spent = {(activity, cell): usd for activity, cell, usd in kept.spent_by("activity", "cell")}
    return {pair: spent[pair] for pair in pairs if pair in spent}
