"""What grants pay and what is unfunded come to the ledger, whatever happens, from every viewpoint.

Random histories of entries, reversals and moves are told to a plain notebook too, which knows
nothing of the figures: who holds how much of each entry after each step.
"""

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
import time_machine

from appeal.base.viewpoint import Include, Viewpoint
from appeal.models import Activity, Appeal, Requirement, User
from tests.factories import (
    make_activity,
    make_appeal,
    make_cell,
    make_contribution,
    make_heading,
    make_office,
    make_priority,
    make_transaction,
    make_user,
)
from tests.faults.trials import how_often
from tests.fixture_types import Tried
from tracking import actions
from tracking.figures import figures_of, grants_of
from tracking.figures.grants import split
from tracking.models import Contribution, Payer, Transaction

pytestmark = pytest.mark.django_db

# GRANT_HISTORIES=10000 tells as many, as `make faults` does; after each step figures are compared.
HISTORIES, STEPS = how_often("GRANT_HISTORIES"), 25
ZERO = Decimal(0)


@dataclass
class Told:
    """An entry as the notebook has it: what each grant holds of it from which step on."""

    entry: Transaction
    entered_at: datetime
    posted_at: datetime | None = None
    held: list[tuple[datetime, int | None, Decimal]] = field(default_factory=list)
    undone_at: datetime | None = None

    def share(self, grant: int | None, viewpoint: Viewpoint) -> Decimal:
        """What of it the grant pays; 0 of what does not count."""

        def had_come(at: datetime | None) -> bool:
            return at is not None and (viewpoint.known_at is None or at < viewpoint.known_at)

        if had_come(self.undone_at) or self.entry.value_on > viewpoint.as_at:
            return ZERO
        if had_come(self.posted_at):
            return sum((usd for at, who, usd in self.held if who == grant and had_come(at)), ZERO)
        is_own_draft = self.entry.office_id in {office.pk for office in viewpoint.draft_offices}
        counts = is_own_draft and had_come(self.entered_at) and self.entry.grant_id == grant
        return self.entry.amount if counts else ZERO


@dataclass
class History:
    """An appeal of two cells, its grants, and the notebook."""

    dice: random.Random
    appeal: Appeal
    activities: list[Activity]
    cells: list[Requirement]
    grants: list[Contribution]
    person: User
    at: datetime = datetime(2020, 7, 1, 12, tzinfo=UTC)
    told: list[Told] = field(default_factory=list)

    def step(self) -> None:
        self.at += timedelta(hours=self.dice.randint(1, 40))
        turns: list[Callable[[], None]] = [self.draft, self.post, self.move, self.move, self.undo]
        with time_machine.travel(self.at, tick=False):
            self.dice.choice(turns)()

    def draft(self) -> None:
        place = self.dice.randrange(2)
        day = date(2020, self.dice.randint(1, 6), self.dice.randint(1, 28))
        amount = Decimal(self.dice.randint(1, 90_000)).scaleb(-2)
        cell = self.cells[place]
        grant = actions.propose_grant(cell, day, None, amount)
        kind = self.dice.choice(["expenditure", "disbursement", "commitment"])
        entry = make_transaction(
            activity=self.activities[place], cell=cell, amount=amount, kind=kind, value_on=day,
            grant=self.dice.choice([grant, None]), entered_at=self.at,
        )  # fmt: skip
        self.told.append(Told(entry, self.at))

    def post(self) -> None:
        """One that waits, or a new one; what its grant paid for since may leave it too little."""
        waiting = [each for each in self.told if not each.posted_at]
        if not waiting:
            self.draft()
            waiting = self.told[-1:]
        told = self.dice.choice(waiting)
        draft = told.entry
        try:
            told.entry = actions.post_transaction(
                entry=draft, version=draft.version, by=self.person, at=self.at
            )
        except actions.NotPostable:
            assert draft.grant
            assert grants_of(self.appeal, everything()).of(draft.grant).available < draft.amount
            return
        told.posted_at = self.at
        told.held = [(self.at, draft.grant_id, draft.amount)]

    @property
    def standing(self) -> list[Told]:
        return [each for each in self.told if each.posted_at and not each.undone_at]

    def move(self) -> None:
        if not self.standing:
            return
        told = self.dice.choice(self.standing)
        shares = {who: told.share(who, everything()) for _at, who, _usd in told.held}
        giver = self.dice.choice([who for who, usd in shares.items() if usd > 0])
        receiver = self.dice.choice([None, *(grant.pk for grant in self.grants)])
        usd = min(shares[giver], Decimal(self.dice.randint(1, 90_000)).scaleb(-2))
        try:
            actions.attribute_entry(
                entry=told.entry, giver=self.payer(giver), receiver=self.payer(receiver), usd=usd,
                reason="It was theirs.", by=self.person, at=self.at,
            )  # fmt: skip
        except actions.NotPostable:
            assert giver == receiver or not self.fits(receiver, told.entry)
            return
        assert self.fits(receiver, told.entry)
        told.held += [(self.at, giver, -usd), (self.at, receiver, usd)]

    def undo(self) -> None:
        if self.standing:
            told = self.dice.choice(self.standing)
            actions.reverse_transaction(
                entry=told.entry, reason="Wrong.", by=self.person, at=self.at
            )
            told.undone_at = self.at

    def payer(self, grant: int | None) -> Payer:
        return Payer(next((each for each in self.grants if each.pk == grant), None))

    def fits(self, grant: int | None, entry: Transaction) -> bool:
        """Said again in plain words: its office, its heading and its days."""
        if grant is None:
            return True
        row = self.payer(grant).grant
        assert row
        return (
            row.office in (None, entry.cell.office)
            and row.heading in (None, entry.cell.heading)
            and (row.starts_on is None or row.starts_on <= entry.value_on)
            and (row.ends_on is None or entry.value_on <= row.ends_on)
        )

    def viewpoint(self) -> Viewpoint:
        """Any two dates, with drafts or without."""
        day = date(2020, 1, 1) + timedelta(days=self.dice.randint(0, 200))
        hours = self.dice.randint(1, 199)
        known = self.dice.choice([None, self.at - timedelta(hours=hours)])
        own = self.dice.choice([[], [cell.office for cell in self.cells]])
        include = Include.DRAFT if own else Include.OFFICIAL
        known_on = known.date() if known else None
        return Viewpoint(day, include, own, known_on=known_on, known_at=known)


def everything() -> Viewpoint:
    return Viewpoint(date(2020, 12, 31), Include.OFFICIAL, ())


def make_history(seed: int) -> History:
    appeal = make_appeal()
    office, other = (make_office(region=appeal.region) for _turn in range(2))
    headings = [make_heading(appeal=appeal) for _turn in range(2)]
    cells = [
        make_cell(appeal=appeal, office=each, heading=heading, amount=90_000)
        for each, heading in zip((office, other), headings, strict=True)
    ]
    activities = [
        make_activity(
            priority=make_priority(appeal=appeal, office=cell.office), cell=cell, allocated=9000
        )
        for cell in cells
    ]
    spring: dict[str, Any] = {"starts_on": date(2020, 2, 1), "ends_on": date(2020, 4, 30)}
    places: list[dict[str, Any]] = [
        {}, {"office": office}, {"heading": headings[1]}, {"office": other, **spring},
        {"office": office, "heading": headings[0]},
    ]  # fmt: skip
    grants = [make_contribution(appeal=appeal, committed=2000, **place) for place in places]
    dice = random.Random(seed)  # noqa: S311
    return History(dice, appeal, activities, cells, grants, make_user())


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(HISTORIES))
def test_grants_and_what_is_unfunded_come_to_the_ledger_from_every_viewpoint(
    seed: int, tried: Tried
) -> None:
    """Seen to fail when a reversal kept what grants had paid of its original."""
    history = make_history(seed)

    for _turn in range(STEPS):
        history.step()
        compare(history, history.viewpoint())
        tried()


def compare(history: History, viewpoint: Viewpoint) -> None:
    found, figures = grants_of(history.appeal, viewpoint), figures_of(history.appeal, viewpoint)
    spending = [each for each in history.told if each.entry.kind != "commitment"]
    for grant in history.grants:
        expected = sum((each.share(grant.pk, viewpoint) for each in spending), ZERO)
        assert found.of(grant).spent == expected
        assert grants_of(history.appeal, viewpoint, grant).of(grant).spent == expected
        committed = [each for each in history.told if each.entry.kind == "commitment"]
        assert found.of(grant).committed == sum(
            (each.share(grant.pk, viewpoint) for each in committed), ZERO
        )
    unfunded = sum((each.share(None, viewpoint) for each in spending), ZERO)
    assert found.unfunded(figures.whole.spent) == unfunded
    paid = sum((found.of(grant).spent for grant in history.grants), ZERO)
    assert paid + unfunded == (figures.whole.spent or ZERO)
    for activity in history.activities:
        own = [each for each in spending if each.entry.activity_id == activity.pk]
        spent = figures.activity(activity.pk).spent
        assert found.unfunded(spent, activity=activity.pk) == sum(
            (each.share(None, viewpoint) for each in own), ZERO
        )


@pytest.mark.parametrize("usd", ["0.01", "0.02", "10.00", "99.99", "0.00"])
def test_a_split_comes_to_what_was_split_and_no_part_is_below_zero(usd: str) -> None:
    amount = Decimal(usd)

    parts = split(amount, {None: Decimal(10), 1: Decimal(10), 2: Decimal("13.37")})

    assert sum(parts.values()) == amount
    assert min(parts.values()) >= 0
    assert parts[2] == max(parts.values())


def test_what_is_left_of_a_commitment_is_split_by_who_pays_it() -> None:
    history = make_history(0)
    first, second = history.grants[:2]
    draft = make_transaction(
        activity=history.activities[0], cell=history.cells[0], amount=100, kind="commitment",
        grant=first,
    )  # fmt: skip
    entry = actions.post_transaction(entry=draft, version=1, by=history.person, at=history.at)
    actions.attribute_entry(
        entry=entry, giver=Payer(first), receiver=Payer(second), usd=Decimal(25), reason="So.",
        by=history.person, at=history.at,
    )  # fmt: skip
    make_transaction(
        activity=history.activities[0], cell=history.cells[0], amount=60, posted=True,
        against=entry, grant=first,
    )  # fmt: skip

    found = grants_of(history.appeal, everything())

    assert (found.of(first).committed, found.of(second).committed) == (30, 10)
    assert (found.of(first).spent, found.of(second).spent) == (60, 0)


def test_overhead_balance_burn_and_time_follow_from_what_is_paid_and_agreed() -> None:
    history = make_history(0)
    grant = make_contribution(
        appeal=history.appeal, committed=1000, received=400, overhead_rate=Decimal("7.25"),
        starts_on=date(2020, 1, 1), ends_on=date(2020, 6, 30), extended_to=date(2020, 12, 30),
    )  # fmt: skip
    for amount, kind in (("300.10", "expenditure"), ("50", "commitment")):
        make_transaction(
            activity=history.activities[0], cell=history.cells[0], amount=Decimal(amount),
            kind=kind, posted=True, grant=grant,
        )  # fmt: skip

    found = grants_of(history.appeal, everything().on(date(2020, 3, 31))).of(grant)

    assert (found.given.received, found.given.outstanding) == (400, 600)
    assert (found.spent, found.committed) == (Decimal("300.10"), 50)
    assert found.overhead == Decimal("21.76")
    assert found.balance == Decimal("628.14")
    assert found.burn == pytest.approx(0.3001)
    assert (found.days_left, found.time_gone) == (274, Decimal(91) / 365)
    assert found.by_month == {"2020-03": Decimal("300.10")}
    assert found.overspent == 0
