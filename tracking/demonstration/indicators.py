"""Indicators of about half of the activities, of what each is about, and targets by period."""

from collections.abc import Sequence
from decimal import Decimal

from django.db.models import Max

from appeal.figures.even_split import even_split
from appeal.loading.documents import LoadedEntry
from appeal.models import Activity, Basis, Indicator, IndicatorTarget, create_logged

from ..models import Dimension
from .core import plan_core
from .courses import Course
from .phrases import sentence
from .scene import Scene

MEASURED, TWO = 0.5, 0.4
Measure, Accumulation = Indicator.Measure, Indicator.Accumulation


def plan_indicators(scene: Scene, courses: Sequence[Course]) -> None:
    """One or two of its theme for about half of the activities; published ones stay.

    An activity whose results are in trouble has one of which that can be said: a number.
    """
    own = Indicator.objects.filter(activity__priority__section__appeal=scene.appeal)
    last = dict(own.order_by().values_list("activity").annotate(Max("order")))
    planned, cores = [], plan_core(scene)
    for course in courses:
        chance = scene.dice(course.activity.code, "indicators")
        is_troubled = course.trouble == "results"
        if chance.random() < MEASURED or is_troubled:
            catalogue = scene.themes[course.activity.priority.code].entries("indicators")
            number = 2 if chance.random() < TWO else 1
            chosen = chance.sample(catalogue, min(number, len(catalogue)))
            if is_troubled:
                chosen = [entry for entry in catalogue if entry["measure"] == Measure.NUMBER][:1]
            for index, entry in enumerate(chosen, start=1):
                goal = chance.randint(entry.whole("low"), entry.whole("high"))
                order = last.get(course.activity.pk, 0) + index
                indicator = new_indicator(scene, course.activity, entry, goal, order)
                indicator.core = cores.get(entry.text("title_en"))
                planned.append(indicator)
    create_logged(planned)
    targets = [target for indicator in planned for target in targets_of(scene, indicator)]
    create_logged(targets)


def new_indicator(
    scene: Scene, activity: Activity, entry: LoadedEntry, goal: int, order: int
) -> Indicator:
    texts = entry.translations("title", "unit")
    titles = {name: sentence(text) for name, text in texts.items() if name.startswith("title")}
    baseline = entry.number("baseline")
    dimensions = entry.texts("broken_down_by")
    return Indicator(
        **(texts | titles),
        activity=activity,
        order=order,
        measure=entry.choice("measure", Measure),
        direction=entry.choice("direction", Indicator.Direction),
        accumulation=entry.choice("accumulation", Accumulation),
        baseline=baseline,
        baseline_basis="" if baseline is None else Basis.ASSIGNED,
        target=Decimal(goal),
        target_basis=Basis.ASSIGNED,
        means_of_verification=scene.said_by(activity.office).one(
            "means", scene.dice(activity.code, "means", order)
        ),
        by_sex=Dimension.SEX in dimensions,
        by_age_group=Dimension.AGE_GROUP in dimensions,
        by_disability=Dimension.DISABILITY in dimensions,
        by_nationality=Dimension.NATIONALITY in dimensions,
    )


def targets_of(scene: Scene, indicator: Indicator) -> list[IndicatorTarget]:
    """Targets on the way to that of the year; a yes is wanted at the end only."""
    goal, number = indicator.target or Decimal(0), len(scene.calendar)
    start = indicator.baseline or Decimal(0)
    if indicator.measure == Measure.YES_NO:
        end = scene.calendar[-1].ends_on
        return [IndicatorTarget(indicator=indicator, ends_on=end, value=goal)]
    if indicator.accumulation == Accumulation.SUM:
        # Percentages of periods do not add up: each period has the target of the year.
        is_share = indicator.measure == Measure.PERCENTAGE
        values = [goal] * number if is_share else even_split(goal, number)
    else:
        values = [Decimal(round(start + (goal - start) * (i + 1) / number)) for i in range(number)]
    return [
        IndicatorTarget(indicator=indicator, ends_on=period.ends_on, value=value)
        for period, value in zip(scene.calendar, values, strict=True)
        if value
    ]
