"""Changes of the plan for demonstration: more activities, one suspended, one cancelled."""

from collections import Counter
from datetime import datetime, timedelta
from itertools import cycle

from simple_history.utils import bulk_create_with_history, bulk_update_with_history

from appeal.actions import even_split
from appeal.models import Activity, Allocation, Appeal, User

from ..models import ReportingPeriod
from .phrases import Phrases, dice
from .reports import VISITED, instant


def add_activities(
    *, appeal: Appeal, wanted: int, phrases: dict[str, Phrases], at: datetime
) -> None:
    """Activities under the priorities, up to `wanted` in all, sharing their money evenly."""
    firsts = list(
        Activity.objects.of(appeal)
        .filter(order=1)
        .with_plan()
        .prefetch_related("allocations")
        .in_printed_order()
    )
    missing = max(0, wanted - Activity.objects.of(appeal).count())
    numbers = Counter({first.pk: 1 for first in firsts})
    parts: dict[int, list[Activity]] = {first.pk: [first] for first in firsts}
    for _number, first in zip(range(missing), cycle(firsts), strict=False):
        numbers[first.pk] += 1
        parts[first.pk].append(further_part(first, numbers[first.pk], phrases))
    new = [activity for group in parts.values() for activity in group[1:]]
    bulk_create_with_history(new, Activity, batch_size=500, default_date=at)
    share_money(firsts, parts, at)


def further_part(first: Activity, number: int, phrases: dict[str, Phrases]) -> Activity:
    language = first.office.language
    part = phrases[language].entry.text("part")
    return Activity(
        priority=first.priority,
        code=f"{first.priority.code}.{number}",
        order=number,
        own_title=phrases[language].marked(f"{part} {number}"),
        language=language,
        starts_on=first.starts_on,
        ends_on=first.ends_on,
    )


def share_money(firsts: list[Activity], parts: dict[int, list[Activity]], at: datetime) -> None:
    """Split each first activity's allocations over its parts; what it keeps is lowered first."""
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
    bulk_update_with_history(lowered, Allocation, ["amount"], batch_size=200, default_date=at)
    bulk_create_with_history(new, Allocation, batch_size=500, default_date=at)


def hold_two(
    *, activities: list[Activity], periods: list[ReportingPeriod], manager: User, seed: int
) -> dict[int, int]:
    """Suspend one activity and cancel another; says after how many periods each stops."""
    others = [activity for activity in activities if activity.office.code != VISITED]
    drawn = dice(seed, "holds").sample(others, min(2, len(others)))
    stops = {}
    for activity, hold, after in zip(drawn, Activity.Hold.values, (2, 1), strict=False):
        day = periods[min(after, len(periods)) - 1].ends_on + timedelta(days=20)
        activity.hold = hold
        activity._history_user = manager  # type: ignore[attr-defined]
        activity.save_over(activity.version, ["hold"], at=instant(activity.appeal, day, 9))
        stops[activity.pk] = after
    return stops
