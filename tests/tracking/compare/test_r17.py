"""R17: what the page shows side by side, as rows, from the same moments."""

import re
from datetime import date
from html import unescape
from typing import Any
from urllib.parse import urljoin

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from appeal.base.excel import Sheet
from appeal.models import Appeal, Office, User
from tests.factories import make_appeal, make_contribution, publish
from tests.tracking.browsing import words
from tests.workbooks import about, make_asked, table
from tracking.comparing import ComparedRow, Comparison, Table
from tracking.workbooks.r17_compared import APART

from .conftest import activity_in, spend
from .test_compare import BOTH, made

pytestmark = [pytest.mark.once, pytest.mark.django_db, pytest.mark.person("viewer")]
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


def test_where_no_report_is_due_yet_there_is_no_number_of_them(
    client: Client, mi2020: Appeal, next_year: Appeal
) -> None:
    address = reverse("tracking:workbook", args=["MI2020-CNAC", "R17"])
    with time_machine.travel("2020-12-15T18:00:00Z", tick=False):
        rows = table(client.get(address, {"appeals": APPEALS}).getvalue(), "Side by side")

    names = ("Reports on time (number)", "Reports due", "Reports on time")
    found = {row["Appeal"]: [row[name] for name in names] for row in rows}
    assert found == {"MI2020-CNAC": [0, 9, 0], "MI2021-CNAC": [None, None, None]}


COLUMNS = {
    "Requirement": "requirement", "Budgeted": "allocated", "Funded": "funded", "Spent": "spent",
    "Delivery": "delivery", "Progress": "progress", "Reports on time": "discipline",
}  # fmt: skip


def of_page(rows: Table) -> list[list[Any]]:
    """Every figure of every row of a table, by column and appeal."""
    return [[row.label, *figures_of(row)] for row in rows.rows]


def figures_of(row: ComparedRow) -> list[Any]:
    values = []
    for beside in row.sides:
        for name in COLUMNS.values():
            value = beside.value(name) if beside else None
            values.append(value / 100 if value is not None and name == "progress" else value)
    return values


def of_sheet(rows: list[dict[str, Any]]) -> list[list[Any]]:
    codes = APPEALS.split(",")
    names = [f"{name}, {code}" for code in codes for name in COLUMNS]
    return [[row["Name"], *(row.get(name) for name in names)] for row in rows]


def assert_same(found: list[list[Any]], wanted: list[list[Any]], lacks: int) -> None:
    """Figure by figure; the sheet has no columns of those that it lacks of each appeal."""
    assert [row[0] for row in found] == [row[0] for row in wanted]
    for has, should in zip(found, wanted, strict=True):
        pairs = zip(has[1:], should[1:], strict=True)
        for at, (value, expected) in enumerate(pairs):
            if at % len(COLUMNS) < len(COLUMNS) - lacks:
                assert value == (expected if expected is None else pytest.approx(float(expected)))


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


@pytest.mark.usefixtures("spent")
@pytest.mark.parametrize("moment", ["same", "end"])
def test_offices_and_headings_have_the_figures_of_the_page(client: Client, moment: str) -> None:
    page = made(client, f"{BOTH}&moment={moment}")

    offices = of_sheet(sheet(client, "By office", moment=moment))
    headings = of_sheet(sheet(client, "By heading", moment=moment))

    assert_same(offices, of_page(page.offices()), lacks=0)
    assert_same(headings, of_page(page.headings()), lacks=1)
    assert len(offices) == 3
    assert len(headings) > 5


@pytest.mark.usefixtures("spent")
def test_a_heading_is_compared_office_by_office_as_on_the_page(
    client: Client, mi2020: Appeal
) -> None:
    cell = activity_in(mi2020).allocations.get().cell
    code = cell.heading.code
    page = made(client, f"{BOTH}&heading={code}")

    offices = of_sheet(sheet(client, "By office", heading=code))

    assert_same(offices, of_page(page.offices()), lacks=1)
    assert page.whole.sides[0].value("spent")


def test_the_page_leads_to_the_workbook_of_what_it_shows(
    client: Client, mi2020: Appeal, next_year: Appeal
) -> None:
    """Belize is in the first year only."""
    spend(mi2020, 20, date(2020, 5, 1), "BZ-1.1")
    page = client.get(f"{BOTH}&office=BZ&moment=end").content.decode()

    (written,) = re.findall(r'href="([^"]*R17\.xlsx[^"]*)"', page)
    link = urljoin(BOTH, unescape(written))
    content = client.get(link).getvalue()

    assert [row["Spent"] for row in table(content, "Side by side")] == [20, None]
    assert about(content)["Scope"] == "Belize · MI2020-CNAC"
    assert "BZ-MI2020-CNAC" in link_name(client, link)


def link_name(client: Client, address: str) -> str:
    return client.get(address).headers["Content-Disposition"]


@pytest.mark.parametrize(
    "asked",
    ["appeals=DRAFT", "appeals=NONE", "office=XX", "heading=X9", "moment=never"],
)
def test_what_is_not_there_or_not_to_be_seen_is_refused(
    client: Client, next_year: Appeal, asked: str
) -> None:
    make_appeal(region=next_year.region, code="DRAFT")

    page = client.get(f"/appeals/MI2020-CNAC/workbooks/R17.xlsx?{asked}")

    assert page.status_code == 400
    assert "cannot be compared" in words(page)


def test_more_than_six_appeals_are_no_workbook(client: Client, mi2020: Appeal) -> None:
    for year in range(2021, 2027):
        publish(make_appeal(region=mi2020.region, year=year, code=f"A{year}"))
    codes = [f"A{year}" for year in range(2021, 2027)]
    address = "/appeals/MI2020-CNAC/workbooks/R17.xlsx?appeals="

    assert client.get(address + ",".join(codes[:5])).status_code == 200
    assert client.get(address + ",".join(codes)).status_code == 400


def test_two_currencies_are_said_and_no_chart_sets_them_beside_each_other(
    client: Client, mi2020: Appeal
) -> None:
    other = make_appeal(region=mi2020.region, code="EURO", currency="EUR")
    Appeal.objects.filter(pk=other.pk).update(state=Appeal.State.PUBLISHED)
    viewer = User.objects.get(username="viewer")
    asked = make_asked("R17", mi2020, viewer, query={"appeals": "EURO"})

    book = asked.build()

    tables = [part for part in book.sheets if isinstance(part, Sheet) and part.name != "summary"]
    assert not any(part.charts for part in tables)
    assert all(APART in part.lines for part in tables)
    assert book.facts == ()
