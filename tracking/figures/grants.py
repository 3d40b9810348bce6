"""What grants pay: spent, committed, overhead and balance of each, and what nobody pays yet.

An entry begins as unfunded; attributions pass its dollars to grants and between them. So what all
grants pay and what is unfunded come to the ledger, to the cent, from every viewpoint.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_DOWN, ROUND_HALF_EVEN, Decimal
from functools import cached_property
from typing import NamedTuple, TypeVar

from django.db.models import CharField, IntegerField, Q, Sum, Value
from django.db.models.functions import Cast, Substr

from appeal.base.viewpoint import Include, Viewpoint
from appeal.models import CENTS, Appeal, as_known, elapsed

from ..models import (
    Attribution,
    Contribution,
    Rest,
    Transaction,
    included_in_parts,
    known_drafts,
    rests_among,
)
from ..models.attributions import AttributionQuerySet
from ..models.ledger import MONTH, TransactionQuerySet
from .contributions import read_contributions
from .definitions import ContributionFigures
from .sums import ZERO, share, total

Key = TypeVar("Key")
MONTH_OF_ENTRY = Substr(Cast("entry__value_on", CharField()), 1, 7)
# Whose side of an attribution it is, and by how much it changes what they pay.
SIDES = (("receiver", "category", 1), ("giver", "giver_category", -1))


NOTHING_GIVEN = ContributionFigures((None, None))


class Paid(NamedTuple):
    """Spending that a grant pays, in USD; a month such as 2020-03, a category or None."""

    grant: int
    category: int | None
    activity: int
    office: int
    month: str
    usd: Decimal


@dataclass(frozen=True)
class GrantFigures:
    """The figures of one grant in USD, as at a day, by the terms that were known then."""

    as_at: date
    given: ContributionFigures
    terms: Contribution
    paid: tuple[Paid, ...] = ()
    committed: Decimal = ZERO

    @property
    def last_day(self) -> date | None:
        return self.terms.extended_to or self.terms.ends_on

    @property
    def funded(self) -> Decimal:
        return self.given.funded

    @property
    def spent(self) -> Decimal:
        return total(row.usd for row in self.paid)

    @property
    def overhead(self) -> Decimal:
        """Spent x the overhead rate, to the cent; 0 where none is agreed."""
        rate = self.terms.overhead_rate or ZERO
        return (self.spent * rate / 100).quantize(CENTS, ROUND_HALF_EVEN)

    @property
    def charged(self) -> Decimal:
        """What its donor is asked to accept: spent, and the overhead on it."""
        return self.spent + self.overhead

    @property
    def balance(self) -> Decimal:
        return self.funded - self.charged - self.committed

    @property
    def available(self) -> Decimal:
        """What more it can pay: the balance without the overhead."""
        return self.funded - self.spent - self.committed

    @property
    def overspent(self) -> Decimal:
        return max(ZERO, -self.balance)

    @property
    def burn(self) -> float | None:
        return share(self.spent, self.funded)

    @property
    def days_left(self) -> int | None:
        return None if self.last_day is None else max(0, (self.last_day - self.as_at).days)

    @property
    def has_ended(self) -> bool:
        """Whether its last day has come, so that a statement is the final one."""
        return self.last_day is not None and self.last_day <= self.as_at

    @property
    def time_gone(self) -> Decimal | None:
        """The part of its days that has passed, the extension counted."""
        first, last = self.terms.starts_on, self.last_day
        return None if first is None or last is None else elapsed(first, last, self.as_at)

    @property
    def by_activity(self) -> dict[int, Decimal]:
        return added((row.activity, row.usd) for row in self.paid)

    @property
    def by_month(self) -> dict[str, Decimal]:
        return dict(sorted(added((row.month, row.usd) for row in self.paid).items()))

    @property
    def by_category(self) -> dict[int | None, Decimal]:
        return added((row.category, row.usd) for row in self.paid)


@dataclass(frozen=True)
class Grants:
    """What the grants of an appeal pay, from a viewpoint; of one `grant` alone if it is named."""

    appeal: Appeal
    viewpoint: Viewpoint
    grant: Contribution | None = None

    def of(self, row: Contribution, given: ContributionFigures | None = None) -> GrantFigures:
        """The figures of a grant, by its terms as they were known then.

        `given` is what its donor gave, where that is known already.
        """
        if given is None:
            found = read_contributions(self.viewpoint, contribution=row)
            given = found.get(row.pk, ContributionFigures((row.office_id, row.heading_id)))
        return GrantFigures(
            self.viewpoint.as_at,
            given,
            terms_then(row, self.viewpoint),
            tuple(each for each in self.paid if each.grant == row.pk),
            self.committed.get(row.pk, ZERO),
        )

    def available(self, rows: Iterable[Contribution]) -> dict[int, Decimal]:
        """What more each of some grants can pay, by their ids."""
        given = read_contributions(self.viewpoint, contribution__appeal=self.appeal)
        return {row.pk: self.of(row, given.get(row.pk, NOTHING_GIVEN)).available for row in rows}

    def unfunded(self, spent: Decimal | None, **where: int) -> Decimal:
        """What nobody pays yet of what was spent at an `office`, on an `activity`, or of it all."""
        paid = [
            row.usd
            for row in self.paid
            if all(getattr(row, name) == value for name, value in where.items())
        ]
        return (spent or ZERO) - total(paid)

    @cached_property
    def paid(self) -> list[Paid]:
        """All spending that grants pay."""
        sums: dict[tuple[object, ...], Decimal] = defaultdict(Decimal)
        for side, category, sign in SIDES:
            by = (side, category, "entry__activity", "entry__office", MONTH_OF_ENTRY)
            rows = self._known(side).filter(entry__kind__in=Transaction.SPENDING)
            for *key, usd in rows.order_by().values_list(*by).annotate(Sum("usd")):
                sums[tuple(key)] += sign * usd
        by_draft = ("grant", "none", "activity", "office", MONTH)
        drafts = self._drafts.spending().annotate(none=Value(None, IntegerField())).order_by()
        for *key, usd in drafts.values_list(*by_draft).annotate(Sum("usd_amount")):
            sums[tuple(key)] += usd or ZERO
        return [Paid._make((*key, usd)) for key, usd in sums.items() if usd]

    @cached_property
    def committed(self) -> dict[int, Decimal]:
        """What open commitments leave of each grant."""
        return added((grant, usd) for (grant, _entry), usd in self.left_open.items())

    @cached_property
    def left_open(self) -> dict[tuple[int, int], Decimal]:
        """The same by grant and commitment: split by what the grant pays of the commitment."""
        held: dict[int, dict[int | None, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
        for side, _category, sign in SIDES:
            rows = self._known(side).filter(entry__kind=Transaction.Kind.COMMITMENT)
            for grant, entry, usd in (
                rows.order_by().values_list(side, "entry").annotate(Sum("usd"))
            ):
                held[entry][grant] += sign * usd
        drafts = self._drafts.filter(kind=Transaction.Kind.COMMITMENT)
        drafted = list(drafts.values_list("id", "grant", "usd_amount"))
        for entry, grant, usd in drafted:
            held[entry][grant] += usd or ZERO
        found: dict[tuple[int, int], Decimal] = {}
        if not held:
            return found
        for entry, rest in self._rests([row[0] for row in drafted]).items():
            parts = held[entry]
            parts[None] = (rest.usd_amount or ZERO) - total(parts.values())
            for grant, usd in split(rest.outstanding, parts).items():
                if grant is not None and usd:
                    found[grant, entry] = usd
        return found

    def _known(self, side: str) -> AttributionQuerySet:
        """Of one grant with all that others pay of the same entries, so that the rest is right."""
        rows = Attribution.objects.of(self.appeal).known(self.viewpoint)
        if self.grant:
            own = Attribution.objects.filter(Q(giver=self.grant) | Q(receiver=self.grant))
            rows = rows.filter(entry__in=own.values("entry"))
        return rows.filter(**{f"{side}__isnull": False})

    @property
    def _drafts(self) -> TransactionQuerySet:
        if self.viewpoint.include != Include.DRAFT:
            return Transaction.objects.none()
        drafts = known_drafts(self.appeal, self.viewpoint).included(self.viewpoint)
        return drafts.filter(grant__isnull=False)

    def _rests(self, drafts: list[int]) -> Mapping[int, Rest]:
        """What is left of the commitments that a grant pays, and of those drafts."""
        kind = {"entry__kind": Transaction.Kind.COMMITMENT}
        posted = self._known("receiver").filter(**kind).values("entry")
        of_them = Q()
        for name in ("id", "against", "reverses"):
            of_them |= Q(**{f"{name}__in": posted}) | Q(**{f"{name}__in": drafts})
        parts = included_in_parts(self.appeal, self.viewpoint)
        return rests_among(*(part.filter(of_them) for part in parts))


def terms_then(row: Contribution, viewpoint: Viewpoint) -> Contribution:
    """A grant with the terms that it had by then; as it is where it had none yet."""
    if not viewpoint.is_past:
        return row
    return as_known(Contribution.objects.all(), viewpoint).filter(id=row.pk).first() or row


def grants_of(appeal: Appeal, viewpoint: Viewpoint, grant: Contribution | None = None) -> Grants:
    """What the grants of an appeal pay; of one `grant` alone where it is named."""
    return Grants(appeal, viewpoint, grant)


def split(usd: Decimal, parts: Mapping[int | None, Decimal]) -> dict[int | None, Decimal]:
    """An amount in proportion to some parts, to the cent; the rest goes to the largest part."""
    whole = total(parts.values())
    if not whole:
        return {}
    found = {key: (usd * part / whole).quantize(CENTS, ROUND_DOWN) for key, part in parts.items()}
    largest = max(parts, key=lambda key: (parts[key], -(key or 0)))
    found[largest] += usd - total(found.values())
    return found


def added(rows: Iterable[tuple[Key, Decimal]]) -> dict[Key, Decimal]:
    sums: dict[Key, Decimal] = defaultdict(Decimal)
    for key, usd in rows:
        sums[key] += usd
    return {key: usd for key, usd in sums.items() if usd}
