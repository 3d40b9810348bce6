"""What each activity spends by today: salaries, everyday expenses, instalments of partners."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random

from appeal.models import Allocation

from ..models import Transaction
from .courses import Course
from .payees import Payee, Payees
from .scene import VISITED, Scene
from .workdays import ONE_DAY, workday, workday_before, workdays_between

Kind = Transaction.Kind
SMALLEST = 10_000  # cents: a rest below this is not spent
STAFFED = 250_000_00  # cents from which an allocation pays salaries
EVERYDAY, MOST_EVERYDAY = 24_000_00, 3  # one everyday expense for so many cents
# Who is paid the rest: from so many cents on, about so much at a time.
LARGE = {"partner": (120_000_00, 240_000_00), "services": (12_000_00, 26_000_00)}
MOST_INSTALMENTS = 12
ROUND = 100_00  # instalments are round sums, all but the last
AGREED, RELEASED, OPEN = 0.4, 0.15, (1.06, 1.16)
FIRST_WEEKS = 12  # working days
BEGINS_AFTER, ENDS_BEFORE = timedelta(days=16), timedelta(days=10)


@dataclass(frozen=True)
class SpendLine:
    """An entry to be: what is spent from one allocation on one day, in cents.

    `agreement` is the commitment that it draws on or releases.
    """

    allocation: Allocation
    kind: str
    day: date
    cents: int
    payee: Payee
    agreement: "SpendLine | None" = None


def plan_lines(scene: Scene, payees: Payees, courses: Iterable[Course]) -> list[SpendLine]:
    """All that is posted by today, cell by cell, in the order of its days."""
    lines = [
        line
        for course in courses
        for allocation in course.activity.allocations.all()
        for line in Spender(scene, payees, course, allocation).lines()
    ]
    return sorted(lines, key=in_order)


def in_order(line: SpendLine) -> tuple[date, bool]:
    """By day; a commitment comes before what is paid from it."""
    return line.day, line.kind != Kind.COMMITMENT


class Spender:
    """Spends one allocation of an activity up to the share that its course says."""

    def __init__(
        self, scene: Scene, payees: Payees, course: Course, allocation: Allocation
    ) -> None:
        self.scene, self.payees, self.course = scene, payees, course
        self.allocation, self.office = allocation, course.activity.office
        self.chance = scene.dice(course.activity.code, allocation.cell.heading.code, "money")
        self.rest = int(allocation.amount * 100 * max(0, round(course.share * 10_000))) // 10_000
        self.days = workdays_between(
            scene.appeal.starts_on + BEGINS_AFTER, self._end() - ENDS_BEFORE
        )

    def _end(self) -> date:
        stops = self.course.stops_after
        periods = self.scene.periods
        return self.scene.today if stops >= len(periods) else periods[stops - 1].ends_on

    def lines(self) -> Iterator[SpendLine]:
        if self.rest >= STAFFED:
            yield from self._salaries()
        yield from self._everyday(min(MOST_EVERYDAY, 1 + self.rest // EVERYDAY))
        for kind, (least, each) in LARGE.items():
            if self.rest >= least:
                yield from self._instalments(
                    self.payees.partner_of(self.course.activity, kind), each
                )
        yield from self._everyday(None)

    def _salaries(self) -> Iterator[SpendLine]:
        payee = self.payees.of(self.office, "staff")
        usual = payee.draw(self.chance)
        for period in self.scene.periods:
            if period.ends_on <= self.days[-1]:
                day = workday_before(period.ends_on + timedelta(days=1))
                yield self._spend(payee, day, round(usual * self.chance.uniform(0.97, 1.03)))

    def _everyday(self, number: int | None) -> Iterator[SpendLine]:
        """So many expenses, or all that is left; one that would take too much is left out."""
        kinds = self.payees.small(self.course.work)
        while self.rest >= SMALLEST and number != 0:
            payee = self.payees.of(self.office, self.chance.choice(kinds))
            cents = payee.draw(self.chance)
            if number is None or cents < self.rest / 2:
                yield self._spend(payee, self._some_day(), min(cents, self.rest))
            number = None if number is None else number - 1

    def _instalments(self, payee: Payee, each: int) -> Iterator[SpendLine]:
        """Evenly over the time so far, often under an agreement of which a part is still open."""
        number = max(1, min(MOST_INSTALMENTS, round(self.rest / each)))
        days = self._even_days(number)
        agreement = self._agreement(payee, days[0]) if self.chance.random() < AGREED else None
        if agreement:
            yield agreement
        total = self.rest
        for cents, day in zip(self._uneven(total, number), days, strict=True):
            line = self._spend(payee, day, cents)
            yield replace(line, kind=Kind.DISBURSEMENT, agreement=agreement)
        if agreement and (self.course.is_complete or self.chance.random() < RELEASED):
            open_still = agreement.cents - total
            released = open_still if self.course.is_complete else open_still // 2
            if released >= SMALLEST:
                yield replace(agreement, kind=Kind.RELEASE, day=self.days[-1], cents=released,
                              agreement=agreement)  # fmt: skip

    def _uneven(self, total: int, number: int) -> list[int]:
        """So many parts of nearly the same size, in round sums but for the last."""
        weights = [self.chance.uniform(0.85, 1.15) for _number in range(number)]
        each = total / sum(weights)
        parts = [round(weight * each / ROUND) * ROUND for weight in weights[:-1]]
        return [*parts, total - sum(parts)]

    def _agreement(self, payee: Payee, before: date) -> SpendLine | None:
        """What the partner gets in all; nothing is agreed on beyond the budget."""
        budget = int(self.allocation.amount * 100)
        spent = int(budget * self.course.share)
        most = self.rest + max(0, budget - spent)
        agreed = min(int(self.rest * self.chance.uniform(*OPEN)), most) // ROUND * ROUND
        if agreed <= self.rest:
            return None
        day = max(
            self.days[0], workday_before(before - timedelta(days=self.chance.randrange(4, 12)))
        )
        return SpendLine(self.allocation, Kind.COMMITMENT, day, agreed, payee)

    def _spend(self, payee: Payee, day: date, cents: int) -> SpendLine:
        self.rest -= cents
        return SpendLine(self.allocation, Kind.EXPENDITURE, day, cents, payee)

    def _some_day(self) -> date:
        return self.chance.choice(self.days)

    def _even_days(self, number: int) -> list[date]:
        """One day out of each part of the time that is left after the first weeks."""
        days = self.days[FIRST_WEEKS:] or self.days
        each = len(days) / number
        return [days[int(each * (n + self.chance.random()))] for n in range(number)]


def waiting_lines(scene: Scene, payees: Payees, courses: Iterable[Course]) -> Iterator[SpendLine]:
    """One to three drafts of the last days for most offices, the visited one among them."""
    by_office: dict[str, list[Course]] = {}
    for course in courses:
        if course.begins and not course.activity.hold and not course.is_complete:
            by_office.setdefault(course.activity.office.code, []).append(course)
    for office, own in by_office.items():
        chance = scene.dice(office, "waiting")
        if office == VISITED or chance.random() < 0.8:
            for course in chance.sample(own, min(len(own), chance.randint(1, 3))):
                yield from waiting_line(scene, payees, course, chance)


def waiting_line(
    scene: Scene, payees: Payees, course: Course, chance: Random
) -> Iterator[SpendLine]:
    allocations = list(course.activity.allocations.all())
    if allocations:
        payee = payees.of(course.activity.office, chance.choice(payees.small(course.work)))
        day = workday_before(scene.today - timedelta(days=chance.randrange(7)))
        yield SpendLine(
            chance.choice(allocations), Kind.EXPENDITURE, day, payee.draw(chance), payee
        )


def divided(lines: list[SpendLine], wanted: int) -> list[SpendLine]:
    """The spending in at most `wanted` lines: in smaller ones, or in fewer, leaving some out."""
    each, more = divmod(wanted, len(lines)) if lines else (0, 0)
    result = []
    for number, line in enumerate(lines):
        further = (number + 1) * more // len(lines) - number * more // len(lines)
        pieces = min(each + further, line.cents)
        for piece in range(pieces):
            cents = line.cents // pieces + (piece < line.cents % pieces)
            day = workday(max(line.day.replace(month=1, day=2), line.day - piece * ONE_DAY))
            result.append(replace(line, cents=cents, day=day))
    return result
