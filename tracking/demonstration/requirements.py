"""What became of the plan's money: allocations that a manager confirmed, revised requirements."""

from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

from appeal.actions import revise_requirement, set_allocations
from appeal.models import Allocation, Office, Requirement

from .scene import VISITED, Scene

CONFIRMED, MOVED = Decimal("0.6"), Decimal("0.1")
CONFIRMED_AT_MOST = 40
THOUSAND = Decimal(1000)
REVISIONS = (
    ("SV", "O1", Decimal(2_697_000), date(2020, 4, 1), "raising"),
    ("GY", "O2", Decimal(1_754_000), date(2020, 5, 2), "cutting"),
)


def confirm_some(scene: Scene) -> None:
    """A manager confirms part of the visited office's split, and moves money in another one's."""
    offices = list(Office.objects.of(scene.appeal).order_by("code"))
    others = [office for office in offices if office.code != VISITED]
    for office in offices:
        if office.code == VISITED:
            confirm(scene, allocations_of(scene, office))
    for office in scene.dice("confirmed").sample(others, min(1, len(others))):
        move_some(scene, allocations_of(scene, office))


def allocations_of(scene: Scene, office: Office) -> list[Allocation]:
    own = Allocation.objects.filter(cell__appeal=scene.appeal, cell__office=office)
    return list(own.order_by("cell", "activity"))


def confirm(scene: Scene, allocations: list[Allocation]) -> None:
    """More than half of them, as they are."""
    number = min(CONFIRMED_AT_MOST, int(len(allocations) * CONFIRMED))
    pairs = [(row.activity_id, row.cell_id) for row in allocations[:number]]
    set_split(scene, allocations[:number], {}, pairs)


def move_some(scene: Scene, allocations: list[Allocation]) -> None:
    """A tenth of the first moves to the next one in its cell."""
    for first, second in pairwise(allocations):
        if first.cell_id == second.cell_id:
            moved = round(first.amount * MOVED / THOUSAND) * THOUSAND
            changed = {
                (first.activity_id, first.cell_id): first.amount - moved,
                (second.activity_id, second.cell_id): second.amount + moved,
            }
            set_split(scene, allocations, changed, [])
            return


def set_split(
    scene: Scene,
    allocations: Iterable[Allocation],
    changed: dict[tuple[int, int], Decimal],
    confirmed: list[tuple[int, int]],
) -> None:
    seen = {(row.activity_id, row.cell_id): row.amount for row in allocations}
    day = scene.periods[0].starts_on + timedelta(days=40)
    set_allocations(
        wanted=seen | changed,
        seen=seen,
        confirmed=confirmed,
        on=day,
        by=scene.cast.manager,
        at=scene.at(day, 9),
    )


def revise_two(scene: Scene) -> None:
    """One cell is raised; another is cut below what its activities have, so that a gap shows."""
    cells = Requirement.objects.of(scene.appeal).select_related("appeal")
    for office, heading, amount, day, why in REVISIONS:
        effective_on = scene.this_year(day)
        for cell in cells.filter(office__code=office, heading__code=heading):
            revise_requirement(
                cell=cell,
                version=None,
                amount=amount,
                effective_on=effective_on,
                reason=scene.said_by_manager.only(why),
                by=scene.cast.manager,
                at=scene.at(effective_on + timedelta(days=3), 9),
            )
