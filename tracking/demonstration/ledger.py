"""The ledger: spending that follows each activity's course, drafts that wait, two reversals."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from random import Random

from appeal.models import CENTS, Office, User

from .. import actions
from ..models import Transaction
from .bulk import Say, insert_posted
from .courses import Course
from .payees import Payees
from .rates import Rates
from .scene import Scene
from .spending import SpendLine, divided, in_order, plan_lines, waiting_lines
from .workdays import workdays_after

Kind = Transaction.Kind
# What the number of an entry begins with, after its office: an order or a voucher.
SERIES: dict[str, str] = {Kind.COMMITMENT: "PO", Kind.RELEASE: "PO"}
VOUCHER = "PV"
BY_FINANCE = 0.01  # the list of gaps names what one person both entered and posted
REVERSALS = 2


@dataclass
class Bookkeeper:
    """Enters and posts lines, each in the currency in which its payee is paid.

    `references` and `agreements` are known by the id of their line, since pieces may be equal; a
    reference is taken once, because the id of a line that is gone may come again.
    """

    scene: Scene
    rates: Rates
    chance: Random
    numbers: Counter = field(default_factory=Counter)
    references: dict[int, str] = field(default_factory=dict)
    agreements: dict[int, Transaction] = field(default_factory=dict)

    def entry(self, line: SpendLine, currency: str = "") -> Transaction:
        """The line as a draft that is not saved yet."""
        activity, payee = line.allocation.activity, line.payee
        currency = currency or payee.currency
        entry = Transaction(
            activity=activity,
            cell=line.allocation.cell,
            kind=line.kind,
            value_on=line.day,
            amount=self._amount(line, currency),
            currency=currency,
            counterpart=payee.name,
            reference=self.references.pop(id(line), "") or self._next_reference(line),
            note=self._note(line),
        )
        if line.agreement:
            entry.against = self.agreements[id(line.agreement)]
        return entry

    def _next_reference(self, line: SpendLine) -> str:
        """Orders and vouchers of an office are numbered one after the other."""
        series = (line.allocation.activity.office.code, SERIES.get(line.kind, VOUCHER))
        self.numbers[series] += 1
        return f"{series[0]}-{series[1]}-{line.day.year % 100}-{self.numbers[series]:04}"

    def _note(self, line: SpendLine) -> str:
        phrases = self.scene.said_by(line.allocation.activity.office)
        if line.kind in (Kind.COMMITMENT, Kind.RELEASE):
            return phrases.only(line.kind)
        return self.chance.choice(line.payee.notes)

    def _amount(self, line: SpendLine, currency: str) -> Decimal:
        """What the line's cents are in a currency; of one without a rate, as many whole units."""
        if currency in self.rates.without:
            return Decimal(line.cents)
        usd = Decimal(line.cents).scaleb(-2)
        return (usd * self.rates.of(currency, line.day)).quantize(CENTS)

    def _entered_at(self, value_on: date) -> datetime:
        day = workdays_after(value_on, self.chance.randint(0, 2))
        return self._in_office_hours(min(day, self.scene.today), 8, 11)

    def _posted_at(self, value_on: date) -> datetime:
        """Three or four working days after the value date: after whoever entered it."""
        day = workdays_after(value_on, self.chance.randint(3, 4))
        return self._in_office_hours(day, 13, 16)

    def _in_office_hours(self, day: date, first: int, last: int) -> datetime:
        hour, minute = self.chance.randint(first, last), self.chance.randrange(60)
        return self.scene.at(day, hour, minute)

    def draft(self, entry: Transaction) -> Transaction:
        by, at = self._enterer(entry.activity.office), self._entered_at(entry.value_on)
        entry.unusual_reason = self.scene.said_by(entry.activity.office).only("unusual")
        return actions.draft_transaction(entry=entry, version=None, by=by, at=at)

    def _enterer(self, office: Office) -> User:
        """The office's reporter, rarely its finance."""
        cast = self.scene.cast
        people = cast.finance if self.chance.random() < BY_FINANCE else cast.reporters
        return people[office.code]

    def post(self, line: SpendLine) -> Transaction:
        """Entered, and posted by the office's finance."""
        entry = self.draft(self.entry(line))
        finance = self.scene.cast.finance[entry.activity.office.code]
        entry = actions.post_transaction(
            entry=entry, version=entry.version, by=finance, at=self._posted_at(entry.value_on)
        )
        if line.kind == Kind.COMMITMENT:
            self.agreements[id(line)] = entry
        return entry

    def post_all(self, lines: list[SpendLine], wanted: int | None, say: Say) -> list[SpendLine]:
        """Agreements and what is drawn on them one by one, all else in bulk; gives the latter."""
        bound = [line for line in lines if line.agreement or line.kind == Kind.COMMITMENT]
        plain = [line for line in lines if not (line.agreement or line.kind == Kind.COMMITMENT)]
        if wanted is not None:
            bound = bound if wanted >= len(plain) else []
            plain = divided(plain, wanted)
        for line in sorted([*bound, *plain], key=in_order):
            self.references[id(line)] = self._next_reference(line)
        for line in bound:
            self.post(line)
        notes = [self._note(line) for line in plain]
        insert_posted(map(self._posted, plain, notes), say)
        return plain

    def _posted(self, line: SpendLine, note: str) -> dict[str, object]:
        """The columns of a line as an entry that is posted."""
        allocation, payee = line.allocation, line.payee
        office, amount = allocation.activity.office, self._amount(line, payee.currency)
        rate = self.rates.of(payee.currency, line.day)
        return {
            "appeal_id": self.scene.appeal.pk,
            "activity_id": allocation.activity_id,
            "cell_id": allocation.cell_id,
            "office_id": office.pk,
            "kind": line.kind,
            "value_on": line.day,
            "amount": amount,
            "currency": payee.currency,
            "rate": rate,
            "usd_amount": actions.in_usd(amount, rate),
            "counterpart": payee.name,
            "reference": self.references[id(line)],
            "note": note,
            "entered_by_id": self._enterer(office).pk,
            "entered_at": self._entered_at(line.day),
            "posted_by_id": self.scene.cast.finance[office.code].pk,
            "posted_at": self._posted_at(line.day),
        }

    def reverse(self, line: SpendLine) -> None:
        entry = Transaction.objects.with_plan().get(
            appeal=self.scene.appeal, reference=self.references[id(line)], reverses=None
        )
        office = entry.activity.office
        posted_on = self.scene.appeal.day_of(entry.posted_at or entry.entered_at)
        actions.reverse_transaction(
            entry=entry,
            reason=self.scene.said_by(office).only("reversal"),
            by=self.scene.cast.finance[office.code],
            at=self.scene.at(workdays_after(posted_on, 4), 15),
        )


def write_ledger(
    scene: Scene, rates: Rates, courses: Iterable[Course], wanted: int | None, say: Say
) -> None:
    """Posted spending, agreements with their instalments, reversals, and drafts that wait."""
    courses = list(courses)
    payees = Payees(scene, rates)
    bookkeeper = Bookkeeper(scene, rates, scene.dice("ledger"))
    posted = bookkeeper.post_all(plan_lines(scene, payees, courses), wanted, say)
    spring = [
        line
        for line in posted
        if line.day < scene.periods[-1].starts_on
        and line.payee.name != payees.of(line.allocation.activity.office, "staff").name
    ]
    for line in scene.dice("reversals").sample(spring, min(REVERSALS, len(spring))):
        bookkeeper.reverse(line)
    waiting = list(waiting_lines(scene, payees, courses))
    for line in waiting:
        bookkeeper.draft(bookkeeper.entry(line))
    unrated = scene.dice("unrated").sample(waiting, min(len(rates.without), len(waiting)))
    for line, currency in zip(unrated, rates.without, strict=False):
        bookkeeper.draft(bookkeeper.entry(line, currency))
