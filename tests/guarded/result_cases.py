"""Conditions of what lines report of indicators and milestones."""

from collections.abc import Callable

from appeal.models import Indicator
from tests.factories import (
    make_achievement,
    make_actual,
    make_indicator,
    make_milestone,
)

from . import scenes as of
from .cases import Case, both, case
from .sql import add, change


@case("tracking_milestoneachievement", **both("activity"))
def milestone_of_another_activity() -> Case:
    row = make_achievement()
    sister = make_milestone(activity=row.milestone.activity)
    return Case(row, [{"milestone_id": make_milestone().pk}], [{"milestone_id": sister.pk}])


@case("tracking_indicatoractual", **both("activity"))
def indicator_of_another_activity() -> Case:
    row = make_actual()
    sister = make_indicator(activity=row.indicator.activity)
    return Case(row, [{"indicator_id": make_indicator().pk}], [{"indicator_id": sister.pk}])


@case("tracking_indicatoractual", **both("share"))
def share_of_two_numbers() -> Case:
    number = make_actual()
    share = make_indicator(measure=Indicator.Measure.PERCENTAGE)
    row = make_actual(indicator=share, value="33.3333", numerator=1, denominator=3)
    return Case(
        row,
        [{"value": 33}, {"value": "33.3335"}, {"numerator": 2}, {"denominator": 4},
         {"numerator": None}, {"denominator": None}],
        [{"value": "33.3334"}, {"value": 50, "numerator": 2, "denominator": 4},
         {"value": None, "numerator": None, "denominator": None, "missing_reason": "x"},
         (number, {"value": 11})],
    )  # fmt: skip


@case("tracking_actualbreakdown", sum_update=change)
def parts_above_the_total() -> Case:
    row = of.made_part()
    parts = row.actual.breakdowns
    parts.create(dimension="sex", category="male", value=3)
    parts.create(dimension="age_group", category="adult", value=10)
    less = make_actual(value=5)
    more = make_actual(value=6)
    moved = {"dimension": "age_group", "category": "child"}
    return Case(
        row,
        [{"value": 8}, moved, {"actual_id": less.pk}],
        [{"value": 7}, {"value": 0}, moved | {"value": 0}, {"actual_id": more.pk}],
    )


@case("tracking_actualbreakdown", sum_insert=add)
def one_part_too_many() -> Case:
    row = of.made_part()
    male = {"category": "male"}
    share = make_indicator(measure=Indicator.Measure.PERCENTAGE, by_sex=True)
    half = make_actual(
        indicator=share, value=50, numerator=2, denominator=4, parts={("sex", "female"): 1}
    ).breakdowns.get()
    return Case(
        row,
        [male | {"value": 5}, (half, male | {"value": 2})],
        [male | {"value": 4}, male | {"value": 10, "dimension": "age_group"},
         (half, male | {"value": 1})],
    )  # fmt: skip


@case("tracking_indicatoractual", sum=change)
def total_below_its_parts() -> Case:
    row = of.made_part().actual
    return Case(
        row,
        [{"value": 5}, {"value": None, "missing_reason": "x"}, {"numerator": 5}],
        [{"value": 6}, {"numerator": 6}, (make_actual(), {"value": 0})],
    )


@case("appeal_indicator", reported=change)
def measure_of_a_reported_indicator() -> Case:
    missing = make_actual(value=None, missing_reason="Not counted yet.")
    other = {"measure": Indicator.Measure.YES_NO}
    return Case(of.reported(), [other], [(missing.indicator, other)])


def part_left_out(part: str, another: str) -> Callable[[], Case]:
    def left_out() -> Case:
        row, unused = of.broken_down(part), of.broken_down(another)
        Indicator.objects.filter(pk=unused.pk).update(**{f"by_{part}": True})
        left = {f"by_{part}": False}
        return Case(row, [left], [(unused, left), {f"by_{another}": True}])

    return left_out


for part, another in zip(of.PARTS, [*of.PARTS][1:] + [*of.PARTS][:1], strict=True):
    case("appeal_indicator", **{f"by_{part}": change})(part_left_out(part, another))
