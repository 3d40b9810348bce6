"""Judgements of people beside the computed status: one kinder, one stricter."""

from collections.abc import Sequence
from datetime import timedelta

from .. import actions
from ..models import Colour
from .courses import Course
from .scene import Scene


def override_two(scene: Scene, courses: Sequence[Course]) -> None:
    """A late activity is judged on track, one that goes well as needing attention."""
    going = [course for course in courses if course.reports(len(scene.periods) - 1)]
    late = [course for course in going if course.is_late]
    well = [course for course in going if course.goes_well]
    chance = scene.dice("overrides")
    for own, colour, reason in (
        (late, Colour.GREEN, "judged_better"),
        (well, Colour.AMBER, "judged_worse"),
    ):
        for course in chance.sample(own, min(1, len(own))):
            judge(scene, course, colour, reason)


def judge(scene: Scene, course: Course, colour: str, reason: str) -> None:
    day = scene.periods[-1].ends_on
    actions.override_status(
        activity=course.activity,
        version=None,
        colour=colour,
        reason=scene.said_by_manager.only(reason),
        effective_on=day,
        by=scene.cast.manager,
        at=scene.at(day + timedelta(days=12), 9),
    )
