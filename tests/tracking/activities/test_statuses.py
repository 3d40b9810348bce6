"""The status flags: each rule at its boundaries, the overall one, and a person's judgement."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from appeal.base.viewpoint import Include, Viewpoint
from appeal.models import Activity, Appeal, Office
from tests.factories import (
    make_achievement,
    make_activity,
    make_actual,
    make_cell,
    make_indicator,
    make_milestone,
    make_period,
    make_transaction,
    make_update,
    make_user,
)
from tests.tracking.browsing import activity_of, at, complaints, count_queries, filled, words
from tracking import actions
from tracking.figures import Flags, figures_of, flags_of
from tracking.flag_definitions import FLAGS
from tracking.models import OfficeReport, StatusOverride
from tracking.models.results import pending_milestones

pytestmark = [pytest.mark.django_db, pytest.mark.person("manager_ro")]

APPROVED = OfficeReport.State.APPROVED
HALFWAY = date(2020, 6, 30)


def seen(as_at: date = HALFWAY, **fields: Any) -> Viewpoint:
    return Viewpoint(as_at, Include.OFFICIAL, Office.objects.none(), **fields)


def flags(activity: Activity, viewpoint: Viewpoint | None = None) -> Flags:
    viewpoint = viewpoint or seen()
    given = flags_of(figures_of(activity.appeal, viewpoint), [activity.pk])[activity.pk]
    # A flag that does not apply is called by its name too.
    assert [flag.name for flag in given.four] == ["schedule", "results", "progress", "spend"]
    return given


def colours(activity: Activity, viewpoint: Viewpoint | None = None) -> list[str | None]:
    """Schedule, results, progress, spend."""
    return [flag.colour for flag in flags(activity, viewpoint).four]


def hundred_days(**fields: Any) -> Activity:
    """An activity of 100 days, of which 50 have passed halfway through the year."""
    days = {"starts_on": date(2020, 5, 12), "ends_on": date(2020, 8, 19)}
    return make_activity(**days | fields)


def reported(activity: Activity, percent: int | None = 50) -> Any:
    return make_update(activity=activity, percent=percent, state=APPROVED)


# Schedule


@pytest.mark.parametrize(
    ("days", "colour"), [(-1, "green"), (0, "green"), (1, "amber"), (30, "amber"), (31, "red")]
)
def test_an_overdue_milestone_is_amber_for_30_days_and_then_red(days: int, colour: str) -> None:
    activity = make_activity()
    reported(activity)
    due_on = date.fromordinal(HALFWAY.toordinal() - days)
    make_milestone(activity=activity, due_on=due_on)
    make_milestone(activity=activity, due_on=date(2020, 12, 1))

    flag = flags(activity).schedule

    assert (flag.colour, flag.numbers["days"]) == (colour, max(days, 0))
    assert flag.numbers["due_on"] == (due_on if days > 0 else None)


def test_a_milestone_achieved_by_the_date_is_not_overdue() -> None:
    activity = make_activity()
    line = make_update(activity=activity)
    make_achievement(
        milestone=make_milestone(activity=activity, due_on=date(2020, 2, 1)),
        update=line,
        achieved_on=date(2020, 3, 20),
    )
    later = make_milestone(activity=activity, due_on=date(2020, 6, 20))
    make_achievement(milestone=later, update=line, achieved_on=date(2020, 7, 1))
    approve(line)

    flag = flags(activity).schedule

    assert (flag.colour, flag.numbers["due_on"]) == ("amber", later.due_on)


def approve(line: Any) -> None:
    for act in (actions.submit_report, actions.approve_report):
        report = OfficeReport.objects.get(pk=line.report_id)
        moment = datetime(2020, 7, 2, 15, tzinfo=UTC)
        act(report=report, version=report.version, by=make_user(), at=moment)


def test_a_milestone_achieved_in_a_draft_is_still_overdue() -> None:
    activity = make_activity()
    reported(activity)
    second = make_period(appeal=activity.appeal, quarter=2)
    milestone = make_milestone(activity=activity, due_on=date(2020, 6, 1))
    make_achievement(milestone=milestone, update=make_update(activity=activity, period=second))
    own = Office.objects.filter(pk=activity.office.pk)

    assert flags(activity).schedule.colour == "amber"
    assert flags(activity, Viewpoint(HALFWAY, Include.DRAFT, own)).schedule.colour == "green"


@pytest.mark.parametrize(
    ("days", "colour"), [(-1, "grey"), (0, "grey"), (1, "amber"), (30, "amber"), (31, "red")]
)
def test_a_milestone_is_overdue_though_nothing_is_reported_and_only_green_needs_a_report(
    days: int, colour: str
) -> None:
    activity = make_activity()
    make_milestone(activity=activity, due_on=date.fromordinal(HALFWAY.toordinal() - days))

    flag = flags(activity).schedule

    assert (flag.colour, flag.numbers["days"]) == (colour, max(days, 0))


@pytest.mark.parametrize(
    ("as_at", "colour"),
    [
        (date(2020, 4, 10), "green"),
        (date(2020, 4, 11), "amber"),
        (date(2020, 4, 19), "amber"),
        (date(2020, 4, 20), "green"),
    ],
)
def test_a_milestone_is_overdue_from_the_day_after_it_is_due_until_its_own_date(
    as_at: date, colour: str
) -> None:
    """Its report is on a period that goes on until June, and approved in July."""
    activity = make_activity()
    reported(activity)
    line = make_update(activity=activity, period=make_period(appeal=activity.appeal, quarter=2))
    milestone = make_milestone(activity=activity, due_on=date(2020, 4, 10))
    make_achievement(milestone=milestone, update=line, achieved_on=date(2020, 4, 20))
    approve(line)

    assert flags(activity, seen(as_at)).schedule.colour == colour


def test_until_its_approval_was_known_an_achieved_milestone_stays_overdue() -> None:
    with time_machine.travel(datetime(2020, 1, 2, tzinfo=UTC), tick=False):
        activity = make_activity()
        reported(activity)
        line = make_update(activity=activity, period=make_period(appeal=activity.appeal, quarter=2))
        milestone = make_milestone(activity=activity, due_on=date(2020, 6, 1))
        make_achievement(milestone=milestone, update=line, achieved_on=date(2020, 6, 10))
    approve(line)
    before, after = (datetime(2020, 7, day, tzinfo=UTC) for day in (2, 3))

    assert flags(activity, seen(known_at=before)).schedule.colour == "amber"
    assert flags(activity, seen(known_at=after)).schedule.colour == "green"


# Results


@pytest.mark.once
@pytest.mark.parametrize(
    ("actual", "colour"),
    [(100, "green"), (90, "green"), ("89.9", "amber"), (70, "amber"), ("69.9", "red"), (0, "red")],
)
def test_results_are_green_from_90_percent_of_the_target_to_date_and_amber_from_70(
    actual: Any, colour: str
) -> None:
    activity = make_activity()
    indicator = make_indicator(activity=activity, targets={date(2020, 3, 31): 100})
    make_actual(indicator=indicator, update=(line := make_update(activity=activity)), value=actual)
    approve(line)

    assert flags(activity).results.colour == colour


def test_the_worst_indicator_decides_and_a_grey_one_hides_no_colour() -> None:
    activity = make_activity()
    target = {date(2020, 3, 31): 100}
    good, bad = (make_indicator(activity=activity, targets=target) for _ in range(2))
    make_indicator(activity=activity, targets=target)
    make_indicator(activity=activity)
    line = make_update(activity=activity)
    make_actual(indicator=good, update=line, value=100)
    make_actual(indicator=bad, update=line, value=75)
    approve(line)

    flag = flags(activity).results

    assert flag.colour == "amber"
    assert flag.numbers == {"achieved": pytest.approx(0.75), "indicators": 3}


def test_an_indicator_that_nobody_reported_on_is_grey_and_never_green() -> None:
    activity = make_activity()
    make_indicator(activity=activity, targets={date(2020, 3, 31): 100})
    reported(activity)

    assert flags(activity).results.colour == "grey"


def test_before_a_target_is_due_its_indicator_is_grey() -> None:
    activity = make_activity()
    indicator = make_indicator(activity=activity, targets={date(2020, 9, 30): 100})
    make_actual(indicator=indicator, update=(line := make_update(activity=activity)), value=100)
    approve(line)

    assert flags(activity).results.colour == "grey"


@pytest.mark.once
@pytest.mark.parametrize(
    ("answer", "as_at", "colour"),
    [
        (1, HALFWAY, "green"),
        (0, HALFWAY, "grey"),
        (0, date(2020, 9, 29), "grey"),
        (0, date(2020, 9, 30), "red"),
        (1, date(2020, 9, 30), "green"),
        (None, date(2020, 9, 30), "grey"),
    ],
)
def test_a_yes_is_green_and_a_no_is_red_once_its_target_is_due(
    answer: int | None, as_at: date, colour: str
) -> None:
    activity = make_activity()
    indicator = make_indicator(
        activity=activity,
        measure="yes_no",
        accumulation="latest",
        targets={date(2020, 9, 30): 1},
    )
    line = make_update(activity=activity)
    if answer is not None:
        make_actual(indicator=indicator, update=line, value=answer)
    approve(line)

    assert flags(activity, seen(as_at)).results.colour == colour


# Progress and spend


@pytest.mark.once
@pytest.mark.parametrize(
    ("percent", "colour"),
    [(100, "green"), (40, "green"), (39, "amber"), (25, "amber"), (24, "red"), (0, "red")],
)
def test_progress_may_stay_10_points_behind_its_days_and_25_with_attention(
    percent: int, colour: str
) -> None:
    activity = hundred_days()
    reported(activity, percent)

    flag = flags(activity).progress

    assert flag.colour == colour
    assert flag.numbers == {
        "percent": percent, "planned": 50, "points": percent - 50, "is_phased": False
    }  # fmt: skip


def test_no_percentage_is_grey_and_not_behind() -> None:
    activity = hundred_days()
    reported(activity, None)

    assert flags(activity).progress.colour == "grey"


@pytest.mark.once
@pytest.mark.parametrize(
    ("spent", "colour"),
    [
        (500, "green"), (600, "green"), (601, "amber"), (750, "amber"), (751, "red"),
        (400, "green"), (399, "amber"), (250, "amber"), (249, "red"), (1, "red"),
    ],
)  # fmt: skip
def test_spend_may_stand_10_points_from_the_days_either_way_and_25_with_attention(
    spent: int, colour: str
) -> None:
    activity = hundred_days(allocated=1000, spent=spent)

    assert flags(activity).spend.colour == colour


@pytest.mark.once
@pytest.mark.parametrize(("spent", "colour"), [(1000, "green"), (1001, "red")])
def test_a_delivery_over_100_percent_is_red_whatever_the_days(spent: int, colour: str) -> None:
    activity = hundred_days(allocated=1000, spent=spent)

    assert flags(activity, seen(date(2020, 12, 31))).spend.colour == colour


@pytest.mark.once
def test_a_third_and_a_tenth_are_10_points_apart_and_no_more() -> None:
    """0.4333… - 0.3333… is 0.1000…01 in most arithmetics."""
    days = {"starts_on": date(2020, 6, 30), "ends_on": date(2020, 7, 27)}
    activity = make_activity(allocated=2800, spent=380, **days)

    flag = flags(activity).spend

    assert (flag.colour, flag.numbers["points"]) == ("green", 10)


@pytest.mark.parametrize("status", ["ongoing", "completed"])
def test_nothing_spent_is_grey_and_where_everything_was_reversed_nothing_is(status: str) -> None:
    nothing, undone = (hundred_days(allocated=1000) for _ in range(2))
    for activity in (nothing, undone):
        make_update(activity=activity, status=status, state=APPROVED)
    entry = make_transaction(activity=undone, posted=True)
    moment = datetime(2020, 7, 1, 15, tzinfo=UTC)
    actions.reverse_transaction(entry=entry, reason="Wrong", by=make_user(), at=moment)

    assert [flags(each).spend.colour for each in (nothing, undone)] == ["grey", "grey"]


@pytest.mark.once
@pytest.mark.parametrize(
    ("spent", "colour", "underspent"),
    [(1, "green", 999), (999, "green", 1), (1000, "green", 0), (1001, "red", None)],
)
def test_a_completed_activity_is_off_track_in_spend_only_where_it_overspent(
    spent: int, colour: str, underspent: int | None
) -> None:
    activity = hundred_days(allocated=1000, spent=spent)
    make_update(activity=activity, status="completed", percent=100, state=APPROVED)

    given = flags(activity)

    assert (given.spend.colour, given.spend.numbers.get("underspent")) == (colour, underspent)
    assert given.progress.colour == "green"


def test_an_activity_completed_in_a_draft_is_judged_by_its_days_until_it_is_approved() -> None:
    activity = hundred_days(allocated=1000, spent=1)
    make_update(activity=activity, status="completed", percent=100)
    own = Office.objects.filter(pk=activity.office.pk)

    assert flags(activity).spend.colour == "red"
    assert flags(activity, Viewpoint(HALFWAY, Include.DRAFT, own)).spend.colour == "green"


# What does not apply, and the overall one


def test_without_milestone_target_and_allocation_those_flags_do_not_apply() -> None:
    activity = hundred_days()
    make_indicator(activity=activity)
    reported(activity)

    assert colours(activity) == [None, None, "green", None]


@pytest.mark.parametrize("hold", Activity.Hold.values)
def test_of_a_suspended_or_cancelled_activity_no_flag_applies(hold: str) -> None:
    activity = hundred_days(allocated=1000, spent=900, percent=1, hold=hold)
    make_milestone(activity=activity, due_on=date(2020, 1, 1))

    given = flags(activity)

    assert [flag.colour for flag in given.all] == [None] * 5
    assert (given.greys, given.judged, given.judged_label) == (0, None, "")


@pytest.mark.parametrize("hold", Activity.Hold.values)
def test_a_milestone_waits_unless_its_activity_was_held_as_known_then(hold: str) -> None:
    with time_machine.travel(datetime(2020, 3, 1, 12, tzinfo=UTC), tick=False):
        activity = make_activity()
        milestone = make_milestone(activity=activity, due_on=date(2020, 8, 1))
    activity.hold = hold
    activity.save_over(activity.version, ["hold"], at=datetime(2020, 6, 1, 12, tzinfo=UTC))

    before = seen(known_at=datetime(2020, 6, 1, tzinfo=UTC))
    assert flags(activity, before).coming.id == milestone.pk
    assert list(pending_milestones(before).values_list("id", flat=True)) == [milestone.pk]
    for known_at in (datetime(2020, 6, 2, tzinfo=UTC), None):
        assert flags(activity, seen(known_at=known_at)).coming is None
        assert not pending_milestones(seen(known_at=known_at)).exists()


def test_what_comes_is_the_first_milestone_neither_reached_nor_past() -> None:
    activity = make_activity()
    make_milestone(activity=activity, due_on=date(2020, 6, 29))
    reached, *open_ = (
        make_milestone(activity=activity, due_on=date(2020, month, 30)) for month in (7, 9, 8)
    )
    line = make_update(activity=activity)
    make_achievement(milestone=reached, update=line, achieved_on=date(2020, 3, 20))
    approve(line)

    assert flags(activity).coming.id == open_[1].pk


def test_the_overall_flag_is_the_worst_with_a_colour_and_counts_the_grey_ones() -> None:
    activity = hundred_days(allocated=1000, spent=500, percent=30)
    make_milestone(activity=activity, due_on=date(2020, 12, 1))
    make_indicator(activity=activity, targets={date(2020, 3, 31): 100})

    given = flags(activity)

    assert [flag.colour for flag in given.four] == ["green", "grey", "amber", "green"]
    assert (given.overall.colour, given.overall.numbers) == ("amber", {"grey": 1})


def test_the_overall_flag_is_grey_only_where_none_has_a_colour() -> None:
    activity = hundred_days(allocated=1000)
    make_milestone(activity=activity)

    assert colours(activity) == ["grey", None, "grey", "grey"]
    assert (flags(activity).overall.colour, flags(activity).greys) == ("grey", 3)


def test_the_flags_of_many_activities_take_as_many_queries_as_those_of_one() -> None:
    cell = make_cell(amount=100_000)
    made = [make_activity(cell=cell, allocated=100, spent=50, percent=40) for _ in range(25)]
    for activity in made:
        make_milestone(activity=activity)
        make_indicator(activity=activity, targets={date(2020, 3, 31): 10})

    def queries(ids: list[int]) -> int:
        with CaptureQueriesContext(connection) as captured:
            assert len(flags_of(figures_of(cell.appeal, seen()), ids)) == len(ids)
        return len(captured)

    assert queries([activity.pk for activity in made]) == queries([made[0].pk])


# By the two dates


def test_a_flag_is_read_as_it_was_known() -> None:
    activity = hundred_days()
    milestone = make_milestone(activity=activity, due_on=date(2020, 6, 1))
    reported(activity)
    known_at = datetime(2099, 1, 1, tzinfo=UTC)
    milestone.due_on = date(2020, 12, 1)
    milestone.save_over(milestone.version, ["due_on"], at=known_at)

    assert flags(activity, seen(known_at=known_at)).schedule.colour == "amber"
    assert flags(activity).schedule.colour == "green"


MARCH, MAY = datetime(2020, 3, 2, 15, tzinfo=UTC), datetime(2020, 5, 2, 15, tzinfo=UTC)


def judge(activity: Activity, colour: str = "red", **fields: Any) -> StatusOverride:
    given = {"reason": "The road is closed", "effective_on": date(2020, 3, 1), "at": MARCH}
    given |= {"by": make_user(), **fields}
    return actions.override_status(activity=activity, version=None, colour=colour, **given)


def lift(activity: Activity, **fields: Any) -> StatusOverride:
    given = {"reason": "It is open again", "effective_on": date(2020, 5, 1), "at": MAY}
    return actions.lift_override(
        activity=activity, version=None, **{"by": make_user(), **given, **fields}
    )


def test_a_judgement_stands_before_the_computed_status_and_hides_nothing() -> None:
    activity = hundred_days(percent=50)
    judgement = judge(activity, by=make_user(username="ana"))

    given = flags(activity)

    assert (given.judged, given.judged_label) == ("red", "off track")
    assert (given.overall.colour, given.progress.colour) == ("green", "green")
    assert (given.given.by.username, given.given) == ("ana", judgement)


def test_a_judgement_that_is_taken_back_leaves_the_computed_status_alone() -> None:
    activity = hundred_days(percent=50)
    judge(activity)
    lift(activity)

    given = flags(activity)

    assert (given.judged, given.override, given.given) == ("green", "", None)
    assert flags(activity, seen(date(2020, 4, 30))).override == "red"


def test_a_judgement_counts_from_its_day_and_as_it_was_known() -> None:
    activity = hundred_days()
    judge(activity, "amber")
    judge(activity, "red", effective_on=date(2020, 4, 1), at=MAY)

    assert flags(activity, seen(date(2020, 2, 29))).override == ""
    assert flags(activity, seen(date(2020, 3, 31))).override == "amber"
    assert flags(activity).override == "red"
    assert flags(activity, seen(known_at=MAY)).override == "amber"
    assert flags(activity, seen(known_at=MARCH)).override == ""


@pytest.mark.parametrize(
    ("fields", "about"),
    [
        ({"colour": "grey"}, "colour"),
        ({"colour": "purple"}, "colour"),
        ({"reason": "  "}, "reason"),
        ({"effective_on": date(2020, 3, 3)}, "effective_on"),
        ({"effective_on": date(2019, 12, 31)}, "effective_on"),
    ],
)
def test_a_judgement_that_makes_no_sense_is_refused(fields: dict[str, Any], about: str) -> None:
    with pytest.raises(actions.NotJudgeable) as refusal:
        judge(make_activity(), **fields)

    assert refusal.value.field == about
    assert not StatusOverride.objects.exists()


def test_only_a_judgement_in_force_is_taken_back() -> None:
    activity = make_activity()
    with pytest.raises(actions.NotJudgeable, match="nothing to remove"):
        lift(activity)
    judge(activity)
    with pytest.raises(actions.NotJudgeable, match="nothing to remove"):
        lift(activity, effective_on=date(2020, 2, 29))
    lift(activity)
    with pytest.raises(actions.NotJudgeable, match="nothing to remove"):
        lift(activity)


# The pages


TYPED = {"colour": "red", "effective_on": "2020-06-01", "reason": "The road is closed."}


def sent(client: Client, **typed: Any) -> Any:
    address = at("status_override", "GT-1.1")
    return client.post(address, filled(client.get(address), **TYPED | typed), follow=True)


def test_a_manager_judges_an_activity_and_everybody_reads_why(client: Client) -> None:
    page = sent(client)

    assert "Assessment saved. The calculated status stays beside it." in words(page)
    judgement = StatusOverride.objects.get()
    assert (judgement.colour, judgement.by.username) == ("red", "manager.ro")
    form = words(client.get(at("status_override", "GT-1.1")))
    assert "is the assessment of manager.ro from 1 Jun 2020: The road is closed." in form
    assert "off track changed; calculated: nothing reported" in words(
        client.get(at("activity_list"), {"q": "GT-1.1"})
    )


@pytest.mark.parametrize("page", ["activity_detail", "status_override"])
def test_a_page_names_each_flag_before_its_rule(client: Client, page: str) -> None:
    shown = words(client.get(at(page, "GT-1.1"))).partition("Numbers Rule ")[2]

    for name, flag in FLAGS.items():
        row, said, shown = shown.partition(str(flag.meaning))
        assert (row.split()[0], said) == (name.capitalize(), str(flag.meaning))


def test_a_judgement_is_taken_back_from_its_page(client: Client) -> None:
    assert "remove the assessment" not in words(client.get(at("status_override", "GT-1.1")))
    sent(client)

    sent(client, colour="lift", reason="It is open again.", effective_on="2020-07-01")

    assert StatusOverride.objects.latest("pk").colour == ""
    page = words(client.get(at("status_override", "GT-1.1")))
    assert "All assessments 1 Jul 2020: removed, manager.ro. It is open again." in page


@pytest.mark.once
@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"colour": "grey"}, "colour"),
        ({"colour": "lift"}, "colour"),
        ({"reason": ""}, "reason"),
        ({"reason": "x" * 501}, "reason"),
        ({"effective_on": "2099-01-01"}, "effective_on"),
        ({"effective_on": "2019-12-31"}, "effective_on"),
        ({"effective_on": "soon"}, "effective_on"),
    ],
)
def test_a_bad_judgement_gets_its_sentence_and_keeps_what_was_typed(
    client: Client, typed: dict[str, str], field: str
) -> None:
    page = sent(client, **typed)

    assert page.status_code == 422
    assert list(complaints(page)) == [field]
    for name, value in (TYPED | typed).items():
        assert page.context["form"][name].value() == value
    assert not StatusOverride.objects.exists()


def test_the_second_of_two_is_told_and_loses_nothing(client: Client) -> None:
    address = at("status_override", "GT-1.1")
    first, second = (filled(client.get(address), **TYPED) for _ in range(2))
    client.post(address, first)

    told = client.post(address, second | {"reason": "It rains."})
    again = client.post(address, filled(told))

    assert told.status_code == 409
    assert "Somebody changed the assessment while you were writing;" in words(told)
    assert "The road is closed." in words(told)
    assert again.status_code == 302
    assert StatusOverride.objects.latest("pk").reason == "It rains."


def test_the_same_form_sent_twice_judges_once(client: Client) -> None:
    address = at("status_override", "GT-1.1")
    form = filled(client.get(address), **TYPED)

    answers = [client.post(address, form) for _ in range(2)]

    assert answers[0].url == answers[1].url
    assert StatusOverride.objects.count() == 1


def test_the_lists_show_the_overall_status_of_their_page(client: Client, mi2020: Appeal) -> None:
    activity = activity_of("GT-1.1")
    first = mi2020.periods.get(code="2020-Q1")
    make_update(activity=activity, period=first, percent=100, state=APPROVED)

    shown = words(client.get(at("activity_list"), {"q": "GT-1.1"}))
    office = words(client.get(at("office_detail", "GT")))

    assert "on track 1 of 4 not reported" in shown
    assert "on track 1 of 4 not reported" in office


def test_the_overall_column_costs_the_same_for_one_row_and_for_25(client: Client) -> None:
    one = count_queries(client, at("activity_list") + "?q=GT-1.1")

    assert count_queries(client, at("activity_list")) == one
