"""How each activity goes through the year; progress, results and spend all follow it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import cycle
from random import Random

from appeal.models import Activity

from ..models import Colour
from .scene import VISITED, Scene

# How many activities of a hundred are off track, and how many need attention.
OFF_TRACK, ATTENTION = 0.17, 0.26
SILENT, LATER, COMPLETED = 2, 3, 6
# What is wrong with those that are off track or need attention, by turns.
RED = ("schedule", "progress", "results", "overspent", "schedule", "progress", "underspent")
AMBER = ("schedule", "progress", "results", "underspent")
MOST_OVERSPENT = 0.4
# A silent one on purpose has money enough for its silence to be noticed.
NOTICED = 400_000
STEP = 5  # percentages are reported in steps


@dataclass(frozen=True)
class Course:
    """One activity's year so far.

    `colour` is what its flags should come to, and `trouble` why. `percents`: how far it is at the
    end of each period that is over, never falling. `share`: the fraction of its budget spent by
    now. `known`: the index of the last period whose report is approved. `stops_after`: periods
    after which it was suspended or cancelled; `begins`: whether it has begun.
    """

    activity: Activity
    work: str
    colour: str
    trouble: str
    percents: list[int]
    share: float
    known: int
    stops_after: int
    begins: bool = True
    is_silent: bool = False

    @property
    def is_late(self) -> bool:
        return self.trouble in ("schedule", "progress")

    @property
    def goes_well(self) -> bool:
        return not self.trouble

    @property
    def is_complete(self) -> bool:
        return self.percents[-1] == 100

    def reports(self, index: int) -> bool:
        return self.begins and not self.is_silent and index < self.stops_after


def make_courses(
    scene: Scene, activities: Sequence[Activity], held: dict[int, int], known: dict[str, int]
) -> list[Course]:
    """A course for every activity.

    `held` says after how many periods some of them stop, `known` up to which period the reports of
    each office are approved.
    """
    fates = dict(draw_fates(scene, activities, held, known))
    return [
        make_course(
            scene,
            activity,
            fates.get(activity.pk, ("", "")),
            known=known[activity.office.code],
            stops_after=held.get(activity.pk, len(scene.periods)),
        )
        for activity in activities
    ]


def draw_fates(
    scene: Scene, activities: Sequence[Activity], held: dict[int, int], known: dict[str, int]
) -> Iterator[tuple[int, tuple[str, str]]]:
    """For the id of each activity that goes on, its colour and its trouble."""
    drawn = [activity for activity in activities if activity.pk not in held]
    scene.dice("fates").shuffle(drawn)
    last = len(scene.periods) - 1
    for fate, most, fits in (
        ("silent", SILENT, lambda a: a.office.code != VISITED and budget_of(a) > NOTICED),
        ("later", LATER, lambda a: a.office.code != VISITED),
        ("completed", COMPLETED, lambda a: known[a.office.code] == last),
    ):
        chosen = [activity for activity in drawn if fits(activity)][:most]
        drawn = [activity for activity in drawn if activity not in chosen]
        yield from ((activity.pk, (Colour.GREEN, fate)) for activity in chosen)
    reds, ambers = (round(len(activities) * part) for part in (OFF_TRACK, ATTENTION))
    for activity, trouble in zip(drawn[:reds], cycle(RED), strict=False):
        yield activity.pk, (Colour.RED, trouble)
    for activity, trouble in zip(drawn[reds : reds + ambers], cycle(AMBER), strict=False):
        yield activity.pk, (Colour.AMBER, trouble)


def budget_of(activity: Activity) -> float:
    return float(sum(allocation.amount for allocation in activity.allocations.all()))


def make_course(
    scene: Scene, activity: Activity, fate: tuple[str, str], *, known: int, stops_after: int
) -> Course:
    chance = scene.dice(activity.code, "course")
    colour, trouble = fate if fate[0] else (Colour.GREEN, "")
    is_held = stops_after < len(scene.periods)
    until = stops_after / len(scene.calendar) if is_held else None
    return Course(
        activity=activity,
        work=scene.themes[activity.priority.code].text("work"),
        colour=colour,
        trouble=trouble if trouble not in ("silent", "later", "completed") else "",
        percents=percents_of(scene, chance, colour, trouble, min(known, stops_after - 1)),
        share=share_of(chance, scene.elapsed, colour, trouble, until),
        known=known,
        stops_after=stops_after,
        begins=trouble != "later",
        is_silent=trouble == "silent",
    )


def percents_of(scene: Scene, chance: Random, colour: str, trouble: str, known: int) -> list[int]:
    """How far it is at the end of each period, so that what is known of it has the colour."""
    number = len(scene.periods)
    passed = scene.elapsed * 100
    behind = (0, 9)
    if trouble == "progress":
        behind = (12, 23) if colour == Colour.AMBER else (29, 42)
    elif known < number - 1:
        # What is approved is a quarter old: it would be off track were it not ahead of its time.
        behind = (12, 23)
    reached = round(chance.uniform(passed - behind[1], passed - behind[0]) / STEP) * STEP
    reached = min(max(reached, ceiling(passed - behind[1])), 95)
    curve = chance.uniform(0.8, 1.2)
    percents = [
        round(reached * ((index + 1) / (known + 1)) ** curve / STEP) * STEP
        for index in range(known + 1)
    ]
    percents += [min(95, reached + STEP * 3 * more) for more in range(1, number - known)]
    return [*percents[:-1], 100] if trouble == "completed" else percents


def ceiling(percent: float) -> int:
    """The next step from a percentage on."""
    return int(-(-percent // STEP)) * STEP


def share_of(
    chance: Random, elapsed: float, colour: str, trouble: str, until: float | None
) -> float:
    """The fraction of the budget that is spent so far."""
    if trouble == "later":
        return 0
    if trouble == "overspent":
        return 1.015 + MOST_OVERSPENT * chance.random() ** 2
    if trouble == "completed":
        return chance.uniform(0.9, 0.985)
    behind = (0.01, 0.085)
    if trouble == "underspent":
        behind = (0.12, 0.22) if colour == Colour.AMBER else (0.34, 0.5)
    elif trouble == "silent":
        behind = (0.12, 0.18)
    return (elapsed if until is None else until) - chance.uniform(*behind)
