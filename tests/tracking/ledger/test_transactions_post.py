"""Posting several drafts at once: all or none, and none of another office."""

from typing import Any

import pytest
from django.test import Client

from appeal.models import User
from tests.factories import make_transaction
from tests.fixture_types import SignIn
from tests.tracking.browsing import activity_of, at, words
from tracking.models import Transaction

pytestmark = pytest.mark.person("finance_gt")


ADDRESS = at("transactions_post")


@pytest.fixture
def drafts(finance_gt: User) -> list[Transaction]:
    return [make_transaction(activity=activity_of("GT-1.1"), amount=n) for n in (10, 20)]


def ticked(client: Client, *entries: Transaction) -> dict[str, Any]:
    page = client.get(at("transaction_list"), {"state": "draft"})
    key = page.context["several"]["idempotency_key"].value()
    return {"idempotency_key": key, "chosen": [f"{row.pk}-{row.version}" for row in entries]}


def test_those_that_are_ticked_are_posted_and_others_are_not(
    client: Client, drafts: list[Transaction]
) -> None:
    left = make_transaction(activity=activity_of("GT-1.1"))
    back = at("transaction_list") + "?state=draft"

    response = client.post(ADDRESS, ticked(client, *drafts) | {"next": back}, follow=True)

    assert response.redirect_chain == [(back, 302)]
    assert "2 drafts posted." in words(response)
    assert list(Transaction.objects.drafts()) == [left]


def test_one_that_cannot_be_posted_posts_none_and_keeps_the_ticks(
    client: Client, drafts: list[Transaction]
) -> None:
    rateless = make_transaction(activity=activity_of("GT-1.1"), currency="HNL", usd_amount=None)

    response = client.post(ADDRESS, ticked(client, *drafts, rateless))

    assert response.status_code == 409
    assert "There is no HNL exchange rate" in words(response)
    assert response.content.decode().count(" checked>") >= 3
    assert not Transaction.objects.posted().exists()


def test_one_that_was_changed_meanwhile_posts_none(
    client: Client, drafts: list[Transaction]
) -> None:
    typed = ticked(client, *drafts)
    Transaction.objects.filter(pk=drafts[0].pk).update(version=9)

    response = client.post(ADDRESS, typed)

    assert response.status_code == 409
    assert "Somebody else changed this" in words(response)
    assert not Transaction.objects.posted().exists()


def test_one_of_another_office_posts_none(client: Client, drafts: list[Transaction]) -> None:
    foreign = make_transaction(activity=activity_of("HN-1.1"))

    response = client.post(ADDRESS, ticked(client, *drafts, foreign))

    assert response.status_code == 409
    assert "One of them is no longer on your list" in words(response)
    assert not Transaction.objects.posted().exists()


@pytest.mark.parametrize("chosen", [[], ["x"], ["1-"], ["-1-1"], ["9" * 30 + "-1"]])
def test_nothing_ticked_is_said_and_nothing_done(
    client: Client, drafts: list[Transaction], chosen: list[str]
) -> None:
    response = client.post(ADDRESS, ticked(client) | {"chosen": chosen})

    assert response.status_code == 422
    assert not Transaction.objects.posted().exists()


def test_sent_twice_it_is_done_once(client: Client, drafts: list[Transaction]) -> None:
    typed = ticked(client, *drafts)

    first, second = client.post(ADDRESS, typed), client.post(ADDRESS, typed)

    assert first.url == second.url
    assert Transaction.objects.posted().count() == 2


def test_whoever_posts_nothing_has_no_boxes_to_tick(
    reporter_gt: User, signed_in: SignIn, drafts: list[Transaction]
) -> None:
    page = signed_in(reporter_gt).get(at("transaction_list"))

    assert "chosen" not in [column.name for column in page.context["table"].columns]
    assert "Post the selected drafts" not in words(page)
