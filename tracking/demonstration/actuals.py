"""What the lines of reports say of indicators: values, parts by sex, age and country, no data."""

from decimal import Decimal
from random import Random
from typing import Any

from appeal.models import Basis, Indicator

from ..actions import Reported
from ..models import AgeGroup, Dimension, Sex
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
    Dimension.NATIONALITY: {"HN": 34, "GT": 21, "SV": 17, "HT": 12, "VE": 10, "ZZ": 6},
}


def reported(scene: Scene, course: Course, indicator: Indicator, index: int) -> Reported:
    """What the course's line on the period with that index says of the indicator."""
    chance = scene.dice(course.activity.code, "actual", indicator.order, index)
    phrases = scene.said_by(course.activity.office)
    if chance.random() < UNKNOWN:
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


def measured(
    scene: Scene, course: Course, indicator: Indicator, index: int, chance: Random
) -> dict[str, Any]:
    """The value, or of a percentage its two numbers."""
    luck = scene.dice(course.activity.code, "luck", indicator.order).uniform(0.75, 1.1)
    luck = luck + 0.2 if course.goes_well else luck
    shares = [percent / 100 * luck for percent in course.percents]
    adds_up = indicator.accumulation == Accumulation.SUM
    if indicator.measure == Measure.YES_NO:
        return {"value": Decimal(course.percents[index] >= ADOPTED_FROM)}
    if indicator.measure == Measure.PERCENTAGE:
        # Of those asked in the period: where periods add up it does not grow with them.
        hundredths = level(indicator, luck if adds_up else shares[index])
        asked = chance.randint(*ASKED)
        told = min(asked, round(asked * hundredths / 100))
        return {"numerator": Decimal(told), "denominator": Decimal(asked)}
    before = level(indicator, shares[index - 1]) if adds_up and index else Decimal(0)
    return {"value": level(indicator, shares[index]) - before}


def level(indicator: Indicator, share: float) -> Decimal:
    """Where the indicator stands when a share of the way to its target is gone."""
    start = indicator.baseline or Decimal(0)
    goal = start if indicator.target is None else indicator.target
    return Decimal(max(0, round(start + (goal - start) * Decimal(share))))


def dimensions_of(indicator: Indicator) -> list[str]:
    asked = {
        Dimension.SEX: indicator.by_sex,
        Dimension.AGE_GROUP: indicator.by_age_group,
        Dimension.NATIONALITY: indicator.by_nationality,
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
