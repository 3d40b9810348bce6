"""Allocations: what managers make of the even split."""

from collections.abc import Collection, Mapping
from datetime import date, datetime
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from ..base.actions import action
from ..base.amounts import cents, money
from ..base.refusals import Refusal
from ..base.viewpoint import EVERYTHING
from ..figures.used_amounts import Amounts, Pair, Shortfall, below_use, short_of_use
from ..models import (
    Activity,
    Allocation,
    Requirement,
    StaleVersion,
    User,
)

ZERO = Decimal(0)
AMOUNT = ("amount", "basis", "lowered_reason")
INDICATIVE, CONFIRMED = Allocation.Basis.INDICATIVE, Allocation.Basis.CONFIRMED


class TooMuchAllocated(Refusal):
    """The cell does not hold what the allocations would draw from it; the text says by how much."""


@action
def set_allocation(
    *, allocation: Allocation, version: int | None, on: date, at: datetime
) -> Allocation:
    """Save a new or changed allocation, checked under a lock against the requirement on `on`.

    From a revision below what is allocated the cell's allocations may only go down. Raises
    TooMuchAllocated; BelowUse where less than is used of it has no new reason; StaleVersion where
    somebody else changed the row.
    """
    Requirement.objects.select_for_update(no_key=True).get(pk=allocation.cell_id)
    cell = Requirement.objects.seen_from(EVERYTHING.on(on)).get(pk=allocation.cell_id)
    stored = Allocation.objects.filter(pk=allocation.pk, cell=cell).first()
    before = stored.amount if stored else ZERO
    after = (cell.allocated or 0) - before + allocation.amount
    if allocation.amount > before and after > (cell.requirement or 0):
        raise TooMuchAllocated(
            _(
                "%(cell)s is %(requirement)s, but these budgets would take %(after)s from it."
                " Lower some of them."
            )
            % {"cell": cell, "requirement": money(cell.requirement), "after": money(after)}
        )
    if stored and allocation.amount != stored.amount:
        allocation.basis = Allocation.Basis.CONFIRMED
        pair = (allocation.activity_id, allocation.cell_id)
        wanted = {pair: allocation.amount}
        used = below_use(wanted, {pair: stored.amount})
        if used and allocation.lowered_reason in ("", stored.lowered_reason):
            raise BelowUse(used, wanted)
        if not short_of_use(wanted):
            allocation.lowered_reason = ""
    return allocation.keep(version, ["activity", "cell", *AMOUNT])


class SplitRefused(Refusal):
    """Nothing of a split was saved: a sentence for each of the `cells` and `pairs` at fault."""

    def __init__(
        self, *, cells: Mapping[int, str] | None = None, pairs: Mapping[Pair, str] | None = None
    ) -> None:
        self.cells, self.pairs = dict(cells or {}), dict(pairs or {})
        super().__init__(" ".join([*self.cells.values(), *self.pairs.values()]))


class BelowUse(SplitRefused):
    """Amounts would be lower than what is already spent of them; saving them needs a reason.

    `marks` name what was asked: whoever answers sends them back with the reason.
    """

    def __init__(self, short: Mapping[Pair, Shortfall], wanted: Amounts) -> None:
        self.marks = {mark_of(pair, wanted[pair]) for pair in short}
        super().__init__(pairs={pair: _less(each) for pair, each in short.items()})


def mark_of(pair: Pair, amount: Decimal | None) -> str:
    return f"{pair[0]}-{pair[1]}={amount}"


def _less(short: Shortfall) -> str:
    return _("USD %(used)s of this is already spent: the new amount is USD %(less)s too low.") % {
        "used": cents(short.used),
        "less": cents(short.less),
    }


@action
def set_allocations(
    *,
    wanted: Amounts,
    seen: Amounts,
    confirmed: Collection[Pair] = (),
    unconfirmed: Collection[Pair] = (),
    reasons: Mapping[Pair, str] | None = None,
    on: date,
    by: User,
    at: datetime,
) -> int:
    """Save a split as a whole, checked under a lock against the requirements current on `on`.

    What is not as it was `seen` is written and confirmed; the `confirmed` are confirmed as they
    are, the `unconfirmed` indicative. Says how many rows were written. Raises StaleVersion where
    one changed since, else SplitRefused with all that is wrong, else BelowUse without a reason.
    """
    changes = {pair: amount for pair, amount in wanted.items() if amount != seen.get(pair)}
    touched = {*changes, *confirmed, *unconfirmed}
    cells = _locked({cell for _activity, cell in touched}, on)
    own = Allocation.objects.filter(cell__in=cells)
    stored = {(row.activity_id, row.cell_id): row for row in own}
    before = {pair: row.amount for pair, row in stored.items()}
    for pair in touched:
        if before.get(pair) not in (seen.get(pair), wanted.get(pair)):
            raise StaleVersion(stored.get(pair))
    rises = {pair: (new or ZERO) - before.get(pair, ZERO) for pair, new in changes.items()}
    amounts = {pair: before.get(pair) for pair in touched} | changes
    emptied = {pair: stored[pair] for pair in stored.keys() & amounts if amounts[pair] is None}
    _refuse_what_does_not_fit(cells, rises, emptied)
    lowered = _reasons_below_use(changes, stored, reasons or {})
    written = len(emptied)
    # What is lowered comes first: the database looks at each row as it is written.
    for pair in sorted(amounts, key=lambda pair: rises.get(pair, 0)):
        if (amount := amounts[pair]) is not None:
            row = stored.get(pair) or Allocation(activity_id=pair[0], cell_id=pair[1])
            row.lowered_reason = lowered.get(pair, row.lowered_reason)
            written += _write(row, amount, INDICATIVE if pair in unconfirmed else CONFIRMED)
    return written


def _locked(cells: Collection[int], on: date) -> dict[int, Requirement]:
    """The cells by id, locked, as they are on `on`."""
    rows = Requirement.objects.filter(pk__in=cells)
    list(rows.select_for_update(no_key=True).order_by("pk"))
    current = rows.seen_from(EVERYTHING.on(on)).select_related("office", "heading")
    return {cell.pk: cell for cell in current}


def _refuse_what_does_not_fit(
    cells: Mapping[int, Requirement],
    rises: Mapping[Pair, Decimal],
    emptied: Mapping[Pair, Allocation],
) -> None:
    """Remove the emptied; raises SplitRefused where that, or what rises, cannot be."""
    pairs = {pair: why for pair, row in emptied.items() if (why := _removed(row))}
    rising = [pair for pair, rise in rises.items() if rise > 0]
    going = Activity.objects.going().filter(pk__in=[activity for activity, _cell in rising])
    going_ids = set(going.values_list("pk", flat=True))
    for pair in rising:
        if pair[0] not in going_ids:
            pairs[pair] = _("This activity is cancelled: you can only lower its budget.")
    overdrawn = {}
    for pk in {cell for _activity, cell in rising}:
        rise = sum((rises[pair] for pair in rises if pair[1] == pk), ZERO)
        if sentence := _overdraft(cells[pk], (cells[pk].allocated or ZERO) + rise):
            overdrawn[pk] = sentence
    if pairs or overdrawn:
        raise SplitRefused(cells=overdrawn, pairs=pairs)


def _reasons_below_use(
    changes: Amounts, stored: Mapping[Pair, Allocation], told: Mapping[Pair, str]
) -> dict[Pair, str]:
    """Why each changed amount is below what is spent of it; raises BelowUse for those untold."""
    used = below_use(changes, {pair: row.amount for pair, row in stored.items()})
    if untold := {pair: amount for pair, amount in used.items() if not told.get(pair)}:
        raise BelowUse(untold, changes)
    short = short_of_use(changes)
    kept = {pair: row.lowered_reason for pair, row in stored.items() if pair in short}
    return {pair: told[pair] if pair in used else kept.get(pair, "") for pair in changes}


def _overdraft(cell: Requirement, after: Decimal) -> str:
    """Why `after` cannot be drawn from the cell; empty where it can."""
    holds = cell.requirement or ZERO
    amounts = {"cell": cell, "holds": money(holds), "over": money(after - holds)}
    if after <= holds:
        return ""
    if (cell.allocated or 0) > holds:
        sentence = _(
            "%(cell)s was revised to %(holds)s, which is less than the budgets that draw"
            " on it. You can only lower them until they fit: these are %(over)s too high."
        )
    else:
        sentence = _(
            "%(cell)s is %(holds)s: these budgets are %(over)s too high. Lower some of them."
        )
    return sentence % amounts


def _write(row: Allocation, amount: Decimal, basis: str) -> bool:
    """Store the row with `amount`; False where it is so."""
    if (amount, basis) == (row.amount, row.basis):
        return False
    row.amount, row.basis = amount, basis
    row.keep(row.version, AMOUNT)
    return True


def _removed(row: Allocation) -> str:
    """Delete the row; says why not if something was paid from it."""
    try:
        with transaction.atomic():
            row.delete()
    except IntegrityError:
        return _(
            "This activity already has entries paid from here. You can lower the"
            " amount, but not empty it."
        )
    return ""
