"""The rates of exchange as a list: newest first, by currency, with buttons for managers only."""

import re
from datetime import date
from urllib.parse import urljoin

import pytest
from django.test import Client

from appeal.models import User
from tests.factories import make_membership, make_rate, make_user
from tests.fixture_types import SignIn
from tests.tracking.browsing import at, count_queries, words

pytestmark = [pytest.mark.usefixtures("mi2020"), pytest.mark.once]


def shown(client: Client, query: str = "") -> list[tuple[str, date]]:
    page = client.get(at("rate_list") + query)
    assert page.status_code == 200
    return [(row.currency, row.effective_on) for row in page.context["table"].page.object_list]


def test_everybody_reads_them_newest_first(viewer: User, signed_in: SignIn) -> None:
    make_rate(source="Banco de Guatemala")
    make_rate(effective_on=date(2020, 5, 1), rate="7.654321")
    make_rate(currency="BZD", effective_on=date(2020, 5, 1), rate=2)
    client = signed_in(viewer)

    assert shown(client) == [
        ("BZD", date(2020, 5, 1)), ("GTQ", date(2020, 5, 1)), ("GTQ", date(2020, 3, 1)),
    ]  # fmt: skip
    page = words(client.get(at("rate_list")))
    for text in ("2.00", "7.70", "7.654321", "Banco de Guatemala", "1 May 2020"):
        assert text in page


def test_they_are_narrowed_by_currency(viewer: User, signed_in: SignIn) -> None:
    make_rate()
    make_rate(currency="BZD")

    assert shown(signed_in(viewer), "?currency=BZD") == [("BZD", date(2020, 3, 1))]


@pytest.mark.parametrize("query", ["?currency=XX", "?sort=x", "?page=x", "?per_page=7"])
def test_what_the_address_asks_wrongly_never_breaks_the_page(
    viewer: User, signed_in: SignIn, query: str
) -> None:
    make_rate()

    assert signed_in(viewer).get(at("rate_list") + query).status_code == 200


def test_whoever_manages_any_office_is_offered_to_keep_them(
    viewer: User, manager_ro: User, signed_in: SignIn
) -> None:
    rate = make_rate()
    of_an_office = make_membership(user=make_user(), role="manager").user

    for person, may in ((viewer, False), (manager_ro, True), (of_an_office, True)):
        page = signed_in(person).get(at("rate_list")).content.decode()
        for link in (at("rate_new"), at("upload_new"), at("rate_edit", rate.pk)):
            assert (link in page) is may


def test_the_ledger_leads_here(viewer: User, signed_in: SignIn) -> None:
    page = signed_in(viewer).get(at("transaction_list")).content.decode()

    ways = re.findall(r'href="([^"]+)"', page)
    assert at("rate_list") in {urljoin(at("transaction_list"), way) for way in ways}


def test_its_queries_do_not_grow_with_its_rows(viewer: User, signed_in: SignIn) -> None:
    make_rate()
    client = signed_in(viewer)
    few = count_queries(client, at("rate_list"))
    for month in range(4, 12):
        make_rate(effective_on=date(2020, month, 1))

    assert count_queries(client, at("rate_list")) == few
