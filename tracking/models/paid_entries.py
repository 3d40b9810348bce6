"""Entries of the ledger by who pays them, as known on a day."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from typing import Protocol

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Sum

from appeal.base.viewpoint import Viewpoint
from appeal.models.columns import minus_where

from .attributions import Attribution
from .contributions import Contribution
from .ledger import Transaction

# By grant; under None what nobody pays yet.
Shares = dict[int | None, Decimal]
# A grant by its id, or None, and what it pays in USD.
Part = tuple[int | None, Decimal]


def paid_by(grant: Contribution, viewpoint: Viewpoint) -> Q:
    """The posted entries of which a grant pays a part, and the drafts that name it."""
    moves = Attribution.objects.known(viewpoint).filter(Q(receiver=grant) | Q(giver=grant))
    # What only changed its category stays with the grant.
    passing = moves.exclude(giver=grant, receiver=grant).order_by().values("entry")
    held = passing.annotate(held=Sum(F("usd") * minus_where(giver=grant))).filter(held__gt=0)
    return Q(id__in=held.values("entry")) | _drafts(viewpoint) & Q(grant=grant)


def unfunded(viewpoint: Viewpoint) -> Q:
    """The posted entries that grants may pay and do not pay in full, and drafts without a grant."""
    moves = Attribution.objects.known(viewpoint).order_by()
    # Between two grants nothing is added to what is paid.
    passing = moves.filter(Q(giver=None) | Q(receiver=None)).values("entry", "entry__usd_amount")
    given = passing.annotate(paid=Sum(F("usd") * minus_where(receiver=None)))
    in_full = given.filter(paid__gte=F("entry__usd_amount")).values("entry")
    reversals = Transaction.objects.posted(viewpoint).filter(reverses=OuterRef("id"))
    is_payable = ~Q(kind=Transaction.Kind.RELEASE) & Q(reverses=None) & ~Exists(reversals)
    is_posted = viewpoint.by_then("posted_at")
    is_draft = _drafts(viewpoint) & Q(grant=None) & ~Q(kind=Transaction.Kind.RELEASE)
    return is_posted & is_payable & ~Q(id__in=in_full) | is_draft


def _drafts(viewpoint: Viewpoint) -> Q:
    return viewpoint.not_by_then("posted_at")


class Payable(Protocol):
    """An entry, or a row of one."""

    @property
    def id(self) -> int: ...
    @property
    def usd_amount(self) -> Decimal | None: ...


class LedgerRow(Payable, Protocol):
    """A row of the ledger with all that says who may pay it."""

    @property
    def kind(self) -> str: ...
    @property
    def posted_at(self) -> datetime | None: ...
    @property
    def reverses_id(self) -> int | None: ...
    @property
    def reversed_by(self) -> int | None: ...
    @property
    def grant_id(self) -> int | None: ...


def shares_of(entries: Iterable[Payable], viewpoint: Viewpoint) -> dict[int, Shares]:
    """Who pays how much of each of some posted entries, by their ids, in one question."""
    held: dict[int, Shares] = {
        entry.id: defaultdict(Decimal, {None: entry.usd_amount or Decimal(0)}) for entry in entries
    }
    rows: QuerySet = Attribution.objects.filter(viewpoint.by_then("recorded_at"), entry__in=held)
    for entry, giver, receiver, usd in rows.values_list("entry", "giver", "receiver", "usd"):
        held[entry][giver] -= usd
        held[entry][receiver] += usd
    return held


def payers_of(rows: Iterable[LedgerRow], viewpoint: Viewpoint) -> dict[int, list[Part]]:
    """Who pays each of some rows of the ledger, by their ids, in one question.

    Grants by what they pay, then what nobody pays yet; of a draft the grant that it names. Nobody
    pays a release, a reversal or what is reversed: these are left out.
    """
    paid = [
        row
        for row in rows
        if row.kind != Transaction.Kind.RELEASE and not (row.reverses_id or row.reversed_by)
    ]
    shares = shares_of((row for row in paid if row.posted_at), viewpoint)
    return {
        row.id: _in_order(shares.get(row.id, {row.grant_id: row.usd_amount or Decimal(1)}))
        for row in paid
    }


def _in_order(held: Shares) -> list[Part]:
    parts = [(grant, usd) for grant, usd in held.items() if usd]
    return sorted(parts, key=lambda part: (part[0] is None, -part[1], part[0] or 0))
