"""Posting several drafts at once: asked first, all or none, and none of another office."""

import re
from decimal import Decimal
from html import unescape
from typing import Any

import pytest
from django.test import Client

from appeal.models import Appeal, User
from tests.factories import make_rate, make_transaction
from tests.fixture_types import SignIn
from tests.tracking.browsing import activity_of, at, words
from tests.tracking.shown import read
from tracking.forms import MOST_CHOSEN
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


def asked_about(page: Any) -> list[Transaction]:
    """What the button of the page posts."""
    sent = re.findall(r'name="chosen" value="([0-9]+)-', page.content.decode())
    return [Transaction.objects.get(pk=pk) for pk in sent]


def test_before_anything_is_posted_a_sentence_says_how_many_and_how_much(
    client: Client, drafts: list[Transaction]
) -> None:
    make_rate(currency="GTQ", rate=8)
    own = {"currency": "GTQ", "usd_amount": 5}
    drafts.append(make_transaction(activity=activity_of("GT-1.1"), amount=40, **own))

    page = client.get(ADDRESS, ticked(client, *drafts))

    assert "Post 3 entries, USD 35.00?" in words(page)
    assert read(page).one("main").terms("facts") == {
        "GTQ, 1 entry": "GTQ 40.00",
        "USD, 2 entries": "USD 30.00",
        "In USD, 3 entries": "USD 35.00",
    }
    assert asked_about(page) == drafts
    assert not Transaction.objects.posted().exists()


def test_all_that_the_filter_finds_are_asked_about_and_then_posted(
    client: Client, drafts: list[Transaction]
) -> None:
    other = make_transaction(activity=activity_of("GT-2.1"), amount=500)
    ledger = client.get(at("transaction_list"), {"state": "draft", "activity": "GT-1.1"})
    (address,) = re.findall(r'href="([^"]*all=1[^"]*)"', ledger.content.decode())

    page = client.get(unescape(address))
    key = page.context["several"]["idempotency_key"].value()
    sent = {"idempotency_key": key, "chosen": [f"{row.pk}-{row.version}" for row in drafts]}
    response = client.post(ADDRESS, sent | {"next": page.context["back"]}, follow=True)

    assert "Post all 2 drafts found" in words(ledger)
    assert asked_about(page) == drafts
    assert "2 drafts posted." in words(response)
    assert response.context["filter"].form.cleaned_data["activity"] == "GT-1.1"
    assert list(Transaction.objects.drafts()) == [other]


def test_what_would_be_refused_is_named_and_left_out(
    client: Client, drafts: list[Transaction], mi2020: Appeal, finance_gt: User
) -> None:
    Appeal.objects.update(needs_second_person=True)
    own = make_transaction(activity=activity_of("GT-1.1"), amount=70, entered_by=finance_gt)
    rateless = make_transaction(activity=activity_of("GT-1.1"), currency="HNL", usd_amount=None)

    page = client.get(ADDRESS, {"all": 1})

    assert asked_about(page) == drafts
    assert [entry for entry, _sentence in page.context["refused"]] == [own, rateless]
    assert "2 entries cannot be posted and are left out" in words(page)
    assert "somebody else must post it" in words(page)
    assert "There is no HNL exchange rate" in words(page)
    assert "Post 2 entries, USD 30.00?" in words(page)


def test_where_all_would_be_refused_there_is_no_button(client: Client, finance_gt: User) -> None:
    make_transaction(activity=activity_of("GT-1.1"), currency="HNL", usd_amount=None)

    page = client.get(ADDRESS, {"all": 1})

    assert "Nothing to post" in words(page)
    assert not asked_about(page)


@pytest.mark.once
def test_nothing_ticked_leads_back_to_the_list_and_says_so(
    client: Client, drafts: list[Transaction]
) -> None:
    response = client.get(ADDRESS, {"next": at("transaction_list")}, follow=True)

    assert response.redirect_chain == [(at("transaction_list"), 302)]
    assert "Select at least one." in words(response)


def test_without_a_script_a_link_ticks_all_and_the_list_says_what_the_drafts_come_to(
    client: Client, drafts: list[Transaction]
) -> None:
    make_transaction(activity=activity_of("GT-2.1"), currency="HNL", usd_amount=None)

    page = client.get(at("transaction_list"), {"state": "draft", "ticked": "all"})

    boxes = read(page).all("input", "tick", name="chosen")
    assert ["checked" in box.attrs for box in boxes] == [True] * 3
    sums = page.context["drafts"]
    assert (sums.count, sums.usd, sums.rateless) == (3, Decimal(30), 1)
    assert "USD 30.00 without 1 that has no exchange rate" in words(page)


def test_more_than_can_be_sent_at_once_are_posted_in_turns(
    client: Client, drafts: list[Transaction]
) -> None:
    for _number in range(MOST_CHOSEN):
        make_transaction(activity=activity_of("GT-1.1"), amount=1)

    page = client.get(ADDRESS, {"all": 1})

    assert len(page.context["ready"]) == MOST_CHOSEN
    assert "2 more were found. Post these first." in words(page)


def test_those_that_are_ticked_are_posted_and_others_are_not(
    client: Client, drafts: list[Transaction]
) -> None:
    left = make_transaction(activity=activity_of("GT-1.1"))
    back = at("transaction_list") + "?state=draft"

    response = client.post(ADDRESS, ticked(client, *drafts) | {"next": back}, follow=True)

    assert response.redirect_chain == [(back, 302)]
    assert "2 drafts posted." in words(response)
    assert list(Transaction.objects.drafts()) == [left]


def test_one_that_cannot_be_posted_posts_none_and_the_others_are_asked_about_again(
    client: Client, drafts: list[Transaction]
) -> None:
    rateless = make_transaction(activity=activity_of("GT-1.1"), currency="HNL", usd_amount=None)

    response = client.post(ADDRESS, ticked(client, *drafts, rateless))

    assert response.status_code == 409
    assert "There is no HNL exchange rate" in words(response)
    assert "Post 2 entries, USD 30.00?" in words(response)
    assert asked_about(response) == drafts
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


@pytest.mark.once
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
