"""Milestones and indicators: what they come to, what a line may say of them, and what is frozen."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from appeal.base.amounts import quantity
from appeal.base.viewpoint import EVERYTHING, Include, Viewpoint
from appeal.models import Activity, Indicator, Milestone, Office, StaleVersion, as_known
from tests.factories import (
    make_achievement,
    make_activity,
    make_actual,
    make_indicator,
    make_milestone,
    make_period,
    make_update,
    make_user,
    move,
)
from tracking import actions
from tracking.actions import NotWritable, ReasonMissing, Reported, log_progress
from tracking.figures import IndicatorResult, results_of
from tracking.figures.breakdowns import breakdowns_of
from tracking.models import (
    ActualBreakdown,
    IndicatorActual,
    MilestoneAchievement,
    OfficeReport,
    ProgressUpdate,
    ReportingPeriod,
)

pytestmark = pytest.mark.django_db

Measure, Direction, Accumulation = Indicator.Measure, Indicator.Direction, Indicator.Accumulation
APPROVED = OfficeReport.State.APPROVED
APRIL = datetime(2020, 4, 10, 15, tzinfo=UTC)
MAY = datetime(2020, 5, 10, 15, tzinfo=UTC)
Q1, Q2, Q3, Q4 = date(2020, 3, 31), date(2020, 6, 30), date(2020, 9, 30), date(2020, 12, 31)
QUARTERS = {Q1: 1, Q2: 2, Q3: 3, Q4: 4}


def seen(as_at: date = Q4) -> Viewpoint:
    return Viewpoint(as_at, Include.OFFICIAL, Office.objects.none())


def drafts_seen(activity: Activity) -> Viewpoint:
    return Viewpoint(Q4, Include.DRAFT, Office.objects.filter(pk=activity.office.pk))


def report(indicator: Indicator, **values: Any) -> None:
    """Approved actuals by quarter: `report(indicator, q1=5, q2=None)`; None is "no data"."""
    for name, value in values.items():
        place = {"appeal": indicator.activity.appeal, "quarter": int(name[1])}
        period = make_period(**place)
        line = make_update(activity=indicator.activity, period=period)
        given = value if isinstance(value, dict) else {"value": value}
        if value is None:
            given["missing_reason"] = "The centre was closed."
        make_actual(indicator=indicator, update=line, **given)
        ProgressUpdate.objects.filter(pk=line.pk).update(submitted_at=APRIL)
        move(line.report, APPROVED)


def ratio_of(part: int, whole: int) -> dict[str, Decimal]:
    value = (Decimal(100) * part / whole).quantize(Decimal("0.0001"))
    return {"value": value, "numerator": Decimal(part), "denominator": Decimal(whole)}


def result_of(indicator: Indicator, viewpoint: Viewpoint | None = None) -> IndicatorResult:
    (result,) = results_of([indicator.activity_id], viewpoint or seen())[indicator.activity.pk]
    return result


# What the periods come to


@pytest.mark.parametrize(
    ("accumulation", "actual"),
    [(Accumulation.SUM, 16), (Accumulation.LATEST, 4), (Accumulation.MAX, 7)],
)
def test_periods_are_summed_or_the_latest_or_the_highest_counts(
    accumulation: str, actual: int
) -> None:
    indicator = make_indicator(accumulation=accumulation)

    report(indicator, q1=5, q2=7, q3=4)

    assert result_of(indicator).actual == actual


def test_no_data_is_neither_zero_nor_the_latest_value() -> None:
    indicator = make_indicator(accumulation=Accumulation.LATEST)

    report(indicator, q1=5, q2=None)

    result = result_of(indicator)
    assert result.actual == 5
    assert [(point.value, point.missing_reason) for point in result.points] == [
        (5, ""),
        (None, "The centre was closed."),
    ]


def test_zero_is_a_value_and_nothing_reported_is_none() -> None:
    silent, idle = make_indicator(), make_indicator()

    report(idle, q1=0)

    assert result_of(idle).actual == 0
    assert result_of(silent).actual is None


def test_periods_that_were_reported_out_of_turn_count_in_the_order_of_time() -> None:
    indicator = make_indicator(accumulation=Accumulation.LATEST)

    report(indicator, q2=20)
    report(indicator, q1=5)

    assert result_of(indicator).actual == 20
    assert [point.value for point in result_of(indicator).points] == [5, 20]


def test_percentages_that_add_up_are_joined_by_their_two_numbers_and_never_averaged() -> None:
    indicator = make_indicator(measure=Measure.PERCENTAGE)

    report(indicator, q1=ratio_of(1, 2), q2=ratio_of(9, 10))

    assert result_of(indicator).actual == Decimal(1000) / 12  # 10 of 12, not (50 + 90) / 2


@pytest.mark.parametrize(
    ("accumulation", "by_june", "by_december"),
    [(Accumulation.SUM, 30, 60), (Accumulation.LATEST, 20, 5), (Accumulation.MAX, 20, 25)],
)
def test_the_target_to_date_is_that_of_the_periods_that_have_ended(
    accumulation: str, by_june: int, by_december: int
) -> None:
    targets: dict[date, int | str] = {Q1: 10, Q2: 20, Q3: 25, Q4: 5}
    indicator = make_indicator(accumulation=accumulation, targets=targets)

    assert result_of(indicator, seen(date(2020, 3, 30))).target is None
    assert result_of(indicator, seen(Q2)).target == by_june
    assert result_of(indicator).target == by_december


def test_of_percentages_that_add_up_the_target_to_date_is_the_last_target() -> None:
    indicator = make_indicator(
        measure=Measure.PERCENTAGE,
        accumulation=Accumulation.SUM,
        targets={Q1: 80, Q2: 70, Q4: 90},
    )
    report(indicator, q1=ratio_of(1, 2), q2=ratio_of(9, 10))

    by_june, by_september = (result_of(indicator, seen(day)) for day in (Q2, Q3))

    assert (by_june.target, by_september.target, result_of(indicator).target) == (70, 70, 90)
    assert by_june.achieved == Decimal(1000) / 12 / 70
    assert [step.target_to_date for step in result_of(indicator).steps] == [80, 70, 90]


def test_a_target_of_the_whole_activity_counts_from_the_day_it_ends() -> None:
    activity = make_activity(ends_on=date(2020, 10, 15))
    indicator = make_indicator(activity=activity, target=80)

    assert result_of(indicator, seen(date(2020, 10, 14))).target is None
    assert result_of(indicator, seen(date(2020, 10, 15))).target == 80


ACHIEVED = [
    (Direction.UP, None, Decimal("0.5")),
    (Direction.UP, 10, Decimal(10) / 30),
    (Direction.DOWN, None, None),
    (Direction.DOWN, 100, Decimal(80) / 60),
    (Direction.UP, 40, None),  # the target is the baseline
]


@pytest.mark.parametrize(("direction", "baseline", "achieved"), ACHIEVED)
def test_achieved_is_measured_from_the_baseline(
    direction: str, baseline: int | None, achieved: Decimal | None
) -> None:
    indicator = make_indicator(direction=direction, baseline=baseline, targets={Q1: 40})

    report(indicator, q1=20)

    assert result_of(indicator).achieved == achieved


def test_yes_is_one_and_no_is_zero() -> None:
    indicator = make_indicator(measure=Measure.YES_NO, accumulation=Accumulation.LATEST)

    report(indicator, q1=0, q2=1)

    assert result_of(indicator, seen(Q1)).actual == 0
    assert result_of(indicator).actual == 1


def test_the_steps_carry_targets_actuals_and_both_to_date() -> None:
    indicator = make_indicator(targets={Q1: 10, Q2: 10, Q4: 20})

    report(indicator, q1=4, q3=9)

    steps = [
        (
            QUARTERS[s.ends_on],
            s.target,
            s.point and s.point.value,
            s.target_to_date,
            s.actual_to_date,
        )
        for s in result_of(indicator).steps
    ]
    assert steps == [
        (1, 10, 4, 10, 4),
        (2, 10, None, 20, 4),
        (3, None, 9, 20, 13),
        (4, 20, None, 40, 13),
    ]


def test_only_what_is_approved_counts_officially() -> None:
    indicator = make_indicator()
    make_actual(indicator=indicator, value=8)

    assert result_of(indicator).actual is None
    assert result_of(indicator, drafts_seen(indicator.activity)).actual == 8


def test_a_breakdown_is_complete_only_when_it_is_equal_to_the_total() -> None:
    indicator = make_indicator()
    make_actual(
        indicator=indicator,
        value=10,
        parts={("sex", "female"): 6, ("sex", "male"): 4, ("nationality", "HT"): 7},
    )
    viewpoint = drafts_seen(indicator.activity)
    (point,) = result_of(indicator, viewpoint).points

    (by_nationality, by_sex) = breakdowns_of([point], viewpoint)[point.actual_id]

    assert (by_sex.short, by_sex.named) == (0, [("women and girls", 6), ("men and boys", 4)])
    assert (by_nationality.short, by_nationality.named) == (3, [("Haiti", 7)])


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (None, "–"),
        (Decimal("0.0000"), "0"),
        (Decimal("12.5000"), "12.5"),
        (Decimal("1250.0000"), "1,250"),
        (Decimal(1000) / 12, "83.3333"),
    ],
)
def test_a_quantity_is_written_with_the_decimals_it_has(
    value: Decimal | None, written: str
) -> None:
    assert quantity(value) == written


# What a line says, through the action


@pytest.fixture
def activity() -> Activity:
    return make_activity()


@pytest.fixture
def period(activity: Activity) -> ReportingPeriod:
    return make_period(appeal=activity.appeal)


@pytest.fixture
def milestone(activity: Activity) -> Milestone:
    return make_milestone(activity=activity)


@pytest.fixture
def indicator(activity: Activity) -> Indicator:
    return make_indicator(activity=activity)


def line_of(activity: Activity, **fields: Any) -> ProgressUpdate:
    given = {"activity": activity, "percent": 30, "status": "ongoing", "version": 0}
    return ProgressUpdate(**given | fields)


def log(line: ProgressUpdate, period: ReportingPeriod, at: datetime = APRIL, **said: Any) -> Any:
    return log_progress(update=line, version=None, period=period, by=make_user(), at=at, **said)


def test_a_line_and_what_it_reports_are_saved_together_and_dated(
    activity: Activity, period: ReportingPeriod, milestone: Milestone, indicator: Indicator
) -> None:
    parts = {("sex", "female"): Decimal(6)}
    line = log(
        line_of(activity),
        period,
        achievements={milestone: date(2020, 3, 20)},
        results=[Reported(indicator, value=Decimal(10), parts=parts)],
    )

    actual = line.actuals.get()
    assert line.achievements.get().achieved_on == date(2020, 3, 20)
    assert (actual.value, actual.breakdowns.get().value) == (10, 6)
    for row in (line.achievements.get(), actual, actual.breakdowns.get()):
        assert [each.history_date for each in row.history.all()] == [APRIL]


def test_without_words_on_results_those_of_the_line_stay(
    activity: Activity, period: ReportingPeriod, milestone: Milestone, indicator: Indicator
) -> None:
    said = {
        "achievements": {milestone: date(2020, 3, 20)},
        "results": [Reported(indicator, value=Decimal(10))],
    }
    line = log(line_of(activity), period, **said)

    log(line, period, MAY)
    assert (line.achievements.count(), line.actuals.count()) == (1, 1)
    log(line, period, MAY, achievements={}, results=[])
    assert (line.achievements.count(), line.actuals.count()) == (0, 0)


def test_what_a_draft_reported_before_stays_in_the_change_log(
    activity: Activity, period: ReportingPeriod, indicator: Indicator
) -> None:
    first = Reported(indicator, value=Decimal(10), parts={("sex", "male"): Decimal(9)})
    line = log(line_of(activity), period, results=[first])

    log(line, period, MAY, results=[])

    kinds = [(row.history_type, row.history_date) for row in IndicatorActual.history.all()]
    assert kinds == [("-", MAY), ("+", APRIL)]
    kinds = [(row.history_type, row.history_date) for row in ActualBreakdown.history.all()]
    assert kinds == [("-", MAY), ("+", APRIL)]
    before, after = (replace(EVERYTHING, known_at=at) for at in (MAY, MAY + timedelta(days=1)))
    assert as_known(IndicatorActual.objects.all(), before).get().value == 10
    assert not as_known(IndicatorActual.objects.all(), after).exists()


@pytest.mark.parametrize(
    ("value", "female", "male"), [(4, 1, 3), (20, 12, 8), (10, 9, 1), (10, 1, 9), (5, 5, None)]
)
def test_total_and_parts_may_rise_and_fall_together(
    activity: Activity,
    period: ReportingPeriod,
    indicator: Indicator,
    value: int,
    female: int,
    male: int | None,
) -> None:
    """In whatever order the rows are written, the parts never pass their total on the way."""

    def reported(total: int, *parts: int | None) -> Reported:
        named = zip(("female", "male"), parts, strict=True)
        given = {("sex", c): Decimal(v) for c, v in named if v is not None}
        return Reported(indicator, value=Decimal(total), parts=given)

    line = log(line_of(activity), period, results=[reported(10, 6, 4)])
    log(line, period, MAY, results=[reported(value, female, male)])

    actual = line.actuals.get()
    assert actual.value == value
    stored = dict(actual.breakdowns.values_list("category", "value"))
    assert (stored["female"], stored.get("male")) == (female, male)


def test_a_percentage_follows_from_its_two_numbers(
    activity: Activity, period: ReportingPeriod
) -> None:
    indicator = make_indicator(activity=activity, measure=Measure.PERCENTAGE)
    said = Reported(indicator, numerator=Decimal(2), denominator=Decimal(3))

    line = log(line_of(activity), period, results=[said])

    assert line.actuals.get().value == Decimal("66.6667")


WRONG: list[tuple[dict[str, Any], str]] = [
    ({"value": Decimal(-1)}, "zero or more"),
    ({"value": Decimal("NaN")}, "must be a decimal number"),
    ({"value": Decimal("Infinity")}, "must be a decimal number"),
    ({"value": Decimal(10) ** 13}, "no more than"),
    ({"value": Decimal("0.12345")}, "no more than 4 decimal places"),
    ({}, "Give either a value or the reason why there is no data"),
    ({"value": Decimal(1), "missing_reason": "Closed."}, "not both"),
    (
        {"value": Decimal(5), "parts": {("sex", "female"): Decimal(6)}},
        "add up to 6, which is more than the total",
    ),
    ({"value": Decimal(5), "parts": {("sex", "female"): Decimal(-6)}}, "zero or more"),
    ({"value": Decimal(5), "parts": {("sex", "dogs"): Decimal(1)}}, "not one of the categories"),
    (
        {"value": Decimal(5), "parts": {("nationality", "XX"): Decimal(1)}},
        "not one of the categories",
    ),
    ({"value": Decimal(5), "numerator": Decimal(1)}, "Only a percentage"),
    ({"missing_reason": "Closed.", "parts": {("sex", "male"): Decimal(1)}}, "Enter the total"),
]


@pytest.mark.parametrize(("said", "sentence"), WRONG)
def test_a_wrong_result_is_refused_with_its_indicator_and_nothing_is_saved(
    activity: Activity,
    period: ReportingPeriod,
    indicator: Indicator,
    said: dict[str, Any],
    sentence: str,
) -> None:
    with pytest.raises(NotWritable, match=rf"^{indicator}: .*{sentence}"):
        log(line_of(activity), period, results=[Reported(indicator, **said)])

    assert not ProgressUpdate.objects.exists()
    assert not OfficeReport.objects.exists()


@pytest.mark.parametrize(
    ("numbers", "sentence"),
    [
        ((3, 2), "a percentage cannot be over 100"),
        ((3, None), "Give both numbers"),
        ((None, 2), "Give both numbers"),
        ((3, 0), "Give both numbers"),
    ],
)
def test_a_percentage_over_100_or_of_nothing_is_refused(
    activity: Activity, period: ReportingPeriod, numbers: tuple[Any, Any], sentence: str
) -> None:
    indicator = make_indicator(activity=activity, measure=Measure.PERCENTAGE)
    part, whole = (None if number is None else Decimal(number) for number in numbers)

    with pytest.raises(NotWritable, match=sentence):
        log(line_of(activity), period, results=[Reported(indicator, None, part, whole)])


@pytest.mark.parametrize(
    ("day", "sentence"),
    [
        (date(2019, 12, 31), "is before the appeal, which begins on 1 Jan 2020"),
        (date(2020, 4, 1), "is after the period, which ends on 31 Mar 2020"),
    ],
)
def test_a_milestone_is_achieved_between_the_appeals_begin_and_the_periods_end(
    activity: Activity, period: ReportingPeriod, milestone: Milestone, day: date, sentence: str
) -> None:
    with pytest.raises(NotWritable, match=sentence):
        log(line_of(activity), period, achievements={milestone: day})

    line = log(line_of(activity), period, achievements={milestone: date(2020, 1, 1)})
    assert line.achievements.count() == 1


def test_a_milestone_is_not_achieved_in_the_future(
    activity: Activity, period: ReportingPeriod, milestone: Milestone
) -> None:
    march = datetime(2020, 3, 1, 15, tzinfo=UTC)

    with pytest.raises(NotWritable, match="2 Mar 2020 is in the future"):
        log(line_of(activity), period, march, achievements={milestone: date(2020, 3, 2)})
    log(line_of(activity), period, march, achievements={milestone: date(2020, 3, 1)})


def test_a_milestone_is_reported_for_one_period_only(
    activity: Activity, period: ReportingPeriod, milestone: Milestone
) -> None:
    later = make_period(appeal=activity.appeal, quarter=2)
    log(line_of(activity), period, achievements={milestone: date(2020, 3, 20)})

    with pytest.raises(NotWritable, match="already reported as achieved for 2020-Q1"):
        log(line_of(activity), later, MAY, achievements={milestone: date(2020, 4, 20)})


def test_100_percent_with_open_milestones_needs_a_reason(
    activity: Activity, period: ReportingPeriod, milestone: Milestone
) -> None:
    other = make_milestone(activity=activity)
    both = rf"open \({milestone}, {other}\). Report them as achieved, or explain why"

    with pytest.raises(ReasonMissing, match=both):
        log(line_of(activity, percent=100), period)
    assert not ProgressUpdate.objects.exists()

    reasoned = log(line_of(activity, percent=100, reason="It was dropped."), period)

    assert reasoned.percent == 100


def test_100_percent_with_every_milestone_reported_needs_no_reason(
    activity: Activity, period: ReportingPeriod, milestone: Milestone
) -> None:
    later = make_period(appeal=activity.appeal, quarter=2)
    done = {milestone: date(2020, 3, 20)}

    line = log(line_of(activity, percent=100), period, achievements=done)
    log(line, period)  # what the line reports already counts
    log(line_of(activity, percent=100), later, MAY, achievements={})  # of an earlier period too

    with pytest.raises(ReasonMissing):
        log(line, period, achievements={})


def test_the_second_of_two_who_report_results_is_told(
    activity: Activity, period: ReportingPeriod, indicator: Indicator
) -> None:
    line = log(line_of(activity), period, results=[Reported(indicator, value=Decimal(1))])
    theirs, mine = (ProgressUpdate.objects.get(pk=line.pk) for _ in range(2))
    log(theirs, period, results=[Reported(indicator, value=Decimal(2))])

    with pytest.raises(StaleVersion):
        log(mine, period, results=[Reported(indicator, value=Decimal(3))])

    assert line.actuals.get().value == 2


def test_a_locked_period_takes_no_line(activity: Activity, period: ReportingPeriod) -> None:
    actions.lock_period(period=period, reason="Closed.", by=make_user(), at=APRIL)

    with pytest.raises(actions.PeriodLocked, match="is locked"):
        log(line_of(activity), period)

    actions.unlock_period(period=period, reason="A mistake.", by=make_user(), at=APRIL)
    assert log(line_of(activity), period).pk


def test_lines_are_saved_all_or_none_and_every_refusal_is_told(
    activity: Activity, period: ReportingPeriod, milestone: Milestone
) -> None:
    good, stale = (
        make_activity(priority=activity.priority),
        make_activity(priority=activity.priority),
    )
    log(line_of(stale), period)
    lines = [line_of(good), line_of(activity, percent=100), line_of(stale)]

    with pytest.raises(actions.LinesRefused) as refused:
        actions.log_lines(updates=lines, period=period, by=make_user(), at=MAY)

    kinds = {pk: type(refusal) for pk, refusal in refused.value.refusals.items()}
    assert kinds == {activity.pk: ReasonMissing, stale.pk: StaleVersion}
    assert not good.updates.exists()
    actions.log_lines(updates=[line_of(good)], period=period, by=make_user(), at=MAY)
    assert good.updates.get().percent == 30


# What the database refuses whoever writes


def refused(write: Callable[[], Any], sentence: str) -> None:
    with pytest.raises(DatabaseError, match=sentence), transaction.atomic():
        write()


def sql(statement: str, *values: Any) -> Callable[[], Any]:
    def run() -> None:
        with connection.cursor() as cursor:
            cursor.execute(statement, values)

    return run


NEVER_MORE = "cannot add up to more than the total"


@pytest.mark.parametrize("numbers", [{"value": 10}, ratio_of(10, 40)])
def test_a_breakdown_never_sums_to_more_than_its_total(numbers: dict[str, Any]) -> None:
    actual = make_actual(parts={("sex", "female"): 6}, **numbers)
    part = actual.breakdowns.get()
    row = {"actual": actual, "dimension": "sex", "category": "male"}

    refused(lambda: ActualBreakdown.objects.create(**row, value=5), NEVER_MORE)
    refused(lambda: ActualBreakdown.objects.filter(pk=part.pk).update(value=11), NEVER_MORE)
    refused(
        sql("UPDATE tracking_actualbreakdown SET value = 11 WHERE id = %s", part.pk), NEVER_MORE
    )
    insert = (
        "INSERT INTO tracking_actualbreakdown (actual_id, dimension, category, value)"
        " VALUES (%s, %s, %s, 5)"
    )
    refused(sql(insert, actual.pk, "sex", "male"), NEVER_MORE)
    column = "numerator" if "numerator" in numbers else "value"
    rows = IndicatorActual.objects.filter(pk=actual.pk)
    refused(lambda: rows.update(**{column: 5}), NEVER_MORE)

    ActualBreakdown.objects.create(**row, value=4)
    ActualBreakdown.objects.create(actual=actual, dimension="age_group", category="0-4", value=10)


def test_half_a_percentage_is_refused() -> None:
    actual = make_actual()
    rows = IndicatorActual.objects.filter(pk=actual.pk)

    for half in ({"numerator": 1}, {"denominator": 1}, {"numerator": 1, "denominator": 0}):
        refused(lambda half=half: rows.update(**half), "percentage_has_numerator_and_denominator")


def test_what_a_submitted_line_reports_is_frozen() -> None:
    indicator = make_indicator()
    actual = make_actual(indicator=indicator, parts={("sex", "female"): 6})
    line, part = actual.update, actual.breakdowns.get()
    reached = make_achievement(milestone=make_milestone(activity=indicator.activity), update=line)
    another = make_milestone(activity=indicator.activity)
    second = make_indicator(activity=indicator.activity)
    line.submitted_at = APRIL
    line.save(update_fields=["submitted_at"])
    frozen = "What a submitted report says cannot be changed"

    for row, column, value in (
        (actual, "value", 9),
        (reached, "achieved_on", date(2020, 2, 2)),
        (part, "value", 1),
    ):
        rows, table = type(row).objects.filter(pk=row.pk), row._meta.db_table
        setattr(row, column, value)
        refused(row.save, frozen)
        refused(lambda rows=rows, c=column, v=value: rows.update(**{c: v}), frozen)
        change = f"UPDATE {table} SET {column} = %s WHERE id = %s"  # noqa: S608
        refused(sql(change, value, row.pk), frozen)
        refused(rows.delete, frozen)
        refused(sql(f"DELETE FROM {table} WHERE id = %s", row.pk), frozen)  # noqa: S608
    refused(lambda: make_achievement(milestone=another, update=line), frozen)
    refused(lambda: make_actual(indicator=second, update=line), frozen)
    more = {"actual": actual, "dimension": "sex", "category": "male", "value": 1}
    refused(lambda: ActualBreakdown.objects.create(**more), frozen)
    assert MilestoneAchievement.objects.count() == IndicatorActual.objects.count() == 1


def test_a_line_reports_results_of_its_own_activity_only() -> None:
    line, foreign = make_update(), make_indicator()

    refused(lambda: make_actual(indicator=foreign, update=line), "indicators of its own activity")
    elsewhere = make_milestone()
    refused(
        lambda: make_achievement(milestone=elsewhere, update=line), "milestones of its own activity"
    )
