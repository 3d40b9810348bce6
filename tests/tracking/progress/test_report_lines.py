"""A whole office on one page: what changed is saved, all or nothing, and nothing typed is lost."""

from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine
from django.test import Client

from appeal.models import Activity, User
from tests.factories import make_activity, make_milestone, make_update, make_user
from tests.fixture_types import SignIn
from tests.tracking.browsing import activity_of, at, count_queries, words
from tracking import actions
from tracking.models import OfficeReport, ProgressUpdate, ReportingPeriod
from tracking.views import report_lines as lines_view

pytestmark = [pytest.mark.once, pytest.mark.person("reporter_gt")]

ADDRESS = at("report_lines", "GT", "2020-Q1")
JULY = datetime(2020, 7, 1, 15, tzinfo=UTC)


@pytest.fixture
def colleague(superuser: User, signed_in: SignIn) -> Client:
    return signed_in(superuser)


@pytest.fixture
def first(reporter_gt: User) -> Activity:
    return activity_of("GT-1.1")


@pytest.fixture
def second(reporter_gt: User) -> Activity:
    return activity_of("GT-2.1")


def period(code: str = "2020-Q1") -> ReportingPeriod:
    return ReportingPeriod.objects.get(appeal__code="MI2020-CNAC", code=code)


def sent_by(page: Any) -> dict[str, Any]:
    """What a browser sends back of the page."""
    lines = page.context["lines"]
    fields = [*lines.sent, *(field for line in lines.rows for field in line)]
    shown = {field.html_name: field.value() for field in fields}
    return {name: "" if value is None else value for name, value in shown.items()}


def typed(activity: Activity, **values: str) -> dict[str, str]:
    return {f"line-{activity.pk}-{name}": value for name, value in values.items()}


def line_in(page: Any, activity: Activity) -> Any:
    return next(row for row in page.context["lines"].rows if row.activity == activity)


def send(client: Client, *changes: dict[str, str], address: str = ADDRESS, **options: Any) -> Any:
    sent = sent_by(client.get(address))
    for change in changes:
        sent |= change
    return client.post(address, sent, **options)


def test_it_saves_the_lines_that_were_written_and_no_others(
    client: Client, first: Activity, second: Activity
) -> None:
    response = send(
        client,
        typed(first, percent="40", status="ongoing", narrative="Two centres."),
        typed(second, status="delayed", issues="Permits."),
        follow=True,
    )

    assert "2 lines saved." in words(response)
    stored = ProgressUpdate.objects.in_bulk(field_name="id").values()
    assert {(row.activity, row.percent, row.status, row.version) for row in stored} == {
        (first, 40, "ongoing", 1),
        (second, None, "delayed", 1),
    }
    assert OfficeReport.objects.get().state == "draft"


def test_only_the_line_that_changed_gets_a_new_version(
    client: Client, first: Activity, second: Activity
) -> None:
    texts = {"narrative": "One.\nTwo.", "next_steps": "Train.", "reason": "Late."}
    make_update(activity=first, period=period(), **texts)
    make_update(activity=second, period=period(), percent=10)

    # A browser sends line ends as CR LF.
    send(client, typed(second, percent="20"), typed(first, narrative="One.\r\nTwo."))

    versions = dict(ProgressUpdate.objects.values_list("activity", "version"))
    assert versions == {first.pk: 1, second.pk: 2}
    send(client, typed(first, narrative="One.\r\nThree."))
    line = ProgressUpdate.objects.get(activity=first)
    assert (line.narrative, line.next_steps, line.version) == ("One.\nThree.", "Train.", 2)


def test_saving_without_a_change_writes_nothing_and_says_so(
    client: Client, first: Activity
) -> None:
    make_update(activity=first, period=period())

    response = send(client, follow=True)

    assert "Nothing to save: you changed nothing." in words(response)
    assert ProgressUpdate.objects.get().version == 1


def test_the_period_before_stands_beside_and_proposes_the_status(
    client: Client, first: Activity
) -> None:
    make_update(activity=first, period=period(), percent=35, status="delayed")

    page = client.get(at("report_lines", "GT", "2020-Q2"))

    assert "2020-Q1: 35 %, delayed." in words(page).replace("\u00a0", " ")
    assert line_in(page, first)["status"].value() == "delayed"


def test_lines_that_are_missing_are_listed_with_a_way_to_them(
    client: Client, first: Activity
) -> None:
    page = client.get(ADDRESS)
    assert "7 lines are missing" in words(page)
    assert f'href="#line-{first.pk}"' in page.content.decode()
    assert f'id="line-{first.pk}"' in page.content.decode()

    make_update(activity=first, period=period())

    page = client.get(ADDRESS)
    assert "6 lines are missing" in words(page)
    assert f'href="#line-{first.pk}"' not in page.content.decode()


def test_a_cancelled_activity_is_no_missing_line_and_keeps_what_is_said_of_it(
    client: Client, first: Activity, second: Activity
) -> None:
    make_update(activity=second, period=period())
    opened = sent_by(client.get(ADDRESS))
    Activity.objects.filter(pk__in=[first.pk, second.pk]).update(hold=Activity.Hold.CANCELLED)

    page = client.get(ADDRESS)
    answer = client.post(ADDRESS, opened | typed(first, percent="30", status="ongoing"))

    shown = [row.activity for row in page.context["lines"].rows]
    assert first not in shown
    assert second in shown
    assert not {first.code, second.code} & {code for _pk, code, _n in page.context["missing"]}
    assert answer.status_code == 302
    assert ProgressUpdate.objects.get(activity=first).percent == 30


def test_one_bad_line_saves_none_and_every_error_stands_at_its_line(
    client: Client, first: Activity, second: Activity
) -> None:
    third = activity_of("GT-3.1")
    make_update(activity=third, period=period(), percent=60)

    response = send(
        client,
        typed(first, percent="40", status="ongoing", narrative="Two centres."),
        typed(second, percent="101", status="ongoing", issues="Permits."),
        typed(third, percent="60", status="", narrative="More."),
    )

    assert response.status_code == 422
    assert line_in(response, first).errors == {}
    assert line_in(response, second).errors == {
        "percent": ["Enter a whole number from 0 to 100, or leave it empty."]
    }
    assert line_in(response, third).errors == {"status": ["This field is required."]}
    assert line_in(response, first)["narrative"].value() == "Two centres."
    assert line_in(response, second)["percent"].value() == "101"
    assert not ProgressUpdate.objects.exclude(activity=third).exists()
    assert ProgressUpdate.objects.get(activity=third).version == 1
    again = sent_by(response) | typed(second, percent="99") | typed(third, status="ongoing")
    assert client.post(ADDRESS, again).status_code == 302
    assert ProgressUpdate.objects.count() == 3


REFUSED = [
    ({"percent": "-1", "status": "ongoing"}, "percent"),
    ({"percent": "abc", "status": "ongoing"}, "percent"),
    ({"percent": "12.5", "status": "ongoing"}, "percent"),
    ({"percent": "5", "status": ""}, "status"),
    ({"percent": "5", "status": "unheard"}, "status"),
    ({"percent": "5", "status": "ongoing", "narrative": "a" * 4001}, "narrative"),
    ({"percent": "5", "status": "ongoing", "reason": "a" * 501}, "reason"),
]


@pytest.mark.parametrize(("values", "place"), REFUSED)
def test_what_cannot_be_is_refused_and_kept(
    client: Client, first: Activity, values: dict[str, str], place: str
) -> None:
    response = send(client, typed(first, **values))

    assert response.status_code == 422
    assert list(line_in(response, first).errors) == [place]
    assert "Nothing is saved yet." in words(response)
    for name, value in values.items():
        assert line_in(response, first)[name].value() == value
    assert not ProgressUpdate.objects.exists()


def test_falling_progress_and_100_percent_with_open_milestones_need_reasons(
    client: Client, first: Activity, second: Activity
) -> None:
    make_update(activity=first, period=period(), percent=60)
    make_milestone(activity=second, title="The centre opens")
    later = at("report_lines", "GT", "2020-Q2")
    changes = (
        typed(first, percent="40", status="ongoing"),
        typed(second, percent="100", status="completed"),
    )

    falling = send(client, changes[0], address=later)
    assert falling.status_code == 422
    sentence = "Progress falls from 60 % to 40 %. Explain why."
    assert line_in(falling, first).errors == {"reason": [sentence]}
    full = send(client, changes[1], address=later)
    assert full.status_code == 422
    assert "100 % is reported while milestones are open (The centre opens)" in words(full)
    assert list(line_in(full, second).errors) == ["reason"]

    reasons = (typed(first, reason="A centre closed."), typed(second, reason="Dropped."))
    assert send(client, *changes, *reasons, address=later).status_code == 302
    assert ProgressUpdate.objects.filter(report__period=period("2020-Q2")).count() == 2


def test_a_line_saved_meanwhile_is_a_conflict_that_shows_both_and_keeps_the_rest(
    client: Client, colleague: Client, first: Activity, second: Activity
) -> None:
    make_update(activity=first, period=period(), percent=10, narrative="Old.")
    mine = sent_by(client.get(ADDRESS))
    send(colleague, typed(first, percent="20", narrative="Theirs."))

    conflict = client.post(
        ADDRESS,
        mine
        | typed(first, percent="30", narrative="Mine.")
        | typed(second, percent="5", status="planned"),
    )

    assert conflict.status_code == 409
    assert "Theirs." in words(conflict)
    assert line_in(conflict, first)["narrative"].value() == "Mine."
    assert line_in(conflict, second)["percent"].value() == "5"
    assert ProgressUpdate.objects.get().percent == 20
    assert client.post(ADDRESS, sent_by(conflict)).status_code == 302
    stored = dict(ProgressUpdate.objects.values_list("activity", "percent"))
    assert stored == {first.pk: 30, second.pk: 5}


def test_a_line_that_a_colleague_saved_and_i_did_not_touch_stays_theirs(
    client: Client, colleague: Client, first: Activity, second: Activity
) -> None:
    make_update(activity=first, period=period(), percent=10, narrative="Old.")
    mine = sent_by(client.get(ADDRESS))
    send(colleague, typed(first, percent="20", narrative="Theirs."))

    response = client.post(ADDRESS, mine | typed(second, percent="5", status="planned"))

    assert response.status_code == 302
    stored = dict(ProgressUpdate.objects.values_list("activity", "percent"))
    assert stored == {first.pk: 20, second.pk: 5}


def test_the_second_of_two_first_lines_is_a_conflict(
    client: Client, colleague: Client, first: Activity
) -> None:
    mine = sent_by(client.get(ADDRESS))
    send(colleague, typed(first, percent="20", status="ongoing", narrative="Theirs."))

    conflict = client.post(ADDRESS, mine | typed(first, percent="30", status="ongoing"))

    assert conflict.status_code == 409
    assert "Somebody saved this line while you were writing" in words(conflict)
    assert ProgressUpdate.objects.get().percent == 20


def test_the_same_form_sent_twice_has_one_effect_and_one_answer(
    client: Client, first: Activity
) -> None:
    sent = sent_by(client.get(ADDRESS)) | typed(first, percent="40", status="ongoing")

    one, two = client.post(ADDRESS, sent), client.post(ADDRESS, sent)

    assert (one.status_code, one.url) == (two.status_code, two.url)
    assert ProgressUpdate.objects.get().version == 1


def test_a_report_submitted_meanwhile_takes_no_lines_and_what_was_typed_stays(
    client: Client, first: Activity, second: Activity
) -> None:
    report = make_update(activity=first, period=period()).report
    sent = sent_by(client.get(ADDRESS)) | typed(second, narrative="Typed.", status="ongoing")
    actions.submit_report(report=report, version=report.version, by=make_user(), at=JULY)

    response = client.post(ADDRESS, sent)

    assert response.status_code == 409
    assert "is submitted and can no longer be changed" in words(response)
    assert line_in(response, second)["narrative"].value() == "Typed."
    assert ProgressUpdate.objects.count() == 1
    page = client.get(ADDRESS)
    assert page.status_code == 200
    assert "The report is submitted and can no longer be changed." in words(page)
    assert "Save the draft" not in words(page)


def test_a_period_locked_meanwhile_takes_no_lines_and_what_was_typed_stays(
    client: Client, first: Activity
) -> None:
    sent = sent_by(client.get(ADDRESS)) | typed(first, narrative="Typed.", status="ongoing")
    actions.lock_period(period=period(), reason="Done.", by=make_user(), at=JULY)

    response = client.post(ADDRESS, sent)

    assert response.status_code == 409
    assert "2020-Q1 is locked" in words(response)
    assert line_in(response, first)["narrative"].value() == "Typed."
    assert not ProgressUpdate.objects.exists()
    assert "2020-Q1 is locked" in words(client.get(ADDRESS))


def test_a_large_office_turns_pages_and_finds_what_is_missing_on_each(
    client: Client, first: Activity, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lines_view, "PER_PAGE", 3)
    last = activity_of("GT-7.1")
    third = f"{ADDRESS}?page=3"

    page = client.get(ADDRESS)
    response = send(client, typed(last, percent="7", status="ongoing"), address=third)

    assert [row.activity.code for row in page.context["lines"].rows] == [
        "GT-1.1", "GT-2.1", "GT-3.1",
    ]  # fmt: skip
    assert f'href="?page=3#line-{last.pk}"' in page.content.decode()
    assert response.url == third
    assert ProgressUpdate.objects.get().activity == last


@pytest.mark.publication
def test_the_regional_offices_37_activities_go_through_at_once(
    superuser: User, signed_in: SignIn
) -> None:
    client, address = signed_in(superuser), at("report_lines", "RO", "2020-Q1")
    page = client.get(address)
    rows = page.context["lines"].rows

    changes = [typed(row.activity, percent="5", status="ongoing") for row in rows]
    response = send(client, *changes, address=address)

    assert (len(rows), response.status_code) == (37, 302)
    assert ProgressUpdate.objects.count() == 37
    assert len(sent_by(page)) < 300


def test_the_page_costs_the_same_for_one_activity_more(client: Client, first: Activity) -> None:
    before = count_queries(client, ADDRESS)

    more = make_activity(priority=first.priority)
    make_update(activity=more, period=period())

    assert (
        count_queries(client, ADDRESS) <= before + 1
    )  # the lines of the report, once there is one


def test_a_period_that_has_not_begun_is_not_found(reporter_gt: User, signed_in: SignIn) -> None:
    with time_machine.travel(datetime(2020, 5, 1, 12, tzinfo=UTC), tick=False):
        spring = signed_in(reporter_gt)
        assert spring.get(at("report_lines", "GT", "2020-Q2")).status_code == 200
        assert spring.get(at("report_lines", "GT", "2020-Q3")).status_code == 404


def test_another_offices_activity_forged_into_the_form_is_ignored(
    client: Client, first: Activity
) -> None:
    foreign = activity_of("HN-1.1")

    response = send(client, typed(foreign, percent="9", status="ongoing"))

    assert response.status_code == 302
    assert not ProgressUpdate.objects.exists()
    assert client.get(at("report_lines", "HN", "2020-Q1")).status_code == 404
