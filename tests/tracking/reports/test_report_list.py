"""The grid of who reported when: states for all, links for those who may read."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils.html import strip_tags

from appeal.models import Appeal, Office, User
from tests.factories import make_appeal, make_report, make_update, publish
from tests.fixture_types import SignIn
from tests.tracking.browsing import activity_of, at, count_queries, period_of, words
from tests.tracking.uploads.filling import downloaded
from tests.workbooks import table
from tracking import actions
from tracking.models import OfficeReport, ProgressUpdate

pytestmark = [pytest.mark.once, pytest.mark.person("reporter_gt")]


def row_of(page: Any, office: Office) -> str:
    """The cells of one office as read from left to right."""
    rows = page.content.decode().split("<tr>")
    return next(row for row in rows if at("office_detail", office.code) in row)


@pytest.mark.publication
def test_it_shows_every_office_by_every_period(client: Client, mi2020: Appeal) -> None:
    page = client.get(at("report_list"))

    assert len(page.context["rows"]) == mi2020.sections.count() == 14
    assert [each.code for each in page.context["periods"]] == [
        "2020-Q1", "2020-Q2", "2020-Q3", "2020-Q4",
    ]  # fmt: skip
    assert words(page).count("not started") == 14 * 4


def test_it_links_to_reports_that_the_person_may_read_only(
    client: Client, mi2020: Appeal, guatemala: Office, honduras: Office
) -> None:
    for office in (guatemala, honduras):
        make_report(office=office, period=period_of(mi2020))
        make_report(office=office, period=period_of(mi2020, "2020-Q2"), state="approved")

    page = client.get(at("report_list")).content.decode()

    for place, is_linked in [
        (("GT", "2020-Q1"), True),
        (("GT", "2020-Q2"), True),
        (("HN", "2020-Q1"), False),
        (("HN", "2020-Q2"), True),
    ]:
        assert (at("report_detail", *place) in page) == is_linked


@pytest.mark.parametrize("state", OfficeReport.State.values)
def test_what_is_past_due_and_not_handed_in_is_overdue(
    client: Client, mi2020: Appeal, guatemala: Office, state: str
) -> None:
    make_report(office=guatemala, period=period_of(mi2020), state=state)

    def says_overdue(day: date) -> bool:
        page = client.get(at("report_list"), {"as_at": day.isoformat()})
        return "overdue" in row_of(page, guatemala)

    assert not says_overdue(date(2020, 4, 15))
    assert says_overdue(date(2020, 4, 16)) == (state in ("draft", "returned"))


def cell_of(page: Any, office: Office, code: str = "2020-Q1") -> str:
    """One cell of the grid as a reader sees it."""
    cells = row_of(page, office).split("<td")
    found = next(cell for cell in cells if f'data-label="{code}' in cell)
    return " ".join(strip_tags(f"<td{found}").split())


def test_it_says_what_is_due_and_by_how_many_days_what_is_overdue(
    client: Client, guatemala: Office
) -> None:
    def said(day: str) -> str:
        return cell_of(client.get(at("report_list"), {"as_at": day}), guatemala)

    assert said("2020-03-30") == "not started"
    assert said("2020-03-31") == said("2020-04-15") == "not started due"
    assert said("2020-04-16") == "not started overdue, 1 day"
    assert said("2020-05-01") == "not started overdue, 16 days"


def test_it_says_when_a_report_came_how_late_and_how_often_it_was_returned(
    client: Client, mi2020: Appeal, guatemala: Office, reporter_gt: User, reviewer_ro: User
) -> None:
    line = make_update(activity=activity_of("GT-1.1"), period=period_of(mi2020))
    report = line.report
    for day in (10, 12):
        moment = datetime(2020, 4, day, 15, tzinfo=UTC)
        actions.submit_report(report=report, version=report.version, by=reporter_gt, at=moment)
        actions.return_report(
            report=report, version=report.version, reason="Again.", by=reviewer_ro, at=moment
        )
    # Three in the morning in London is the evening before in Guatemala's appeal.
    last = datetime(2020, 4, 19, 3, tzinfo=UTC)
    actions.submit_report(report=report, version=report.version, by=reporter_gt, at=last)

    said = cell_of(client.get(at("report_list")), guatemala)

    assert said == "submitted 3 days late submitted 18 Apr 2020 returned 2 times"


@pytest.mark.parametrize(
    ("day", "late"),
    [
        (date(2020, 4, 16), 1),
        (date(2020, 5, 1), 16),
        # The appeal takes entries up to 31 March: nothing grows later after that.
        (date(2021, 3, 31), 350),
        (date(2021, 6, 1), 350),
    ],
)
def test_a_report_is_as_late_before_it_is_submitted_as_after_on_the_same_day(
    client: Client, mi2020: Appeal, guatemala: Office, reporter_gt: User, manager_ro: User,
    signed_in: SignIn, day: date, late: int,
) -> None:  # fmt: skip
    report = make_update(activity=activity_of("GT-1.1"), period=period_of(mi2020)).report
    now = datetime(day.year, day.month, day.day, 18, tzinfo=UTC)

    def shown() -> list[int]:
        listed = next(row for office, row in client.get(at("report_list")).context["rows"]
                      if office == guatemala)[0]  # fmt: skip
        in_file = table(downloaded(client, "R8", office="GT"), "Reports")[0]["Days late"]
        opened = client.get(at("report_detail", "GT", "2020-Q1")).context["due"]
        return [listed.late, opened.late, in_file]

    with time_machine.travel(now, tick=False):
        managing = signed_in(manager_ro)
        reminder = managing.get(at("report_remind", "GT", "2020-Q1")).context["due"]
        at_home = managing.get(at("home")).context["late"]
        before = shown()
        actions.submit_report(report=report, version=report.version, by=reporter_gt, at=now)
        after = shown()

    assert before == after == [late] * 3
    assert reminder.late == late
    assert late in [row.late for row in at_home if row.place == reminder.place]


def test_a_report_that_was_taken_back_is_a_draft_without_a_day_of_submission(
    client: Client, mi2020: Appeal, guatemala: Office, reporter_gt: User
) -> None:
    report = make_update(activity=activity_of("GT-1.1"), period=period_of(mi2020)).report
    moment = datetime(2020, 4, 10, 15, tzinfo=UTC)
    for act in (actions.submit_report, actions.take_back_report):
        act(report=report, version=report.version, by=reporter_gt, at=moment)

    page = client.get(at("report_list"), {"as_at": "2020-04-12"})

    assert cell_of(page, guatemala) == "draft due"


def test_it_shows_the_states_as_they_were_known(
    client: Client, mi2020: Appeal, guatemala: Office, reporter_gt: User, reviewer_ro: User
) -> None:
    line = ProgressUpdate(activity=activity_of("GT-1.1"), percent=40, status="ongoing", version=0)

    def on(day: int) -> datetime:
        return datetime(2020, 4, day, 15, tzinfo=UTC)

    actions.log_progress(
        update=line, version=None, period=period_of(mi2020), by=reporter_gt, at=on(5)
    )
    report = line.report
    actions.submit_report(report=report, version=1, by=reporter_gt, at=on(10))
    actions.return_report(report=report, version=2, reason="Again.", by=reviewer_ro, at=on(12))
    actions.submit_report(report=report, version=3, by=reporter_gt, at=on(14))
    actions.approve_report(report=report, version=4, by=reviewer_ro, at=on(20))

    def said(day: int) -> str:
        query = {"as_at": "2020-04-13", "known_on": f"2020-04-{day:02}"}
        return cell_of(client.get(at("report_list"), query), guatemala)

    assert said(4) == "not started due"
    assert said(5) == "draft due"
    assert said(10) == "submitted submitted 10 Apr 2020"
    assert said(12) == "returned due submitted 10 Apr 2020 returned once"
    assert said(19) == "submitted submitted 14 Apr 2020 returned once"
    assert said(20) == "approved submitted 14 Apr 2020 returned once"


SEEN = {
    None: ("not started", "not started"),
    "draft": ("draft", "not submitted"),
    "returned": ("returned", "not submitted"),
    "submitted": ("submitted", "submitted"),
    "approved": ("approved", "approved"),
}


@pytest.mark.parametrize("state", SEEN)
@pytest.mark.parametrize("is_own", [True, False])
def test_a_report_has_one_state_on_every_page_and_workbook_for_one_reader(
    viewer: User,
    reviewer_ro: User,
    signed_in: SignIn,
    mi2020: Appeal,
    guatemala: Office,
    state: str | None,
    is_own: bool,
) -> None:
    client = signed_in(reviewer_ro if is_own else viewer)
    if state:
        make_report(office=guatemala, period=period_of(mi2020), state=state)
    word = SEEN[state][0 if is_own else 1]

    grid = cell_of(client.get(at("report_list")), guatemala)
    office = words(client.get(at("office_detail", "GT")))
    home = client.get(at("home"))
    late = [due for due in home.context["late"] if due.office == guatemala]
    compliance = table(downloaded(client, "R8", lang="en"), "Reports")

    assert grid.startswith(word)
    assert f"2020-Q1 {word}" in office
    on_home = [due.state_label for due in late if due.period == period_of(mi2020)]
    assert on_home == ([] if state in ("submitted", "approved") else [word])
    assert f"Guatemala 2020-Q1 {word}" in words(home) or not on_home
    (row,) = [r for r in compliance if (r["Office"], r["Period"]) == ("Guatemala", "2020-Q1")]
    assert row["State"] == word
    is_told = state in ("submitted", "approved") or (state == "returned" and is_own)
    assert ("submitted 2 Apr 2020" in grid) == is_told
    assert row["Submitted"] == (date(2020, 4, 2) if is_told else None)
    assert row["Approved"] == (date(2020, 4, 2) if state == "approved" else None)


def test_what_a_reader_may_not_see_is_hidden_of_the_past_too(
    viewer: User, signed_in: SignIn, mi2020: Appeal, guatemala: Office, reporter_gt: User
) -> None:
    line = ProgressUpdate(activity=activity_of("GT-1.1"), percent=40, status="ongoing", version=0)
    begun = datetime(2020, 4, 5, 15, tzinfo=UTC)
    actions.log_progress(
        update=line, version=None, period=period_of(mi2020), by=reporter_gt, at=begun
    )
    query = {"as_at": "2020-04-13", "known_on": "2020-04-06"}

    outside, inside = (signed_in(person) for person in (viewer, reporter_gt))

    for client, word in ((outside, "not submitted"), (inside, "draft")):
        assert cell_of(client.get(at("report_list"), query), guatemala) == f"{word} due"
        assert f"2020-Q1 {word} due" in words(client.get(at("office_detail", "GT"), query))


def test_how_a_report_came_to_be_returned_is_for_its_own_office(
    client: Client, viewer: User, mi2020: Appeal, guatemala: Office, signed_in: SignIn
) -> None:
    make_report(office=guatemala, period=period_of(mi2020), state="returned")

    inside, outside = (
        row_of(person.get(at("report_list")), guatemala) for person in (client, signed_in(viewer))
    )

    assert "submitted 2 Apr 2020" in inside
    assert "returned once" in inside
    assert "not submitted" in outside
    assert "submitted 2 Apr 2020" not in outside
    assert "returned once" not in outside


@pytest.mark.publication
def test_locked_periods_are_marked(client: Client, mi2020: Appeal, manager_ro: User) -> None:
    moment = datetime(2020, 5, 1, 15, tzinfo=UTC)
    actions.lock_period(period=period_of(mi2020), reason="Published.", by=manager_ro, at=moment)

    page = client.get(at("report_list"))

    assert "2020-Q1 locked due 15 Apr 2020" in words(page)
    assert words(page).count("locked") == 1
    assert page.content.decode().count('data-label="2020-Q1 (locked)"') == 14


def test_an_appeal_without_periods_says_who_makes_them(viewer: User, signed_in: SignIn) -> None:
    appeal = publish(make_appeal())

    page = signed_in(viewer).get(reverse("tracking:report_list", args=[appeal.code]))

    assert "This appeal has no reporting periods yet." in words(page)


@pytest.mark.once
def test_its_queries_do_not_grow_with_the_reports(client: Client, mi2020: Appeal) -> None:
    few = count_queries(client, at("report_list"))
    for section in mi2020.sections.select_related("office"):
        make_report(office=section.office, period=period_of(mi2020), state="approved")
    make_update(activity=activity_of("GT-1.1"), period=period_of(mi2020))

    assert count_queries(client, at("report_list")) == few
    assert "approved" in words(client.get(at("report_list")))
