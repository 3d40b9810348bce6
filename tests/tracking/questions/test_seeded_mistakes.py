"""How many of 100 seeded mistakes of a kind are asked about, and how many honest entries are."""

from collections import Counter
from collections.abc import Callable
from copy import copy
from decimal import Decimal
from random import Random
from typing import Any

import pytest

from appeal.models import Allocation, Appeal
from tracking import actions
from tracking.models import KnownRates, Neighbour, Neighbours, Transaction

pytestmark = pytest.mark.publication

SEEDED, SEED = 100, 2020
# At least so many of the mistakes, and at most so many of 100 honest entries.
AIMS = {
    "entered twice": 95,
    "entered twice with another reference": 90,
    "a decimal point lost": 95,
    "a digit too many": 70,
    "local currency entered as USD": 80,
}
HONEST = 3


@pytest.fixture(scope="module")
def ledger(demonstration: Appeal, django_db_blocker: Any) -> list[Transaction]:
    """The demonstration's entries in the order in which they were entered."""
    with django_db_blocker.unblock():
        honest = Transaction.objects.filter(reverses__isnull=True, reversal__isnull=True)
        names = honest.select_related("activity", "cell__heading", "office")
        return list(names.order_by("entered_at", "pk"))


Spoil = Callable[[Transaction], Transaction]


def spoiled(rates: KnownRates) -> dict[str, Spoil]:
    """A mistake of each kind, made of an honest entry."""

    def changed(entry: Transaction, **fields: Any) -> Transaction:
        wrong = copy(entry)
        wrong.pk = None
        for name, value in fields.items():
            setattr(wrong, name, value)
        rate = rates.units_per_usd(wrong.currency, wrong.value_on)
        wrong.usd_amount = actions.in_usd(wrong.amount, rate) if rate else None
        return wrong

    kinds = [
        changed,
        lambda entry: changed(entry, reference=f"{entry.reference}-2"),
        lambda entry: changed(entry, amount=entry.amount * 100),
        lambda entry: changed(entry, amount=entry.amount * 10),
        lambda entry: changed(entry, currency="USD"),
    ]
    return dict(zip(AIMS, kinds, strict=True))


def seeded(ledger: list[Transaction]) -> dict[str, set[int]]:
    """The entries that a mistake of each kind is made of."""
    dice = Random(SEED)  # noqa: S311 - nothing secret
    local = [entry.pk for entry in ledger if entry.currency != "USD" and entry.usd_amount]
    everything = [entry.pk for entry in ledger]
    return {
        kind: set(dice.sample(local if "local" in kind else everything, SEEDED)) for kind in AIMS
    }


@pytest.mark.slow
@pytest.mark.django_db
def test_mistakes_are_asked_about_and_honest_entries_seldom(ledger: list[Transaction]) -> None:
    """Each mistake stands where its entry was entered; a second entry follows the first."""
    shares = Allocation.objects.values_list("activity", "cell", "amount")
    budgets = {(activity, cell): amount for activity, cell, amount in shares}
    neighbours: dict[int, Neighbours] = {}
    spoil, chosen = spoiled(KnownRates()), seeded(ledger)
    asked: Counter[str] = Counter()
    for entry in ledger:
        own = neighbours.setdefault(entry.office_id, Neighbours(budgets))
        asked["honest"] += bool(own.questions(entry))
        for kind, pks in chosen.items():
            if entry.pk in pks and "twice" not in kind:
                asked[kind] += bool(own.questions(spoil[kind](entry)))
        own.add(Neighbour.of(entry))
        for kind, pks in chosen.items():
            if entry.pk in pks and "twice" in kind:
                asked[kind] += bool(own.questions(spoil[kind](entry)))

    honest = Decimal(100 * asked["honest"]) / len(ledger)
    print(*(f"{kind}: {asked[kind]} of {SEEDED}" for kind in AIMS), f"honest: {honest:.1f} of 100")
    assert {kind: asked[kind] for kind, aim in AIMS.items() if asked[kind] < aim} == {}
    assert honest <= HONEST
