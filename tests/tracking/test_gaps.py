"""The gaps: where plan, money and reporting do not meet yet."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.test import Client

from appeal.actions import revise_requirement
from appeal.models import Activity, Allocation, Appeal, User
from tests.factories import make_transaction, make_update
from tests.tracking.browsing import activity_of, at, count_queries, words
from tracking.models import ReportingPeriod

SignIn = Callable[[User], Client]


@pytest.fixture
def client(viewer: User, signed_in: SignIn) -> Client:
    return signed_in(viewer)


def codes(rows: Any) -> list[str]:
    return [row.code for row in rows]


def test_everything_is_silent_and_indicative_at_the_start(client: Client, mi2020: Appeal) -> None:
    page = client.get(at("gaps"))

    count = Activity.objects.of(mi2020).count()
    assert len(page.context["silent"]) == count
    assert len(page.context["gaps"].indicative) == count
    assert not page.context["gaps"].overdrawn
    assert "That is not zero: it is not known." in words(page)


def test_an_activity_leaves_the_silent_ones_once_a_percentage_is_approved(
    client: Client, mi2020: Appeal
) -> None:
    first = ReportingPeriod.objects.of(mi2020).get(code="2020-Q1")
    make_update(activity=activity_of("GT-1.1"), period=first, percent=0, state="approved")
    make_update(activity=activity_of("HN-1.1"), period=first, percent=50)

    silent = codes(client.get(at("gaps")).context["silent"])

    assert "GT-1.1" not in silent
    assert "HN-1.1" in silent
    assert "GT-1.1" in codes(client.get(at("gaps"), {"as_at": "2020-03-30"}).context["silent"])


def test_a_confirmed_split_is_no_gap_and_a_missing_one_is(client: Client) -> None:
    Allocation.objects.filter(activity=activity_of("GT-1.1")).update(basis="confirmed")
    Allocation.objects.filter(activity=activity_of("GT-2.1")).delete()

    gaps = client.get(at("gaps"), {"office": "GT"}).context["gaps"]

    assert codes(gaps.indicative) == [f"GT-{number}.1" for number in range(3, 8)]
    assert codes(gaps.unfunded) == ["GT-2.1"]


def test_a_funded_cell_without_activity_and_a_cell_revised_too_low_are_gaps(
    client: Client, superuser: User
) -> None:
    cell = activity_of("GT-1.1").allocations.get().cell
    revise_requirement(
        cell=cell,
        amount=1000,
        effective_on=date(2020, 6, 1),
        reason="Less is needed",
        by=superuser,
        at=datetime(2020, 5, 30, 12, tzinfo=ZoneInfo("America/Costa_Rica")),
    )
    Allocation.objects.filter(cell__office__code="HN").delete()

    gaps = client.get(at("gaps")).context["gaps"]
    before = client.get(at("gaps"), {"as_at": "2020-05-31"}).context["gaps"]

    assert list(gaps.overdrawn) == [cell]
    assert not before.overdrawn
    assert "HN O1" in [str(row) for row in gaps.unassigned]


def test_a_cancelled_activity_is_no_gap(client: Client) -> None:
    Activity.objects.filter(pk=activity_of("GT-1.1").pk).update(hold="cancelled")

    page = client.get(at("gaps"), {"office": "GT"})

    assert "GT-1.1" not in codes(page.context["silent"])
    assert "GT-1.1" not in codes(page.context["gaps"].indicative)


def test_it_is_narrowed_to_one_office_and_shows_all_where_there_is_none(client: Client) -> None:
    assert len(client.get(at("gaps"), {"office": "HN"}).context["silent"]) == 4
    everything = client.get(at("gaps")).context["silent"]
    assert len(client.get(at("gaps"), {"office": "XX"}).context["silent"]) == len(everything)


def test_its_queries_do_not_grow_with_its_rows(client: Client) -> None:
    few = count_queries(client, at("gaps") + "?office=HN")

    assert count_queries(client, at("gaps")) <= few


def test_what_is_partly_allocated_or_overspent_is_listed(client: Client, mi2020: Appeal) -> None:
    activity = activity_of("GT-1.1")
    Allocation.objects.filter(activity=activity).update(amount=1000)
    make_transaction(activity=activity, amount=1500, posted=True)

    page = client.get(at("gaps"))

    assert [str(cell) for cell in page.context["gaps"].partly] == ["GT O1"]
    assert [row.code for row in page.context["overspent"]] == ["GT-1.1"]
