"""A rate is removed while nothing was recorded at it."""

from datetime import date
from typing import Any

import pytest
from django.test import Client

from tests.factories import (
    make_contribution,
    make_flow,
    make_rate,
    make_transaction,
)
from tests.tracking.browsing import activity_of, at, filled, words
from tracking.models import ExchangeRate

pytestmark = [pytest.mark.django_db, pytest.mark.person("manager_ro")]


def send(client: Client, address: str, **typed: Any) -> Any:
    return client.post(address, filled(client.get(address), **typed), follow=True)


def test_a_rate_that_nothing_was_recorded_at_goes_and_drafts_take_the_one_before(
    client: Client,
) -> None:
    make_rate(currency="GTQ", effective_on=date(2020, 3, 1), rate="7.50")
    wrong = make_rate(currency="GTQ", effective_on=date(2020, 3, 16), rate="77")
    draft = make_transaction(
        activity=activity_of("GT-1.1"), currency="GTQ", amount=75, value_on=date(2020, 3, 20)
    )

    page = send(client, at("rate_remove", wrong.pk))

    assert "was removed." in words(page)
    assert not ExchangeRate.objects.filter(pk=wrong.pk).exists()
    assert ExchangeRate.history.filter(id=wrong.pk, history_type="-").exists()
    draft.refresh_from_db()
    assert draft.usd_amount == 10


@pytest.mark.parametrize(
    ("day", "currency", "stays"),
    [
        (date(2020, 3, 16), "GTQ", True),
        (date(2020, 3, 31), "GTQ", True),
        (date(2020, 3, 15), "GTQ", False),
        (date(2020, 4, 1), "GTQ", False),
        (date(2020, 3, 20), "HNL", False),
    ],
)
def test_a_rate_is_used_by_what_is_posted_while_it_held(
    day: date, currency: str, stays: bool, client: Client
) -> None:
    rate = make_rate(currency="GTQ", effective_on=date(2020, 3, 16), rate=8)
    facts = {"currency": currency, "rate": 8, "amount": 80, "usd_amount": 10, "value_on": day}
    make_transaction(activity=activity_of("GT-1.1"), posted=True, **facts)

    page = send(client, at("rate_remove", rate.pk)) if not stays else client.get(
        at("rate_remove", rate.pk)
    )  # fmt: skip

    assert ExchangeRate.objects.filter(pk=rate.pk).exists() is stays
    assert ("Correct it instead: entries already recorded keep their rate." in words(page)) is stays


def test_a_rate_is_used_by_a_flow_and_free_after_a_later_rate_began(client: Client) -> None:
    contribution = make_contribution(currency="EUR")
    rate = make_rate(currency="EUR", effective_on=date(2020, 2, 1), rate="0.9")
    make_flow(contribution=contribution, rate="0.9", value_on=date(2020, 2, 10))
    assert "steps of contributions (1)" in words(client.get(at("rate_remove", rate.pk)))
    for day, is_used in ((date(2020, 2, 11), True), (date(2020, 2, 10), False)):
        make_rate(currency="EUR", effective_on=day, rate="0.9")

        page = words(client.get(at("rate_remove", rate.pk)))

        assert ("steps of contributions (1)" in page) is is_used
        assert ("It is used" in page) is is_used
