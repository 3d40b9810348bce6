"""How each activity goes through the year; progress and spend both follow it."""

from collections.abc import Sequence
from dataclasses import dataclass

from appeal.models import Activity

from .scene import Scene

SILENT, UNBEGUN, UNSAID, LATE, WELL = 0.08, 0.4, 0.06, 0.15, 0.55
OVERSPENT, OVERSPENDING = 2, 1.5


@dataclass(frozen=True)
class Course:
    """One activity's year.

    `percents`: how far it is at the end of each period, never falling. `shares`: the fraction of
    its budget spent by then. `goes_well`: it spends and achieves what was planned. `stops_after`:
    periods after which it was suspended or cancelled.
    """

    activity: Activity
    percents: list[int]
    shares: list[float]
    is_silent: bool
    is_late: bool
    goes_well: bool
    stops_after: int

    def reports(self, index: int) -> bool:
        return not self.is_silent and index < self.stops_after


def make_courses(
    scene: Scene, activities: Sequence[Activity], held: dict[int, int]
) -> list[Course]:
    """A course for every activity; `held` says after how many periods some of them stop."""
    going = [activity.pk for activity in activities if activity.pk not in held]
    overspent = scene.dice("overspent").sample(going, min(OVERSPENT, len(going)))
    return [
        make_course(
            scene,
            activity,
            stops_after=held.get(activity.pk, len(scene.periods)),
            is_overspent=activity.pk in overspent,
        )
        for activity in activities
    ]


def make_course(
    scene: Scene, activity: Activity, *, stops_after: int, is_overspent: bool
) -> Course:
    chance = scene.dice(activity.code)
    luck = chance.random()
    is_late, goes_well = luck < LATE, luck >= WELL
    finish = chance.uniform(35, 60) if is_late else chance.triangular(65, 115, 88)
    finish = chance.uniform(95, 140) if goes_well else finish
    curve = chance.uniform(0.8, 1.5)
    done = [
        min(index + 1, stops_after) / len(scene.calendar) for index in range(len(scene.periods))
    ]
    percents = [min(100, round(finish * part**curve / 5) * 5) for part in done]
    pace = chance.uniform(0.91, 1.0) if goes_well else chance.uniform(0.55, 0.92)
    pace = OVERSPENDING if is_overspent else pace
    spending = done if is_overspent else [percent / 100 for percent in percents]
    is_silent = chance.random() < SILENT
    if is_silent and chance.random() < UNBEGUN:
        pace = 0
    return Course(
        activity=activity,
        percents=percents,
        shares=[pace * part for part in spending],
        is_silent=is_silent,
        is_late=is_late,
        goes_well=goes_well,
        stops_after=stops_after,
    )
