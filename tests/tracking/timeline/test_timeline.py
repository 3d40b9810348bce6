"""The work plan in time: bars, milestones, reports due, and what moved since an earlier plan."""

import gzip
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from appeal.actions import (
    hold_activity,
    keep_activity,
    keep_milestone,
    next_activity,
    phase_activity,
    set_allocation,
)
from appeal.models import Activity, Appeal, Milestone, Office, User
from tests.factories import make_achievement, make_milestone, make_update, move
from tracking.models import OfficeReport
from tracking.timelines import Calendar, TimelineRow

pytestmark = [
    pytest.mark.once,
    pytest.mark.publication,
    pytest.mark.django_db,
    pytest.mark.person("manager_ro"),
]

PAGE = "/appeals/MI2020-CNAC/timeline/"
APPROVED = OfficeReport.State.APPROVED
MAY = datetime(2020, 5, 4, 15, tzinfo=UTC)
YEAR = Calendar(date(2020, 1, 1), date(2020, 12, 31))


@pytest.fixture
def activity(mi2020: Appeal) -> Activity:
    return Activity.objects.with_plan().get(code="GT-3.1")


def row_of(client: Client, code: str, query: str = "?office=GT") -> TimelineRow:
    rows = client.get(PAGE + query).context["rows"]
    return next(row for row in rows if row.activity.code == code)


# Where things are


def test_a_day_is_where_it_is_in_the_year_and_at_the_edge_outside_of_it() -> None:
    assert YEAR.at(date(2020, 1, 1)) == 0
    assert YEAR.at(date(2020, 12, 31), is_over=True) == 100
    assert YEAR.at(date(2020, 7, 2)) == 50
    assert (YEAR.at(date(2019, 1, 1)), YEAR.at(date(2021, 3, 1))) == (0, 100)
    assert [day.month for _x, day in YEAR.months()] == list(range(1, 13))


def test_an_activity_is_drawn_over_its_days_and_dark_as_far_as_it_is_done(
    client: Client, activity: Activity
) -> None:
    activity.starts_on, activity.ends_on = date(2020, 7, 2), date(2020, 12, 31)
    keep_activity(activity=activity, version=activity.version, at=MAY)
    make_update(activity=activity, percent=40, state=APPROVED)

    row = row_of(client, "GT-3.1")

    assert (row.bar.x, row.bar.width) == (50, 50)
    assert (row.done.x, row.done.width) == (50, 20)


@pytest.mark.parametrize(
    ("as_at", "symbol", "said"),
    [
        ("2020-06-30", "coming", "On air: due on 30 Jun 2020"),
        ("2020-07-01", "overdue", "On air: was due on 30 Jun 2020"),
    ],
)
def test_a_milestone_is_a_mark_that_says_whether_it_is_late(
    client: Client, activity: Activity, as_at: str, symbol: str, said: str
) -> None:
    make_milestone(activity=activity, title="On air")

    (mark,) = row_of(client, "GT-3.1", f"?office=GT&as_at={as_at}").milestones

    assert (mark.symbol, mark.title) == (symbol, said)
    assert mark.x == YEAR.at(date(2020, 6, 30))


def test_a_milestone_that_was_reached_is_at_the_day_it_was_reached(
    client: Client, activity: Activity
) -> None:
    milestone = make_milestone(activity=activity, title="On air")
    reached = make_achievement(milestone=milestone)
    move(reached.update.report, APPROVED)

    page = client.get(f"{PAGE}?office=GT")

    (mark,) = row_of(client, "GT-3.1").milestones
    assert (mark.symbol, mark.x) == ("reached", YEAR.at(date(2020, 3, 20)))
    assert "On air: reached on 20 Mar 2020" in page.text


def test_the_days_on_which_reports_are_due_are_lines_and_are_listed(
    client: Client, mi2020: Appeal
) -> None:
    page = client.get(f"{PAGE}?office=GT")

    due = [period.code for _x, period in page.context["dues"]]
    assert due == ["2020-Q1", "2020-Q2", "2020-Q3"]
    assert "15 Apr 2020" in page.text


# What moved


def test_what_moved_since_publication_is_said_in_words_and_drawn(
    client: Client, activity: Activity, manager_ro: User
) -> None:
    before = row_of(client, "GT-3.1")
    milestone = make_milestone(activity=activity, title="On air")
    activity.ends_on = date(2020, 11, 30)
    keep_activity(activity=activity, version=activity.version, at=MAY)
    phase_activity(activity=activity, version=None, phasing={"2020-03": Decimal(5)}, at=MAY)
    share = activity.allocations.first()
    share.amount -= 1000
    set_allocation(allocation=share, version=share.version, on=MAY.date(), at=MAY)
    hold_activity(
        activity=activity, version=activity.version, hold="suspended", reason="Floods.",
        by=manager_ro, at=MAY,
    )  # fmt: skip

    row = row_of(client, "GT-3.1")

    assert (before.moved, before.before) == ([], None)
    assert row.before.width == 100
    assert row.moved[0] == "End: 31 days earlier"
    assert row.moved[1].startswith("Budget: ")
    assert row.moved[2:] == [
        "Plan by month changed", "Now: suspended", f"New milestone: {milestone.title}",
    ]  # fmt: skip


def test_it_is_compared_with_the_plan_of_the_day_that_is_asked_for(
    client: Client, activity: Activity
) -> None:
    activity.ends_on = date(2020, 11, 30)
    keep_activity(activity=activity, version=activity.version, at=MAY)

    known = row_of(client, "GT-3.1", "?office=GT&from_known_on=2020-05-05")
    unknown = row_of(client, "GT-3.1", "?office=GT&from_known_on=2020-05-03")

    assert known.moved == []
    assert unknown.moved == ["End: 31 days earlier"]


def test_a_milestone_that_was_moved_is_named_with_its_days(
    client: Client, activity: Activity
) -> None:
    milestone = Milestone(activity=activity, title="On air", due_on=date(2020, 6, 30))
    keep_milestone(milestone=milestone, version=None, at=MAY)
    milestone.due_on = date(2020, 7, 3)
    keep_milestone(milestone=milestone, version=milestone.version, at=MAY + timedelta(days=3))

    row = row_of(client, "GT-3.1", "?office=GT&from_known_on=2020-05-05")

    assert row.moved == ["On air: 3 days later"]


def test_an_activity_that_was_not_in_the_earlier_plan_says_so(
    client: Client, activity: Activity
) -> None:
    new = keep_activity(activity=next_activity(activity.priority, "en"), version=None, at=MAY)

    row = row_of(client, new.code, "?office=GT&from_known_on=2020-05-03")

    assert row.moved == ["Not in the earlier plan"]


# The page


def test_it_is_of_one_office_or_of_all_in_printed_order(client: Client, mi2020: Appeal) -> None:
    own = client.get(f"{PAGE}?office=GT").context["rows"]
    everybody = client.get(PAGE).context

    assert {row.activity.office.code for row in own} == {"GT"}
    assert everybody["rows"][0].activity.office.code == "RO"
    assert everybody["turn"].paginator.count == Activity.objects.of(mi2020).count()
    assert "Timeline of Guatemala" in client.get(f"{PAGE}?office=GT").text


def test_the_page_of_the_largest_office_weighs_less_than_15_kilobytes_over_the_wire(
    client: Client, mi2020: Appeal
) -> None:
    for activity in Activity.objects.of(mi2020).in_office(Office.objects.get(code="RO")):
        make_milestone(activity=activity)

    page = client.get(f"{PAGE}?office=RO").content

    assert len(gzip.compress(page, 6)) < 15_000


def test_more_activities_ask_no_more_queries(client: Client, mi2020: Appeal) -> None:
    counts = []
    for query in ("?office=GT", ""):
        client.get(PAGE + query)
        with CaptureQueriesContext(connection) as asked:
            client.get(PAGE + query)
        counts.append(len(asked))

    assert counts[1] <= counts[0] + 1
