"""A new office with nothing yet: each page says what is empty, and who may do what next."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from appeal.models import Appeal, Office
from tests.factories import (
    make_cell,
    make_membership,
    make_period,
    make_priority,
    make_user,
    publish,
)
from tests.tracking.browsing import words

pytestmark = [pytest.mark.django_db, pytest.mark.once]

NONE = {
    "en": "This office has no activities yet.",
    "es": "La oficina aún no tiene ninguna actividad.",
    "fr": "Le bureau n'a pas encore d'activité.",
}
ASK = {
    "en": "A manager of the office can add one.",
    "es": "Un gestor de la oficina puede añadir una.",
    "fr": "Un gestionnaire du bureau peut en ajouter une.",
}
ADD = {"en": "Add an activity", "es": "Añadir una actividad", "fr": "Ajouter une activité"}
Begun = tuple[Appeal, Office]


@pytest.fixture
def begun() -> Iterator[Begun]:
    """An office with a requirement, a priority and a period to report on."""
    cell = make_cell(amount=1000)
    make_priority(appeal=cell.appeal, office=cell.office)
    publish(cell.appeal)
    make_period(appeal=cell.appeal)
    with time_machine.travel(datetime(2020, 4, 7, 12, tzinfo=UTC), tick=False):
        yield cell.appeal, cell.office


def shown(begun: Begun, page: str, *args: str, role: str, language: str = "en") -> str:
    """What somebody new with that role in the office reads."""
    appeal, office = begun
    client = Client()
    client.force_login(
        make_membership(role=role, office=office, user=make_user(language=language)).user
    )
    return words(client.get(reverse(page, args=[appeal.code, *args]), {"all": "1"}))


@pytest.mark.parametrize("language", ["en", "es", "fr"])
def test_where_an_office_has_no_activities_its_pages_say_so_and_who_adds_one(
    begun: Begun, language: str
) -> None:
    code = begun[1].code
    pages = [
        ("tracking:home",),
        ("tracking:report_detail", code, "2020-Q1"),
        ("tracking:office_detail", code),
        ("appeal:allocations", code),
    ]

    for page in pages:
        text = shown(begun, *page, role="reporter", language=language)
        assert f"{NONE[language]} {ASK[language]}" in text, page


@pytest.mark.parametrize("page", ["tracking:office_detail", "appeal:allocations"])
def test_a_manager_is_led_to_the_first_activity(begun: Begun, page: str) -> None:
    text = shown(begun, page, begun[1].code, role="manager", language="es")

    assert f"{NONE['es']} {ADD['es']}" in text


def test_where_no_draft_waits_the_page_of_posting_says_so_and_leads_back(begun: Begun) -> None:
    text = shown(begun, "tracking:transactions_post", role="finance")

    assert "No draft waits to be posted. Back to the ledger" in text
