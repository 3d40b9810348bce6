"""The ledger: spending that follows each activity's course, drafts that wait, two reversals."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from itertools import count
from random import Random

from simple_history.utils import bulk_create_with_history

from appeal.models import Allocation, Appeal

from .. import actions
from ..models import ReportingPeriod, Transaction
from .courses import Course
from .people import Cast
from .phrases import Phrases, dice
from .reports import VISITED, instant

Kind = Transaction.Kind
SMALLEST = 20_000  # cents: a rest below this is spent with the next line
COMMITTING, DISBURSED = 0.08, 0.2
REVERSALS = 2
PAID_AFTER = timedelta(days=30)
# Up to here every line goes through the actions that the pages use; beyond, in bulk.
LINES_ONE_BY_ONE = 2000


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
        for part in parts(due, chance.choice((1, 2)), chance):
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
    """Enters and posts lines."""

    appeal: Appeal
    phrases: dict[str, Phrases]
    cast: Cast
    chance: Random

    def __post_init__(self) -> None:
        self.numbers = count(1)

    def entry(self, line: Line) -> Transaction:
        """The line as a draft that is not saved yet."""
        activity = line.allocation.activity
        phrases = self.phrases[activity.office.language]
        return Transaction(
            activity=activity,
            cell=line.allocation.cell,
            kind=line.kind,
            value_on=line.day,
            amount=Decimal(line.cents).scaleb(-2),
            currency="USD",
            counterpart=phrases.one("counterparts", self.chance),
            reference=f"DEMO-{next(self.numbers):06}",
            note=phrases.one("notes", self.chance),
        )

    def draft(self, entry: Transaction) -> Transaction:
        """Entered by the office's reporter on the day after."""
        reporter = self.cast.reporters[entry.activity.office.code]
        at = instant(self.appeal, entry.value_on + timedelta(days=1), 11)
        return actions.draft_transaction(entry=entry, by=reporter, at=at)

    def post(self, entry: Transaction) -> Transaction:
        """Posted by the office's finance three days later."""
        finance = self.cast.finance[entry.activity.office.code]
        at = instant(self.appeal, entry.value_on + timedelta(days=4), 15)
        return actions.post_transaction(entry=entry, version=entry.version, by=finance, at=at)

    def post_all(self, lines: list[Line]) -> list[Transaction]:
        if len(lines) <= LINES_ONE_BY_ONE:
            return [self.post(self.draft(self.entry(line))) for line in lines]
        return self._post_in_bulk([self.entry(line) for line in lines])

    def _post_in_bulk(self, entries: list[Transaction]) -> list[Transaction]:
        for entry in entries:
            office = entry.activity.office
            entry.office, entry.rate, entry.usd_amount = office, Decimal(1), entry.amount
            entry.entered_by = self.cast.reporters[office.code]
            entry.entered_at = instant(self.appeal, entry.value_on + timedelta(days=1), 11)
            entry.posted_by = self.cast.finance[office.code]
            entry.posted_at = instant(self.appeal, entry.value_on + timedelta(days=4), 15)
            entry._history_date = entry.posted_at  # type: ignore[attr-defined]
        return bulk_create_with_history(entries, Transaction, batch_size=2000)

    def commit(self, line: Line) -> None:
        """A contract for the year, and a first payment on it."""
        phrases = self.phrases[line.allocation.activity.office.language]
        contract = self.entry(replace(line, kind=Kind.COMMITMENT))
        contract.note = phrases.only("commitment")
        contract = self.post(self.draft(contract))
        payment = self.entry(replace(line, cents=line.cents // 2, day=line.day + PAID_AFTER))
        payment.against = contract
        self.post(self.draft(payment))

    def reverse(self, entry: Transaction) -> None:
        phrases = self.phrases[entry.activity.office.language]
        posted_on = self.appeal.day_of(entry.posted_at or entry.entered_at)
        actions.reverse_transaction(
            entry=entry,
            reason=phrases.only("reversal"),
            by=self.cast.finance[entry.activity.office.code],
            at=instant(self.appeal, posted_on + timedelta(days=6), 15),
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
