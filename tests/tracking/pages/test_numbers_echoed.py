"""A number that was typed is said again beside its field, as it is understood."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import translation

from appeal.base.currencies import SIGNS
from appeal.models import User
from tests.factories import make_indicator
from tests.tracking.browsing import activity_of, at, filled, words
from tracking.forms import RateForm

pytestmark = [pytest.mark.person("reporter_gt"), pytest.mark.once]


def refused(client: Client, **typed: Any) -> str:
    """The page of an entry that came back for its date, with everything typed."""
    address = at("transaction_new", "GT-1.1")
    given = {"value_on": "2999-01-01", "currency": "USD"} | typed
    answer = client.post(address, filled(client.get(address), **given))
    assert answer.status_code == 422
    return answer.content.decode()


@pytest.mark.parametrize(
    ("language", "amount", "currency", "echo"),
    [
        ("en", "12,345", "USD", "= USD 12,345.00"),
        ("es", "12,345", "USD", "= USD 12,345.00"),
        ("fr", "12.345", "USD", "= USD 12\u202f345,00"),
        ("en", "0,5", "USD", "= USD 0.50"),
        ("es", "Q 1'250.5", "gtq", "= GTQ 1,250.50"),
        ("en", "1250", "USD", ""),
        ("fr", "12,345", "USD", ""),
        ("en", "Q 5", "USD", ""),
        ("en", "abc", "USD", ""),
    ],
)
def test_a_page_that_comes_back_says_what_it_understood(
    client: Client, reporter_gt: User, language: str, amount: str, currency: str, echo: str
) -> None:
    User.objects.filter(pk=reporter_gt.pk).update(language=language)

    page = refused(client, amount=amount, currency=currency)

    assert f'<output class="understood" for="id_amount">{echo}</output>' in page


def test_a_new_form_says_nothing_yet(client: Client) -> None:
    page = client.get(at("transaction_new", "GT-1.1")).content.decode()

    assert '<output class="understood" for="id_amount"></output>' in page


def test_a_quantity_is_said_with_its_own_decimals(client: Client) -> None:
    indicator = make_indicator(activity=activity_of("GT-1.1"), order=1)
    address = at("log_progress", "GT-1.1")
    typed = {f"indicator-{indicator.pk}-value": "1 250,50", "percent": "400"}

    answer = client.post(address, filled(client.get(address)) | typed)

    assert answer.status_code == 422
    assert "= 1,250.5" in words(answer)


def test_every_desk_has_the_same_field(client: Client) -> None:
    page = client.get(at("home")).content.decode()

    assert page.count('data-lone="AS_WRITTEN"') == page.count('<output class="understood"') > 1


@pytest.mark.django_db
def test_a_rate_is_said_with_its_own_decimals() -> None:
    with translation.override("en"):
        assert ">= 1,250.50</output>" in str(RateForm({"rate": "1,250.5"})["rate"])
        assert ">= 7.654321</output>" in str(RateForm({"rate": "7.654321"})["rate"])
        assert "></output>" in str(RateForm({"rate": "7,654"})["rate"])


@pytest.mark.unit
def test_scripts_know_the_same_signs(root: Path) -> None:
    script = (root / "config/static/js/amounts.js").read_text()
    (table,) = re.findall(r"const SIGNS = (\{.*?\});", script, re.DOTALL)

    assert {sign: meant.split() for sign, meant in json.loads(table).items()} == {
        sign: meant.split() for sign, meant in SIGNS.items()
    }
