"""Changes of the plan for demonstration: more activities, one suspended, one cancelled."""

from collections import Counter
from datetime import timedelta
from itertools import cycle

from appeal.base.actions import signed
from appeal.figures.even_split import even_split
from appeal.models import Activity, Allocation, create_logged, update_logged

from .phrases import sentence
from .scene import VISITED, Scene
from .workdays import workday


def add_activities(scene: Scene, wanted: int) -> None:
    """Activities under the priorities, up to `wanted` in all, sharing their money evenly."""
    firsts = list(
        Activity.objects.of(scene.appeal)
        .filter(order=1)
        .with_plan()
        .prefetch_related("allocations")
        .in_printed_order()
    )
    missing = max(0, wanted - Activity.objects.of(scene.appeal).count())
    numbers = Counter({first.pk: 1 for first in firsts})
    parts: dict[int, list[Activity]] = {first.pk: [first] for first in firsts}
    for _number, first in zip(range(missing), cycle(firsts), strict=False):
        numbers[first.pk] += 1
        parts[first.pk].append(further_part(scene, first, numbers[first.pk]))
    new = [activity for group in parts.values() for activity in group[1:]]
    create_logged(new)
    share_money(firsts, parts)


def further_part(scene: Scene, first: Activity, number: int) -> Activity:
    phrases = scene.said_by(first.office)
    part = phrases.entry.text("part")
    return Activity(
        priority=first.priority,
        code=f"{first.priority.code}.{number}",
        order=number,
        own_title=sentence(f"{part} {number}"),
        language=first.office.language,
        starts_on=first.starts_on,
        ends_on=first.ends_on,
    )


def share_money(firsts: list[Activity], parts: dict[int, list[Activity]]) -> None:
    """Split each first activity's allocations over its parts; its own part is lowered first."""
    lowered, new = [], []
    for first in firsts:
        for allocation in first.allocations.all():
            shares = even_split(allocation.amount, len(parts[first.pk]))
            if len(shares) == 1:
                continue
            allocation.amount = shares[0]
            lowered.append(allocation)
            new += [
                Allocation(
                    activity=part, cell_id=allocation.cell_id, amount=share, basis=allocation.basis
                )
                for part, share in zip(parts[first.pk][1:], shares[1:], strict=True)
                if share
            ]
    update_logged(lowered, ["amount"])
    create_logged(new)


def hold_two(scene: Scene, activities: list[Activity]) -> dict[int, int]:
    """Suspend one activity and cancel another; says after how many periods each stops."""
    others = [activity for activity in activities if activity.office.code != VISITED]
    drawn = scene.dice("holds").sample(others, min(2, len(others)))
    periods, stops = scene.periods, {}
    for activity, hold, after in zip(drawn, Activity.Hold.values, (2, 1), strict=False):
        day = workday(periods[min(after, len(periods)) - 1].ends_on + timedelta(days=20))
        activity.hold = hold
        with signed(by=scene.cast.manager, at=scene.at(day, 9)):
            activity.save_over(activity.version, ["hold"])
        stops[activity.pk] = after
    return stops


def begin_later(scene: Scene, activities: list[Activity]) -> None:
    """These begin with the last period but for its first month: today they are planned."""
    for activity in activities:
        activity.starts_on = workday(scene.calendar[-1].starts_on + timedelta(days=32))
    update_logged(activities, ["starts_on"])
