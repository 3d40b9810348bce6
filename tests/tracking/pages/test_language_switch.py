"""The language switch is on every page, and nothing that was typed or asked for is lost to it."""

import re
from html import unescape
from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client
from django.urls import reverse

from appeal.models import User
from tests.fixture_types import SignIn
from tests.tracking.browsing import activity_of, at, filled, words
from tracking.models import Transaction

pytestmark = [pytest.mark.publication, pytest.mark.person("finance_gt"), pytest.mark.once]

NEW = at("transaction_new", "GT-1.1")


def switch(page: Any) -> tuple[str, dict[str, str]]:
    """Where the switch of a page leads and what it sends, but for the language."""
    form = page.content.decode().partition('<form action="')[2]
    while 'class="languages"' not in form.partition(">")[0]:
        form = form.partition('<form action="')[2]
    form = form.partition("</form>")[0]
    hidden = re.findall(r'<textarea name="([^"]+)" hidden>(.*?)</textarea>', form, re.DOTALL)
    hidden += re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', form)
    return unescape(form.partition('"')[0]), {name: unescape(text) for name, text in hidden}


def send(client: Client, address: str, sent: dict[str, Any]) -> Any:
    """As a browser sends a form without files."""
    return client.post(address, urlencode(sent), content_type="application/x-www-form-urlencoded")


def test_a_refused_form_is_shown_in_another_language_with_all_that_was_typed(
    client: Client, finance_gt: User
) -> None:
    typed = filled(client.get(NEW), amount="abc", reference="V-7 & co", value_on="2020-03-15")
    refused = client.post(NEW, typed)
    address, sent = switch(refused)

    shown = send(client, address, sent | {"switched_to": "fr"})

    assert (address, refused.status_code, shown.status_code) == (NEW, 422, 422)
    assert '<html lang="fr">' in shown.content.decode()
    assert shown.context["form"]["reference"].value() == "V-7 & co"
    assert shown.context["form"]["amount"].value() == "abc"
    finance_gt.refresh_from_db()
    assert finance_gt.language == "fr"


def test_what_comes_from_the_switch_is_shown_and_never_done(client: Client) -> None:
    cell = activity_of("GT-1.1").allocations.get().cell_id
    typed = filled(
        client.get(NEW), amount="5", value_on="2020-03-15", cell=cell, kind="expenditure",
        currency="USD",
    )  # fmt: skip

    shown = send(client, NEW, typed | {"switched_to": "es"})

    assert shown.status_code == 200
    assert shown.context["form"]["amount"].value() == "5"
    assert not Transaction.objects.exists()
    assert client.post(NEW, typed).status_code == 302
    assert Transaction.objects.count() == 1


def test_a_language_that_is_not_offered_changes_nothing(client: Client, finance_gt: User) -> None:
    send(client, NEW, {"switched_to": "xx"})

    finance_gt.refresh_from_db()
    assert finance_gt.language != "xx"


def test_a_page_keeps_what_its_address_asks_for(client: Client) -> None:
    query = "?office=GT&sort=-spent&as_at=2020-06-30"

    address, sent = switch(client.get(at("activity_list") + query))

    assert (address, sent["next"]) == (reverse("appeal:language"), at("activity_list") + query)


@pytest.mark.parametrize(
    ("address", "status"),
    [
        (NEW, 200), ("/nothing-here/", 404), (at("workbook", "R3") + "?office=ZZ", 400),
        (at("report_detail", "HN", "2020-Q1"), 404),
    ],
)  # fmt: skip
def test_forms_and_errors_have_it_too(client: Client, address: str, status: int) -> None:
    page = client.get(address)

    assert page.status_code == status
    assert switch(page)[1]["next"] == address


def test_the_answer_to_what_was_sent_leads_back_to_where_it_was_sent(client: Client) -> None:
    page = client.post("/nothing-here/", headers={"referer": "http://testserver/appeals/?a=b"})
    foreign = client.post("/nothing-here/", headers={"referer": "http://elsewhere.example/x"})

    assert switch(page)[1]["next"] == "/appeals/?a=b"
    assert switch(foreign)[1]["next"] == "/"


def test_people_who_have_not_signed_in_have_it(db: None, signed_in: SignIn) -> None:
    page = Client().get("/accounts/login/")

    assert "EN ES FR" in words(page)
