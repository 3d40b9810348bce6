"""Editing a rate of exchange: what was posted keeps its own, two editors lose nothing."""

from datetime import date
from decimal import Decimal

import pytest
from django.test import Client

from appeal.models import User
from tests.appeal.admin.test_admin import at as admin_at
from tests.appeal.admin.test_admin import typed
from tests.factories import make_rate, make_transaction
from tests.fixture_types import SignIn
from tests.tracking.browsing import activity_of, at, complaints, filled, words
from tracking.models import ExchangeRate, Transaction

pytestmark = [pytest.mark.once, pytest.mark.person("manager_ro")]


@pytest.fixture
def rate(manager_ro: User) -> ExchangeRate:
    return make_rate()


@pytest.fixture
def address(rate: ExchangeRate) -> str:
    return at("rate_edit", rate.pk)


def test_it_changes_a_rate_and_keeps_what_it_was(
    client: Client, address: str, rate: ExchangeRate
) -> None:
    page = client.get(address)
    assert page.context["form"]["rate"].value() == "7.70"
    assert "Posted entries keep the rate they were posted at" in words(page)

    assert client.post(address, filled(page, rate="7.75", source="A bank")).status_code == 302

    rate.refresh_from_db()
    assert (rate.rate, rate.source, rate.version) == (Decimal("7.75"), "A bank", 2)
    logged = rate.history.order_by("history_id").values_list("rate", flat=True)
    assert list(logged) == [Decimal("7.70"), Decimal("7.75")]


def test_drafts_follow_and_posted_entries_keep_their_rate(
    client: Client, address: str, rate: ExchangeRate
) -> None:
    money = {"activity": activity_of("GT-1.1"), "currency": "GTQ", "amount": 770}
    draft = make_transaction(**money, usd_amount=100)
    posted = make_transaction(**money, usd_amount=100, posted=True, rate=rate.rate)

    client.post(address, filled(client.get(address), rate="3.85"))

    figures = [
        (row.rate, row.usd_amount)
        for row in Transaction.objects.filter(pk__in=[draft.pk, posted.pk]).order_by("pk")
    ]
    assert figures == [(None, 200), (Decimal("7.70"), 100)]


def test_the_second_of_two_people_sees_both_versions_and_loses_nothing(
    client: Client, address: str, rate: ExchangeRate
) -> None:
    mine, theirs = client.get(address), client.get(address)
    client.post(address, filled(theirs, rate="7.80", source="Their bank"))

    conflict = client.post(address, filled(mine, rate="7.90"))

    assert conflict.status_code == 409
    assert "Somebody changed this rate while you were writing" in words(conflict)
    assert "GTQ, 1 Mar 2020: 7.80, Their bank" in words(conflict)
    assert conflict.context["form"]["rate"].value() == "7.90"
    assert client.post(address, filled(conflict)).status_code == 302
    rate.refresh_from_db()
    assert (rate.rate, rate.version) == (Decimal("7.90"), 3)


def test_it_cannot_become_the_rate_of_a_day_that_has_one(
    client: Client, address: str, rate: ExchangeRate
) -> None:
    make_rate(effective_on=date(2020, 4, 1))

    answer = client.post(address, filled(client.get(address), effective_on="2020-04-01"))

    assert answer.status_code == 422
    rate.refresh_from_db()
    assert rate.effective_on == date(2020, 3, 1)


def test_what_is_no_rate_is_refused(client: Client, address: str, rate: ExchangeRate) -> None:
    answer = client.post(address, filled(client.get(address), rate="0"))

    assert answer.status_code == 422
    assert complaints(answer) == {"rate": ["A rate must be above zero."]}
    rate.refresh_from_db()
    assert rate.rate == Decimal("7.70")


def test_a_rate_is_not_moved_to_where_no_entry_uses_it(
    client: Client, address: str, rate: ExchangeRate
) -> None:
    in_admin = admin_at(ExchangeRate, "change", rate.pk)

    answer = client.post(address, filled(client.get(address), effective_on="2035-03-01"))
    refused = client.post(in_admin, typed(client.get(in_admin), effective_on="1999-03-01"))

    assert (answer.status_code, refused.status_code) == (422, 200)
    for page in (answer, refused):
        assert "this rate would never be used" in words(page)
    rate.refresh_from_db()
    assert (rate.effective_on, rate.version) == (date(2020, 3, 1), 1)


def test_the_admin_edits_by_the_same_rules(client: Client, rate: ExchangeRate) -> None:
    draft = make_transaction(
        activity=activity_of("GT-1.1"), currency="GTQ", amount=770, usd_amount=100
    )
    address = admin_at(ExchangeRate, "change", rate.pk)
    page = client.get(address)

    refused = client.post(address, typed(page, rate="0"))
    saved = client.post(address, typed(page, rate="3.85"))

    assert (refused.status_code, saved.status_code) == (200, 302)
    assert "A rate must be above zero." in refused.content.decode()
    rate.refresh_from_db()
    draft.refresh_from_db()
    assert (rate.rate, rate.version, draft.usd_amount) == (Decimal("3.85"), 2, 200)
    assert rate.history.latest("history_id").door == "admin"


def test_the_admin_says_that_it_rounds(client: Client, rate: ExchangeRate) -> None:
    address = admin_at(ExchangeRate, "change", rate.pk)

    answer = client.post(address, typed(client.get(address), rate="7.7000015"), follow=True)

    assert "7.7000015 has too many decimals, so it is rounded to 7.700002." in words(answer)
    rate.refresh_from_db()
    assert rate.rate == Decimal("7.700002")


def test_the_second_in_the_admin_is_told(client: Client, rate: ExchangeRate) -> None:
    address = admin_at(ExchangeRate, "change", rate.pk)
    page = client.get(address)
    client.post(address, typed(page, rate="7.80"))

    late = client.post(address, typed(page, rate="7.90"))

    assert late.status_code == 200
    assert "Somebody else saved this while you were working on it" in late.content.decode()
    rate.refresh_from_db()
    assert rate.rate == Decimal("7.80")


def test_in_the_admin_others_only_look(
    reporter_gt: User, signed_in: SignIn, rate: ExchangeRate
) -> None:
    client = signed_in(reporter_gt)
    address = admin_at(ExchangeRate, "change", rate.pk)

    assert client.get(address).status_code == 200
    assert client.post(address, {"rate": "9"}).status_code == 403
    assert client.get(admin_at(ExchangeRate, "add")).status_code == 403
