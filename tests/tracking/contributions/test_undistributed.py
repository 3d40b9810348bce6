"""Money that stands in no cell: every table adds up, and nothing counts twice."""

from datetime import date
from decimal import Decimal
from itertools import product
from typing import Any

import pytest

from appeal.base.excel import Format, Sheet
from appeal.models import Appeal, Heading, Office, User
from tests.factories import make_assignment, make_contribution, make_flow
from tests.fixture_types import SignIn
from tests.tracking.browsing import at, words
from tests.workbooks import make_asked
from tracking.models import Flow
from tracking.workbooks import WORKBOOKS

AMOUNTS = {
    "appeal": Decimal("1000.10"), "office": Decimal("200.20"), "heading": Decimal("30.30"),
    "cell": Decimal("4.40"),
}  # fmt: skip


@pytest.fixture
def given(mi2020: Appeal, viewer: User) -> Appeal:
    """Money and pledges at each kind of place, some moved down once and twice."""
    office, heading = Office.objects.get(code="GT"), Heading.objects.get(code="O1")
    places: dict[str, dict[str, Any]] = {
        "appeal": {},
        "office": {"office": office},
        "heading": {"heading": heading},
        "cell": {"office": office, "heading": heading},
    }
    for name, place in places.items():
        contribution = make_contribution(appeal=mi2020, committed=str(AMOUNTS[name]), **place)
        make_flow(contribution=contribution, kind=Flow.Kind.PLEDGE, amount=str(AMOUNTS[name]))
        if name == "appeal":
            make_assignment(contribution=contribution, office=office, amount=100)
            make_assignment(contribution=contribution, heading=heading, amount=50)
            make_assignment(
                contribution=contribution, from_office=office, office=office, heading=heading,
                amount=40,
            )  # fmt: skip
    return mi2020


def sheets(code: str, appeal: Appeal, **fields: Any) -> dict[str, Sheet]:
    user = User.objects.get(username="viewer")
    report = WORKBOOKS[code].build(make_asked(code, appeal, user, **fields))
    return {sheet.name: sheet for sheet in report.sheets if isinstance(sheet, Sheet)}


def values(sheet: Sheet) -> list[dict[str, Any]]:
    return [
        {str(column.heading): column.value(row) for column in sheet.columns} for row in sheet.rows
    ]


def assert_adds_up(sheet: Sheet) -> None:
    """Each column to its total; each row to what it says it comes to."""
    rows = list(sheet.rows)
    for column in sheet.columns:
        if column.total and column.format is not Format.PERCENT:
            parts = [column.value(row) or 0 for row in rows]
            assert sum(parts) == (sheet.totals[column.total] or 0), (sheet.name, column.heading)
        for row in rows:
            if column.adds:
                across = sum(part.value(row) or 0 for part in column.adds)
                assert across == (column.value(row) or 0), (sheet.name, column.heading)


def test_r2_has_a_row_and_a_column_for_what_is_not_distributed(given: Appeal) -> None:
    funded = sheets("R2", given)["funded"]

    rows = {row["Office"]: row for row in values(funded)}
    rest, beside = rows["Not distributed to an office"], "Not distributed to a heading"
    assert (rows["Guatemala"]["O1"], rows["Guatemala"][beside]) == (
        Decimal("44.40"), Decimal("260.20"),
    )  # fmt: skip
    assert (rest["O1"], rest[beside], rest["Total"]) == (
        Decimal("80.30"), Decimal("850.10"), Decimal("930.40"),
    )  # fmt: skip
    assert funded.totals["all"] == sum(AMOUNTS.values())
    assert_adds_up(funded)


@pytest.mark.parametrize(
    ("code", "office"), [("R2", ""), ("R2", "GT"), ("R7", ""), ("R7", "GT"), ("R10", "")]
)
def test_every_sum_of_the_workbook_is_that_of_its_rows(
    given: Appeal, code: str, office: str
) -> None:
    chosen = Office.objects.filter(code=office).first()

    for sheet in sheets(code, given, office=chosen).values():
        assert_adds_up(sheet)


def test_r7_and_r10_show_what_stands_in_no_row(given: Appeal) -> None:
    r7, r10 = sheets("R7", given), sheets("R10", given)

    for book, (name, left) in product((r7, r10), (("offices", "930.40"), ("headings", "1110.30"))):
        last = values(book[name])[-1]
        assert last["Funded"] == Decimal(left)
        assert last["Requirement"] is last["Coverage"] is None
    assert values(r7["offices"])[-1]["Pledged"] == Decimal("1030.40")
    assert values(r7["headings"])[-1]["Pledged"] == Decimal("1200.30")


def test_r7_of_one_office_shows_its_headings_and_what_is_under_none(given: Appeal) -> None:
    book = sheets("R7", given, office=Office.objects.get(code="GT"))

    rows = {row["Heading"][:2]: row for row in values(book["headings"])}
    assert rows["O1"]["Funded"] == Decimal("44.40")
    assert rows["No"]["Funded"] == Decimal("260.20")
    assert book["headings"].totals["funded"] == Decimal("304.60")


def test_r7_totals_flows_kind_by_kind_and_no_moves(given: Appeal) -> None:
    book = sheets("R7", given)

    everything = sum(AMOUNTS.values())
    assert not book["flows"].totals
    assert not book["assignments"].totals
    assert [(str(each.label), each.value) for each in book["flows"].subtotals] == [
        ("pledge", everything), ("commitment", everything), ("received", 0),
    ]  # fmt: skip


@pytest.mark.parametrize("page", ["overview", "matrix"])
@pytest.mark.parametrize("measure", ["funded", "pledged"])
def test_the_matrix_adds_up_in_both_directions(
    viewer: User, signed_in: SignIn, given: Appeal, page: str, measure: str
) -> None:
    shown = signed_in(viewer).get(at(page), {"measure": measure})
    grid = shown.context["grid"]

    columns: list[Decimal] = [Decimal(0)] * (len(grid.totals) + 2)
    for _office, squares, total, rest in grid.rows:
        values = [*((square.value or 0) for square in squares), rest]
        assert sum(values) == total
        columns = [sum(pair) for pair in zip(columns, [*values, total], strict=True)]
    assert sum(grid.rest[:-1]) == grid.rest[-1]
    columns = [sum(pair) for pair in zip(columns, grid.rest, strict=True)]
    assert columns == [*grid.totals, grid.total_rest, grid.grand]
    assert grid.grand == sum(AMOUNTS.values())
    for word in ("Not distributed to an office", "Not distributed to a heading"):
        assert word in words(shown)


@pytest.mark.parametrize("measure", ["requirement", "spent", "coverage", "progress"])
def test_where_everything_stands_in_cells_there_is_no_such_row(
    viewer: User, signed_in: SignIn, given: Appeal, measure: str
) -> None:
    grid = signed_in(viewer).get(at("matrix"), {"measure": measure}).context["grid"]

    assert not grid.is_placed


def test_the_overview_shows_it_below_the_offices_and_below_the_headings(
    viewer: User, signed_in: SignIn, given: Appeal
) -> None:
    page = signed_in(viewer).get(at("overview"), {"as_at": "2020-12-31"})

    assert page.context["figures"].office_rest.funded == Decimal("930.40")
    assert page.context["figures"].heading_rest.funded == Decimal("1110.30")
    assert "Not distributed to an office – 930" in words(page)
    assert "Not distributed to a heading – 1,110" in words(page)


def test_the_page_of_an_office_adds_up_by_heading(
    viewer: User, signed_in: SignIn, given: Appeal
) -> None:
    page = signed_in(viewer).get(at("office_detail", "GT"))

    assert page.context["figures"].heading_rest.funded == Decimal("260.20")
    funded = sum((cell.funded for cell in page.context["figures"].cells), Decimal(0))
    figures = page.context["figures"]
    assert funded + figures.heading_rest.funded == figures.whole.funded
    assert "Not distributed to a heading – – 260" in words(page)
    assert "Total 13,505,000 13,505,000 305" in words(page)


def test_before_the_money_came_nothing_is_left_over(
    viewer: User, signed_in: SignIn, given: Appeal
) -> None:
    page = signed_in(viewer).get(at("overview"), {"as_at": date(2020, 1, 1).isoformat()})

    assert not page.context["figures"].office_rest.is_needed
    assert "Not distributed" not in words(page)
