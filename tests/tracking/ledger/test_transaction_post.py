"""Posting, and what it shares with discarding and reversing: by finance, once, told if too late."""

from datetime import UTC, date, datetime

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from appeal.models import Appeal, User
from tests.factories import make_transaction
from tests.fixture_types import SignIn
from tests.tracking.browsing import activity_of, at, filled, words
from tracking import actions
from tracking.models import ReportingPeriod, Transaction

pytestmark = pytest.mark.person("finance_gt")


@pytest.fixture
def draft(finance_gt: User) -> Transaction:
    return make_transaction(activity=activity_of("GT-1.1"), amount=250)


@pytest.fixture
def posted(finance_gt: User) -> Transaction:
    return make_transaction(activity=activity_of("GT-1.1"), amount=250, posted=True)


@pytest.fixture
def lock_q1(mi2020: Appeal, manager_ro: User) -> None:
    period = ReportingPeriod.objects.of(mi2020).get(code="2020-Q1")
    at = datetime(2020, 5, 1, tzinfo=UTC)
    actions.lock_period(period=period, reason="Closed", by=manager_ro, at=at)


def confirmed(client: Client, entry: Transaction) -> dict[str, str]:
    """What the buttons on the entry's page send."""
    return filled(client.get(at("transaction_detail", entry.pk)), "confirm")


def test_finance_posts_a_draft(client: Client, draft: Transaction) -> None:
    address = at("transaction_post", draft.pk)

    response = client.post(address, confirmed(client, draft), follow=True)

    draft.refresh_from_db()
    assert (draft.rate, draft.usd_amount) == (1, 250)
    assert draft.posted_by.username == "finance.gt"
    assert "Posted. It now counts in all figures." in words(response)


def test_posting_asks_and_writes_each_thing_once(draft: Transaction, finance_gt: User) -> None:
    moment = datetime(2020, 7, 11, 15, tzinfo=UTC)

    with CaptureQueriesContext(connection) as asked:
        actions.post_transaction(entry=draft, version=1, by=finance_gt, at=moment)

    # The period is held, the authors of the draft and the locks asked; it is written and logged.
    said = [query["sql"].split()[0] for query in asked if "SAVEPOINT" not in query["sql"]]
    assert said == ["SELECT", "SELECT", "SELECT", "UPDATE", "INSERT"]


def test_posting_asks_first_where_it_is_only_opened(client: Client, draft: Transaction) -> None:
    assert client.get(at("transaction_post", draft.pk)).status_code == 200

    draft.refresh_from_db()
    assert not draft.is_posted


@pytest.mark.parametrize("page", ["transaction_post", "transaction_discard"])
def test_the_same_button_twice_has_one_effect_and_one_answer(
    client: Client, draft: Transaction, page: str
) -> None:
    sent = confirmed(client, draft)

    answers = [client.post(at(page, draft.pk), sent) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [302, 302]
    assert answers[0].url == answers[1].url


@pytest.mark.parametrize("page", ["transaction_post", "transaction_discard"])
def test_a_draft_that_changed_meanwhile_is_neither_posted_nor_discarded(
    client: Client, draft: Transaction, page: str
) -> None:
    sent = confirmed(client, draft)
    draft.amount = 9
    draft.save_over(1, ["amount"])

    response = client.post(at(page, draft.pk), sent)

    assert response.status_code == 409
    assert "Somebody else changed this" in words(response)
    stored = Transaction.objects.get()
    assert (stored.amount, stored.is_posted) == (9, False)


def test_a_value_date_in_the_future_is_not_posted(
    finance_gt: User, signed_in: SignIn, draft: Transaction
) -> None:
    Transaction.objects.filter(pk=draft.pk).update(value_on=date(2020, 6, 1))
    with time_machine.travel(datetime(2020, 5, 1, 15, tzinfo=UTC), tick=False):
        client = signed_in(finance_gt)
        response = client.post(at("transaction_post", draft.pk), confirmed(client, draft))

    assert response.status_code == 409
    assert "The value date is in the future." in words(response)
    assert not Transaction.objects.get().is_posted


def test_a_value_date_in_a_locked_period_is_said_before_and_refused(
    client: Client, draft: Transaction, lock_q1: None
) -> None:
    sentence = "The value date is in 2020-Q1, which is locked. Ask a manager to unlock it."
    assert f"This cannot be posted yet. {sentence}" in words(
        client.get(at("transaction_detail", draft.pk))
    )

    answer = client.post(at("transaction_post", draft.pk), confirmed(client, draft))

    assert answer.status_code == 409
    assert sentence in words(answer)
    assert not Transaction.objects.get().is_posted


def test_a_locked_period_still_takes_drafts_and_later_dates_are_posted(
    client: Client, draft: Transaction, lock_q1: None
) -> None:
    page = client.get(at("transaction_edit", draft.pk))
    answer = client.post(at("transaction_edit", draft.pk), filled(page, note="Kept"), follow=True)
    draft.refresh_from_db()
    assert draft.note == "Kept"
    assert (
        "Saved as a draft: USD 250.00 on GT-1.1. The value date is in 2020-Q1, which is locked"
        in (words(answer))
    )
    assert "Finance posts it" not in words(answer)
    page = client.get(at("transaction_edit", draft.pk))
    client.post(at("transaction_edit", draft.pk), filled(page, value_on="2020-04-01"))

    answer = client.post(at("transaction_post", draft.pk), confirmed(client, draft))

    assert answer.status_code == 302


@pytest.mark.parametrize("page", ["transaction_post", "transaction_discard"])
def test_a_button_without_its_key_does_nothing(
    client: Client, draft: Transaction, page: str
) -> None:
    response = client.post(at(page, draft.pk), {"version": "1", "idempotency_key": "no-key"})

    assert response.status_code == 422
    assert not Transaction.objects.get().is_posted


@pytest.mark.parametrize("page", ["transaction_post", "transaction_reverse"])
def test_a_reporter_neither_posts_nor_reverses(
    reporter_gt: User, signed_in: SignIn, draft: Transaction, posted: Transaction, page: str
) -> None:
    client = signed_in(reporter_gt)

    for entry in (draft, posted):
        assert client.get(at(page, entry.pk)).status_code == 404
        assert client.post(at(page, entry.pk), confirmed(client, entry)).status_code == 404
    assert Transaction.objects.posted().count() == 1


@pytest.mark.parametrize("page", ["transaction_post", "transaction_reverse", "transaction_discard"])
def test_finance_of_another_office_finds_nothing(client: Client, page: str) -> None:
    foreign = activity_of("HN-1.1")

    for entry in (
        make_transaction(activity=foreign),
        make_transaction(activity=foreign, posted=True),
    ):
        assert client.get(at(page, entry.pk)).status_code == 404
        assert client.post(at(page, entry.pk), {"version": "1"}).status_code == 404


@pytest.mark.parametrize("page", ["transaction_post", "transaction_discard"])
def test_without_a_csrf_token_nothing_happens(
    finance_gt: User, client: Client, draft: Transaction, page: str
) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(finance_gt)

    assert strict.post(at(page, draft.pk), confirmed(client, draft)).status_code == 403
    assert not Transaction.objects.get().is_posted


def test_posting_leads_back_to_the_list_one_came_from(client: Client, draft: Transaction) -> None:
    back = at("transaction_list") + "?state=draft"
    page = client.get(at("transaction_detail", draft.pk), {"next": back})
    sent = filled(page, "confirm") | {"next": page.context["back"]}

    assert client.post(at("transaction_post", draft.pk), sent).url == back
