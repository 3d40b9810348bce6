"""Indicators of about half of the activities, and what each should reach by each period's end."""

from collections.abc import Sequence
from decimal import Decimal

from django.conf import settings
from django.db.models import Max
from simple_history.utils import bulk_create_with_history

from appeal.actions import even_split
from appeal.loading.documents import Entry, read_list
from appeal.models import Activity, Basis, Indicator, IndicatorTarget

from ..models import Dimension
from .scene import Scene

FILE = settings.BASE_DIR / "fixtures" / "demonstration" / "indicators.yaml"
MEASURED, TWO = 0.5, 0.4
Measure, Accumulation = Indicator.Measure, Indicator.Accumulation


def plan_indicators(scene: Scene, activities: Sequence[Activity]) -> None:
    """One or two of the catalogue for about half of the activities; published ones stay."""
    catalogue = read_list(FILE)
    own = Indicator.objects.filter(activity__priority__section__appeal=scene.appeal)
    last = dict(own.order_by().values_list("activity").annotate(Max("order")))
    planned = []
    for activity in activities:
        chance = scene.dice(activity.code, "indicators")
        if chance.random() < MEASURED:
            number = 2 if chance.random() < TWO else 1
            for index, entry in enumerate(chance.sample(catalogue, number), start=1):
                goal = chance.randint(entry.whole("low"), entry.whole("high"))
                planned.append(
                    new_indicator(scene, activity, entry, goal, last.get(activity.pk, 0) + index)
                )
    bulk_create_with_history(planned, Indicator, batch_size=500, default_date=scene.published_at)
    targets = [target for indicator in planned for target in targets_of(scene, indicator)]
    bulk_create_with_history(
        targets, IndicatorTarget, batch_size=500, default_date=scene.published_at
    )


def new_indicator(
    scene: Scene, activity: Activity, entry: Entry, goal: int, order: int
) -> Indicator:
    texts = entry.translations("title", "unit")
    titles = {
        f"title_{language}": phrases.marked(texts[f"title_{language}"])
        for language, phrases in scene.phrases.items()
    }
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
        by_nationality=Dimension.NATIONALITY in dimensions,
    )


def targets_of(scene: Scene, indicator: Indicator) -> list[IndicatorTarget]:
    """Targets on the way to that of the year; a yes is wanted at the end only."""
    goal, number = indicator.target or Decimal(0), len(scene.calendar)
    start = indicator.baseline or Decimal(0)
    if indicator.measure == Measure.YES_NO:
        return [
            IndicatorTarget(indicator=indicator, ends_on=scene.calendar[-1].ends_on, value=goal)
        ]
    if indicator.accumulation == Accumulation.SUM:
        # Targets of periods would add up beyond 100 %: that of the year stands alone.
        if indicator.measure == Measure.PERCENTAGE:
            return []
        values = even_split(goal, number)
    else:
        values = [Decimal(round(start + (goal - start) * (i + 1) / number)) for i in range(number)]
    return [
        IndicatorTarget(indicator=indicator, ends_on=period.ends_on, value=value)
        for period, value in zip(scene.calendar, values, strict=True)
        if value
    ]
