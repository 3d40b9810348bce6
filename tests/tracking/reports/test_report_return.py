"""Returning a report: with a reason and remarks on lines, which its reporter sees beside them."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client

from appeal.models import Office, Role, User
from tests.factories import make_activity, make_membership, make_update
from tests.tracking.browsing import activity_of, at, complaints, filled, words
from tracking import actions
from tracking.models import Comment, OfficeReport, ProgressUpdate, ReportingPeriod

pytestmark = pytest.mark.once

PLACE = ("GT", "2020-Q1")
PAGE, ADDRESS = at("report_detail", *PLACE), at("report_return", *PLACE)


@pytest.fixture
def report(reporter_gt: User) -> OfficeReport:
    """Submitted by Guatemala's reporter, with one line."""
    period = ReportingPeriod.objects.get(appeal__code="MI2020-CNAC", code="2020-Q1")
    line = make_update(activity=activity_of("GT-1.1"), period=period, percent=40)
    moment = datetime(2020, 4, 10, 15, tzinfo=UTC)
    return actions.submit_report(report=line.report, version=1, by=reporter_gt, at=moment)


def remark_on(code: str) -> str:
    return f"remark_{activity_of(code).pk}"


def send(client: Client, **typed: Any) -> Any:
    sent = filled(client.get(PAGE), "returning", reason="Count again.", **typed)
    return client.post(ADDRESS, sent)


def test_the_reporter_reads_why_and_each_remark_beside_its_line(
    report: OfficeReport, reviewer: Client, reporter: Client
) -> None:
    remarks = {remark_on("GT-1.1"): "Which centres?", remark_on("GT-2.1"): "Where is this one?"}

    answer = send(reviewer, **remarks)

    assert (answer.status_code, answer.url) == (302, PAGE)
    page = reporter.get(PAGE)
    assert "This report was returned reviewer.ro" in words(page)
    assert "Count again." in words(page)
    beside = {row.activity.code: row.threads for row in page.context["lines"] if row.threads}
    said = {code: [thread.comment.body for thread in threads] for code, threads in beside.items()}
    assert said == {"GT-1.1": ["Which centres?"], "GT-2.1": ["Where is this one?"]}
    assert "Which centres?" in words(page)


def test_the_reporter_goes_on_and_what_was_handed_in_stays_to_be_read(
    report: OfficeReport, reviewer: Client, reporter: Client
) -> None:
    send(reviewer)
    form = at("log_progress", "GT-1.1") + "?period=2020-Q1"

    reporter.post(form, filled(reporter.get(form), percent="35", narrative="One centre."))
    handed_in = reporter.post(
        at("report_submit", *PLACE), filled(reporter.get(PAGE), "confirm"), follow=True
    )

    assert "Submitted. A reviewer must approve it" in words(handed_in)
    row = reviewer.get(PAGE).context["lines"][0]
    assert (row.update.percent, [old.percent for old, _told in row.earlier]) == (35, [40])
    text = words(reviewer.get(PAGE))
    assert "1 earlier revision 40" in text
    assert "submitted 10 Apr 2020" in text


@pytest.mark.parametrize("reason", ["", "  ", "\x07"])
def test_without_a_reason_nothing_is_returned_and_what_was_typed_stays(
    report: OfficeReport, reviewer: Client, reason: str
) -> None:
    sent = filled(reviewer.get(PAGE), "returning", reason=reason)
    sent[remark_on("GT-1.1")] = "Which centres?"

    refusal = reviewer.post(ADDRESS, sent)

    assert refusal.status_code == 422
    assert complaints(refusal, "returning") == {"reason": ["This field is required."]}
    assert "Which centres?" in words(refusal)
    assert "Nothing is saved yet." in words(refusal)
    assert not Comment.objects.exists()
    corrected = filled(refusal, "returning", reason="Count again.")
    assert reviewer.post(ADDRESS, corrected).status_code == 302
    assert Comment.objects.get().body == "Which centres?"


def test_a_text_beyond_its_limit_is_refused_and_kept(
    report: OfficeReport, reviewer: Client
) -> None:
    refusal = send(reviewer, **{remark_on("GT-1.1"): "a" * 2001})

    assert refusal.status_code == 422
    assert list(complaints(refusal, "returning")) == [remark_on("GT-1.1")]
    assert "a" * 2001 in words(refusal)


def test_a_remark_on_another_offices_activity_is_not_taken(
    report: OfficeReport, reviewer: Client
) -> None:
    send(reviewer, **{remark_on("HN-1.1"): "Which centres?"})

    assert OfficeReport.objects.get().state == "returned"
    assert not Comment.objects.exists()


def test_whoever_submitted_is_not_offered_the_return(
    report: OfficeReport, reporter_gt: User, reporter: Client, guatemala: Office, reviewer: Client
) -> None:
    make_membership(user=reporter_gt, role=Role.REVIEWER, office=guatemala)
    sent = filled(reviewer.get(PAGE), "returning", reason="I saw a mistake.")

    page = reporter.get(PAGE)
    refusal = reporter.post(ADDRESS, sent)

    assert "Return the report" not in words(page)
    assert refusal.status_code == 409
    assert "somebody else must return it" in words(refusal)
    assert "I saw a mistake." in words(refusal)
    assert OfficeReport.objects.get().state == "submitted"


def test_a_reporter_does_not_return(report: OfficeReport, reporter: Client) -> None:
    assert reporter.post(ADDRESS, {"reason": "x"}).status_code == 404
    assert OfficeReport.objects.get().state == "submitted"


def test_a_report_that_changed_meanwhile_is_told_and_keeps_what_was_typed(
    report: OfficeReport, reviewer: Client
) -> None:
    sent = filled(reviewer.get(PAGE), "returning", reason="Count again.")
    sent[remark_on("GT-1.1")] = "Which centres?"
    report.save_over(report.version, ["highlights"])

    conflict = reviewer.post(ADDRESS, sent)

    assert conflict.status_code == 409
    assert "Somebody else changed this" in words(conflict)
    assert OfficeReport.objects.get().state == "submitted"
    assert reviewer.post(ADDRESS, filled(conflict, "returning")).status_code == 302
    assert Comment.objects.get().body == "Which centres?"


def test_what_was_approved_meanwhile_is_not_returned_and_what_was_typed_is_shown(
    report: OfficeReport, reviewer: Client, superuser: User
) -> None:
    sent = filled(reviewer.get(PAGE), "returning", reason="Count again.")
    moment = datetime(2020, 4, 12, 15, tzinfo=UTC)
    actions.approve_report(report=report, version=report.version, by=superuser, at=moment)

    conflict = reviewer.post(ADDRESS, sent)

    assert conflict.status_code == 409
    assert "Only a submitted report can be returned." in words(conflict)
    assert "Count again." in words(conflict)
    assert OfficeReport.objects.get().state == "approved"


def test_the_same_button_twice_has_one_effect_and_one_answer(
    report: OfficeReport, reviewer: Client
) -> None:
    sent = filled(reviewer.get(PAGE), "returning", reason="Count again.")

    answers = [reviewer.post(ADDRESS, sent) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [302, 302]
    assert report.reviews.filter(to_state="returned").count() == 1
    assert ProgressUpdate.objects.count() == 2


def test_opening_its_address_only_shows_the_report(report: OfficeReport, reviewer: Client) -> None:
    answer = reviewer.get(ADDRESS)

    assert (answer.status_code, answer.url) == (302, PAGE)
    assert OfficeReport.objects.get().state == "submitted"


@pytest.fixture
def longer(report: OfficeReport) -> None:
    """The office has more activities than a page of its report shows."""
    priority = activity_of("GT-7.1").priority
    for number in range(20):
        make_activity(priority=priority, code=f"GT-8.{number}", order=90 + number)


@pytest.mark.usefixtures("longer")
def test_from_the_second_page_remarks_on_its_lines_are_sent(reviewer: Client) -> None:
    second = reviewer.get(PAGE, {"page": 2})
    sent = filled(second, "returning", reason="", **{remark_on("GT-8.19"): "Where?"})

    refusal = reviewer.post(f"{ADDRESS}?page=2", sent)

    assert f'action="{ADDRESS}?page=2"' in second.content.decode()
    assert "Only the remarks on this page are sent" in words(second)
    assert remark_on("GT-1.1") not in sent
    assert [row.activity.code for row in refusal.context["lines"]] == ["GT-8.18", "GT-8.19"]
    assert "Where?" in words(refusal)
    again = filled(refusal, "returning", reason="Count again.")
    assert reviewer.post(f"{ADDRESS}?page=2", again).status_code == 302
    assert Comment.objects.get().activity.code == "GT-8.19"
    assert reviewer.get(f"{ADDRESS}?page=2").url == f"{PAGE}?page=2"


@pytest.mark.usefixtures("longer")
def test_a_thread_opens_on_the_page_of_its_line(reviewer: Client) -> None:
    second = reviewer.get(PAGE, {"page": 2})
    typed = {"reason": "Count again.", remark_on("GT-8.19"): "Where?"}
    reviewer.post(ADDRESS, filled(second, "returning", **typed))
    thread = Comment.objects.get()

    def shown(query: dict[str, Any]) -> int:
        return reviewer.get(PAGE, query).context["turn"].number

    assert shown({"thread": thread.pk}) == shown({"line": "GT-8.19"}) == shown({"page": 99}) == 2
    assert shown({"thread": thread.pk, "page": 1}) == 1
    assert shown({"thread": "x"}) == shown({"line": "HN-1.1"}) == shown({"page": "x"}) == 1
