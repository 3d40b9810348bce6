"""Uploading rates of exchange: all or nothing, every wrong line named at once."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from appeal.models import User
from tests.factories import make_rate, make_transaction
from tests.tracking.browsing import activity_of, at, complaints, filled, words
from tracking.models import ExchangeRate

SignIn = Callable[[User], Client]
HEAD = "currency,effective_on,rate\n"


@pytest.fixture
def client(manager_ro: User, signed_in: SignIn) -> Client:
    return signed_in(manager_ro)


def upload(client: Client, content: str | bytes, **typed: Any) -> Any:
    written = content.encode() if isinstance(content, str) else content
    sent = filled(client.get(at("rate_upload")), **typed)
    return client.post(at("rate_upload"), sent | {"file": SimpleUploadedFile("r.csv", written)})


def kept() -> list[tuple[str, date, Decimal]]:
    rows = ExchangeRate.objects.order_by("effective_on", "currency")
    return list(rows.values_list("currency", "effective_on", "rate"))


GTQ, HNL = ("GTQ", date(2020, 3, 1), Decimal("7.70")), ("HNL", date(2020, 3, 1), Decimal("24.85"))


def test_all_rates_of_a_file_are_added(client: Client) -> None:
    answer = upload(client, HEAD + "GTQ,2020-03-01,7.70\nHNL,2020-03-01,24.85\n", source="UN, May")

    assert (answer.status_code, answer.url) == (302, at("rate_list"))
    assert kept() == [GTQ, HNL]
    rate = ExchangeRate.objects.get(currency="GTQ")
    assert (rate.source, rate.history.get().door) == ("UN, May", "page")
    assert rate.history.get().history_user.username == "manager.ro"
    assert "2 rates are added; 0 were kept already." in words(client.get(answer.url))


@pytest.mark.parametrize(
    "content",
    [
        "\ufeffCurrency,Effective on,Rate\r\nGTQ,2020-03-01,7.70\r\n",
        "currency;effective_on;rate\nGTQ;2020-03-01;7,70\n",
        "rate\tnote\teffective_on\tcurrency\n7.70\tx\t2020-03-01\tgtq\n\n",
        'currency,effective_on,rate\n"GTQ", 2020-03-01 ,"7.70"',
    ],
)
def test_it_reads_what_spreadsheets_write(client: Client, content: str) -> None:
    assert upload(client, content).status_code == 302
    assert kept() == [GTQ]


def test_an_equal_rate_stays_as_it_is(client: Client) -> None:
    make_rate(source="A bank")

    answer = upload(client, HEAD + "GTQ,2020-03-01,7.7\nHNL,2020-03-01,24.85\n")

    assert kept() == [GTQ, HNL]
    assert "1 rate is added; 1 was kept already." in words(client.get(answer.url))
    first = ExchangeRate.objects.get(currency="GTQ")
    assert (first.source, first.version, first.history.count()) == ("A bank", 1, 1)


def test_every_wrong_line_is_named_at_once_and_nothing_is_saved(client: Client) -> None:
    make_rate(currency="BZD", rate=2)
    content = HEAD + (
        "GTQ,2020-03-01,7.70\n"
        "QQQ,2020-03-01,7.70\n"
        "GTQ,01/04/2020,seven\n"
        "\n"
        ",2020-03-01,\n"
        "GTQ,2020-03-01,7.80\n"
        "BZD,2020-03-01,2.01\n"
        "USD,2020-03-01,1\n"
        "HNL,2020-03-01,0\n"
    )

    answer = upload(client, content, source="A bank")

    assert answer.status_code == 422
    assert complaints(answer)["file"] == [
        "Line 3: “QQQ” is no currency of ISO 4217: write its three letters, as GTQ.",
        "Line 4: The effective date is no date: write it as 2020-03-01.",
        "Line 4: “seven” is no rate. Write units per USD, such as 7.70.",
        "Line 6: The currency is missing.",
        "Line 6: The rate is missing.",
        "Line 7: GTQ 2020-03-01 stands in line 2 already.",
        "Line 8: BZD 2020-03-01 is kept as 2.00: edit that rate if it is wrong.",
        "Line 9: A US dollar needs no rate.",
        "Line 10: A rate is above zero.",
    ]
    assert "Line 8: BZD 2020-03-01 is kept as 2.00" in words(answer)
    assert answer.context["form"]["source"].value() == "A bank"
    assert ExchangeRate.objects.get().currency == "BZD"


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("GTQ,2020-03-01,7.70\n", "The first line has to name the columns"),
        ("currency,rate\nGTQ,7.70\n", "The first line has to name the columns"),
        (HEAD, "The file holds no rates."),
        (HEAD + "\n , \n", "The file holds no rates."),
        (b"", "The submitted file is empty."),
        (b"PK\x03\x04\x00\x00", "This is no CSV file"),
        ("currency,effective_on,rate\nGTQ,2020-03-01,7.70".encode("utf-16"), "no CSV file"),
        (HEAD + "GTQ,2020-03-01,7.70,extra,cells\nGTQ\n", "Line 3: The effective date is missing."),
        (HEAD + "GTQ,2020-03-01,7.70\n" * 1001, "The file holds more than 1000 lines"),
        (HEAD + "x" * 100_000, "This file is too large to be a list of rates."),
    ],
)
def test_what_is_no_list_of_rates_is_refused_in_a_sentence(
    client: Client, content: str | bytes, sentence: str
) -> None:
    answer = upload(client, content)

    assert answer.status_code == 422
    assert sentence in words(answer)
    assert not ExchangeRate.objects.exists()


def test_without_a_file_it_is_asked_for(client: Client) -> None:
    answer = client.post(at("rate_upload"), filled(client.get(at("rate_upload"))))

    assert answer.status_code == 422
    assert complaints(answer) == {"file": ["This field is required."]}


def test_the_same_form_sent_twice_has_one_effect_and_one_answer(client: Client) -> None:
    sent = filled(client.get(at("rate_upload")))

    answers = [
        client.post(at("rate_upload"), sent | {"file": SimpleUploadedFile("r.csv", content)})
        for content in (HEAD.encode() + b"GTQ,2020-03-01,7.70", b"anything")
    ]

    assert [(answer.status_code, answer.url) for answer in answers] == [(302, at("rate_list"))] * 2
    assert kept() == [GTQ]


def test_drafts_that_waited_for_it_have_their_usd(client: Client) -> None:
    draft = make_transaction(
        activity=activity_of("GT-1.1"), currency="GTQ", amount=770, usd_amount=None
    )

    upload(client, HEAD + "GTQ,2020-03-01,7.70\n")

    draft.refresh_from_db()
    assert draft.usd_amount == 100
