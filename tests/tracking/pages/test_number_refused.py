"""What is wrong with a number, told while it is typed: in the sentence of saving."""

from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from appeal.base.number_fields import NumberField
from appeal.models import User
from tests.tracking.browsing import at, count_queries
from tracking.forms import TransactionForm

pytestmark = [pytest.mark.django_db, pytest.mark.person("reporter_gt"), pytest.mark.once]
ADDRESS = "/numbers/"
NEGATIVE = "A requirement cannot be negative. Enter 0 if nothing is required."


def told(client: Client, **typed: str) -> str:
    return client.get(ADDRESS, typed).content.decode()


# The same figures are one amount in one language, and refused in another.
@pytest.mark.parametrize(
    ("language", "amount", "sentence"),
    [
        ("en", "12.345", "An amount can have at most two decimals, for example 1250.50."),
        ("es", "12.345", "Un monto tiene como máximo dos decimales; por ejemplo, 1250.50."),
        ("fr", "12,345", "Un montant comporte au plus deux décimales, par exemple 1250,50."),
        ("en", "a lot", "This is not an amount. Use digits only, for example 1250.50."),
        ("en", "€ 5", "“€ 5” is in EUR, but the currency here is %s."),
        ("en", "0", "The amount must be above zero."),
        ("es", "-5", "El monto debe ser mayor que cero."),
        ("es", "1.2,3", "Esto no es un monto."),
        ("es", "abc", "Esto no es un monto."),
    ],
)
@pytest.mark.parametrize("currency", ["GTQ", "USD"])
def test_what_cannot_be_saved_as_it_is_written_is_refused_in_the_sentence_of_saving(
    client: Client, language: str, amount: str, sentence: str, currency: str
) -> None:
    client.cookies["django_language"] = language
    User.objects.update(language=language)
    said = sentence.replace("%s", currency)

    hint = told(client, kind="amount", typed=amount, currency=currency)
    form = client.post(at("transaction_new", "GT-1.1"), {"amount": amount, "currency": currency})

    assert hint.startswith(said)
    assert any(said in each for each in form.context["form"].errors["amount"])


@pytest.mark.parametrize(
    ("kind", "typed", "sentence"),
    [
        ("rate", "7,654", "“7,654” is not a rate. Enter units per USD, such as 7.70."),
        ("percent", "101", "Enter a whole number from 0 to 100, or leave it empty."),
        (
            "requiredamount",
            "-1",
            "A requirement cannot be negative. Enter 0 if nothing is required.",
        ),
        ("requiredamount", "0", ""),
        ("wholegroup", "0", "This number must be above zero."),
        ("quantity", "1,250", ""),
        ("amount", "", ""),
    ],
)
def test_each_kind_of_number_has_its_own_sentence(
    client: Client, kind: str, typed: str, sentence: str
) -> None:
    assert told(client, kind=kind, typed=typed) == sentence


def test_what_is_no_kind_of_number_has_no_answer(client: Client) -> None:
    assert client.get(ADDRESS, {"kind": "colour", "typed": "5"}).status_code == 404


def test_scripts_ask_for_the_kind_of_their_field_at_this_address(root: Path) -> None:
    script = (root / "config/static/js/amounts.js").read_text()

    assert f"fetch(`{reverse('appeal:number_refused')}?" in script
    assert TransactionForm.base_fields["amount"].reading["data-kind"] == "amount"
    assert {"number", "amount", "quantity", "whole", "rate", "share"} <= {*NumberField.kinds}


def test_it_asks_no_more_of_the_database_than_who_one_is(client: Client) -> None:
    assert count_queries(client, f"{ADDRESS}?kind=amount&typed=abc") <= 3
