"""What outgoing commitments leave open: one definition for figures, choices and limits.

Of a commitment: its amount less what was drawn on it in its own currency, never below zero, at its
own rate; less what was drawn in other currencies, in USD. So one that is fully drawn in its own
currency leaves nothing, whatever the rates.
"""

from collections import defaultdict
from dataclasses import dataclass, replace
from decimal import ROUND_DOWN, Decimal
from typing import Any

from django.db.models import Sum, Value

from appeal.models import CENTS, Activity, Appeal

from .conversion import in_usd
from .judged import Judged
from .ledger import Transaction, TransactionQuerySet

ZERO = Decimal(0)
# Fills the columns of a commitment in rows that draw on one.
NO_KEY, NO_RATE = Value(0), Value(ZERO)


@dataclass(frozen=True)
class Rest:
    """What is left of the commitment of an activity, paid from a cell.

    `own_left` is what draws in its own currency leave of its amount, `drawn_usd` what was drawn in
    others. A draft has no rate yet, and nothing is drawn on it: it counts with its `usd_amount`.
    """

    activity: int
    cell: int
    currency: str
    rate: Decimal | None
    own_left: Decimal
    usd_amount: Decimal | None
    drawn_usd: Decimal = ZERO

    @property
    def outstanding(self) -> Decimal:
        """What is left, in USD."""
        valued = in_usd(self.own_left, self.rate) if self.rate else self.usd_amount or ZERO
        return max(valued - self.drawn_usd, ZERO)

    @property
    def own_rest(self) -> Decimal:
        """What is left in its own currency: drawing that much leaves nothing."""
        in_own = (self.drawn_usd * (self.rate or ZERO)).quantize(CENTS, ROUND_DOWN)
        return max(self.own_left - in_own, ZERO)

    def after(self, currency: str, amount: Decimal, usd: Decimal) -> "Rest":
        """What is left once so much was drawn; less than nothing gives back."""
        if currency == self.currency:
            return replace(self, own_left=max(self.own_left - amount, ZERO))
        return replace(self, drawn_usd=self.drawn_usd + usd)

    def compared(self, draw: Judged) -> tuple[str, Decimal, Decimal]:
        """What `draw` takes and what is left, and their currency: its own if that is the
        commitment's too, otherwise USD."""
        if draw.currency == self.currency:
            return draw.currency, draw.amount or ZERO, self.own_rest
        return "USD", draw.usd_amount or ZERO, self.outstanding

    def passed_by(self, draw: Judged) -> Decimal:
        """By how much a payment is more than what is left, in their currency; a release is not."""
        _currency, drawn, rest = self.compared(draw)
        return ZERO if draw.kind == Transaction.Kind.RELEASE else max(drawn - rest, ZERO)

    def taken_by(self, draw: Judged) -> Decimal:
        """How much less `draw` leaves of it, in USD."""
        after = self.after(draw.currency, draw.amount, draw.usd_amount or ZERO)
        return self.outstanding - after.outstanding


def lowering(draft: Transaction, rest: Rest | None) -> Decimal:
    """By how much the balance of its activity falls once `draft` is posted, in USD.

    What it draws on a commitment, of which `rest` is left, is taken off that already.
    """
    is_release = draft.kind == Transaction.Kind.RELEASE
    spends = ZERO if is_release else draft.usd_amount or ZERO
    return spends - (rest.taken_by(draft) if rest else ZERO)


def rests_among(*parts: TransactionQuerySet) -> dict[int, Rest]:
    """What is left of the commitments among entries, by their ids, in one question.

    The `parts` hold all entries of some activities or cells that count; of a commitment that was
    reversed nothing is left.
    """
    columns = ("id", "activity", "cell", "currency", "rate", "amount", "usd_amount", "reverses")
    first, *others = [
        rows
        for entries in parts
        for rows in (
            entries.filter(kind=Transaction.Kind.COMMITMENT).order_by().values_list(*columns),
            _drawn(entries),
        )
    ]
    rests: dict[int, Rest] = {}
    drawn: dict[int, list[tuple[str, Decimal, Decimal]]] = defaultdict(list)
    undone = set()
    for pk, activity, cell, currency, rate, amount, usd, reverses in first.union(*others, all=True):
        if not activity:
            drawn[pk].append((currency, amount, usd))
        elif reverses:
            undone.add(reverses)
        else:
            rests[pk] = Rest(activity, cell, currency, rate, amount, usd)
    for pk, rest in rests.items():
        if pk in undone:
            rest = replace(rest, own_left=ZERO, usd_amount=ZERO)
        for draw in drawn[pk]:
            rest = rest.after(*draw)
        rests[pk] = rest
    return rests


def _drawn(entries: TransactionQuerySet) -> Any:
    """What is drawn on each commitment, in the columns of commitments."""
    draws = entries.filter(against__isnull=False).with_signed().order_by()
    by = draws.values_list("against", NO_KEY, NO_KEY, "currency", NO_RATE)
    return by.annotate(Sum("signed_amount"), Sum("signed"), no_reversal=NO_KEY)


def open_commitments(appeal: Appeal) -> TransactionQuerySet:
    """Posted commitments not reversed."""
    return Transaction.objects.of(appeal).reversible().filter(kind=Transaction.Kind.COMMITMENT)


def rests_of(activity: Activity) -> dict[int, Rest]:
    """What is left of an activity's commitments after all that is posted, by their ids."""
    return rests_among(Transaction.objects.posted().filter(activity=activity))
