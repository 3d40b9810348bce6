"""The steps that a year takes in a small appeal: what is planned, what is paid; and all of them."""

from contextlib import suppress
from datetime import timedelta
from decimal import Decimal

import time_machine

from appeal.actions import (
    NotRevisable,
    StillUsed,
    TooMuchAllocated,
    reverse_revision,
    revise_requirement,
    set_allocation,
)
from appeal.models import Activity, Allocation, RequirementRevision
from tests.tracking.notebook.steps_of_donors import (
    assign,
    change_contribution,
    give,
    record_flow,
    reverse_assignment,
    reverse_flow,
)
from tests.tracking.notebook.steps_of_results import (
    aim,
    change_indicator,
    judge,
    keep_risk,
    log_line,
    move_milestone,
    remove_risk,
    review,
)
from tests.tracking.notebook.world import (
    BEGINNING,
    CURRENCIES,
    NEW_YEAR,
    Dice,
    World,
    make_world,
    some_day,
)
from tracking import actions
from tracking.models import Transaction

Kind = Transaction.Kind
# What a step may be refused with; a test sees that each of them happens.
REFUSALS = (
    TooMuchAllocated,
    NotRevisable,
    StillUsed,
    actions.NotPostable,
    actions.NotWritable,
    actions.NotRecordable,
    actions.NotJudgeable,
    actions.NotMovable,
)


def begin() -> World:
    """Something is done already: entries posted and drafted, lines logged, money given."""
    with time_machine.travel(BEGINNING, tick=False):
        made = make_world()
    for number, cell, amount in [(0, 0, 3000), (0, 1, 2000), (1, 0, 2500), (2, 2, 4000)]:
        allocate(made, number, cell, Decimal(amount))
    for seed in range(6):
        for step in (draft_entry, post_entry, log_line, give, assign):
            made.at += timedelta(hours=1)
            with suppress(*REFUSALS):
                step(made, Dice(seed))
    return made


def allocate(world: World, number: int, cell: int, amount: Decimal) -> None:
    place = {"activity": world.activities[number], "cell": world.cells[cell]}
    row = Allocation.objects.filter(**place).first() or Allocation(**place, basis="confirmed")
    row.amount, row.lowered_reason = amount, f"Drawn by lot on {world.at}"
    set_allocation(allocation=row, version=None, on=world.today, at=world.at)
    world.note("allocation", (number, cell), amount=amount)


def change_allocation(world: World, dice: Dice) -> None:
    number = dice.below(4)
    own = 2 * (number // 2)
    allocate(world, number, dice.of([own, own + 1]), dice.amount())


def withdraw_allocation(world: World, dice: Dice) -> None:
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


def change_requirement(world: World, dice: Dice) -> None:
    """A revision; sometimes to what is published, which the cell may hold already."""
    cell, amount = dice.below(4), Decimal(dice.below(12_000))
    if not dice.below(4):
        amount = world.cells[cell].amount or amount
    effective_on = NEW_YEAR + timedelta(days=dice.below(366))
    made = revise_requirement(
        cell=world.cells[cell],
        version=None,
        amount=amount,
        effective_on=effective_on,
        reason="A new need",
        by=world.person,
        at=world.at,
    )
    world.note("revision", made.pk, cell=cell, amount=amount, effective_on=effective_on)


def take_back_revision(world: World, dice: Dice) -> None:
    rows = RequirementRevision.objects.filter(cell__in=world.cells).order_by("pk")
    if rows := list(rows.select_related("cell__appeal")):
        revision = dice.of(rows)
        reverse_revision(revision=revision, reason="By mistake", by=world.person, at=world.at)
        world.note("revision_back", revision.pk)


def change_plan(world: World, dice: Dice) -> None:
    number = dice.below(4)
    row = Activity.objects.get(pk=world.activities[number].pk)
    starts_on = NEW_YEAR + timedelta(days=dice.below(200))
    values = {
        "hold": dice.of(["", "", *Activity.Hold.values]),
        "starts_on": starts_on,
        "ends_on": starts_on + timedelta(days=dice.below(200)),
    }
    months = sorted({starts_on.isoformat()[:7], values["ends_on"].isoformat()[:7]})
    values["phasing"] = {month: dice.amount() for month in months} if dice.below(2) else {}
    for name, value in values.items():
        setattr(row, name, value)
    row.save_over(row.version, values, at=world.at)
    world.note("plan", number, **values)


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
    currency = against.currency if against and dice.below(2) else dice.of(CURRENCIES)
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


def save_draft(world: World, entry: Transaction) -> None:
    entry.unusual_reason = "Drawn by lot."
    actions.draft_transaction(entry=entry, version=None, by=world.person, at=world.at)
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


# The more often a step stands here, the more often it is taken.
STEPS = [
    *[draft_entry] * 3,
    *[post_entry] * 4,
    *[reverse_entry] * 2,
    *[log_line] * 6,
    *[review] * 6,
    *[change_requirement] * 2,
    *[take_back_revision] * 2,
    *[record_flow] * 3,
    *[reverse_flow] * 3,
    *[assign] * 3,
    *[reverse_assignment] * 2,
    *[change_indicator] * 2,
    give,
    change_contribution,
    change_entry,
    discard_entry,
    change_allocation,
    withdraw_allocation,
    change_plan,
    move_milestone,
    aim,
    *[judge] * 2,
    *[keep_risk] * 2,
    *[remove_risk] * 2,
]
