"""What the notebook said by an instant: rows in plain Python, and which of them count."""

from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from appeal.base.viewpoint import Include, Viewpoint
from tests.tracking.notebook.steps_of_results import State, office_of
from tests.tracking.notebook.world import INDICATORS, MILESTONES, NEW_YEAR, RATES, Fact, World

ONE = Decimal(1)
Place = tuple[int | None, int | None]


def rate_on(currency: str, day: date) -> Decimal:
    return RATES[currency][day.month - 1] if currency in RATES else ONE


def in_usd(amount: Decimal, rate: Decimal) -> Decimal:
    """Cents by the rule of half to even, in whole numbers."""
    return cents(Fraction(amount) / Fraction(rate))


def cents(amount: Fraction) -> Decimal:
    return Decimal(round(amount * 100)) / 100


def share(part: Any, whole: Any) -> Any:
    if not whole:
        return None
    return pytest.approx(float(Fraction(part) / Fraction(whole)), abs=1e-9)


def added(amounts: Any) -> Decimal:
    return sum(amounts, Decimal(0))


@dataclass
class Entry:
    """Of the ledger, or of a contribution."""

    kind: str
    amount: Decimal
    currency: str
    value_on: date
    activity: int = 0
    cell: int = 0
    contribution: int = 0
    against: int | None = None
    is_posted: bool = False
    reverses: int | None = None

    @property
    def rate(self) -> Decimal:
        return rate_on(self.currency, self.value_on)

    @property
    def sign(self) -> int:
        return -1 if self.reverses else 1

    @property
    def own(self) -> Decimal:
        return self.sign * self.amount

    @property
    def signed(self) -> Decimal:
        return self.sign * in_usd(self.amount, self.rate)


@dataclass
class Move:
    contribution: int
    source: Place
    target: Place
    amount: Decimal
    effective_on: date


@dataclass
class Line:
    percent: int | None
    status: str
    achieved: dict[int, date] = field(default_factory=dict)
    results: dict[int, tuple[Decimal | None, ...]] = field(default_factory=dict)


class Notebook:
    """What stood in it just before an instant, and what of that counts as at a day."""

    def __init__(self, world: World, viewpoint: Viewpoint) -> None:
        self.world, self.as_at, self.include = world, viewpoint.as_at, viewpoint.include
        self.own = set(viewpoint.draft_offices)
        self.entries: dict[int, Entry] = {}
        self.flows: dict[int, Entry] = {}
        self.moves: dict[int, Move] = {}
        self.contributions: dict[int, Place] = {}
        self.lines: dict[tuple[int, int], Line] = {}
        self.states: dict[tuple[int, int], str] = {}
        self.allocations: dict[tuple[int, int], Decimal] = {}
        self.revisions: dict[int, dict[str, Any]] = {}
        self.overrides: list[Fact] = []
        self.risks: dict[int, dict[str, Any]] = {}
        year = {"hold": "", "starts_on": NEW_YEAR, "ends_on": date(2020, 12, 31), "phasing": {}}
        self.plans: list[dict[str, Any]] = [year for _ in world.activities]
        self.due = [due_on for _, due_on in MILESTONES]
        self.aims = [
            {name: fixed.get(name) for name in ("baseline", "target")} for _, fixed, _ in INDICATORS
        ]
        self.targets: list[dict[date, Any]] = [dict(targets) for _, _, targets in INDICATORS]
        for fact in world.facts:
            if viewpoint.known_at is None or fact.at < viewpoint.known_at:
                getattr(self, f"read_{fact.what}")(fact)

    def read_allocation(self, fact: Fact) -> None:
        self.allocations.pop(fact.key, None)
        if fact.values["amount"] is not None:
            self.allocations[fact.key] = fact.values["amount"]

    def read_revision(self, fact: Fact) -> None:
        self.revisions[fact.key] = fact.values

    def read_revision_back(self, fact: Fact) -> None:
        del self.revisions[fact.key]

    def read_override(self, fact: Fact) -> None:
        self.overrides.append(fact)

    def read_plan(self, fact: Fact) -> None:
        self.plans[fact.key] = fact.values

    def read_milestone(self, fact: Fact) -> None:
        self.due[fact.key] = fact.values["due_on"]

    def read_indicator(self, fact: Fact) -> None:
        self.aims[fact.key] = fact.values

    def read_target(self, fact: Fact) -> None:
        number, day = fact.key
        self.targets[number].pop(day, None)
        if fact.values["value"] is not None:
            self.targets[number][day] = fact.values["value"]

    def read_risk(self, fact: Fact) -> None:
        self.risks[fact.key] = fact.values

    def read_risk_gone(self, fact: Fact) -> None:
        del self.risks[fact.key]

    def read_draft(self, fact: Fact) -> None:
        self.entries[fact.key] = Entry(**fact.values)

    def read_post(self, fact: Fact) -> None:
        self.entries[fact.key].is_posted = True

    def read_discard(self, fact: Fact) -> None:
        del self.entries[fact.key]

    def read_reverse(self, fact: Fact) -> None:
        original = self.entries[fact.values["original"]]
        self.entries[fact.key] = replace(original, reverses=fact.values["original"])

    def read_contribution(self, fact: Fact) -> None:
        self.contributions[fact.key] = fact.values["place"]

    def read_flow(self, fact: Fact) -> None:
        self.flows[fact.key] = Entry(**fact.values)

    def read_flow_back(self, fact: Fact) -> None:
        original = self.flows[fact.values["original"]]
        self.flows[fact.key] = replace(original, reverses=fact.values["original"])

    def read_move(self, fact: Fact) -> None:
        self.moves[fact.key] = Move(**fact.values)

    def read_move_back(self, fact: Fact) -> None:
        """Money that goes back is money that moves the other way on the same day."""
        moved = self.moves[fact.values["original"]]
        self.moves[fact.key] = replace(moved, source=moved.target, target=moved.source)

    def read_line(self, fact: Fact) -> None:
        line = self.lines.setdefault(fact.key, Line(None, ""))
        line.percent, line.status = fact.values["percent"], fact.values["status"]
        line.achieved = fact.values.get("achieved", line.achieved)
        line.results = fact.values.get("results", line.results)

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
