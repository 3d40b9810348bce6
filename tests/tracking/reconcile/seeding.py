"""A finance system's export and a ledger of the same spending, with differences that are known."""

import random
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from tracking.reconciling import Booking, Outcome

FIRST_ON, LAST_ON = date(2020, 1, 1), date(2020, 6, 30)
PAYEES = [
    f"{kind} {name}"
    for kind in ("Hotel", "Imprenta", "Transportes", "Farmacia", "Librería", "Consultora")
    for name in ("Tikal", "Flores", "Atitlán", "Panajachel", "San Marcos", "El Progreso", "Ixchel")
]
CURRENCIES = ("USD", "GTQ", "HNL")
SEEDED = (
    Outcome.MISSING_HERE, Outcome.MISSING_THERE, Outcome.AMOUNT, Outcome.DATE, Outcome.CURRENCY,
    Outcome.TWICE_THERE, Outcome.TWICE_HERE,
)  # fmt: skip


class Seeded:
    """`lines` and `entries` with `each` differences of every kind: `truth` is the kind by number.

    A number below zero is that of an entry, so that both can be keys.
    """

    def __init__(self, count: int, each: int, seed: int = 1) -> None:
        self.drawn = random.Random(seed)  # noqa: S311
        self.lines: list[Booking] = []
        self.entries: list[Booking] = []
        self.truth: dict[int, Outcome] = {}
        kinds = [kind for kind in SEEDED for _time in range(each)]
        kinds += [Outcome.MATCHED] * (count - len(kinds))
        self.drawn.shuffle(kinds)
        for number, kind in enumerate(kinds, start=1):
            self._add(kind, self._booking(number))

    def _booking(self, number: int) -> Booking:
        draw = self.drawn
        days = (LAST_ON - FIRST_ON).days
        # Three in ten have no reference; those that have are numbered or of a contract.
        style = draw.random()
        reference = "" if style < 0.3 else f"PV-2020-{number:05}"
        reference = f"CTR {number % 40:03}" if style > 0.9 else reference
        is_round = draw.random() < 0.3
        cents = draw.randint(1, 60) * 5_000 if is_round else draw.randint(500, 900_000)
        return Booking(
            number,
            reference,
            FIRST_ON + timedelta(days=draw.randint(0, days)),
            Decimal(cents) / 100,
            draw.choice(CURRENCIES),
            draw.choice(PAYEES),
        )

    def _add(self, kind: Outcome, here: Booking) -> None:
        """What the ledger has, and what the finance system makes of it."""
        there = replace(self._as_exported(here), number=0)
        if kind == Outcome.AMOUNT:
            there = replace(there, amount=there.amount + self.drawn.choice((9, 90, -1)))
        elif kind == Outcome.DATE:
            there = replace(there, day=self._another(there))
        elif kind == Outcome.CURRENCY:
            others = [each for each in CURRENCIES if each != there.currency]
            there = replace(there, currency=self.drawn.choice(others))
        if kind != Outcome.MISSING_HERE:
            self._enter(here, kind)
        if kind != Outcome.MISSING_THERE:
            self._export(there, kind)
        if kind == Outcome.TWICE_THERE:
            self._export(there, kind)
        if kind == Outcome.TWICE_HERE:
            self._enter(here, kind)

    def _as_exported(self, here: Booking) -> Booking:
        reference = (
            here.reference.replace("-", " ") if self.drawn.random() < 0.3 else here.reference
        )
        return replace(here, reference=reference, text=f"{here.text.upper()} S.A.")

    def _another(self, there: Booking) -> date:
        days = self.drawn.choice((-3, -2, -1, 1, 2, 3))
        moved = there.day + timedelta(days=days)
        return moved if FIRST_ON <= moved <= LAST_ON else there.day - timedelta(days=days)

    def _enter(self, here: Booking, kind: Outcome) -> None:
        self.entries.append(replace(here, number=len(self.entries) + 1))
        self.truth[-len(self.entries)] = kind

    def _export(self, there: Booking, kind: Outcome) -> None:
        self.lines.append(replace(there, number=len(self.lines) + 1))
        self.truth[len(self.lines)] = kind
