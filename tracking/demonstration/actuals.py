"""What the lines of reports say of indicators: values, parts by sex, age and country, no data."""

from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from random import Random
from typing import Any

from appeal.models import Basis, Indicator

from ..actions import Reported
from ..models import AgeGroup, Colour, Dimension, Disability, Sex
from .courses import Course
from .scene import Scene

Measure, Accumulation = Indicator.Measure, Indicator.Accumulation
UNKNOWN, SHORT, REMARKED = 0.06, 0.2, 0.15
ADOPTED_FROM = 60  # percent complete
ASKED = (40, 140)  # how many people a survey asks
# Parts of a hundred; the last of a dimension is left out where the parts fall short of the total.
SHARES: dict[str, dict[str, int]] = {
    Dimension.SEX: {Sex.FEMALE: 53, Sex.MALE: 44, Sex.OTHER: 3},
    Dimension.AGE_GROUP: {
        AgeGroup.ADULT: 62,
        AgeGroup.CHILD: 18,
        AgeGroup.INFANT: 7,
        AgeGroup.OLDER: 9,
        AgeGroup.UNKNOWN: 4,
    },
    Dimension.DISABILITY: {
        Disability.WITHOUT: 87,
        Disability.WITH: 8,
        Disability.UNSTATED: 5,
    },
    Dimension.NATIONALITY: {"HN": 34, "GT": 21, "SV": 17, "HT": 12, "VE": 10, "ZZ": 6},
}


def reported(scene: Scene, course: Course, indicator: Indicator, index: int) -> Reported:
    """What the course's line on the period with that index says of the indicator."""
    chance = scene.dice(course.activity.code, "actual", indicator.order, index)
    phrases = scene.said_by(course.activity.office)
    if is_missing(scene, course, indicator, index):
        return Reported(indicator, missing_reason=phrases.one("missing", chance))
    numbers = measured(scene, course, indicator, index, chance)
    is_remarked = indicator.target_basis != Basis.ASSIGNED or chance.random() < REMARKED
    counted = int(numbers.get("numerator", numbers.get("value", 0)))
    parts = {
        (dimension, category): value
        for dimension in dimensions_of(indicator)
        for category, value in split(counted, SHARES[dimension], chance).items()
    }
    comment = phrases.only("actual") if is_remarked else ""
    return Reported(indicator, comment=comment, parts=parts, **numbers)


def is_missing(scene: Scene, course: Course, indicator: Indicator, index: int) -> bool:
    """Whether the period has no number yet; what is known last never lacks it."""
    chance = scene.dice(course.activity.code, "missing", indicator.order, index)
    return index < course.known and chance.random() < UNKNOWN


def measured(
    scene: Scene, course: Course, indicator: Indicator, index: int, chance: Random
) -> dict[str, Any]:
    """The value, or of a percentage its two numbers."""
    if indicator.measure == Measure.YES_NO:
        return {"value": Decimal(course.percents[index] >= ADOPTED_FROM)}
    adds_up = indicator.accumulation == Accumulation.SUM
    if indicator.measure == Measure.PERCENTAGE:
        # Of those asked in the period: where periods add up it does not grow with them.
        way = pace(scene, course, indicator) if adds_up else gone(scene, course, indicator, index)
        asked = chance.randint(*ASKED)
        told = asked * level(course, indicator, way) / 100
        whole = ROUND_FLOOR if is_off_track(course) else ROUND_CEILING
        return {"numerator": min(Decimal(asked), told.to_integral_value(whole)),
                "denominator": Decimal(asked)}  # fmt: skip
    reached = level(course, indicator, gone(scene, course, indicator, index))
    return {"value": reached - before(scene, course, indicator, index) if adds_up else reached}


def before(scene: Scene, course: Course, indicator: Indicator, index: int) -> Decimal:
    """What the earlier periods reported together of a number that adds up."""
    told = [i for i in range(index) if not is_missing(scene, course, indicator, i)]
    way = gone(scene, course, indicator, told[-1]) if told else 0
    return level(course, indicator, way) if told else Decimal(0)


def gone(scene: Scene, course: Course, indicator: Indicator, index: int) -> float:
    """The share of the way to the target of the year that lies behind by the period's end."""
    return pace(scene, course, indicator) * (index + 1) / len(scene.calendar)


def pace(scene: Scene, course: Course, indicator: Indicator) -> float:
    """What is reached of what should be; more where what is approved is a quarter old."""
    chance = scene.dice(course.activity.code, "pace", indicator.order)
    if is_off_track(course):
        return chance.uniform(0.4, 0.62)
    is_old = course.known < len(scene.periods) - 1
    adds_up = indicator.accumulation == Accumulation.SUM
    if is_old and not (adds_up and indicator.measure == Measure.PERCENTAGE):
        return chance.uniform(1.12, 1.28)
    return chance.uniform(0.74, 0.85) if course.trouble == "results" else chance.uniform(0.94, 1.1)


def is_off_track(course: Course) -> bool:
    return course.trouble == "results" and course.colour == Colour.RED


def level(course: Course, indicator: Indicator, share: float) -> Decimal:
    """The value of the indicator at a share of the way to its target, as a whole number.

    Rounded towards the target, or of what is off track away from it.
    """
    start = indicator.baseline or Decimal(0)
    goal = start if indicator.target is None else indicator.target
    exact = start + (goal - start) * Decimal(share)
    is_up = (goal >= start) != is_off_track(course)
    return max(Decimal(0), exact.to_integral_value(ROUND_CEILING if is_up else ROUND_FLOOR))


def dimensions_of(indicator: Indicator) -> list[str]:
    asked = {
        Dimension.SEX: indicator.by_sex,
        Dimension.AGE_GROUP: indicator.by_age_group,
        Dimension.NATIONALITY: indicator.by_nationality,
        Dimension.DISABILITY: indicator.by_disability,
    }
    return [dimension for dimension, is_asked in asked.items() if is_asked]


def split(counted: int, shares: dict[str, int], chance: Random) -> dict[str, Decimal]:
    """Whole parts of what was counted; now and then the last of them is not known."""
    values = {category: counted * share // 100 for category, share in shares.items()}
    first, *_others, last = values
    values[first] += counted - sum(values.values())
    if chance.random() < SHORT:
        del values[last]
    return {category: Decimal(value) for category, value in values.items() if value}
