"""Results that add up: by what indicators of activities come to by their core indicator."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from appeal.base.viewpoint import Include, Viewpoint
from appeal.models import Activity, Appeal, Classification, Indicator, Office
from tests.factories import (
    make_activity,
    make_actual,
    make_core,
    make_heading,
    make_indicator,
    make_office,
    make_overlap,
    make_period,
    make_priority,
    make_section,
    make_update,
    move,
)
from tests.tracking.results.test_results import APRIL, Q1, Q2, Q4, ratio_of
from tracking.figures import CoreResult, core_results
from tracking.models import OfficeReport, ProgressUpdate

pytestmark = pytest.mark.django_db
LATEST = Indicator.Accumulation.LATEST
PERCENTAGE = Indicator.Measure.PERCENTAGE


def seen(as_at: date = Q4, **known: Any) -> Viewpoint:
    return Viewpoint(as_at, Include.OFFICIAL, (), **known)


def of(core: Any, as_at: date = Q4, office: Office | None = None, **known: Any) -> CoreResult:
    results = core_results(core.appeal, seen(as_at, **known), office)
    return next(row for row in results if row.core.pk == core.pk)


def line(core: Any, activity: Activity, **fields: Any) -> Indicator:
    return make_indicator(
        activity=activity, core=core, measure=core.measure, accumulation=core.accumulation, **fields
    )


def report(indicator: Indicator, **values: Any) -> None:
    """Approved actuals by quarter: `report(indicator, q1=5)`."""
    for name, value in values.items():
        report_together(int(name[1]), {indicator: value})


def report_together(quarter: int, values: dict[Indicator, Any]) -> None:
    """Approved actuals of a quarter, of offices that report once on all of them."""
    lines = []
    for indicator, value in values.items():
        appeal = indicator.activity.appeal
        period = appeal.periods.filter(code=f"2020-Q{quarter}").first()
        period = period or make_period(appeal=appeal, quarter=quarter)
        lines.append(make_update(activity=indicator.activity, period=period))
        given = value if isinstance(value, dict) else {"value": value}
        make_actual(indicator=indicator, update=lines[-1], **given)
    for line in lines:
        ProgressUpdate.objects.filter(pk=line.pk).update(submitted_at=APRIL)
    for told in OfficeReport.objects.filter(updates__in=lines).distinct():
        move(told, OfficeReport.State.APPROVED)


def another_office(appeal: Appeal, order: int = 30_000) -> Activity:
    """An activity of another office of the appeal."""
    office = make_office(region=appeal.region)
    section = make_section(appeal=appeal, office=office, order=order)
    return make_activity(priority=make_priority(section=section))


@pytest.fixture
def activity() -> Activity:
    return make_activity()


def test_numbers_of_offices_add_up_and_so_do_their_targets(activity: Activity) -> None:
    core = make_core(appeal=activity.appeal)
    other = another_office(activity.appeal)
    report(line(core, activity, targets={Q1: 20, Q4: 10}), q1=5, q2=7)
    report(line(core, other, targets={Q2: 4}), q1=3)

    result = of(core, Q2)

    whole = result.whole.reached
    assert (whole.actual, whole.target, whole.final) == (15, 24, 34)
    assert (whole.gap, whole.of_target) == (9, 0.625)
    assert [(place.of, place.rolled.reached.actual) for place in result.by_office] == [
        (activity.office, 12), (other.office, 3),
    ]  # fmt: skip


def test_what_is_reached_past_the_target_is_a_gap_below_zero(activity: Activity) -> None:
    core = make_core(appeal=activity.appeal)

    report(line(core, activity, targets={Q1: 4}), q1=5)

    assert of(core).whole.reached.gap == -1


def test_percentages_are_joined_by_their_two_numbers_and_never_averaged(
    activity: Activity,
) -> None:
    core = make_core(appeal=activity.appeal, measure=PERCENTAGE, accumulation=LATEST)
    other = another_office(activity.appeal)
    report(line(core, activity), q1=ratio_of(1, 100), q2=ratio_of(10, 100))
    report(line(core, other), q1=ratio_of(9, 10))

    whole = of(core).whole.reached

    assert (whole.part, whole.whole) == (19, 110)
    assert whole.actual == Decimal(1900) / 110


@pytest.mark.parametrize(("second", "target"), [(80, 80), (60, None)])
def test_a_percentage_has_a_target_only_where_all_that_feed_it_have_the_same(
    activity: Activity, second: int, target: int | None
) -> None:
    core = make_core(appeal=activity.appeal, measure=PERCENTAGE, accumulation=LATEST)
    other = another_office(activity.appeal)
    report(line(core, activity, targets={Q1: 80}), q1=ratio_of(1, 2))
    report(line(core, other, targets={Q1: second}), q1=ratio_of(1, 2))

    assert of(core).whole.reached.target == target


# People reached


def people(activity: Activity) -> tuple[Any, Activity]:
    """Two lines of 50 and 30 people of one office, one of 40 of another; targets of 60, 20, 45."""
    core = make_core(appeal=activity.appeal, is_people=True)
    other = another_office(activity.appeal)
    second = make_activity(priority=activity.priority)
    told = ((activity, 50, 60), (second, 30, 20), (other, 40, 45))
    report_together(
        1, {line(core, own, targets={Q1: target}): value for own, value, target in told}
    )
    return core, other


def test_people_are_never_added_silently_the_largest_counts_until_somebody_states_more(
    activity: Activity,
) -> None:
    core, _other = people(activity)

    whole = of(core).whole

    assert (whole.reached.actual, whole.reached.target) == (50, 60)
    assert (whole.least, whole.most) == (50, 90)
    assert whole.is_unstated


def test_a_statement_of_an_office_counts_in_the_office_and_goes_up_into_the_region(
    activity: Activity,
) -> None:
    core, _other = people(activity)
    make_overlap(core=core, office=activity.office)

    result = of(core)

    own = result.by_office[0].rolled
    assert (own.reached.actual, own.reached.target, own.is_unstated) == (80, 80, False)
    assert (result.whole.reached.actual, result.whole.most) == (80, 120)


def test_a_statement_of_the_region_leaves_its_offices_alone(activity: Activity) -> None:
    core, _other = people(activity)
    make_overlap(core=core)

    result = of(core)

    assert result.whole.reached.actual == 90
    assert result.by_office[0].rolled.reached.actual == 50


def test_an_estimate_has_its_own_number_and_target_and_keeps_both_limits(
    activity: Activity,
) -> None:
    core, _other = people(activity)
    make_overlap(core=core, method="estimate", value=70, target=100)

    whole = of(core).whole

    assert (whole.reached.actual, whole.reached.target, whole.reached.gap) == (70, 100, 30)
    assert (whole.least, whole.most, whole.is_doubtful) == (50, 90, False)


def test_an_estimate_beyond_what_is_reported_by_now_is_doubtful(activity: Activity) -> None:
    core, _other = people(activity)

    make_overlap(core=core, method="estimate", value=91)

    assert of(core).whole.is_doubtful


def test_a_statement_counts_from_its_day_on_and_once_it_was_recorded(activity: Activity) -> None:
    core, _other = people(activity)
    soon = datetime.now(UTC) + timedelta(hours=1)
    statement = make_overlap(core=core, effective_on=Q2, at=soon)

    assert of(core, Q1).whole.reached.actual == 50
    assert of(core, Q2).whole.reached.actual == 90
    assert of(core, Q2, known_at=soon).whole.statement is None
    assert of(core, Q2, known_at=soon + timedelta(hours=1)).whole.statement == statement


def test_the_latest_of_two_statements_counts(activity: Activity) -> None:
    core, _other = people(activity)
    make_overlap(core=core)
    make_overlap(core=core, method="largest", effective_on=Q1)

    assert of(core).whole.reached.actual == 50


# What is missing


def test_lines_without_a_report_and_offices_that_feed_nothing_are_named(
    activity: Activity,
) -> None:
    core = make_core(appeal=activity.appeal)
    other = another_office(activity.appeal)
    told, untold = line(core, activity), line(core, activity, targets={Q1: 8})
    report(told, q1=3)

    result = of(core)

    assert [row.indicator.pk for row in result.untold] == [untold.pk]
    assert result.silent == [other.office]
    assert result.whole.reached.actual == 3


def test_a_share_is_not_told_while_something_reached_has_no_target(activity: Activity) -> None:
    core = make_core(appeal=activity.appeal)
    report(line(core, activity, targets={Q1: 8}), q1=4)
    untargeted = line(core, activity)
    report(untargeted, q2=9)

    result = of(core)

    assert (result.whole.reached.gap, result.whole.reached.of_target) == (None, None)
    assert [row.indicator.pk for row in result.untargeted] == [untargeted.pk]


def test_a_draft_counts_only_where_drafts_are_asked_for(activity: Activity) -> None:
    core = make_core(appeal=activity.appeal)
    own = line(core, activity)
    make_actual(indicator=own, update=make_update(activity=activity), value=7)

    drafts = Viewpoint(Q4, Include.DRAFT, Office.objects.filter(pk=activity.office.pk))

    assert of(core).whole.reached.actual is None
    assert core_results(core.appeal, drafts)[0].whole.reached.actual == 7


# Over periods, and by other places


def test_each_period_shows_what_was_reached_to_its_end(activity: Activity) -> None:
    core = make_core(appeal=activity.appeal)
    report(line(core, activity, targets={Q1: 4, Q2: 6, Q4: 10}), q1=3, q2=5)

    steps = of(core, Q2).steps

    assert [(row.period.code, row.rolled.reached.actual, row.rolled.reached.target, row.is_over)
            for row in steps] == [("2020-Q1", 3, 4, True), ("2020-Q2", 8, 10, True)]  # fmt: skip


def test_of_one_office_only_its_own_lines_count(activity: Activity) -> None:
    core, other = people(activity)

    result = of(core, office=other.office)

    assert (result.whole.reached.actual, len(result.lines)) == (40, 1)


def test_an_activity_under_two_headings_counts_under_both(activity: Activity) -> None:
    core = make_core(appeal=activity.appeal)
    headings = [make_heading(appeal=activity.appeal) for _number in range(2)]
    for heading in headings:
        Classification.objects.create(priority=activity.priority, heading=heading, basis="assigned")
    report(line(core, activity), q1=3)

    places = of(core).by_heading

    assert [(place.of, place.rolled.reached.actual) for place in places] == [
        (headings[0], 3), (headings[1], 3),
    ]  # fmt: skip


def test_parts_are_added_up_with_what_was_not_broken_down(activity: Activity) -> None:
    core = make_core(appeal=activity.appeal, accumulation=LATEST)
    own = line(core, activity, by_sex=True)
    report(own, q1={"value": 10, "parts": {("sex", "female"): 6}},
           q2={"value": 20, "parts": {("sex", "female"): 9, ("sex", "male"): 8}})  # fmt: skip
    report(line(core, another_office(activity.appeal)), q1=5)

    (breakdown,) = of(core).breakdowns

    assert dict(breakdown.parts) == {"female": 9, "male": 8}
    assert (breakdown.total, breakdown.short) == (25, 8)


def test_a_past_day_knows_what_fed_it_then(activity: Activity) -> None:
    core = make_core(appeal=activity.appeal)
    own = line(core, activity)
    report(own, q1=3)
    before = datetime.now(UTC)
    own.core = None
    own.save()

    assert of(core).lines == []
    past = of(core, known_on=before.date(), known_at=before)
    assert past.whole.reached.actual == 3
