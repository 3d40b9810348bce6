"""Adding a rate of exchange: by managers, once, with every refusal in a sentence."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from tests.factories import make_appeal, make_rate
from tests.tracking.browsing import at, complaints, filled, words
from tracking.models import ExchangeRate

pytestmark = [pytest.mark.once, pytest.mark.person("manager_ro")]

TYPED = {"currency": "GTQ", "effective_on": "2020-03-01", "rate": "7.70"}


def add(client: Client, **typed: Any) -> Any:
    address = at("rate_new")
    return client.post(address, filled(client.get(address), **TYPED | typed))


def test_a_manager_adds_a_rate(client: Client) -> None:
    answer = add(client)

    assert (answer.status_code, answer.url) == (302, at("rate_list"))
    rate = ExchangeRate.objects.get()
    assert (rate.currency, rate.effective_on, rate.rate) == (
        "GTQ", date(2020, 3, 1), Decimal("7.70"),
    )  # fmt: skip
    assert (rate.source, rate.history.get().door) == ("UN operational rate", "page")
    assert "Rate saved: GTQ 1 Mar 2020." in words(client.get(answer.url))


def test_the_address_says_what_it_is_needed_for_and_where_to_go_on(client: Client) -> None:
    back = at("transaction_list") + "?state=draft"
    wanted = {"currency": "HNL", "effective_on": "2020-04-01", "next": back}

    page = client.get(at("rate_new"), wanted)
    answer = client.post(at("rate_new"), filled(page, rate="25", next=page.context["back"]))

    rate = ExchangeRate.objects.get()
    assert (rate.currency, rate.effective_on) == ("HNL", date(2020, 4, 1))
    assert answer.url == back


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("7.7", "7.7"), ("7,7", "7.7"), (" 7.654321 ", "7.654321"), ("3765.42", "3765.42"),
        ("0.3", "0.3"), ("7.701", "7.701"), ("9000000.000000", "9000000"), ("0,892", "0.892"),
        ("7.7000001", "7.7"), ("7.7000015", "7.700002"),
        (".305", "0.305"), ("3,765.42", "3765.42"), ("3'765.42", "3765.42"),
    ],
)  # fmt: skip
def test_it_reads_a_rate_as_people_write_it(client: Client, typed: str, kept: str) -> None:
    add(client, rate=typed)

    assert ExchangeRate.objects.get().rate == Decimal(kept)


NO_RATE = "“{}” is not a rate. Enter units per USD, such as 7.70."
TOO_MUCH = "A rate can be at most 9 million units per USD."


@pytest.mark.parametrize(
    ("typed", "field", "sentence"),
    [
        ({"rate": "0"}, "rate", "A rate must be above zero."),
        ({"rate": "0.000000"}, "rate", "A rate must be above zero."),
        *(
            ({"rate": rate}, "rate", NO_RATE.format(rate))
            for rate in ("NaN", "Infinity", "abc", "1e3", "3,765", "7,700", "GTQ 7.70", "7.7٠")
        ),
        ({"rate": "-7"}, "rate", "A rate must be above zero."),
        *(
            ({"rate": rate}, "rate", TOO_MUCH)
            for rate in ("9000000.000001", "999999999.999999", "10000000000", "125" * 8)
        ),
        ({"effective_on": "0001-01-01"}, "effective_on", "Enter a date between 1900 and 2999."),
        ({"rate": ""}, "rate", "This field is required."),
        ({"currency": "USD"}, "currency", "A US dollar needs no rate."),
        (
            {"currency": "QQQ"},
            "currency",
            "“QQQ” is not an ISO 4217 currency. Enter its three letters, such as GTQ.",
        ),
        ({"effective_on": "2020-02-30"}, "effective_on", "Enter a valid date."),
        ({"effective_on": ""}, "effective_on", "This field is required."),
    ],
)
def test_what_is_no_rate_is_refused_in_a_sentence_and_all_stays(
    client: Client, typed: dict[str, str], field: str, sentence: str
) -> None:
    answer = add(client, source="A bank", **typed)

    assert answer.status_code == 422
    assert complaints(answer) == {field: [sentence]}
    assert answer.context["form"]["source"].value() == "A bank"
    assert not ExchangeRate.objects.exists()


# An entry of the 2020 appeal is dated from 1 January 2018 to 31 March 2021.
@pytest.mark.parametrize("day", ["1999-11-01", "2017-12-31", "2021-04-01", "2035-11-01"])
def test_a_rate_that_no_entry_can_use_is_refused(client: Client, day: str) -> None:
    answer = add(client, effective_on=day)

    assert answer.status_code == 422
    [sentence] = complaints(answer)["effective_on"]
    assert "so this rate would never be used. Check the date." in sentence
    assert not ExchangeRate.objects.exists()


@pytest.mark.parametrize("day", ["2018-01-01", "2018-01-31", "2021-03-01", "2021-03-31"])
def test_a_rate_that_some_entry_can_use_is_kept(client: Client, day: str) -> None:
    assert add(client, effective_on=day).status_code == 302


def test_the_reach_is_that_of_any_appeal(client: Client) -> None:
    make_appeal(
        starts_on=date(2026, 1, 15), ends_on=date(2026, 12, 31), closes_on=date(2027, 1, 10)
    )

    answers = [
        add(client, effective_on=day).status_code
        for day in ("2022-06-01", "2023-12-31", "2024-01-01", "2027-01-10", "2027-01-11")
    ]

    assert answers == [422, 422, 302, 302, 422]


def test_a_second_rate_of_the_same_day_is_refused(client: Client) -> None:
    make_rate()

    answer = add(client, rate="7.80")

    assert answer.status_code == 422
    assert "There is already a rate for this currency and day." in words(answer)
    assert ExchangeRate.objects.get().rate == Decimal("7.70")


def test_the_same_form_sent_twice_has_one_effect_and_one_answer(client: Client) -> None:
    sent = filled(client.get(at("rate_new")), **TYPED)

    answers = [client.post(at("rate_new"), sent) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [302, 302]
    assert ExchangeRate.objects.count() == 1
