"""The ledger as a list: what each person sees of it, narrowed and sorted by the address."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client

from appeal.models import User
from tests.factories import make_transaction
from tests.tracking.browsing import activity_of, at, count_queries, words
from tracking.models import Transaction

SignIn = Callable[[User], Client]


@pytest.fixture
def client(reporter_gt: User, signed_in: SignIn) -> Client:
    return signed_in(reporter_gt)


def entry(code: str = "GT-1.1", **fields: Any) -> Transaction:
    return make_transaction(activity=activity_of(code), **fields)


def shown(client: Client, query: str = "") -> list[Transaction]:
    page = client.get(at("transaction_list") + query)
    assert page.status_code == 200
    return [row.record for row in page.context["table"].page.object_list]


def test_it_lists_what_is_posted_anywhere_and_drafts_of_the_own_office_only(
    client: Client, viewer: User, signed_in: SignIn
) -> None:
    own, foreign = entry(), entry("HN-1.1", posted=True)
    entry("HN-1.1")

    assert set(shown(client)) == {own, foreign}
    assert shown(signed_in(viewer)) == [foreign]


def test_it_is_narrowed_by_office_kind_state_and_text(client: Client) -> None:
    draft = entry(counterpart="A garage")
    posted = entry(posted=True, reference="V-17")
    foreign = entry("HN-1.1", posted=True, kind="disbursement")

    assert set(shown(client, "?office=GT")) == {draft, posted}
    assert shown(client, "?kind=disbursement") == [foreign]
    assert shown(client, "?state=draft") == [draft]
    assert set(shown(client, "?state=posted")) == {posted, foreign}
    assert shown(client, "?q=garage") == [draft]
    assert shown(client, "?q=v-17") == [posted]
    assert set(shown(client, "?q=GT-1")) == {draft, posted}


def test_the_newest_value_date_stands_first_and_columns_sort(client: Client) -> None:
    early = entry(value_on=date(2020, 1, 5), amount=30, posted=True)
    late = entry(value_on=date(2020, 6, 5), amount=10, posted=True)

    assert shown(client) == [late, early]
    assert shown(client, "?sort=value_on") == [early, late]
    assert shown(client, "?sort=usd_amount") == [late, early]
    assert shown(client, "?sort=-usd_amount") == [early, late]


@pytest.mark.parametrize(
    "query", ["?office=XX", "?kind=x", "?state=x", "?sort=x", "?page=x", "?page=99", "?per_page=7"]
)
def test_what_the_address_asks_wrongly_never_breaks_the_page(client: Client, query: str) -> None:
    entry()

    assert client.get(at("transaction_list") + query).status_code == 200


def test_a_reversal_counts_negative(client: Client, finance_gt: User) -> None:
    original = entry(posted=True, amount=250)
    entry(
        posted=True,
        amount=250,
        reverses=original,
        cell=original.cell,
    )

    assert "-250.00" in words(client.get(at("transaction_list")))


def test_its_queries_do_not_grow_with_its_rows(client: Client) -> None:
    entry(posted=True)
    few = count_queries(client, at("transaction_list"))
    for code in ("GT-1.1", "GT-2.1", "HN-1.1"):
        for _ in range(6):
            entry(code, posted=True)

    assert count_queries(client, at("transaction_list")) == few
