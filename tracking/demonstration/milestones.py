"""Milestones: due through the year, most of them reached near the day they were due."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from appeal.models import Milestone, create_logged

from ..models import Colour
from .courses import Course
from .scene import Scene
from .workdays import workday

PLANNED = 0.67
# Between which fractions of the year the milestones of a stage are due. None is due in the weeks
# before today: what is reached of these is reported with the period that has just begun.
STAGES = {
    "early": (0.12, 0.22),
    "middle": (0.34, 0.47),
    "summer": (0.54, 0.71),
    "late": (0.85, 0.98),
}
TITLES = {"summer": "middle", "overdue": "middle"}
PLANS = (("middle", "late"), ("early", "late"), ("early", "middle", "late"),
         ("early", "summer", "late"))  # fmt: skip
# How many days a milestone is overdue today by the colour of its activity's schedule.
OVERDUE = {Colour.AMBER: (3, 28), Colour.RED: (45, 160)}
LATE, LATE_BY, EARLY_BY, SLIPPED_BY = 0.3, (8, 24), 20, 5


def plan_milestones(scene: Scene, courses: Sequence[Course]) -> None:
    """Two or three for about two thirds of the activities, as planned at publication."""
    planned = [
        milestone
        for course in courses
        if has_milestones(scene, course)
        for milestone in milestones_of(scene, course)
    ]
    create_logged(planned)


def has_milestones(scene: Scene, course: Course) -> bool:
    """One that never reports could reach none; one whose schedule is in trouble has some."""
    chance = scene.dice(course.activity.code, "has milestones").random()
    return course.trouble == "schedule" or (chance < PLANNED and not course.is_silent)


def milestones_of(scene: Scene, course: Course) -> list[Milestone]:
    activity = course.activity
    published = len(activity.milestones.all())
    chance = scene.dice(activity.code, "milestones")
    phrases = scene.said_by(activity.office)
    return [
        Milestone(
            activity=activity,
            title=phrases.of_work(
                course.work, f"{TITLES.get(stage, stage)}_milestones", chance.randrange(12)
            ),
            due_on=due_on(scene, course, stage),
            order=number,
        )
        for number, stage in enumerate(stages_of(scene, course), start=published + 1)
    ]


def stages_of(scene: Scene, course: Course) -> list[str]:
    """The stages at which the activity has a milestone, in time order."""
    if not course.begins:
        return ["late"]
    if course.trouble == "schedule":
        return ["early", "overdue", "late"]
    drawn = list(scene.dice(course.activity.code, "stages").choice(PLANS))
    is_old = course.known < len(scene.periods) - 1
    return [stage for stage in drawn if not (is_old and stage == "summer")]


def due_on(scene: Scene, course: Course, stage: str) -> date:
    chance = scene.dice(course.activity.code, "due", stage)
    if stage == "overdue":
        return scene.today - timedelta(days=chance.randint(*OVERDUE[Colour(course.colour)]))
    first, last = scene.appeal.starts_on, scene.appeal.ends_on
    return workday(first + chance.uniform(*STAGES[stage]) * (last - first))


def reached(
    scene: Scene, course: Course, milestones: Iterable[Milestone]
) -> dict[int, list[tuple[Milestone, date]]]:
    """What the course reaches, and on which day, by the index of the period that reports it."""
    by_period: dict[int, list[tuple[Milestone, date]]] = {}
    stages = stages_of(scene, course)
    # What the publication promised comes before these, and waits.
    own = list(milestones)[-len(stages) :] if has_milestones(scene, course) else []
    for milestone, stage in zip(own, stages, strict=False):
        index, day = reached_on(scene, course, milestone, stage)
        if index is not None and course.reports(index):
            by_period.setdefault(index, []).append((milestone, day))
    return by_period


def reached_on(
    scene: Scene, course: Course, milestone: Milestone, stage: str
) -> tuple[int | None, date]:
    """The index of the period that says so, None for not yet, and the day."""
    last = len(scene.periods) - 1
    if course.is_complete and course.known == last:
        return last, min(milestone.due_on, workday(scene.periods[last].starts_on + HALF_A_PERIOD))
    if stage in ("overdue", "late"):
        return None, milestone.due_on
    chance = scene.dice(course.activity.code, "milestone", milestone.order)
    is_late = chance.random() < LATE
    days = chance.randint(*LATE_BY) if is_late else chance.randint(-EARLY_BY, SLIPPED_BY)
    day = max(workday(milestone.due_on + timedelta(days=days)), scene.appeal.starts_on)
    index = period_of(scene, day)
    return index, day


HALF_A_PERIOD = timedelta(days=45)


def period_of(scene: Scene, day: date) -> int | None:
    """The index of the period that a day falls into; None after the last that is over."""
    for index, period in enumerate(scene.periods):
        if period.starts_on <= day <= period.ends_on:
            return index
    return None
