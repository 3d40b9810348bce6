"""A row that somebody removes while it is changed."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client

from appeal import actions as plan
from appeal.models import StaleVersion
from tests.factories import (
    make_contribution,
    make_rate,
    make_risk,
)
from tests.tracking.browsing import activity_of, at, filled, words

pytestmark = [pytest.mark.django_db, pytest.mark.person("manager_ro")]

AT = datetime(2020, 7, 10, 15, tzinfo=UTC)


@pytest.mark.parametrize(
    ("make", "address", "written"),
    [
        (lambda: make_risk(activity=activity_of("GT-1.1")), "risk_edit", "what"),
        (lambda: make_rate(currency="GTQ"), "rate_edit", "reason"),
        (
            lambda: make_contribution(appeal=activity_of("GT-1.1").appeal),
            "contribution_edit",
            "note",
        ),
    ],
)
def test_a_row_that_is_taken_away_while_it_is_changed_says_so_and_shows_what_was_written(
    client: Client,
    monkeypatch: pytest.MonkeyPatch,
    make: Callable[[], Any],
    address: str,
    written: str,
) -> None:
    row = make()
    form = filled(client.get(at(address, row.pk)), **{written: "Two trucks are late."})

    def taken_away(own: Any, *_given: Any, **_more: Any) -> None:
        plan.remove(row=own, version=None, at=AT)
        raise StaleVersion(own)

    monkeypatch.setattr(type(row), "save_over", taken_away)

    page = client.post(at(address, row.pk), form)

    assert page.status_code == 409
    assert "Somebody else changed this first" in words(page)
    assert "Two trucks are late." in words(page)
