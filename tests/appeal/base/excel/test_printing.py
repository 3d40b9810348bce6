"""How the pages of a workbook print: as few as its letters allow, and each says what it is."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from openpyxl.worksheet.worksheet import Worksheet

from appeal.base.excel import Book, Column, Definition, Format, Sheet, write
from tests.workbooks import about, make_context, opened

pytestmark = [pytest.mark.unit, pytest.mark.once]

NAME = Column("Name", lambda row: f"Row {row}", width=20)
NUMBER = Column("Number", lambda row: row, Format.INTEGER)


def printed(*columns: Column, rows: int = 3, title: str = "Things", **fields: Any) -> Worksheet:
    """The page of a table of so many rows."""
    return opened(made(Sheet("things", title, columns or (NAME, NUMBER), range(rows)), **fields))[
        title
    ]


def made(sheet: Sheet, **fields: Any) -> bytes:
    given: dict[str, Any] = {
        "code": "R99",
        "title": "Things of the year",
        "appeal_code": "T1",
        "appeal_title": "An appeal",
        "as_at": date(2020, 6, 30),
        "include": "",
        "context": make_context(),
        "sheets": [sheet],
    }
    return write(Book(**given | fields))


@pytest.mark.parametrize(
    ("rows", "pages"), [(20, 0), (30, 1), (33, 1), (40, 0), (62, 2), (64, 2), (80, 0)]
)
def test_a_few_rows_too_many_print_on_the_pages_before_in_smaller_letters(
    rows: int, pages: int
) -> None:
    page = printed(rows=rows)

    assert page.page_setup.fitToHeight == pages


def test_letters_stay_large_enough_where_rows_are_brought_together() -> None:
    heights = {
        rows: sum(row.height or 12.75 for row in page.row_dimensions.values())
        for rows in range(1, 120)
        if (page := printed(rows=rows)).page_setup.fitToHeight == 1
    }

    assert heights
    # A page on its side is 21 cm high, less its margins; a table has letters of 10 points.
    assert 10 * (21 / 2.54 - 1.1) * 72 / max(heights.values()) > 8


def test_what_a_workbook_says_of_itself_is_one_page_if_its_letters_allow() -> None:
    meanings = [Definition(f"Figure {number}", "What it means.") for number in range(20)]
    sheet = Sheet("things", "Things", [NAME], [1])

    page = opened(made(sheet, definitions=meanings)).worksheets[0]

    assert page.page_setup.fitToHeight == 1


def test_a_wide_table_prints_the_pages_of_a_row_one_behind_the_other() -> None:
    texts = [Column(f"Text {number}", "real", Format.NUMBER, width=60) for number in range(5)]

    assert printed(NAME, *texts).page_setup.pageOrder == "overThenDown"
    assert printed(NAME, texts[0]).page_setup.pageOrder is None


def test_the_mark_of_demonstration_data_is_as_wide_as_its_words() -> None:
    narrow = printed(NAME, is_demonstration=True)
    wide = printed(NAME.wide(150), is_demonstration=True)

    marked = [cell for cell in narrow[3] if cell.style == "Demonstration"]
    assert sum(width_of(narrow, cell.column_letter) for cell in marked) > 90
    assert [cell.column_letter for cell in wide[3] if cell.style == "Demonstration"] == ["A"]


@pytest.mark.parametrize(("scope", "size"), [("All offices", 10), ("MI2021-CNAC and " * 7, 8)])
def test_the_mark_on_every_page_has_room_beside_what_the_workbook_is_of(
    scope: str, size: int
) -> None:
    context = replace(make_context(), scope=scope)
    wide = [Column(f"Text {number}", "real", Format.NUMBER, width=60) for number in range(5)]

    header = printed(NAME, *wide, is_demonstration=True, context=context).oddHeader

    assert (header.right.text, header.left.size) == ("Demonstration data", size)


def width_of(page: Worksheet, letter: str) -> float:
    own = page.column_dimensions
    return own[letter].width if letter in own else 13


def test_a_sheet_that_is_called_like_its_workbook_says_so_once() -> None:
    assert printed(title="Other things")["A1"].value == "Things of the year · Other things"
    assert printed(title="Things of the year")["A1"].value == "Things of the year"


def test_every_page_names_the_currency_of_its_amounts() -> None:
    content = made(Sheet("things", "Things", [NAME], [1]), currency="USD")

    assert [page["A2"].value for page in opened(content)] == [
        "T1 · All offices · as at 2020-06-30 · USD"
    ] * 3
    assert about(content)["Currency"] == "USD"
