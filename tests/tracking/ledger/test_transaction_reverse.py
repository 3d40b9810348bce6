"""Reversing: a posted entry once, with a reason, and both entries stay."""

from datetime import UTC, datetime

import pytest
from django.test import Client

from appeal.models import Appeal, User
from tests.factories import make_transaction
from tests.tracking.browsing import activity_of, at, complaints, filled, words
from tracking import actions
from tracking.models import ReportingPeriod, Transaction

pytestmark = pytest.mark.person("finance_gt")


@pytest.fixture
def posted(finance_gt: User) -> Transaction:
    return make_transaction(activity=activity_of("GT-1.1"), amount=250, posted=True)


def test_a_reversal_keeps_both_entries_with_the_reason(client: Client, posted: Transaction) -> None:
    address = at("transaction_reverse", posted.pk)
    page = client.get(address)

    response = client.post(address, filled(page, "reversing", reason="Paid twice."), follow=True)

    reversal = Transaction.objects.get(reverses=posted)
    assert (reversal.amount, reversal.note) == (250, "Paid twice.")
    assert "Reversed. Both entries stay in the ledger." in words(response)
    assert "USD -250.00" in words(response)


def test_a_sentence_says_beforehand_what_is_reversed_and_what_that_does(
    client: Client, posted: Transaction
) -> None:
    page = words(client.get(at("transaction_reverse", posted.pk)))

    assert "Reverse 1 entry, USD 250.00? This posts a second entry at once" in page
    assert "with the same value date, 15 Mar 2020, and the opposite amount" in page


@pytest.mark.parametrize("reason", ["", "   ", "x" * 501])
def test_a_reversal_needs_a_reason(client: Client, posted: Transaction, reason: str) -> None:
    address = at("transaction_reverse", posted.pk)

    response = client.post(address, filled(client.get(address), "reversing", reason=reason))

    assert response.status_code == 422
    assert list(complaints(response, "reversing")) == ["reason"]
    assert Transaction.objects.count() == 1


def test_the_same_reversal_twice_has_one_effect_and_one_answer(
    client: Client, posted: Transaction
) -> None:
    address = at("transaction_reverse", posted.pk)
    sent = filled(client.get(address), "reversing", reason="Paid twice.")

    answers = [client.post(address, sent) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [302, 302]
    assert answers[0].url == answers[1].url
    assert Transaction.objects.count() == 2


def test_nothing_dated_in_a_locked_period_is_reversed_and_the_reason_stays(
    client: Client, posted: Transaction, mi2020: Appeal, manager_ro: User
) -> None:
    address = at("transaction_reverse", posted.pk)
    sent = filled(client.get(address), "reversing", reason="Paid twice.")
    period = ReportingPeriod.objects.of(mi2020).get(code="2020-Q1")
    moment = datetime(2020, 5, 1, tzinfo=UTC)
    actions.lock_period(period=period, reason="Closed", by=manager_ro, at=moment)

    answer = client.post(address, sent)

    assert answer.status_code == 409
    assert "The value date is in 2020-Q1, which is locked" in words(answer)
    assert answer.context["reversing"]["reason"].value() == "Paid twice."
    assert Transaction.objects.count() == 1


def test_neither_a_reversal_nor_a_reversed_entry_is_reversed(
    client: Client, posted: Transaction
) -> None:
    address = at("transaction_reverse", posted.pk)
    client.post(address, filled(client.get(address), "reversing", reason="Paid twice."))
    reversal = Transaction.objects.get(reverses=posted)

    for entry in (posted, reversal):
        assert "Reverse it" not in words(client.get(at("transaction_reverse", entry.pk)))
        assert "Reverse it" not in words(client.get(at("transaction_detail", entry.pk)))


def test_the_second_of_two_people_is_told_and_keeps_the_reason(
    client: Client, posted: Transaction
) -> None:
    address = at("transaction_reverse", posted.pk)
    first = filled(client.get(address), "reversing", reason="Paid twice.")
    second = filled(client.get(address), "reversing", reason="Wrong activity.")
    client.post(address, first)

    answer = client.post(address, second)

    assert answer.status_code == 409
    assert "This entry has already been reversed." in words(answer)
    assert "Wrong activity." in answer.content.decode()
    assert Transaction.objects.filter(reverses=posted).count() == 1
