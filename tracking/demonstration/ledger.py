"""The ledger: spending that follows each activity's course, drafts that wait, two reversals."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from itertools import count
from random import Random

from simple_history.utils import bulk_create_with_history

from appeal.models import CENTS, Allocation

from .. import actions
from ..models import ReportingPeriod, Transaction
from .courses import Course
from .phrases import dice
from .rates import Rates
from .scene import VISITED, Scene

Kind = Transaction.Kind
SMALLEST = 20_000  # cents: a rest below this is spent with the next line
COMMITTING, DISBURSED, LOCALLY, RELEASED = 0.08, 0.2, 0.33, 0.25
BY_FINANCE = 0.01  # the list of gaps names what one person both entered and posted
REVERSALS, WITHOUT_A_RATE = 2, 2
PAID_AFTER = timedelta(days=30)
# Up to here every line goes through the actions that the pages use; beyond, in bulk.
LINES_ONE_BY_ONE = 1000


@dataclass(frozen=True)
class Line:
    """An entry to be: what is spent from one allocation on one day, in cents."""

    allocation: Allocation
    kind: str
    day: date
    cents: int


def plan_lines(courses: Iterable[Course], periods: list[ReportingPeriod], seed: int) -> list[Line]:
    """What every activity spends, cell by cell and period by period."""
    return [
        line
        for course in courses
        for allocation in course.activity.allocations.all()
        for line in lines_of(course, allocation, periods, dice(seed, course.activity.code, "money"))
    ]


def lines_of(
    course: Course, allocation: Allocation, periods: list[ReportingPeriod], chance: Random
) -> Iterable[Line]:
    """One or two lines a period, up to the share of the allocation that the course says."""
    budget, spent = int(allocation.amount * 100), 0
    for period, share in zip(periods, course.shares, strict=True):
        due = int(budget * share) - spent
        for part in parts(due, chance.choice((1, 1, 2)), chance):
            if part >= SMALLEST:
                spent += part
                day = period.starts_on + timedelta(
                    days=chance.randrange((period.ends_on - period.starts_on).days)
                )
                kind = Kind.DISBURSEMENT if chance.random() < DISBURSED else Kind.EXPENDITURE
                yield Line(allocation, kind, day, part)


def parts(cents: int, number: int, chance: Random) -> list[int]:
    """`cents` in so many uneven parts."""
    rest, result = cents, []
    for _number in range(number - 1):
        part = int(rest * chance.uniform(0.3, 0.7))
        result.append(part)
        rest -= part
    return [*result, rest]


def drawn_contracts(
    lines: list[Line], periods: list[ReportingPeriod], seed: int
) -> dict[Line, None]:
    """Lines of the first half of the year that are contracts instead, in their order."""
    chance, middle = dice(seed, "contracts"), periods[len(periods) // 2].starts_on
    return {line: None for line in lines if line.day < middle and chance.random() < COMMITTING}


def divided(lines: list[Line], wanted: int) -> list[Line]:
    """The same spending in up to `wanted` lines: smaller ones, or fewer, some being left out."""
    each, more = divmod(wanted, len(lines)) if lines else (0, 0)
    result = []
    for number, line in enumerate(lines):
        further = (number + 1) * more // len(lines) - number * more // len(lines)
        pieces = min(each + further, line.cents)
        for piece in range(pieces):
            cents = line.cents // pieces + (piece < line.cents % pieces)
            result.append(replace(line, cents=cents))
    return result


@dataclass
class Bookkeeper:
    """Enters and posts lines, about a third of them in what the office's country pays in."""

    scene: Scene
    rates: Rates
    chance: Random

    def __post_init__(self) -> None:
        self.numbers = count(1)

    def entry(self, line: Line, currency: str = "") -> Transaction:
        """The line as a draft that is not saved yet, in dollars or the office's currency."""
        activity = line.allocation.activity
        phrases = self.scene.said_by(activity.office)
        currency = currency or self._currency(activity.office.code)
        return Transaction(
            activity=activity,
            cell=line.allocation.cell,
            kind=line.kind,
            value_on=line.day,
            amount=self._amount(line, currency),
            currency=currency,
            counterpart=phrases.one("counterparts", self.chance),
            reference=f"DEMO-{next(self.numbers):06}",
            note=phrases.one("notes", self.chance),
        )

    def _currency(self, office: str) -> str:
        is_local = self.chance.random() < LOCALLY
        return self.rates.local.get(office, "USD") if is_local else "USD"

    def _amount(self, line: Line, currency: str) -> Decimal:
        """What the line's cents are in a currency; of one without a rate, as many whole units."""
        if currency in self.rates.without:
            return Decimal(line.cents)
        usd = Decimal(line.cents).scaleb(-2)
        return (usd * self.rates.of(currency, line.day)).quantize(CENTS)

    def draft(self, entry: Transaction) -> Transaction:
        """Entered on the day after by the office's reporter, rarely by its finance."""
        cast, code = self.scene.cast, entry.activity.office.code
        people = cast.finance if self.chance.random() < BY_FINANCE else cast.reporters
        at = self.scene.at(entry.value_on + timedelta(days=1), 11)
        return actions.draft_transaction(entry=entry, by=people[code], at=at)

    def post(self, entry: Transaction) -> Transaction:
        """Posted by the office's finance three days later."""
        finance = self.scene.cast.finance[entry.activity.office.code]
        at = self.scene.at(entry.value_on + timedelta(days=4), 15)
        return actions.post_transaction(entry=entry, version=entry.version, by=finance, at=at)

    def post_all(self, lines: list[Line]) -> list[Transaction]:
        if len(lines) <= LINES_ONE_BY_ONE:
            return [self.post(self.draft(self.entry(line))) for line in lines]
        return self._post_in_bulk([self.entry(line) for line in lines])

    def _post_in_bulk(self, entries: list[Transaction]) -> list[Transaction]:
        for entry in entries:
            office = entry.office = entry.activity.office
            entry.rate = self.rates.of(entry.currency, entry.value_on)
            entry.usd_amount = actions.in_usd(entry.amount, entry.rate)
            entry.entered_by = self.scene.cast.reporters[office.code]
            entry.entered_at = self.scene.at(entry.value_on + timedelta(days=1), 11)
            entry.posted_by = self.scene.cast.finance[office.code]
            entry.posted_at = self.scene.at(entry.value_on + timedelta(days=4), 15)
            entry._history_date = entry.posted_at  # type: ignore[attr-defined]
        return bulk_create_with_history(entries, Transaction, batch_size=2000)

    def commit(self, line: Line) -> None:
        """A contract for the year, a first payment on it, and now and then a release."""
        phrases = self.scene.said_by(line.allocation.activity.office)
        contract = self.entry(replace(line, kind=Kind.COMMITMENT))
        contract.note = phrases.only("commitment")
        contract = self.post(self.draft(contract))
        payment = self.entry(replace(line, cents=line.cents // 2, day=line.day + PAID_AFTER))
        payment.against = contract
        self.post(self.draft(payment))
        if self.chance.random() < RELEASED:
            self.release(contract, line)

    def release(self, contract: Transaction, line: Line) -> None:
        """A quarter of the contract is not needed, as is known in the year's last weeks."""
        day = self.scene.periods[-1].ends_on - timedelta(days=self.chance.randrange(20, 60))
        part = replace(line, kind=Kind.RELEASE, cents=line.cents // 4, day=day)
        entry = self.entry(part, currency="USD")
        entry.against = contract
        entry.counterpart = contract.counterpart
        entry.note = self.scene.said_by(contract.activity.office).only("release")
        self.post(self.draft(entry))

    def reverse(self, entry: Transaction) -> None:
        office = entry.activity.office
        posted_on = self.scene.appeal.day_of(entry.posted_at or entry.entered_at)
        actions.reverse_transaction(
            entry=entry,
            reason=self.scene.said_by(office).only("reversal"),
            by=self.scene.cast.finance[office.code],
            at=self.scene.at(posted_on + timedelta(days=6), 15),
        )


def waiting_lines(
    courses: Iterable[Course], periods: list[ReportingPeriod], seed: int
) -> Iterable[Line]:
    """One to three drafts of the last month for most offices, the visited one among them."""
    by_office: dict[str, list[Allocation]] = {}
    for course in courses:
        own = by_office.setdefault(course.activity.office.code, [])
        own.extend(course.activity.allocations.all())
    for office, allocations in by_office.items():
        chance = dice(seed, office, "waiting")
        if allocations and (office == VISITED or chance.random() < 0.8):
            for allocation in chance.choices(allocations, k=chance.randint(1, 3)):
                day = periods[-1].ends_on - timedelta(days=chance.randrange(20))
                cents = max(1, int(allocation.amount * chance.randint(1, 4)))
                yield Line(allocation, Kind.EXPENDITURE, day, cents)


def write_ledger(scene: Scene, rates: Rates, courses: list[Course], wanted: int | None) -> None:
    """Posted spending, contracts with a payment, reversals, and drafts that wait for posting."""
    bookkeeper = Bookkeeper(scene, rates, scene.dice("ledger"))
    planned = plan_lines(courses, scene.periods, scene.seed)
    contracts = drawn_contracts(planned, scene.periods, scene.seed)
    lines = [line for line in planned if line not in contracts]
    posted = bookkeeper.post_all(lines if wanted is None else divided(lines, wanted))
    for line in contracts:
        bookkeeper.commit(line)
    for entry in scene.dice("reversals").sample(posted, min(REVERSALS, len(posted))):
        bookkeeper.reverse(entry)
    waiting = list(waiting_lines(courses, scene.periods, scene.seed))
    for line in waiting:
        bookkeeper.draft(bookkeeper.entry(line))
    unrated = scene.dice("unrated").sample(waiting, min(WITHOUT_A_RATE, len(waiting)))
    for line, currency in zip(unrated, rates.without, strict=False):
        bookkeeper.draft(bookkeeper.entry(line, currency))
