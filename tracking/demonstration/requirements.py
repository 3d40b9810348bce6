"""What became of the plan's money: allocations that a manager confirmed, revised requirements."""

from collections.abc import Iterable
from datetime import timedelta
from decimal import Decimal
from itertools import pairwise

from appeal.actions import revise_requirement, set_allocations
from appeal.models import Allocation, Office, Requirement

from .scene import VISITED, Scene

CONFIRMED, MOVED = Decimal("0.6"), Decimal("0.1")
CONFIRMED_AT_MOST, LARGEST = 40, 12
THOUSAND = Decimal(1000)


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
    cells = Requirement.objects.of(scene.appeal).exclude(office__code=VISITED)
    allocated = cells.filter(allocations__isnull=False).distinct().select_related("appeal")
    largest = list(allocated.order_by("-amount", "pk")[:LARGEST])
    drawn = scene.dice("revisions").sample(largest, min(2, len(largest)))
    middle = scene.periods[len(scene.periods) // 2].starts_on
    for cell, name, factor, after in zip(
        drawn, ("raising", "cutting"), ("1.15", "0.8"), (0, 31), strict=False
    ):
        day = middle + timedelta(days=after)
        revise_requirement(
            cell=cell,
            version=None,
            amount=round((cell.amount or 0) * Decimal(factor) / THOUSAND) * THOUSAND,
            effective_on=day,
            reason=scene.said_by_manager.only(name),
            by=scene.cast.manager,
            at=scene.at(day + timedelta(days=3), 9),
        )
