"""Steps that a year takes with what donors give: recorded, taken back, moved down."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

from tests.tracking.notebook.world import CURRENCIES, Dice, World, some_day
from tracking import actions
from tracking.models import Contribution, ContributionAssignment, Donor, Flow

CENT = Decimal("0.01")


def contributions(world: World) -> list[Contribution]:
    return list(Contribution.objects.of(world.appeal).with_names().order_by("pk"))


def any_place(world: World, dice: Dice) -> dict[str, Any]:
    """Nothing, an office, a heading or a cell."""
    return {
        "office": dice.of([None, *world.offices]),
        "heading": dice.of([None, *world.headings]),
    }


def place_of(world: World, office: Any, heading: Any) -> tuple[int | None, int | None]:
    """A place by the numbers of its office and heading."""
    return (
        None if office is None else world.offices.index(office),
        None if heading is None else world.headings.index(heading),
    )


def give(world: World, dice: Dice) -> None:
    """A contribution of a new donor, with its first commitment."""
    number = len(contributions(world)) + 1
    contribution = Contribution(
        appeal=world.appeal,
        reference=f"G-{number}",
        currency=dice.of(CURRENCIES),
        **any_place(world, dice),
    )
    save_contribution(world, contribution, Donor(name=f"Donor {number}", kind="other"))
    record(world, dice, contribution, Flow.Kind.COMMITMENT)


def save_contribution(world: World, contribution: Contribution, donor: Donor) -> None:
    actions.save_contribution(
        contribution=contribution, version=None, donor=donor, by=world.person, at=world.at
    )
    place = place_of(world, contribution.office, contribution.heading)
    world.note("contribution", contribution.pk, place=place)


def change_contribution(world: World, dice: Dice) -> None:
    """Another currency or earmark, which its flows may forbid."""
    if rows := contributions(world):
        contribution = dice.of(rows)
        if dice.below(2):
            contribution.currency = dice.of(CURRENCIES)
        else:
            contribution.office = dice.of([None, *world.offices])
        save_contribution(world, contribution, contribution.donor)


def record_flow(world: World, dice: Dice) -> None:
    if rows := contributions(world):
        record(world, dice, dice.of(rows), dice.of(Flow.Kind.values))


def record(world: World, dice: Dice, contribution: Contribution, kind: str) -> None:
    value_on = some_day(world, dice)
    if not dice.below(12):
        value_on = world.today + timedelta(days=1)
    flow = Flow(contribution=contribution, kind=kind, amount=dice.amount(), value_on=value_on)
    actions.record_flow(flow=flow, version=contribution.version, by=world.person, at=world.at)
    world.note(
        "flow",
        flow.pk,
        contribution=contribution.pk,
        kind=kind,
        amount=flow.amount,
        currency=contribution.currency,
        value_on=value_on,
    )


def reverse_flow(world: World, dice: Dice) -> None:
    rows = Flow.objects.filter(contribution__appeal=world.appeal).order_by("pk")
    if rows := list(rows.select_related("contribution")):
        flow = dice.of(rows)
        back = actions.reverse_flow(flow=flow, reason="Booked twice", by=world.person, at=world.at)
        world.note("flow_back", back.pk, original=flow.pk)


def assign(world: World, dice: Dice) -> None:
    """Money moved down from where a contribution is earmarked for, or from where it was moved."""
    if not (rows := contributions(world)):
        return
    contribution = dice.of(rows)
    stops = [(contribution.office, contribution.heading)]
    moves = contribution.assignments.select_related("office", "heading").order_by("pk")
    stops += [(move.office, move.heading) for move in moves]
    office, heading = dice.of(stops)
    wanted = any_place(world, dice)
    move = ContributionAssignment(
        contribution=contribution,
        from_office=office,
        from_heading=heading,
        office=office or wanted["office"],
        heading=heading or wanted["heading"],
        amount=dice.amount() / dice.of([1, 2, 4]),
        effective_on=some_day(world, dice),
    )
    move.amount = move.amount.quantize(CENT)
    actions.assign_contribution(assignment=move, by=world.person, at=world.at)
    note_move(world, move)


def note_move(world: World, move: ContributionAssignment) -> None:
    world.note(
        "move",
        move.pk,
        contribution=move.contribution_id,
        source=place_of(world, move.from_office, move.from_heading),
        target=place_of(world, move.office, move.heading),
        amount=move.amount,
        effective_on=move.effective_on,
    )


def reverse_assignment(world: World, dice: Dice) -> None:
    rows = ContributionAssignment.objects.filter(contribution__appeal=world.appeal)
    places = ("contribution", "from_office", "from_heading", "office", "heading")
    if rows := list(rows.select_related(*places).order_by("pk")):
        move = dice.of(rows)
        back = actions.reverse_assignment(
            assignment=move, reason="Moved by mistake", by=world.person, at=world.at
        )
        world.note("move_back", back.pk, original=move.pk)
