"""Approving several reports at once: all or none, and never one's own."""

from typing import Any

import pytest
from django.test import Client

from appeal.models import Appeal
from tests.factories import make_update, move
from tests.tracking.browsing import activity_of, at, words
from tracking.models import OfficeReport, ReportingPeriod

pytestmark = pytest.mark.person("reviewer_ro")


ADDRESS = at("reports_approve")


@pytest.fixture
def submitted(mi2020: Appeal) -> list[OfficeReport]:
    first = ReportingPeriod.objects.of(mi2020).get(code="2020-Q1")
    codes = ("GT-1.1", "HN-1.1")
    rows = [
        make_update(activity=activity_of(code), period=first, state="submitted").report
        for code in codes
    ]
    return [OfficeReport.objects.get(pk=row.pk) for row in rows]


def ticked(client: Client, *reports: OfficeReport) -> dict[str, Any]:
    key = client.get(at("home")).context["several"]["idempotency_key"].value()
    return {"idempotency_key": key, "chosen": [f"{row.pk}-{row.version}" for row in reports]}


def test_those_that_are_ticked_are_approved(client: Client, submitted: list[OfficeReport]) -> None:
    response = client.post(ADDRESS, ticked(client, *submitted), follow=True)

    assert "2 reports approved." in words(response)
    assert set(OfficeReport.objects.values_list("state", flat=True)) == {"approved"}


def test_one_that_is_approved_already_approves_none_of_the_others(
    client: Client, submitted: list[OfficeReport]
) -> None:
    typed = ticked(client, *submitted)
    move(submitted[0], "approved")

    response = client.post(ADDRESS, typed)

    assert response.status_code == 409
    assert "One of them is no longer on your list" in words(response)
    assert OfficeReport.objects.filter(state="submitted").count() == 1


def test_one_that_was_changed_meanwhile_approves_none(
    client: Client, submitted: list[OfficeReport]
) -> None:
    typed = ticked(client, *submitted)
    OfficeReport.objects.filter(pk=submitted[0].pk).update(version=9)

    response = client.post(ADDRESS, typed)

    assert response.status_code == 409
    assert "Somebody else changed this" in words(response)
    assert OfficeReport.objects.filter(state="submitted").count() == 2
