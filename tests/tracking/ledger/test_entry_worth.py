"""What an amount is in USD, told while it is typed: by the reader and the rate of posting."""

from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client

from appeal.models import Appeal, User
from tests.factories import make_rate
from tests.tracking.browsing import at, count_queries

pytestmark = [pytest.mark.django_db, pytest.mark.person("reporter_gt")]
TYPED = {"amount": "12,345", "currency": "gtq", "value_on": "2020-03-15"}


@pytest.fixture(autouse=True)
def rate(mi2020: Appeal) -> Any:
    return make_rate(rate=Decimal("7.75"))


def told(client: Client, **typed: str) -> str:
    page = client.get(at("entry_worth"), TYPED | typed)
    return " ".join(page.content.decode().split())


def test_an_amount_is_told_as_it_is_read_and_in_dollars_at_the_rate_of_its_month(
    client: Client,
) -> None:
    assert told(client) == "GTQ 12,345.00 = USD 1,592.90, at 7.75 GTQ per USD"
    assert told(client, amount="Q 12 345,50") == (
        "GTQ 12,345.50 = USD 1,592.97, at 7.75 GTQ per USD"
    )


def test_where_there_is_no_rate_yet_that_is_told(client: Client) -> None:
    assert told(client, value_on="2020-04-15") == (
        "There is no GTQ exchange rate for April 2020 up to the value date. Ask a manager to add"
        " it, then post this."
    )


@pytest.mark.once
@pytest.mark.parametrize(
    "typed",
    [
        {"amount": ""},
        {"amount": "12.345"},
        {"amount": "-5"},
        {"currency": "XXQ"},
        {"value_on": ""},
        {"currency": "USD"},
    ],
)
def test_nothing_is_told_of_dollars_or_of_what_is_not_complete(
    client: Client, typed: dict[str, str]
) -> None:
    assert told(client, **typed) == ""


@pytest.mark.once
@pytest.mark.parametrize(
    ("language", "amount", "understood"),
    [("en", "12,345", "12,345.00"), ("es", "12,345", "12,345.00"), ("fr", "12.345", "12 345,00")],
)
def test_what_can_be_read_in_two_ways_is_told_as_it_is_understood(
    client: Client, language: str, amount: str, understood: str
) -> None:
    User.objects.update(language=language)

    assert told(client, amount=amount).replace("\u202f", " ").startswith(f"GTQ {understood} = ")


def test_every_form_for_an_entry_asks_as_one_types(client: Client) -> None:
    for page in (at("home"), at("transaction_new", "GT-1.1")):
        html = client.get(page).content.decode()
        assert f'hx-get="{at("entry_worth")}"' in html
        assert '<output class="worth">' in html


def test_it_is_cheap(client: Client) -> None:
    assert count_queries(client, f"{at('entry_worth')}?{urlencode(TYPED)}") <= 6
