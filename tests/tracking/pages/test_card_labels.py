"""The style sheet that names the columns of cards where no script runs."""

import re
from html import unescape

import pytest
from django.test import Client

from appeal.models import User
from tests.tracking.browsing import at

pytestmark = [pytest.mark.django_db, pytest.mark.person("reporter_gt"), pytest.mark.once]


def sheets(client: Client, page: str) -> list[str]:
    """The addresses of the sheets of a page, each of which is for the table that asks for it."""
    html = client.get(page).content.decode()
    asked = re.findall(r'<thead class="(labels-\w+)">.*?href="(/card-labels.*?)"', html)
    found = [unescape(address) for _place, address in asked]
    for (place, _address), address in zip(asked, found, strict=True):
        assert f".{place} ~ " in client.get(address).content.decode()
    return found


@pytest.mark.parametrize("page", ["activity_list", "transaction_list", "home", "risk_list"])
def test_a_table_of_cards_asks_for_the_names_of_its_columns(client: Client, page: str) -> None:
    assert sheets(client, at(page))


def test_the_sheet_names_each_column_and_folds_what_is_folded(client: Client) -> None:
    (address,) = sheets(client, at("activity_list"))

    answer = client.get(address)

    sheet = answer.content.decode()
    assert answer["Content-Type"] == "text/css; charset=utf-8"
    assert "immutable" in answer["Cache-Control"]
    assert 'content: "Progress"' in sheet
    assert 'content: "\\25b8  Show more"' in sheet
    assert sheet.count("display: none") == 6


def test_the_sheet_of_titles_with_accents_is_for_the_table_that_asks_for_it(
    client: Client, reporter_gt: User
) -> None:
    User.objects.update(language="fr")

    (address,) = sheets(client, at("transaction_list"))

    assert "Activité" in address
    assert 'content: "Activité"' in client.get(address).content.decode()


def test_whatever_an_address_says_stays_within_its_quotes(client: Client) -> None:
    typed = {"titles": '~"} body { color: red~a\\'}

    sheet = client.get("/card-labels.css", typed).content.decode()

    assert 'content: "\\22 \\7d  body \\7b  color\\3a  red"' in sheet
    assert 'content: "a\\5c "' in sheet
