"""What outgoing commitments leave open: one definition for figures, choices and limits.

Of a commitment: its amount less what was drawn on it in its own currency, never below zero, at its
own rate; less what was drawn in other currencies, in USD. So one that is fully drawn in its own
currency leaves nothing, whatever the rates.
"""

from collections.abc import Iterable
from decimal import ROUND_DOWN, Decimal
from typing import Any

from django.db.models import F, OuterRef
from django.db.models.functions import Coalesce, Greatest

from appeal.models import CENTS, ZERO, Activity, Appeal, Office, total
from appeal.viewpoint import Include, Viewpoint

from .conversion import InUsd, in_usd
from .ledger import Transaction, TransactionQuerySet, included_entries


def outstanding_commitments(viewpoint: Viewpoint) -> TransactionQuerySet:
    """Commitments, each with `outstanding`: what releases and spending leave of it, in USD.

    `own_left` is what draws in its own currency leave of its amount, `drawn_usd` what was drawn in
    others. A draft has no rate yet, and nothing is drawn on it: it counts with its USD.
    """
    draws = included_entries(viewpoint).with_signed().filter(against=OuterRef("id"))
    in_own = draws.filter(currency=OuterRef("currency"))
    in_others = draws.exclude(currency=OuterRef("currency"))
    undone = included_entries(viewpoint).filter(reverses=OuterRef("id"))
    own_left = F("amount") - _sum(undone, "amount", "reverses") - _sum(in_own, "signed_amount")
    valued = Coalesce(InUsd("own_left", "rate"), F("usd_amount"), ZERO)
    # Not isnull: SQLite holds that for one row of a unique index, and reads all entries by it.
    originals = included_entries(viewpoint).exclude(reverses__gt=0)
    return (
        originals.filter(kind=Transaction.Kind.COMMITMENT)
        .annotate(own_left=Greatest(own_left, ZERO), drawn_usd=_sum(in_others, "signed"))
        .annotate(outstanding=Greatest(valued - F("drawn_usd"), ZERO))
    )


def _sum(rows: TransactionQuerySet, column: str, link: str = "against") -> Coalesce:
    return Coalesce(total(rows, column, link), ZERO)


def open_commitments(appeal: Appeal) -> TransactionQuerySet:
    """Posted commitments not reversed, with `outstanding` after all that is posted."""
    everything = Viewpoint(appeal.closes_on, Include.OFFICIAL, Office.objects.none())
    return outstanding_commitments(everything).of(appeal).filter(reversal__isnull=True)


def commitments_of(activity: Activity) -> TransactionQuerySet:
    """Those of one activity."""
    return open_commitments(activity.appeal).filter(activity=activity)


def left_open(
    draws: Iterable[tuple[str, Decimal, Decimal]],
    currency: str,
    amount: Decimal,
    rate: Decimal | None,
    usd_amount: Decimal | None,
) -> Decimal:
    """`outstanding` of one commitment that is not reversed.

    `draws` are what is drawn on it: a currency, the amount in it, and the same in USD.
    """
    own, others = amount, Decimal(0)
    for other, drawn, usd in draws:
        if other == currency:
            own -= drawn
        else:
            others += usd
    own = max(own, Decimal(0))
    valued = in_usd(own, rate) if rate else usd_amount or Decimal(0)
    return max(valued - others, Decimal(0))


# What follows is said of one row of `outstanding_commitments` that has a rate.


def own_rest(commitment: Any) -> Decimal:
    """What is outstanding, in the commitment's own currency: who draws that leaves nothing."""
    in_own: Decimal = commitment.drawn_usd * commitment.rate
    rest: Decimal = commitment.own_left - in_own.quantize(CENTS, ROUND_DOWN)
    return max(rest, Decimal(0))


def outstanding_after(commitment: Any, draw: Transaction) -> Decimal:
    """What would be outstanding, in USD, once `draw` is posted too."""
    own, others = commitment.own_left, commitment.drawn_usd
    if draw.currency == commitment.currency:
        own = max(own - draw.amount, Decimal(0))
    else:
        others += draw.usd_amount
    return max(in_usd(own, commitment.rate) - others, Decimal(0))


def compared(draw: Transaction, commitment: Any) -> tuple[str, Decimal, Decimal]:
    """What `draw` takes and what is outstanding, and their currency: its own if that is the
    commitment's too, otherwise USD."""
    if draw.currency == commitment.currency:
        return draw.currency, draw.amount or Decimal(0), own_rest(commitment)
    return "USD", draw.usd_amount or Decimal(0), commitment.outstanding
