"""Conversation: threads on activities, reports and lines; answers; what is resolved."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import uuid4

import pytest
from django.db import DatabaseError, transaction
from django.test import Client, RequestFactory

from appeal.base.viewpoint import Include, Viewpoint
from appeal.models import Activity, Appeal, Office, User
from tests.factories import make_report, make_update
from tests.fixture_types import SignIn
from tests.tracking.browsing import activity_of, at, complaints, filled, words
from tracking import actions
from tracking.models import Comment, OfficeReport, ReportingPeriod
from tracking.views.comments import threads_of

pytestmark = pytest.mark.once

NOW = Viewpoint(date(2020, 12, 31), Include.OFFICIAL, Office.objects.none())
PLACE = ("GT", "2020-Q1")
REPORT, ON_REPORT = at("report_detail", *PLACE), at("report_comment_new", *PLACE)
ON_ACTIVITY = at("comment_new", "GT-1.1")
MOMENT = datetime(2020, 4, 20, 15, tzinfo=UTC)


@pytest.fixture
def report(period: ReportingPeriod) -> OfficeReport:
    """A draft of Guatemala's with one line."""
    return make_update(activity=activity_of("GT-1.1"), period=period).report


def say(client: Client, address: str, body: str = "Which centres?", **typed: Any) -> Any:
    return client.post(address, filled(client.get(address), body=body, **typed))


def thread_on(person: User, **place: Any) -> Comment:
    return actions.add_comment(body="Which centres?", by=person, at=MOMENT, **place)


def seen_by(person: User, **place: Any) -> list[str]:
    """The threads that `threads_of` gives the person."""
    request = RequestFactory().get("/")
    request.user = person
    return [thread.comment.body for thread in threads_of(request, NOW, **place)["threads"]]


def test_whoever_sees_an_activity_comments_on_it(viewer: User, signed_in: SignIn) -> None:
    answer = say(signed_in(viewer), ON_ACTIVITY)

    comment = Comment.objects.get()
    assert (answer.status_code, answer.url) == (
        302, f"{at('activity_detail', 'GT-1.1')}?thread={comment.pk}#thread-{comment.pk}",
    )  # fmt: skip
    assert (comment.body, comment.by, comment.activity.code) == ("Which centres?", viewer, "GT-1.1")
    assert (comment.report, comment.parent, comment.resolved_at) == (None, None, None)


def test_a_comment_on_a_report_shows_there(reporter: Client, report: OfficeReport) -> None:
    answer = say(reporter, ON_REPORT)

    comment = Comment.objects.get()
    assert answer.url == f"{REPORT}?thread={comment.pk}#thread-{comment.pk}"
    assert (comment.report, comment.activity) == (report, None)
    page = reporter.get(REPORT)
    assert [thread.comment for thread in page.context["said"]["threads"]] == [comment]
    assert "Which centres?" in words(page)


def test_a_comment_on_a_line_shows_beside_it(reporter: Client, report: OfficeReport) -> None:
    address = ON_REPORT + "?activity=GT-1.1"
    form = reporter.get(address)

    reporter.post(ON_REPORT, filled(form, body="Which centres?"))

    comment = Comment.objects.get()
    assert "On the line for GT-1.1" in words(form)
    assert (comment.report, comment.activity.code) == (report, "GT-1.1")
    page = reporter.get(REPORT)
    assert [thread.comment for thread in page.context["lines"][0].threads] == [comment]
    assert page.context["said"]["threads"] == []


def test_an_answer_stands_in_its_thread(
    reporter: Client, report: OfficeReport, reviewer_ro: User
) -> None:
    thread = thread_on(reviewer_ro, report=report, activity=activity_of("GT-1.1"))
    shown = reporter.get(REPORT).context["lines"][0].threads[0]
    sent = {field.html_name: field.value() for field in shown.answering}

    answer = reporter.post(shown.address, sent | {"body": "Both.", "activity": ""})

    said = Comment.objects.get(parent=thread)
    assert answer.url == f"{REPORT}?thread={thread.pk}#thread-{thread.pk}"
    assert (said.body, said.report, said.activity) == ("Both.", report, thread.activity)
    assert [a.body for a in reporter.get(REPORT).context["lines"][0].threads[0].answers] == [
        "Both."
    ]


def test_others_comment_on_a_report_once_it_is_approved(
    viewer: User, signed_in: SignIn, period: ReportingPeriod, guatemala: Office
) -> None:
    report = make_report(office=guatemala, period=period, state="submitted")
    client = signed_in(viewer)
    assert client.get(ON_REPORT).status_code == 404
    assert client.post(ON_REPORT, {"body": "x"}).status_code == 404

    step = {"version": report.version, "by": viewer, "at": MOMENT}
    actions.approve_report(report=report, **step)

    assert say(client, ON_REPORT).status_code == 302


def test_what_is_said_on_a_report_shows_to_whom_may_see_it_only(
    report: OfficeReport, reporter_gt: User, viewer: User
) -> None:
    activity = activity_of("GT-1.1")
    thread_on(reporter_gt, activity=activity)
    actions.add_comment(
        body="On the line", by=reporter_gt, at=MOMENT, report=report, activity=activity
    )

    assert seen_by(reporter_gt, activity=activity) == ["Which centres?", "On the line"]
    assert seen_by(viewer, activity=activity) == ["Which centres?"]


@pytest.mark.parametrize("body", ["", "   ", "\x07", "a" * 2001])
def test_what_is_no_comment_is_refused_and_stays(
    reporter: Client, report: OfficeReport, body: str
) -> None:
    for address in (ON_ACTIVITY, ON_REPORT):
        refusal = say(reporter, address, body)

        assert refusal.status_code == 422
        assert list(complaints(refusal)) == ["body"]
        assert body.strip(" \x07") in words(refusal)
    assert not Comment.objects.exists()


def test_a_foreign_thread_or_line_is_not_taken_and_what_was_typed_stays(
    reporter: Client, report: OfficeReport, reporter_gt: User
) -> None:
    elsewhere = thread_on(reporter_gt, activity=activity_of("HN-1.1"))

    for address, field, value in (
        (ON_ACTIVITY, "parent", elsewhere.pk),
        (ON_REPORT, "parent", elsewhere.pk),
        (ON_REPORT, "activity", "HN-1.1"),
        (ON_REPORT, "activity", "GT-1.1\0"),
    ):
        refusal = say(reporter, address, **{field: value})
        assert refusal.status_code == 422
        assert list(complaints(refusal)) == [field]
        assert "Which centres?" in words(refusal)
    assert Comment.objects.count() == 1


def test_the_same_form_sent_twice_has_one_effect_and_one_answer(reporter: Client) -> None:
    sent = filled(reporter.get(ON_ACTIVITY), body="Which centres?")

    answers = [reporter.post(ON_ACTIVITY, sent) for _ in range(2)]

    assert answers[0].url == answers[1].url
    assert Comment.objects.count() == 1


def test_markup_is_shown_as_typed(reporter: Client, report: OfficeReport) -> None:
    say(reporter, ON_REPORT, "<script>alert(1)</script>")

    page = reporter.get(REPORT).content.decode()

    assert "<script>alert(1)</script>" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page


def test_comments_are_taken_in_a_locked_period_and_a_closed_appeal(
    reporter: Client, report: OfficeReport, mi2020: Appeal, manager_ro: User
) -> None:
    actions.close_appeal(
        appeal=mi2020, version=mi2020.version, reason="Over.", by=manager_ro, at=MOMENT
    )

    assert say(reporter, ON_REPORT).status_code == 302
    assert say(reporter, ON_ACTIVITY).status_code == 302


def test_what_was_said_stays_as_it_was_said(reporter_gt: User) -> None:
    comment = thread_on(reporter_gt, activity=activity_of("GT-1.1"))
    rows = Comment.objects.filter(pk=comment.pk)

    for write in (lambda: rows.update(body="Other words"), rows.delete):
        with pytest.raises(DatabaseError, match="A comment cannot be"), transaction.atomic():
            write()


# Settling


def settle(client: Client, step: str, thread: Comment, **typed: Any) -> Any:
    sent = {"idempotency_key": str(uuid4()), "version": 0} | typed
    return client.post(at(f"comment_{step}", thread.pk), sent)


def test_whoever_sees_the_offices_drafts_resolves_a_thread_and_takes_it_up_again(
    reporter: Client, reporter_gt: User, viewer: User, activity: Activity
) -> None:
    thread = thread_on(viewer, activity=activity)

    resolved = settle(reporter, "resolve", thread)
    thread.refresh_from_db()
    page = at("activity_detail", "GT-1.1")
    assert resolved.url == f"{page}?thread={thread.pk}#thread-{thread.pk}"
    assert thread.resolved_by == reporter_gt
    assert thread.resolved_at is not None

    settle(reporter, "reopen", thread)
    thread.refresh_from_db()
    assert (thread.resolved_by, thread.resolved_at) == (None, None)


def test_who_opened_a_thread_resolves_it_and_others_do_not(
    viewer: User, finance_gt: User, signed_in: SignIn, honduras: Office, mi2020: Appeal
) -> None:
    thread = thread_on(viewer, activity=activity_of("HN-1.1"))

    assert settle(signed_in(finance_gt), "resolve", thread).status_code == 404
    assert settle(signed_in(viewer), "resolve", thread).status_code == 302


def test_the_second_of_two_who_resolve_is_told_who_was_first(
    reporter: Client, superuser: User, reporter_gt: User, activity: Activity
) -> None:
    thread = thread_on(reporter_gt, activity=activity)
    actions.resolve_thread(thread=thread, by=superuser, at=MOMENT)

    late = settle(reporter, "resolve", thread)

    assert late.status_code == 409
    assert "admin has resolved this thread in the meantime." in words(late)
    settle(reporter, "reopen", thread)
    assert settle(reporter, "reopen", thread).status_code == 409


def test_an_answer_is_no_thread_to_resolve(
    reporter: Client, reporter_gt: User, activity: Activity
) -> None:
    thread = thread_on(reporter_gt, activity=activity)
    answer = thread_on(reporter_gt, parent=thread)

    assert settle(reporter, "resolve", answer).status_code == 404


def test_opening_the_address_only_leads_to_the_thread(
    reporter: Client, reporter_gt: User, activity: Activity
) -> None:
    thread = thread_on(reporter_gt, activity=activity)

    answer = reporter.get(at("comment_resolve", thread.pk))

    assert answer.url == f"{at('activity_detail', 'GT-1.1')}?thread={thread.pk}#thread-{thread.pk}"
    thread.refresh_from_db()
    assert thread.resolved_at is None


def test_a_thread_of_another_appeal_is_not_found(
    superuser: User, signed_in: SignIn, activity: Activity
) -> None:
    other = make_update()
    thread = thread_on(superuser, activity=other.activity)

    assert settle(signed_in(superuser), "resolve", thread).status_code == 404


def test_an_activity_shows_its_newest_threads_and_the_one_that_is_asked_for(
    reporter: Client, reporter_gt: User
) -> None:
    activity = activity_of("GT-1.1")
    threads = [thread_on(reporter_gt, activity=activity) for _number in range(7)]
    address = at("activity_detail", "GT-1.1")

    def shown(**asked: Any) -> list[Comment]:
        return [row.comment for row in reporter.get(address, asked).context["threads"]]

    assert shown() == threads[2:]
    assert shown(page_threads=2) == shown(thread=threads[1].pk) == threads[:2]
