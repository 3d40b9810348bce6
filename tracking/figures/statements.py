"""What the donor of a grant is told: each entry that it paid, and whether the statement holds."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_EVEN, Decimal
from itertools import accumulate
from typing import NamedTuple, TypeVar

from appeal.base.viewpoint import Viewpoint
from appeal.models import CENTS, as_known, months_between

from ..models import (
    Attribution,
    Contribution,
    ExchangeRate,
    Transaction,
    included_in_parts,
    paid_by,
)
from .grants import SIDES, GrantFigures, added, grants_of
from .sums import ZERO, total

Part = TypeVar("Part")
HALF_A_CENT = CENTS / 2
# What is read of an entry, as `KnownEntry` names it.
COLUMNS = (
    "id", "value_on", "office", "cell__heading", "activity", "kind", "reference", "currency",
    "amount", "rate", "usd_amount",
)  # fmt: skip


class KnownEntry(NamedTuple):
    """An entry of the ledger as it was known then; office, heading and activity by their ids."""

    id: int
    value_on: date
    office: int
    heading: int
    activity: int
    kind: str
    reference: str
    currency: str
    amount: Decimal
    rate: Decimal | None
    usd_amount: Decimal | None


class PaidEntry(NamedTuple):
    """What a grant pays of an `entry` under one category, in USD.

    The first of an entry has its `whole` USD too, and what of it `others` pay or nobody yet.
    """

    entry: KnownEntry
    category: int | None
    usd: Decimal
    whole: Decimal | None
    others: Decimal | None

    @property
    def line(self) -> tuple[int, int]:
        """The office and the heading that it is paid from."""
        return self.entry.office, self.entry.heading


class OpenPart(NamedTuple):
    """A commitment that a grant pays, and what its part leaves open, in USD."""

    entry: KnownEntry
    usd: Decimal


class PaidMonth(NamedTuple):
    """What a grant paid in a month, and by its end, in USD."""

    name: str
    spent: Decimal
    so_far: Decimal


class ChecklistLine(NamedTuple):
    """By how many dollars a statement is not as it should be."""

    name: str
    off: Decimal

    @property
    def is_passed(self) -> bool:
        return not self.off


@dataclass(frozen=True)
class Statement:
    """A grant as its donor is told of it, as at a day.

    So many `units` of the currency of its reports, and USD, are worth the same; None: no rate is
    known.
    """

    figures: GrantFigures
    paid: list[PaidEntry]
    commitments: list[OpenPart]
    units: tuple[Decimal, Decimal] | None

    def reported(self, usd: Decimal) -> Decimal | None:
        """An amount in the currency of its reports."""
        if self.units is None:
            return None
        own, worth = self.units
        return (usd * own / worth).quantize(CENTS, ROUND_HALF_EVEN)

    @property
    def reported_overhead(self) -> Decimal | None:
        """So that spent and overhead come to what is charged."""
        charged, spent = map(self.reported, (self.figures.charged, self.figures.spent))
        return None if charged is None or spent is None else charged - spent

    def reported_parts(self, parts: Mapping[Part, Decimal]) -> dict[Part, Decimal]:
        """Parts of an amount in the currency of its reports, so that they come to the whole.

        The largest takes what rounding leaves. Empty where no rate is known.
        """
        found = {
            part: own for part, usd in parts.items() if (own := self.reported(usd)) is not None
        }
        whole = self.reported(total(parts.values()))
        if found and whole is not None:
            found[max(found, key=lambda part: found[part])] += whole - total(found.values())
        return found

    @property
    def by_line(self) -> dict[tuple[int, int], Decimal]:
        return added((row.line, row.usd) for row in self.paid)

    @property
    def by_category(self) -> dict[int | None, Decimal]:
        return added((row.category, row.usd) for row in self.paid)

    @property
    def by_activity(self) -> dict[int, Decimal]:
        return added((row.entry.activity, row.usd) for row in self.paid)

    @property
    def months(self) -> list[PaidMonth]:
        """From its first, or that of the first entry, to its last or that as at."""
        spent = added((f"{row.entry.value_on:%Y-%m}", row.usd) for row in self.paid)
        figures, days = self.figures, [row.entry.value_on for row in self.paid]
        ends = [figures.terms.starts_on, min(figures.last_day or date.max, figures.as_at)]
        among = sorted(filter(None, [*days, *ends]))
        names = list(months_between(among[0], among[-1])) if days else []
        sums = accumulate(spent.get(name, ZERO) for name in names)
        return [
            PaidMonth(name, spent.get(name, ZERO), so_far)
            for name, so_far in zip(names, sums, strict=True)
        ]

    @property
    def checklist(self) -> list[ChecklistLine]:
        """Each line by how much it is off; a final statement owes nothing any more."""
        figures, first, last = self.figures, self.figures.terms.starts_on, self.figures.last_day
        days = [(row.entry.value_on, row.usd) for row in self.paid]
        exact = figures.spent * (figures.terms.overhead_rate or ZERO) / 100 - figures.overhead
        off = {
            "own": total(max(ZERO, -(row.others or ZERO)) for row in self.paid),
            "start": total(usd for day, usd in days if first and day < first),
            "balances": total(row.usd for row in self.paid) - figures.spent,
            "end": total(usd for day, usd in days if last and day > last),
            "overhead": exact if abs(exact) > HALF_A_CENT else ZERO,
            "funded": max(ZERO, figures.charged - figures.funded),
        }
        if figures.has_ended:
            off["open"] = total(row.usd for row in self.commitments)
        return [ChecklistLine(name, usd) for name, usd in off.items()]


def statement_of(grant: Contribution, viewpoint: Viewpoint) -> Statement:
    """What is told of a grant, from a viewpoint."""
    found = grants_of(grant.appeal, viewpoint, grant)
    figures = found.of(grant)
    rows = [
        KnownEntry(*row)
        for part in included_in_parts(grant.appeal, viewpoint)
        for row in part.filter(paid_by(grant, viewpoint)).values_list(*COLUMNS)
    ]
    rows.sort(key=lambda row: (row.value_on, row.id))
    left = {entry: usd for (payer, entry), usd in found.left_open.items() if payer == grant.pk}
    return Statement(
        figures,
        [*_paid([row for row in rows if row.kind in Transaction.SPENDING], grant, viewpoint)],
        [OpenPart(row, left[row.id]) for row in rows if row.id in left],
        _units(figures, viewpoint),
    )


def _paid(
    rows: Iterable[KnownEntry], grant: Contribution, viewpoint: Viewpoint
) -> Iterator[PaidEntry]:
    held: dict[int, dict[int | None, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    for side, category, sign in SIDES:
        moves = Attribution.objects.known(viewpoint).filter(**{side: grant})
        for entry, of, usd in moves.values_list("entry", category, "usd"):
            held[entry][of] += sign * usd
    for row in rows:
        whole = row.usd_amount or ZERO
        # All of a draft that names the grant.
        parts = {of: usd for of, usd in held.get(row.id, {None: whole}).items() if usd}
        others = whole - total(parts.values())
        for number, (of, usd) in enumerate(parts.items()):
            yield PaidEntry(row, of, usd, *((None, None) if number else (whole, others)))


def _units(figures: GrantFigures, viewpoint: Viewpoint) -> tuple[Decimal, Decimal] | None:
    """Its own rate: what was given in its currency and in USD; else the latest published one."""
    given, terms, one = figures.given, figures.terms, Decimal(1)
    currency = terms.reported_in
    if currency == "USD":
        return one, one
    if currency == terms.currency and given.given:
        return given.own_received + given.own_outstanding, given.given
    rates = as_known(ExchangeRate.objects.all(), viewpoint).filter(currency=currency)
    known = rates.filter(effective_on__lte=viewpoint.as_at).order_by("-effective_on")
    rate = known.values_list("rate", flat=True).first()
    return (rate, one) if rate else None
