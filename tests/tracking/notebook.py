"""The figures worked out of the notebook by hand: the same definitions without a database."""

from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from appeal.models import Activity
from appeal.viewpoint import Include, Viewpoint
from tests.tracking.histories import (
    NEW_YEAR,
    RATES,
    Fact,
    Kind,
    State,
    Status,
    World,
    office_of,
)
from tracking.models import Transaction

ONE = Decimal(1)


@dataclass
class Entry:
    activity: int
    cell: int
    kind: str
    amount: Decimal
    currency: str
    value_on: date
    against: int | None
    is_posted: bool = False
    reverses: int | None = None

    @property
    def rate(self) -> Decimal:
        return RATES[self.currency][self.value_on.month - 1] if self.currency in RATES else ONE

    @property
    def sign(self) -> int:
        return -1 if self.reverses else 1

    @property
    def signed(self) -> Decimal:
        return self.sign * in_usd(self.amount, self.rate)


@dataclass
class Line:
    percent: int | None
    status: str
    achieved: dict[int, date] = field(default_factory=dict)


class Known:
    """What the notebook said before an instant, and every figure worked out of it by hand."""

    def __init__(self, world: World, viewpoint: Viewpoint) -> None:
        self.world, self.as_at, self.include = world, viewpoint.as_at, viewpoint.include
        self.own = set(viewpoint.draft_offices)
        self.entries: dict[int, Entry] = {}
        self.lines: dict[tuple[int, int], Line] = {}
        self.states: dict[tuple[int, int], str] = {}
        self.allocations: dict[tuple[int, int], Decimal] = {}
        self.revisions: list[Fact] = []
        self.overrides: list[Fact] = []
        self.plans = [
            {"hold": "", "starts_on": NEW_YEAR, "ends_on": date(2020, 12, 31)} for _ in range(4)
        ]
        self.due = [date(2020, 5, 1), date(2020, 8, 1), date(2020, 6, 30)]
        for fact in world.facts:
            if viewpoint.known_at is None or fact.at < viewpoint.known_at:
                getattr(self, f"read_{fact.what}")(fact)

    def read_allocation(self, fact: Fact) -> None:
        self.allocations.pop(fact.key, None)
        if fact.values["amount"] is not None:
            self.allocations[fact.key] = fact.values["amount"]

    def read_revision(self, fact: Fact) -> None:
        self.revisions.append(fact)

    def read_override(self, fact: Fact) -> None:
        self.overrides.append(fact)

    def read_plan(self, fact: Fact) -> None:
        self.plans[fact.key] = fact.values

    def read_milestone(self, fact: Fact) -> None:
        self.due[fact.key] = fact.values["due_on"]

    def read_draft(self, fact: Fact) -> None:
        self.entries[fact.key] = Entry(**fact.values)

    def read_post(self, fact: Fact) -> None:
        self.entries[fact.key].is_posted = True

    def read_discard(self, fact: Fact) -> None:
        del self.entries[fact.key]

    def read_reverse(self, fact: Fact) -> None:
        original = self.entries[fact.values["original"]]
        self.entries[fact.key] = replace(original, reverses=fact.values["original"])

    def read_line(self, fact: Fact) -> None:
        line = self.lines.setdefault(fact.key, Line(None, ""))
        line.percent, line.status = fact.values["percent"], fact.values["status"]
        line.achieved = fact.values.get("achieved", line.achieved)

    def read_report(self, fact: Fact) -> None:
        self.states[fact.key] = fact.values["state"]

    # What counts

    def counted_entries(self) -> dict[int, Entry]:
        def counts(entry: Entry) -> bool:
            is_own = office_of(self.world, entry.activity) in self.own
            is_asked_for = self.include == Include.DRAFT and is_own
            return entry.value_on <= self.as_at and (entry.is_posted or is_asked_for)

        return {key: entry for key, entry in self.entries.items() if counts(entry)}

    def included_lines(self, number: int) -> list[tuple[int, Line]]:
        """The lines that count of periods that ended by the date, latest last."""
        return [
            (period, line)
            for period, line in self.counted_lines(number)
            if self.world.periods[period].ends_on <= self.as_at
        ]

    def counted_lines(self, number: int) -> list[tuple[int, Line]]:
        """The lines of an activity that count, each with its period's place, latest last."""
        also = {
            Include.OFFICIAL: [],
            Include.SUBMITTED: [State.SUBMITTED],
            Include.DRAFT: State.values,
        }[Include(self.include)]
        found = []
        for (activity, period), line in sorted(self.lines.items()):
            if activity == number:
                state = self.states.get((number // 2, period), State.DRAFT)
                is_own = office_of(self.world, number) in self.own
                if state == State.APPROVED or (is_own and state in also):
                    found.append((period, line))
        return found

    # The figures

    def spent(self, entries: list[Entry]) -> Decimal:
        spending = [entry.signed for entry in entries if entry.kind in Transaction.SPENDING]
        return sum(spending, Decimal(0))

    def committed(self, **place: int) -> Decimal:
        counted, held = self.counted_entries(), Decimal(0)
        for key, entry in counted.items():
            is_here = all(getattr(entry, name) == value for name, value in place.items())
            if entry.kind == Kind.COMMITMENT and not entry.reverses and is_here:
                draws = [row for row in counted.values() if row.against == key]
                undone = any(row.reverses == key for row in counted.values())
                held += Decimal(0) if undone else left_open(entry, draws)
        return held

    def percent(self, number: int) -> tuple[int | None, str | None]:
        told = [(period, line) for period, line in self.included_lines(number)
                if line.percent is not None]  # fmt: skip
        if not told:
            return None, None
        period, line = told[-1]
        return line.percent, self.world.periods[period].code

    def activity(self, number: int) -> dict[str, Any]:
        entries = [row for row in self.counted_entries().values() if row.activity == number]
        spent, committed = self.spent(entries), self.committed(activity=number)
        own = [amount for (activity, _), amount in self.allocations.items() if activity == number]
        allocated = sum(own, Decimal(0))
        percent, period = self.percent(number)
        lines, plan = self.included_lines(number), self.plans[number]
        begun = plan["starts_on"] <= self.as_at
        unreported = "not_reported" if begun else Status.PLANNED
        return {
            "allocated": allocated,
            "spent": spent,
            "committed": committed,
            "balance": allocated - spent - committed,
            "overspent": max(Decimal(0), spent - allocated),
            "delivery": share(spent, allocated),
            "progress": percent,
            "progress_period": period,
            "status": plan["hold"] or (lines[-1][1].status if lines else unreported),
            "starts_then": plan["starts_on"],
            "ends_then": plan["ends_on"],
            "has_reported": bool(lines),
            "overdue_since": None if plan["hold"] else self.overdue_since(number),
            "override": self.override(number),
        }

    def overdue_since(self, number: int) -> date | None:
        reached = {
            milestone
            for _, line in self.counted_lines(number)
            for milestone, day in line.achieved.items()
            if day <= self.as_at
        }
        open_ones = [
            due_on
            for index, due_on in enumerate(self.due)
            if self.world.milestones[index].activity == self.world.activities[number]
            and index not in reached
            and due_on < self.as_at
        ]
        return min(open_ones, default=None)

    def override(self, number: int) -> str | None:
        given = [
            (fact.values["effective_on"], place, fact.values["colour"])
            for place, fact in enumerate(self.overrides)
            if fact.key == number and fact.values["effective_on"] <= self.as_at
        ]
        return max(given)[2] if given else None

    def requirement(self, cell: int) -> Decimal | None:
        effective = [
            (fact.values["effective_on"], place, fact.values["amount"])
            for place, fact in enumerate(self.revisions)
            if fact.key == cell and fact.values["effective_on"] <= self.as_at
        ]
        return max(effective)[2] if effective else self.world.cells[cell].amount

    def group(self, cells: list[int]) -> dict[str, Any]:
        asked = [self.requirement(cell) for cell in cells]
        known = [amount for amount in asked if amount is not None]
        requirement = sum(known, Decimal(0)) if known else None
        entries = [row for row in self.counted_entries().values() if row.cell in cells]
        spent = self.spent(entries)
        committed = sum((self.committed(cell=cell) for cell in cells), Decimal(0))
        own = [
            amount
            for (_, cell), amount in self.allocations.items()
            if cell in cells and self.requirement(cell) is not None
        ]
        allocated = sum(own, Decimal(0)) if known else None
        return {
            "requirement": requirement,
            "allocated": allocated,
            "unallocated": None if allocated is None else requirement - allocated,
            "spent": spent,
            "committed": committed,
            "balance": None if requirement is None else requirement - spent - committed,
            "delivery": None if requirement is None else share(spent, requirement),
            **self.weighted(cells),
        }

    def weighted(self, cells: list[int]) -> dict[str, Any]:
        weights = [
            (amount, self.percent(number)[0])
            for (number, cell), amount in self.allocations.items()
            if cell in cells and self.plans[number]["hold"] != Activity.Hold.CANCELLED
        ]
        everything = sum((amount for amount, _ in weights), Decimal(0))
        told = [(amount, percent) for amount, percent in weights if percent is not None]
        weight = sum((amount for amount, _ in told), Decimal(0))
        points = sum((amount * percent for amount, percent in told), Decimal(0))
        unreported = share(everything - weight, everything)
        return {"progress": share(points, weight), "unreported": unreported}

    def cell(self, number: int) -> dict[str, Any]:
        return self.group([number])

    def office(self, number: int) -> dict[str, Any]:
        numbers = (2 * number, 2 * number + 1)
        going = [row for row in numbers if self.plans[row]["hold"] != Activity.Hold.CANCELLED]
        silent = [row for row in going if self.percent(row)[0] is None]
        cells = self.group([2 * number, 2 * number + 1])
        return cells | {"activities": len(going), "silent": len(silent)}

    def rows(self, level: str) -> list[dict[str, Any]]:
        """Every row of a level, in the order in which the world has them."""
        if level == "heading":
            return [self.group([number, number + 2]) for number in range(2)]
        if level == "appeal":
            return [self.group([0, 1, 2, 3])]
        count = 2 if level == "office" else 4
        return [getattr(self, level)(number) for number in range(count)]


def in_usd(amount: Decimal, rate: Decimal) -> Decimal:
    """Cents by the rule of half to even, in whole numbers."""
    whole, rest = divmod(int(amount * 100) * 10**6, int(rate * 10**6))
    twice = 2 * rest - int(rate * 10**6)
    return Decimal(whole + (twice > 0 or (twice == 0 and whole % 2))) / 100


def left_open(commitment: Entry, draws: list[Entry]) -> Decimal:
    """What is drawn in the commitment's currency comes off its amount, the rest off its USD."""
    left, others = commitment.amount, Decimal(0)
    for draw in draws:
        if draw.currency == commitment.currency:
            left -= draw.sign * draw.amount
        else:
            others += draw.signed
    return max(Decimal(0), in_usd(max(Decimal(0), left), commitment.rate) - others)


def share(part: Decimal, whole: Decimal) -> Any:
    return pytest.approx(float(part / whole), abs=1e-9) if whole else None
