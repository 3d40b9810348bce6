"""The overview: headlines, map, matrix, the course of spending, offices and headings."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from appeal.models import Appeal, Office, User
from tests.factories import make_transaction, make_update
from tests.fixture_types import SignIn
from tests.tracking.browsing import activity_of, at, count_queries, words
from tracking.models import ReportingPeriod
from tracking.views.country_centres import CENTRES
from tracking.views.matrix import MEASURES

pytestmark = [pytest.mark.publication, pytest.mark.person("viewer")]


def test_posted_spend_and_approved_progress_show_and_drafts_do_not(
    reporter_gt: User, signed_in: SignIn, mi2020: Appeal
) -> None:
    client = signed_in(reporter_gt)
    activity = activity_of("GT-1.1")
    first = ReportingPeriod.objects.of(mi2020).get(code="2020-Q1")
    make_transaction(activity=activity, amount=1250, posted=True)
    make_transaction(activity=activity, amount=77)
    make_update(activity=activity, period=first, percent=40, state="approved")

    page = client.get(at("overview"))

    office = next(row for row in page.context["figures"].offices if row.of.code == "GT")
    assert (office.spent, office.progress, office.silent) == (1250, 40, 6)
    assert "1 of 56 reports approved." in words(page)
    assert client.get(at("overview"), {"include": "draft"}).context["figures"].whole.spent == 1327


@pytest.mark.once
def test_every_headline_is_explained_on_the_page(client: Client) -> None:
    page = client.get(at("overview"))

    for term in ("requirement", "funded", "allocated", "spent", "delivery-of-requirement"):
        assert f"{at('glossary')}#{term}" in page.content.decode()
    assert "What is “Funded”?" in words(page)


@pytest.mark.once
@pytest.mark.publication
@pytest.mark.parametrize("measure", MEASURES)
def test_map_list_and_matrix_show_the_chosen_measure(client: Client, measure: str) -> None:
    make_transaction(activity=activity_of("GT-1.1"), posted=True)

    page = client.get(at("overview"), {"measure": measure})

    assert page.status_code == 200
    ranking = page.context["map"].ranking
    values = [row.value for row in ranking if row.value is not None]
    assert values == sorted(values, reverse=True)
    assert len(ranking) == len(page.context["grid"].rows) == 14


@pytest.mark.once
@pytest.mark.publication
def test_a_country_has_the_shade_of_the_office_that_works_there(client: Client) -> None:
    make_transaction(activity=activity_of("GY-1.1"), amount=1000, posted=True)

    lands = {
        land.code: land
        for land in client.get(at("overview"), {"measure": "spent"}).context["map"].lands
    }

    assert {code for code, land in lands.items() if land.office.code == "GY"} == {
        "GY", "AW", "CW", "KN",
    }  # fmt: skip
    assert lands["KN"].shade == lands["GY"].shade == 1
    assert lands["GT"].shade == 0
    assert not any(land.office.code == "RO" for land in lands.values())
    assert "CU" not in lands


@pytest.mark.once
def test_every_country_with_an_office_is_named_once_and_listed(client: Client) -> None:
    shown = client.get(at("overview")).context["map"]

    panels = [shown.main, *shown.insets]
    named = [name.text for panel in panels for name in panel.names]
    assert sorted(named) == sorted(land.code for land in shown.lands)
    assert [[name.text for name in panel.names] for panel in shown.insets] == [
        ["AW", "CW", "KN"], ["GY"],
    ]  # fmt: skip
    assert dict(shown.listed)[Office.objects.get(code="GY")] == (
        "Aruba, Curaçao, Guyana, Saint Kitts and Nevis"
    )
    assert "Cuba" in shown.beyond_names


@pytest.mark.once
def test_the_bars_beside_the_map_are_parts_of_the_whole_or_of_the_longest(client: Client) -> None:
    for code, amount in (("GT-1.1", 1000), ("HN-1.1", 250)):
        make_transaction(activity=activity_of(code), amount=amount, posted=True)

    def bars(measure: str) -> list[Any]:
        return [
            row.part
            for row in client.get(at("overview"), {"measure": measure}).context["map"].ranking
        ]

    assert bars("spent")[:3] == [1.0, 0.25, None]
    assert 0 < bars("delivery")[0] < 0.01


def test_every_country_of_a_country_office_is_on_the_map(mi2020: Appeal) -> None:
    offices = Office.objects.filter(sections__appeal=mi2020).exclude(kind="regional")

    assert set(offices.values_list("countries__code", flat=True)) <= set(CENTRES)


@pytest.mark.once
def test_countries_without_an_office_are_drawn_without_a_shade(client: Client) -> None:
    shown = client.get(at("overview")).context["map"]

    assert "CU" in shown.beyond
    assert {*shown.beyond} | {land.code for land in shown.lands} == set(CENTRES)


@pytest.mark.once
def test_the_map_says_that_its_boundaries_imply_nothing(client: Client) -> None:
    assert "do not imply official endorsement or acceptance by IOM" in words(
        client.get(at("overview"))
    )


def test_the_curve_and_its_table_are_the_months_of_the_ledger(client: Client) -> None:
    for day, amount in ((date(2020, 2, 10), 100), (date(2020, 4, 1), 50)):
        make_transaction(activity=activity_of("GT-1.1"), amount=amount, value_on=day, posted=True)

    months = client.get(at("overview"), {"as_at": "2020-05-15"}).context["months"]

    spent = {month.name: month.spent_by_then for month in months}
    assert spent["2020-01"] == 0
    assert spent["2020-03"] == 100
    assert spent["2020-05"] == 150
    assert spent["2020-06"] is None
    assert months[-1].planned_by_then == Decimal(82_138_527) - 949_013


def test_an_appeal_without_a_ledger_still_has_its_charts(client: Client) -> None:
    page = client.get(at("overview"))

    assert page.context["curves"].spent.startswith("1.00,")
    assert "cumulative, by month" in words(page)


@pytest.mark.once
def test_its_queries_do_not_grow_with_its_rows(client: Client, mi2020: Appeal) -> None:
    make_transaction(activity=activity_of("GT-1.1"), posted=True)
    few = count_queries(client, at("overview"))
    assert few <= 12
    rows: list[Any] = ["BZ-1.1", "HN-1.1", "PA-1.1", "RO-P1-1.1", "MX-1.1"]
    for code in rows:
        make_transaction(activity=activity_of(code), posted=True)

    assert count_queries(client, at("overview")) == few
