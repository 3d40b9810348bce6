"""A reviewer decides report after report: each with its lines in view, the next one follows."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.test import Client

from appeal.models import Appeal, User
from tests.factories import make_transaction, make_update, move
from tests.fixture_types import SignIn
from tests.tracking.browsing import activity_of, at, filled, period_of, words
from tracking import actions
from tracking.models import Comment, OfficeReport

pytestmark = [pytest.mark.once, pytest.mark.person("reviewer_ro")]

QUEUE = at("review_queue")
MOMENT = datetime(2020, 7, 10, 15, tzinfo=UTC)


@pytest.fixture
def waiting(mi2020: Appeal, reporter_gt: User) -> list[OfficeReport]:
    """Guatemala's and Honduras's first quarter, both handed in by Guatemala's reporter."""
    lines = [
        make_update(activity=activity_of(code), period=period_of(mi2020), percent=percent,
                    narrative=f"Told of {code}.", status="delayed")
        for code, percent in (("GT-1.1", 40), ("HN-1.1", 55))
    ]  # fmt: skip
    for line in lines:
        actions.submit_report(report=line.report, version=1, by=reporter_gt, at=MOMENT)
    return [OfficeReport.objects.get(pk=line.report_id) for line in lines]


def decide(client: Client, step: str, form: str, page: Any = None, **typed: Any) -> Any:
    """Press the button of the report that the queue shows."""
    page = page or client.get(QUEUE)
    report = page.context["report"]
    sent = filled(page, form, queue="1", **typed)
    address = at(f"report_{step}", report.office.code, report.period.code)
    return client.post(address, sent, follow=True)


def shown(page: Any) -> str:
    return str(page.context["report"].office.code)


def test_the_first_that_waits_is_shown_with_percent_status_text_and_spend(
    client: Client, waiting: list[OfficeReport]
) -> None:
    activity = activity_of("GT-1.1")
    make_transaction(activity=activity, amount=70, posted=True, value_on=date(2020, 2, 1))

    page = client.get(QUEUE)

    assert shown(page) == "GT"
    assert "2 reports wait for your decision." in words(page)
    for told in ("40 %", "delayed", "Told of GT-1.1.", "Spent in 2020-Q1: USD 70"):
        assert told in words(page)
    assert 'name="queue"' in page.content.decode()


def test_any_of_them_is_taken_first(client: Client, waiting: list[OfficeReport]) -> None:
    page = client.get(QUEUE, {"report": waiting[1].pk})

    assert shown(page) == "HN"


def test_after_a_decision_the_next_one_is_shown_until_none_waits(
    client: Client, waiting: list[OfficeReport]
) -> None:
    second = decide(client, "approve", "confirm", comment="Clear.")
    last = decide(client, "return", "returning", reason="Count again.")

    assert second.redirect_chain == [(QUEUE, 302)]
    assert "Guatemala, 2020-Q1: Approved." in words(second)
    assert shown(second) == "HN"
    assert "Honduras, 2020-Q1: Returned." in words(last)
    assert "No report waits for your decision." in words(last)
    assert [OfficeReport.objects.get(pk=row.pk).state for row in waiting] == [
        "approved",
        "returned",
    ]


def test_a_remark_on_a_line_is_sent_with_the_reason(
    client: Client, waiting: list[OfficeReport]
) -> None:
    activity = activity_of("GT-1.1")

    decide(client, "return", "returning", reason="No.", **{f"remark_{activity.pk}": "Which?"})

    remark = Comment.objects.get()
    assert (remark.body, remark.activity, remark.report) == ("Which?", activity, waiting[0])


def test_without_a_reason_the_queue_stays_with_what_was_typed(
    client: Client, waiting: list[OfficeReport]
) -> None:
    activity = activity_of("GT-1.1")

    page = decide(client, "return", "returning", **{f"remark_{activity.pk}": "Which?"})

    assert page.status_code == 422
    assert (shown(page), len(page.context["waiting"])) == ("GT", 2)
    assert "Which?" in page.content.decode()
    assert 'name="queue"' in page.content.decode()


def test_one_that_another_decided_meanwhile_is_told_and_the_others_still_wait(
    client: Client, waiting: list[OfficeReport]
) -> None:
    page = client.get(QUEUE)
    move(waiting[0], "approved")

    refused = decide(client, "approve", "confirm", page, comment="Clear.")
    later = client.get(QUEUE, {"report": waiting[0].pk})

    assert refused.status_code == 409
    assert "Only a submitted report can be approved." in words(refused)
    assert "Clear." in words(refused)
    assert [row.office.code for row in refused.context["waiting"]] == ["HN"]
    assert "That report no longer waits for your decision." in words(later)
    assert shown(later) == "HN"


def test_sent_twice_it_is_decided_once_and_both_lead_on(
    client: Client, waiting: list[OfficeReport]
) -> None:
    page = client.get(QUEUE)

    answers = [decide(client, "approve", "confirm", page) for _ in range(2)]

    assert [answer.redirect_chain for answer in answers] == [[(QUEUE, 302)]] * 2
    assert waiting[0].reviews.filter(to_state="approved").count() == 1


def test_what_one_submitted_or_wrote_is_not_in_the_queue(
    client: Client, waiting: list[OfficeReport], reviewer_ro: User, mi2020: Appeal
) -> None:
    own = make_update(
        activity=activity_of("HN-1.1"), period=period_of(mi2020, "2020-Q2"), updated_by=reviewer_ro
    )
    move(own.report, "submitted")

    page = client.get(QUEUE)

    assert [row.pk for row in page.context["waiting"]] == [row.pk for row in waiting]


def test_reports_and_home_lead_there_whoever_reviews(
    client: Client, waiting: list[OfficeReport], reporter_gt: User, signed_in: SignIn
) -> None:
    home, reports = client.get(at("home")), client.get(at("report_list"))

    assert f'href="{QUEUE}?report={waiting[1].pk}"' in home.content.decode()
    assert f'href="{QUEUE}"' in reports.content.decode()
    assert QUEUE not in signed_in(reporter_gt).get(at("report_list")).content.decode()
