"""When an entry is unusual: what it is compared with, and how far from that it is.

An amount is far from its payee's usual where it passes it by a factor and by what those amounts
differ among themselves: the middle and the middle difference of their logarithms, which a few wrong
ones do not move. A payee who is new is compared with the largest of the activity and of the office:
one activity pays small and large things. Where two currencies meet, both sides are in USD.
"""

from collections import defaultdict, deque
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from math import log
from statistics import median
from typing import Any, NamedTuple, Self

from appeal.base.languages import in_each_language
from appeal.models import Allocation

from .commitments import Rest
from .compared_entries import LAST, Near, Neighbour, folded
from .judged import Judged
from .ledger import Transaction
from .questions import Question

ZERO = Decimal(0)
KINDS = Transaction.Kind
# The middle difference from the middle, made comparable with a standard deviation.
SPREAD = 1.4826


# Beside fewer amounts than these nobody knows what is usual.
FEW = 3
# How far is far: from the median of a payee, from its only amounts, and from the largest of all.
ABOVE, ABOVE_FEW, BELOW, ABOVE_ALL, SPREADS = 4, 6, 100, 5, 3
# A number that would be usual in the currency of the payee, but in this one is not.
ALIKE, APART = 4, 1.5


class Size(NamedTuple):
    """An amount, and its logarithm: one amount is compared with many, and far more often."""

    amount: Decimal
    log: float

    @classmethod
    def of(cls, amount: Decimal) -> Self:
        return cls(amount, log(amount))


Sizes = deque[Size]


@dataclass
class Neighbours:
    """Entries in the order in which they were entered; each new one is compared, then added.

    By activity and cell: `budgets` are the allocations, `spent` and `held` what was spent of them
    and what commitments leave open. `office` is its name in each language, once it is told.
    """

    budgets: Mapping[tuple[int, int], Decimal]
    same: dict[tuple, list[Neighbour]] = field(default_factory=lambda: defaultdict(list))
    usual: dict[tuple, Sizes] = field(
        default_factory=lambda: defaultdict(lambda: deque(maxlen=LAST))
    )
    last_currency: dict[tuple, str] = field(default_factory=dict)
    spent: dict[tuple[int, int], Decimal] = field(default_factory=lambda: defaultdict(Decimal))
    commitments: dict[int | str, Rest] = field(default_factory=dict)
    held: dict[tuple[int, int], Decimal] = field(default_factory=lambda: defaultdict(Decimal))
    office: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, draft: Judged) -> Self:
        """Those of one draft, which is not among them."""
        return cls.read(
            draft.activity.office.pk,
            {draft.activity_id},
            {draft.counterpart},
            {draft.amount},
            {draft.currency},
            but=[draft.pk] if draft.pk else (),
        )

    @classmethod
    def read(
        cls,
        office: int,
        activities: Collection[int],
        payees: Collection[str],
        amounts: Collection[Decimal] | None,
        currencies: Collection[str],
        but: Collection[int] = (),
    ) -> Self:
        """Those of an office: on some activities, of some payees, and its last in some currencies.

        Neither reversals nor what they reversed, nor the entries `but`. Seven queries.
        """
        shares = Allocation.objects.filter(activity__in=activities)
        budgets = shares.values_list("activity", "cell", "amount")
        found = cls({(activity, cell): amount for activity, cell, amount in budgets})
        rows = Transaction.objects.filter(office=office).in_force().exclude(pk__in=but)
        near = Near(rows, activities, payees, amounts)
        for row in near.entries(currencies):
            found.add(Neighbour.stored(*row))
        # Of all, not of those that were read.
        found.spent.update(near.spent())
        found._hold(near)
        return found

    def add(self, entry: Neighbour) -> None:
        """Count an entry among those that later ones are compared to, in every way."""
        self.count(entry)
        size, usd = Size.of(entry.amount), None if entry.usd is None else Size.of(entry.usd)
        for key in (_of_activity(entry), _of_payee(entry), _of_office(entry)):
            self.last_currency[key] = entry.currency
            self.usual[*key, entry.currency].append(size)
            if usd is not None:
                self.usual[*key, ""].append(usd)

    def count(self, entry: Neighbour) -> None:
        """Count one of which nobody knows yet whether it is right: it makes nothing usual."""
        self.same[_key(entry)].append(entry)
        if entry.kind in Transaction.SPENDING:
            self.spent[entry.activity, entry.cell] += entry.usd or ZERO
        self._draw(entry)

    def _draw(self, entry: Neighbour) -> None:
        """Count what an entry takes of a commitment, or that it is one."""
        if entry.against in self.commitments:
            before = self.commitments[entry.against]
            after = before.after(entry.currency, entry.amount, entry.usd or ZERO)
            self.commitments[entry.against] = after
            self.held[after.activity, after.cell] += after.outstanding - before.outstanding
        elif entry.kind == KINDS.COMMITMENT and entry.usd is not None:
            self._commit(entry.pk or entry.name, entry.as_commitment())

    def _commit(self, number: int | str, rest: Rest) -> None:
        self.commitments[number] = rest
        self.held[rest.activity, rest.cell] += rest.outstanding

    def _hold(self, near: Near) -> None:
        """What commitments leave open: of all, those that were read among them."""
        self.commitments.clear()
        self.held.clear()
        for pk, rest in near.rests().items():
            self._commit(pk, rest)
        for row in near.drawing():
            self._draw(Neighbour.stored(*row))

    def questions(self, draft: Judged) -> list[Question]:
        """The questions to ask about a draft before it is saved; empty if nothing is unusual."""
        entry = Neighbour.of(draft)
        asked = [*self._twice(entry)][:1]
        if entry.kind != KINDS.RELEASE:
            asked += self._unusual(draft, entry)
            asked += self._beyond_budget(draft, entry)
        return asked

    def _twice(self, entry: Neighbour) -> Iterator[Question]:
        """An entry that says the same, but perhaps for its reference or its day."""
        same = [other for other in self.same[_key(entry)] if other.payee == entry.payee]
        on_day = [other for other in same if other.value_on == entry.value_on]
        reference = folded(entry.reference)
        for other in on_day:
            if folded(other.reference) == reference:
                yield Question.ask("twice", "amount", other=other.name)
        for other in on_day:
            figures = {"other": other.name, "reference": other.reference}
            yield Question.ask("twice_other_reference", "amount", **figures)
        for other in same:
            if reference and folded(other.reference) == reference:
                figures = {"other": other.name, "day": other.value_on.isoformat()}
                yield Question.ask("twice_other_day", "amount", **figures)

    def _unusual(self, draft: Judged, entry: Neighbour) -> Iterator[Question]:
        """An amount far from the payee's usual; of a new payee, far above all of the others'."""
        key = _of_payee(entry)
        if entry.payee and key in self.last_currency:
            yield from self._beside_payee(draft, entry, key)
            return
        for group in (_of_activity(entry), _of_office(entry)):
            currency, amount, sizes = self._compared(entry, group)
            if len(sizes) >= FEW and amount >= ABOVE_ALL * (most := max(sizes).amount):
                yield Question.ask(
                    f"above_all_{group[0]}", "amount", currency=currency, amount=amount, most=most,
                    times=f"{amount / most:.6g}", **self._named(draft, group[0]),
                )  # fmt: skip
                return

    def _named(self, draft: Judged, group: str) -> dict[str, Any]:
        """What the others are of that an amount is compared with."""
        if group == "activity":
            return {"activity": draft.activity.code, "heading": draft.cell.heading.code}
        if not self.office:
            self.office.update(in_each_language(lambda: str(draft.activity.office)))
        return {"office": self.office}

    def _beside_payee(self, draft: Judged, entry: Neighbour, key: tuple) -> Iterator[Question]:
        last, payee = self.last_currency[key], draft.counterpart
        if self._is_of_other_currency(entry, key, last):
            before = f"{_usual(self.usual[*key, last]):.2f}"
            yield Question.ask(
                "other_currency", "currency", currency=entry.currency, amount=entry.amount,
                last=last, usual=before, payee=payee,
            )  # fmt: skip
            return
        currency, amount, sizes = self._compared(entry, key)
        if side := side_of(amount, sizes):
            usual = _usual(sizes)
            ratio = amount / usual if side == "above" else usual / amount
            yield Question.ask(
                f"far_{side}_payee", "amount", currency=currency, amount=amount,
                usual=f"{usual:.2f}", count=len(sizes), times=f"{ratio:.6g}", payee=payee,
            )  # fmt: skip

    def _is_of_other_currency(self, entry: Neighbour, key: tuple, last: str) -> bool:
        """Whether the number fits what the payee got in another currency, its dollars do not."""
        own, usd = self.usual[*key, last], self.usual[*key, ""]
        if self.usual[*key, entry.currency] or not usd or entry.usd is None:
            return False
        is_alike = abs(log(entry.amount / _usual(own))) < log(ALIKE)
        return is_alike and abs(log(entry.usd / _usual(usd))) > log(APART)

    def _compared(self, entry: Neighbour, key: tuple) -> tuple[str, Decimal, Sizes]:
        """What is compared with what: in its own currency if often used, else in USD."""
        sizes = self.usual[*key, entry.currency]
        if len(sizes) < FEW and entry.usd is not None:
            return "USD", entry.usd, self.usual[*key, ""]
        return entry.currency, entry.amount, sizes

    def _beyond_budget(self, draft: Judged, entry: Neighbour) -> Iterator[Question]:
        """An amount above the balance of what the activity may draw on its cell."""
        place = entry.activity, entry.cell
        if entry.usd is None:
            return
        drawn = self.commitments.get(entry.against or 0)
        needed = entry.usd - min(drawn.outstanding, entry.usd) if drawn else entry.usd
        budget = self.budgets.get(place, ZERO)
        balance = budget - self.spent[place] - self.held[place]
        if needed > max(balance, ZERO):
            yield Question.ask(
                "beyond_budget", "amount", amount=needed, balance=balance, budget=budget,
                activity=draft.activity.code, heading=draft.cell.heading.code,
            )  # fmt: skip


def _key(entry: Neighbour) -> tuple:
    return entry.activity, entry.sort, entry.currency, entry.amount


def _of_activity(entry: Neighbour) -> tuple:
    return "activity", entry.activity, entry.cell, entry.sort


def _of_payee(entry: Neighbour) -> tuple:
    return "payee", entry.payee, entry.sort


def _of_office(entry: Neighbour) -> tuple:
    return "office", entry.sort


def _usual(sizes: Sizes) -> Decimal:
    return median(each.amount for each in sizes)


def side_of(amount: Decimal, sizes: Sizes) -> str:
    """Whether an amount is far "above" or "below" the usual of `sizes`; empty where it is not.

    Small amounts are common: an amount below it is queried only beside enough others.
    """
    if not sizes:
        return ""
    logs = [each.log for each in sizes]
    middle, are_few = median(logs), len(logs) < FEW
    above = log(amount) - middle
    is_above = above >= log(ABOVE_FEW if are_few else ABOVE)
    if not is_above and (are_few or -above < log(BELOW)):
        return ""
    spread = SPREAD * median(abs(each - middle) for each in logs) * SPREADS
    if abs(above) < spread:
        return ""
    return "above" if is_above else "below"
