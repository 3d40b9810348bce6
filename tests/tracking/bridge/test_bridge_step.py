"""The rows behind a step: exactly those that it is made of, page by page."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.factories import make_user
from tests.tracking.bridge.test_bridge import ASKED, AUGUST, JUNE, MAY, entry
from tests.tracking.browsing import words
from tracking import actions
from tracking.bridge_rows import READING
from tracking.figures import Cause
from tracking.figures.steps import OF_ENTRIES
from tracking.views.bridge import ROWS_ON_A_PAGE

pytestmark = pytest.mark.person("viewer")


def step(client: Client, name: str, **asked: Any) -> Any:
    return client.get(reverse("tracking:bridge_step", args=["MI2020-CNAC", name]), ASKED | asked)


def test_the_rows_of_a_step_add_up_to_it(client: Client) -> None:
    entry("GT-1.1", 1000, MAY, JUNE)
    late = [entry("GT-1.1", amount, AUGUST, JUNE) for amount in (40, 60)]
    entry("GT-1.1", 7, AUGUST, JUNE, kind="commitment")
    actions.reverse_transaction(entry=late[0], reason="Twice", by=make_user(), at=AUGUST)

    page = step(client, "late", figure="spent")
    back = step(client, "reversals", figure="spent")

    assert sum(row.usd for row in page.context["rows"]) == page.context["stage"].change == 100
    assert sum(row.usd for row in back.context["rows"]) == back.context["stage"].change == -40
    assert "Spent changes by +100. This is the sum of the amounts below" in words(page)
    assert len(step(client, "late", figure="committed").context["rows"]) == 1


def test_a_long_step_is_shown_page_by_page(client: Client) -> None:
    for _ in range(ROWS_ON_A_PAGE + 1):
        entry("GT-1.1", 1, AUGUST, JUNE)

    assert len(step(client, "late").context["rows"]) == ROWS_ON_A_PAGE
    assert len(step(client, "late", page="2").context["rows"]) == 1


def test_every_step_tells_its_rows(client: Client) -> None:
    assert {*READING, *OF_ENTRIES} == {*Cause}
    for name in Cause.values:
        page = step(client, name, figure="funded")
        assert page.status_code == 200
        assert "This step does not change the figure." in words(page)


def test_a_step_or_a_figure_that_is_none_is_not_found(client: Client) -> None:
    assert step(client, "nothing").status_code == 404
    assert step(client, "late", figure="nothing").status_code == 404
