"""Milestones: due through the year, most of them reached near the day they were due."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from simple_history.utils import bulk_create_with_history

from appeal.models import Activity, Milestone

from .courses import Course
from .scene import Scene

PLANNED = 0.67
STAGES = {
    1: ["middle_milestones"],
    2: ["early_milestones", "late_milestones"],
    3: ["early_milestones", "middle_milestones", "late_milestones"],
}
NEVER, NEVER_WHEN_LATE, DELAYED = 0.08, 0.4, 0.2


def plan_milestones(scene: Scene, activities: Sequence[Activity]) -> None:
    """One to three for about two thirds of the activities, as planned at publication."""
    planned = [
        milestone
        for activity in activities
        if scene.dice(activity.code, "has milestones").random() < PLANNED
        for milestone in milestones_of(scene, activity)
    ]
    bulk_create_with_history(planned, Milestone, batch_size=500, default_date=scene.published_at)


def milestones_of(scene: Scene, activity: Activity) -> list[Milestone]:
    chance = scene.dice(activity.code, "milestones")
    phrases = scene.said_by(activity.office)
    stages = STAGES[chance.choice(list(STAGES))]
    days = (activity.ends_on - activity.starts_on).days
    each = days // len(stages)
    return [
        Milestone(
            activity=activity,
            title=phrases.one(stage, chance),
            due_on=activity.starts_on
            + timedelta(days=each * index + chance.randint(each // 2, each)),
            order=index + 1,
        )
        for index, stage in enumerate(stages)
    ]


def reached(
    scene: Scene, course: Course, milestones: Iterable[Milestone]
) -> dict[int, list[tuple[Milestone, date]]]:
    """What the course reaches, and on which day, by the index of the period that reports it.

    What is complete has reached all but what is never reached; the rest of its days stay open.
    """
    complete = next((i for i, percent in enumerate(course.percents) if percent == 100), None)
    by_period: dict[int, list[tuple[Milestone, date]]] = {}
    for milestone in milestones:
        day = drawn_day(scene, course, milestone)
        if day is None:
            continue
        index = period_of(scene, day)
        if complete is not None and (index is None or index > complete):
            index, day = complete, scene.periods[complete].ends_on
        if index is not None and course.reports(index):
            by_period.setdefault(index, []).append((milestone, day))
    return by_period


def drawn_day(scene: Scene, course: Course, milestone: Milestone) -> date | None:
    """The day on which it would be reached; None for never."""
    chance = scene.dice(course.activity.code, "milestone", milestone.order)
    if not course.goes_well and chance.random() < (NEVER_WHEN_LATE if course.is_late else NEVER):
        return None
    if course.is_late or chance.random() < DELAYED:
        days = chance.randint(10, 60)
    else:
        days = chance.randint(-20, 5)
    return max(milestone.due_on + timedelta(days=days), course.activity.starts_on)


def period_of(scene: Scene, day: date) -> int | None:
    """The index of the period that a day falls into; None after the last."""
    for index, period in enumerate(scene.periods):
        if period.starts_on <= day <= period.ends_on:
            return index
    return None
