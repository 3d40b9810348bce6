"""The matrix: office by heading, one measure at a time, a dash never a zero."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from tests.factories import make_transaction
from tests.tracking.browsing import activity_of, at, count_queries, words
from tracking.views.matrix import MEASURES

pytestmark = pytest.mark.person("viewer")


def cells(page: Any, code: str) -> dict[str, Any]:
    """The values of one office by heading."""
    row = next(row for row in page.context["grid"].rows if row[0].code == code)
    return {square.heading.code: square.value for square in row[1]}


@pytest.mark.publication
def test_it_shows_the_requirement_first_with_dashes_where_the_table_has_them(
    client: Client,
) -> None:
    page = client.get(at("matrix"))

    assert page.context["measure"].name == "requirement"
    guatemala = cells(page, "GT")
    assert guatemala.pop("O1") == 13_505_000
    assert set(guatemala.values()) == {None}
    grid = page.context["grid"]
    values = [square.value for row in grid.rows for square in row[1]]
    assert (len(values), values.count(None)) == (84, 22)
    assert grid.grand == sum(grid.totals) == 82_138_527


@pytest.mark.once
@pytest.mark.parametrize("measure", MEASURES)
def test_every_measure_has_its_page(client: Client, measure: str) -> None:
    page = client.get(at("matrix"), {"measure": measure})

    assert page.status_code == 200
    assert f"Matrix · {MEASURES[measure].label}" in words(page)


@pytest.mark.once
def test_a_measure_that_is_not_offered_shows_the_requirement(client: Client) -> None:
    assert client.get(at("matrix"), {"measure": "pk"}).context["measure"].name == "requirement"


def test_spend_stands_in_its_cell_its_row_its_column_and_the_total(client: Client) -> None:
    make_transaction(activity=activity_of("GT-1.1"), amount=Decimal("1250.50"), posted=True)

    page = client.get(at("matrix"), {"measure": "spent"})

    grid = page.context["grid"]
    row = next(row for row in grid.rows if row[0].code == "GT")
    assert cells(page, "GT")["O1"] == row[2] == grid.grand == Decimal("1250.50")
    assert "1,250 " in words(page)


def test_it_reads_its_figures_from_the_date(client: Client) -> None:
    activity = activity_of("GT-1.1")
    make_transaction(activity=activity, value_on=date(2020, 6, 30), posted=True)

    def spent(day: str) -> Any:
        page = client.get(at("matrix"), {"measure": "spent", "as_at": day})
        return page.context["grid"].grand

    assert (spent("2020-06-29"), spent("2020-06-30")) == (0, 100)


@pytest.mark.once
def test_its_queries_do_not_grow_with_the_ledger(client: Client) -> None:
    make_transaction(activity=activity_of("GT-1.1"), posted=True)
    few = count_queries(client, at("matrix") + "?measure=spent")
    for code in ("GT-1.1", "HN-1.1", "BZ-1.1"):
        make_transaction(activity=activity_of(code), posted=True)

    assert count_queries(client, at("matrix") + "?measure=spent") == few
