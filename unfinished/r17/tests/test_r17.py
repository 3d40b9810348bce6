"""R17: what the page shows side by side, as rows, from the same moments."""

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from appeal.models import Appeal, Office
from tests.factories import make_appeal, make_contribution
from tests.workbooks import table
from tracking.comparing import Comparison

from .conftest import spend
from .test_compare import BOTH, made

pytestmark = [pytest.mark.django_db, pytest.mark.person("viewer")]
APPEALS = "MI2020-CNAC,MI2021-CNAC"


@pytest.fixture
def spent(mi2020: Appeal, next_year: Appeal, guatemala: Office) -> None:
    for code, amount in (("GT-1.1", 40), ("GT-2.1", 30), ("BZ-1.1", 20)):
        spend(mi2020, amount, date(2020, 5, 1), code)
    spend(mi2020, 9, date(2020, 12, 1))
    spend(next_year, 10, date(2021, 5, 1))
    make_contribution(appeal=next_year, committed=300, office=guatemala)


def sheet(client: Client, title: str, **asked: str) -> list[dict[str, Any]]:
    address = reverse("tracking:workbook", args=["MI2021-CNAC", "R17"])
    response = client.get(address, {"appeals": APPEALS} | asked)
    assert response.status_code == 200
    return table(response.getvalue(), title)


def summary_of(comparison: Comparison) -> list[list[Any]]:
    names = ("requirement", "allocated", "funded", "spent", "delivery")
    return [
        [side.appeal.code, side.viewpoint.as_at, *(beside.value(name) for name in names)]
        for side, beside in zip(comparison.sides, comparison.whole.sides, strict=True)
        if beside
    ]


@pytest.mark.usefixtures("spent")
@pytest.mark.parametrize("moment", ["same", "end"])
def test_the_summary_is_that_of_the_page(client: Client, moment: str) -> None:
    page = made(client, f"{BOTH}&moment={moment}")

    rows = sheet(client, "Side by side", moment=moment)

    names = ("Appeal", "As at", "Requirement", "Budgeted", "Funded", "Spent", "Delivery")
    found = [[row[name] for name in names] for row in rows]
    for line, wanted in zip(found, summary_of(page), strict=True):
        assert line[:2] == wanted[:2]
        assert line[2:] == [pytest.approx(float(value)) for value in wanted[2:]]
    assert [row["Spent"] for row in rows] == ([90, 10] if moment == "same" else [99, 10])


@pytest.mark.usefixtures("spent")
def test_offices_and_lines_are_beside_each_other_and_lack_what_a_year_has_not(
    client: Client,
) -> None:
    spent = [f"Spent, {code}" for code in APPEALS.split(",")]

    offices = {row["Name"]: [row[name] for name in spent] for row in sheet(client, "By office")}
    lines = {
        row["Priority, MI2020-CNAC"]: [row["Priority, MI2021-CNAC"], *(row[s] for s in spent)]
        for row in sheet(client, "By priority", office="GT")
    }

    assert offices["Guatemala"] == [70, 10]
    assert offices["Belize"] == [20, None]
    assert lines["GT-1"] == ["GT-1", 40, 10]
    assert lines["GT-2"] == [None, 30, None]


def test_an_appeal_that_one_may_not_see_is_refused(client: Client, next_year: Appeal) -> None:
    make_appeal(region=next_year.region, code="DRAFT")

    for code in ("DRAFT", "NONE"):
        page = client.get(f"/appeals/MI2020-CNAC/workbooks/R17.xlsx?appeals={code}")
        assert page.status_code == 400
