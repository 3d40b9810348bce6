"""A small appeal, the steps that a year takes in it, and a notebook of what was done."""

import random
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import time_machine

from appeal.actions import TooMuchAllocated, revise_requirement, set_allocation
from appeal.models import Activity, Allocation, Appeal, Milestone, Office, Requirement, User
from tests.factories import (
    make_activity,
    make_appeal,
    make_cell,
    make_heading,
    make_office,
    make_period,
    make_priority,
    make_rate,
    make_region,
    make_user,
)
from tracking import actions
from tracking.models import (
    MilestoneAchievement,
    OfficeReport,
    ProgressUpdate,
    ReportingPeriod,
    StatusOverride,
    Transaction,
)

Kind, State, Status = Transaction.Kind, OfficeReport.State, ProgressUpdate.Status
BEGINNING = datetime(2020, 1, 1, 12, tzinfo=UTC)
NEW_YEAR = date(2020, 1, 1)
# Units per USD of each month; they move, so that what is drawn is not what was committed.
RATES = {
    "EUR": [Decimal(900_000 + 9_137 * month % 70_000) / 1_000_000 for month in range(12)],
    "GTQ": [Decimal(7_700_000 + 83_911 * month % 600_000) / 1_000_000 for month in range(12)],
}
REFUSALS = (actions.NotPostable, actions.NotWritable)


@dataclass
class Fact:
    """What one step recorded, in plain values; rows are named by their place in the world."""

    at: datetime
    what: str
    key: Any
    values: dict[str, Any] = field(default_factory=dict)


@dataclass
class World:
    """An appeal of two offices, and the notebook of what is done in it."""

    appeal: Appeal
    offices: list[Office]
    cells: list[Requirement]
    activities: list[Activity]
    periods: list[ReportingPeriod]
    milestones: list[Milestone]
    person: User
    reviewer: User
    at: datetime = BEGINNING
    facts: list[Fact] = field(default_factory=list)
    entries: list[int] = field(default_factory=list)

    @property
    def today(self) -> date:
        return self.appeal.day_of(self.at)

    def note(self, what: str, key: Any, **values: Any) -> None:
        self.facts.append(Fact(self.at, what, key, values))


def begin() -> World:
    """Two offices with two headings each, one of the four cells a dash; two activities each.

    Some is done already: entries posted and drafted, lines logged.
    """
    with time_machine.travel(BEGINNING, tick=False):
        made = make_world()
    for number, cell, amount in [(0, 0, 3000), (0, 1, 2000), (1, 0, 2500), (2, 2, 4000)]:
        allocate(made, number, cell, Decimal(amount))
    for seed in range(6):
        for step in (draft_entry, post_entry, log_line):
            made.at += timedelta(hours=1)
            with suppress(*REFUSALS):
                step(made, Dice(seed))
    return made


def make_world() -> World:
    region = make_region()
    appeal = make_appeal(region=region)
    offices = [make_office(region=region) for _ in range(2)]
    headings = [make_heading() for _ in range(2)]
    amounts = [10_000, 6_000, 8_000, None]
    places = [(office, heading) for office in offices for heading in headings]
    cells = [
        make_cell(appeal=appeal, office=office, heading=heading, amount=amount)
        for (office, heading), amount in zip(places, amounts, strict=True)
    ]
    activities = []
    for office in offices:
        priority = make_priority(appeal=appeal, office=office)
        activities += [make_activity(priority=priority) for _ in range(2)]
    periods = [make_period(appeal=appeal, quarter=quarter) for quarter in (1, 2, 3, 4)]
    milestones = [
        Milestone.objects.create(
            activity=activities[number], title="Opened", order=order, due_on=due_on
        )
        for number, order, due_on in [(0, 1, date(2020, 5, 1)), (0, 2, date(2020, 8, 1)),
                                      (2, 1, date(2020, 6, 30))]
    ]  # fmt: skip
    for currency, rates in RATES.items():
        for month, rate in enumerate(rates, 1):
            make_rate(currency=currency, effective_on=date(2020, month, 1), rate=rate)
    return World(appeal, offices, cells, activities, periods, milestones, make_user(), make_user())


def allocate(world: World, number: int, cell: int, amount: Decimal) -> None:
    place = {"activity": world.activities[number], "cell": world.cells[cell]}
    row = Allocation.objects.filter(**place).first() or Allocation(**place, basis="confirmed")
    row.amount, row.lowered_reason = amount, f"Drawn by lot on {world.at}"
    try:
        set_allocation(allocation=row, on=world.today, at=world.at)
    except TooMuchAllocated:
        return
    world.note("allocation", (number, cell), amount=amount)


def withdraw_allocation(world: World, dice: "Dice") -> None:
    paid = Transaction.objects.filter(cell__appeal=world.appeal).values("activity", "cell")
    used = {(row["activity"], row["cell"]) for row in paid}
    rows = [
        row
        for row in Allocation.objects.filter(cell__in=world.cells).order_by("pk")
        if (row.activity_id, row.cell_id) not in used
    ]
    if rows:
        row = dice.of(rows)
        key = (world.activities.index(row.activity), world.cells.index(row.cell))
        row._history_date = world.at
        row.delete()
        world.note("allocation", key, amount=None)


class Dice:
    """The choices of one step; the same seed makes the same ones."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)  # noqa: S311

    def below(self, limit: int) -> int:
        return self.random.randrange(limit)

    def of(self, choices: Any) -> Any:
        return self.random.choice(list(choices))

    def amount(self) -> Decimal:
        return Decimal(self.random.randint(1, 200_000)) / 100


def change_allocation(world: World, dice: Dice) -> None:
    number = dice.below(4)
    own = 2 * (number // 2)
    allocate(world, number, dice.of([own, own + 1]), dice.amount())


def office_of(world: World, number: int) -> Office:
    return world.offices[number // 2]


def change_requirement(world: World, dice: Dice) -> None:
    cell, amount = dice.below(4), Decimal(dice.below(12_000))
    effective_on = NEW_YEAR + timedelta(days=dice.below(366))
    revise_requirement(
        cell=world.cells[cell],
        amount=amount,
        effective_on=effective_on,
        reason="A new need",
        by=world.person,
        at=world.at,
    )
    world.note("revision", cell, amount=amount, effective_on=effective_on)


def change_plan(world: World, dice: Dice) -> None:
    number = dice.below(4)
    row = Activity.objects.get(pk=world.activities[number].pk)
    starts_on = NEW_YEAR + timedelta(days=dice.below(200))
    values = {
        "hold": dice.of(["", "", *Activity.Hold.values]),
        "starts_on": starts_on,
        "ends_on": starts_on + timedelta(days=dice.below(200)),
    }
    for name, value in values.items():
        setattr(row, name, value)
    row.save_over(row.version, values, at=world.at)
    world.note("plan", number, **values)


def move_milestone(world: World, dice: Dice) -> None:
    number = dice.below(len(world.milestones))
    row = Milestone.objects.get(pk=world.milestones[number].pk)
    row.due_on = NEW_YEAR + timedelta(days=dice.below(366))
    row.save_over(row.version, ["due_on"], at=world.at)
    world.note("milestone", number, due_on=row.due_on)


def judge(world: World, dice: Dice) -> None:
    number, colour = dice.below(4), dice.of(["green", "amber", "red", ""])
    effective_on = NEW_YEAR + timedelta(days=dice.below(366))
    StatusOverride.objects.create(
        activity=world.activities[number],
        colour=colour,
        reason="We know better",
        effective_on=effective_on,
        by=world.person,
        at=world.at,
    )
    world.note("override", number, colour=colour, effective_on=effective_on)


def draft_entry(world: World, dice: Dice) -> None:
    number = dice.below(4)
    own = [
        index
        for index, cell in enumerate(world.cells)
        if Allocation.objects.filter(activity=world.activities[number], cell=cell).exists()
    ]
    if not own:
        return
    cell, kind = dice.of(own), dice.of(Kind.values)
    held = Transaction.objects.posted().filter(
        activity=world.activities[number],
        cell=world.cells[cell],
        kind=Kind.COMMITMENT,
        reverses__isnull=True,
        reversal__isnull=True,
    )
    held = list(held.order_by("pk"))
    draws = bool(held) and kind != Kind.COMMITMENT and (kind == Kind.RELEASE or dice.below(2))
    if kind == Kind.RELEASE and not draws:
        kind = Kind.COMMITMENT
    against = dice.of(held) if draws else None
    currency = against.currency if against and dice.below(2) else dice.of(["USD", *RATES])
    entry = Transaction(
        activity=world.activities[number],
        cell=world.cells[cell],
        kind=kind,
        amount=dice.amount(),
        currency=currency,
        value_on=some_day(world, dice),
        against=against,
    )
    save_draft(world, entry)


def some_day(world: World, dice: Dice) -> date:
    """A day of the year that is not in the future."""
    return NEW_YEAR + timedelta(days=dice.below(min((world.today - NEW_YEAR).days + 1, 366)))


def save_draft(world: World, entry: Transaction) -> None:
    entry.unusual_reason = "Drawn by lot."
    actions.draft_transaction(entry=entry, by=world.person, at=world.at)
    world.note(
        "draft",
        entry.pk,
        activity=[row.pk for row in world.activities].index(entry.activity_id),
        cell=[row.pk for row in world.cells].index(entry.cell_id),
        kind=entry.kind,
        amount=entry.amount,
        currency=entry.currency,
        value_on=entry.value_on,
        against=entry.against_id,
    )


def drafts(world: World) -> list[Transaction]:
    return list(Transaction.objects.of(world.appeal).drafts().with_plan().order_by("pk"))


def change_entry(world: World, dice: Dice) -> None:
    if rows := drafts(world):
        entry = dice.of(rows)
        entry.amount, entry.value_on = dice.amount(), some_day(world, dice)
        save_draft(world, entry)


def post_entry(world: World, dice: Dice) -> None:
    if rows := drafts(world):
        entry = dice.of(rows)
        actions.post_transaction(entry=entry, version=entry.version, by=world.reviewer, at=world.at)
        world.note("post", entry.pk)


def discard_entry(world: World, dice: Dice) -> None:
    if rows := drafts(world):
        entry = dice.of(rows)
        actions.discard_transaction(entry=entry, version=entry.version, at=world.at)
        world.note("discard", entry.pk)


def reverse_entry(world: World, dice: Dice) -> None:
    rows = Transaction.objects.of(world.appeal).posted()
    rows = rows.filter(reverses__isnull=True, reversal__isnull=True).order_by("pk")
    if rows:
        entry = dice.of(rows)
        back = actions.reverse_transaction(
            entry=entry, reason="Paid twice", by=world.person, at=world.at
        )
        world.note("reverse", back.pk, original=entry.pk)


def log_line(world: World, dice: Dice) -> None:
    number, begun = dice.below(4), [row for row in world.periods if row.starts_on <= world.today]
    period = dice.of(begun)
    key = (number, world.periods.index(period))
    report = OfficeReport.objects.filter(office=office_of(world, number), period=period).first()
    if report and not report.is_writable:
        return
    activity = world.activities[number]
    own = ProgressUpdate.objects.standing().filter(activity=activity, report=report)
    line = own.first() or ProgressUpdate(activity=activity, version=0)
    line.percent, line.status = dice.of([None, 0, dice.below(101)]), dice.of(Status.values)
    line.reason = "Counted again"
    reached = achievements(world, dice, line)
    actions.log_progress(
        update=line, period=period, by=world.person, at=world.at, achievements=reached
    )
    achieved = {world.milestones.index(row): day for row, day in (reached or {}).items()}
    values = {} if reached is None else {"achieved": achieved}
    world.note("line", key, percent=line.percent, status=line.status, **values)


def achievements(world: World, dice: Dice, line: ProgressUpdate) -> dict[Milestone, date] | None:
    """Some milestones of the line's activity that no line before reports; None leaves them be."""
    told = MilestoneAchievement.objects.filter(update__superseded_at__isnull=True)
    before = told.exclude(update=line.pk).values_list("milestone", flat=True)
    own = [row for row in world.milestones if row.activity_id == line.activity_id]
    left = [row for row in own if row.pk not in before]
    if not left or dice.below(2):
        return None
    return {row: some_day(world, dice) for row in left if dice.below(2)}


def review(world: World, dice: Dice) -> None:
    """One step of one report, whichever it can take."""
    reports = OfficeReport.objects.of(world.appeal).order_by("pk")
    if not reports:
        return
    report = dice.of(reports)
    step = {"report": report, "version": report.version, "at": world.at}
    if report.is_writable:
        actions.submit_report(**step, by=world.person)
    elif report.state == State.APPROVED:
        actions.reopen_report(**step, by=world.person, reason="A late correction")
    elif dice.below(3):
        actions.approve_report(**step, by=world.reviewer)
    else:
        actions.return_report(**step, by=world.reviewer, reason="Look again")
    report.refresh_from_db()
    key = (world.offices.index(report.office), world.periods.index(report.period))
    world.note("report", key, state=report.state)


# The more often a step stands here, the more often it is taken.
STEPS = [
    *[draft_entry] * 3,
    *[post_entry] * 4,
    *[reverse_entry] * 2,
    *[log_line] * 5,
    *[review] * 6,
    change_entry,
    discard_entry,
    change_requirement,
    change_allocation,
    withdraw_allocation,
    change_plan,
    move_milestone,
    judge,
]
