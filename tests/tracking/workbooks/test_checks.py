"""`Check`: it proves every total of every workbook, and says so where one is wrong."""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.utils import range_boundaries
from openpyxl.worksheet.worksheet import Worksheet

from appeal.base.excel import Book, Cover, Fact, Part, write
from appeal.models import Appeal, Office, User
from tests.factories import make_attribution, make_risk, make_transaction
from tests.tracking.browsing import activity_of
from tests.tracking.uploads.filling import downloaded, saved
from tests.tracking.workbooks.asking import a_grant, asked_of
from tests.workbooks import all_recalculated, check, make_asked, opened, rows
from tracking.models import ReportingPeriod, Transaction
from tracking.workbooks import WORKBOOKS

pytestmark = [pytest.mark.publication, pytest.mark.once]

CODES = [code for code, book in WORKBOOKS.items() if "upload" not in book.takes]
AREA = re.compile(r"'((?:[^']|'')+)'!\$([A-Z]+)\$(\d+):\$([A-Z]+)\$(\d+)")
SUMS = ("=SUM(", "=SUMIFS(")


def every_workbook(client: Client) -> dict[str, bytes]:
    """Each for everything, with drafts, and those that can be had for one office in French."""
    contents = {}
    for code in CODES:
        asked = asked_of(code, lang="en", as_at="2020-06-30", include="draft")
        contents[f"{code}-whole"] = downloaded(client, code, **asked)
        if "office" in WORKBOOKS[code].takes and not WORKBOOKS[code].needs:
            contents[f"{code}-office"] = downloaded(client, code, lang="fr", office="GT")
    return contents


def formulas(book: Workbook) -> Iterator[str]:
    """Those of Check, each of which says what it is compared with beside it."""
    for row in book.worksheets[-1].iter_rows(min_col=3, max_col=3, values_only=True):
        if str(row[0]).startswith("="):
            yield str(row[0])


def totals_of(page: Worksheet) -> Iterator[Cell]:
    """The numbers below the table of a page."""
    for table in page.tables.values():
        _left, _top, _right, bottom = range_boundaries(table.ref)
        for row in page.iter_rows(min_row=bottom + 1):
            yield from (cell for cell in row if isinstance(cell.value, int | float))


def unproved(content: bytes) -> list[tuple[str, str]]:
    """Page and cell of each total that Check does not name: by its column, a ratio by its value."""
    book = opened(content)
    proved = " ".join(formulas(book))
    stated = {(row[1], row[3]) for row in rows(book.worksheets[-1])}
    return [
        (page.title, cell.coordinate)
        for page in book.worksheets[1:-1]
        for cell in totals_of(page)
        if (page.title, cell.value) not in stated
        or ("%" not in cell.number_format and f"{named(page)}!${cell.column_letter}$" not in proved)
    ]


def named(page: Worksheet) -> str:
    return "'" + page.title.replace("'", "''") + "'"


def broken(content: bytes) -> tuple[bytes, set[str]]:
    """The workbook with one figure changed in every sum that Check proves, and their formulas.

    A difference of two sums may stay the same when one of both is added to each.
    """
    book = opened(content)
    changed: set[tuple[str, str]] = set()
    told = set()
    for formula in formulas(book):
        is_sum = formula.startswith(SUMS) and ")-SUM(" not in formula
        if is_sum and change_one(book, formula, changed):
            told.add(formula)
    return saved(book), told


def change_one(book: Workbook, formula: str, changed: set[tuple[str, str]]) -> bool:
    """Add one to a figure that the formula sums; False where it sums none."""
    areas = AREA.findall(formula)
    title, left, top, right, bottom = areas[0]
    page = book[title.replace("''", "'")]
    wanted = dict(zip(areas[1:], re.findall(r',"((?:[^"]|"")*)"', formula), strict=False))
    for row in page[f"{left}{top}:{right}{bottom}"]:
        words = [page[f"{area[1]}{row[0].row}"].value for area in wanted]
        for cell in row:
            is_figure = isinstance(cell.value, int | float)
            if is_figure and words == list(wanted.values()):
                place = (title, cell.coordinate)
                cell.value += place not in changed
                changed.add(place)
                return True
    return False


def differences(book: Workbook) -> list[Any]:
    return [line[list(line)[-1]] for line in check(book)]


def test_check_agrees_with_every_workbook_and_notices_every_sum_that_is_wrong(
    manager_ro: User, signed_in: Callable, busy: Appeal, tmp_path: Path
) -> None:
    """One run of LibreOffice for all of it, since each takes seconds to start."""
    activity = activity_of("GT-1.1")
    make_risk(activity=activity)
    contract = make_transaction(activity=activity, posted=True, amount=90, kind="commitment")
    make_transaction(
        activity=activity, posted=True, amount=40, kind="release", against=contract,
        cell=contract.cell,
    )  # fmt: skip
    spent = Transaction.objects.get(kind="disbursement", activity=activity)
    make_attribution(entry=spent, receiver=a_grant(), usd=200)
    contents = every_workbook(signed_in(manager_ro))
    wrong = {f"{name}-wrong": broken(content) for name, content in contents.items()}

    books = all_recalculated(
        contents | {name: content for name, (content, _told) in wrong.items()}, tmp_path
    )

    for name in contents:
        assert set(differences(books[name])) - {None} <= {0}, name
        assert not unproved(contents[name]), name
    for name, (content, told) in wrong.items():
        found = [row for row in rows(opened(content).worksheets[-1]) if row[4]]
        said = {row[2]: gap for row, gap in zip(found[1:], differences(books[name]), strict=True)}
        assert not {formula for formula in told if not said[formula]}, name
        assert said_so(books[name]) == bool(told), name


def covered(code: str, appeal: Appeal, by: User) -> Book:
    """R9, R10 or R19 as it is built."""
    office = Office.objects.get(code="GT") if code == "R9" else None
    period = ReportingPeriod.objects.of(appeal).get(code="2020-Q1")
    asked = make_asked(code, appeal, by, office=office, period=period, grant=a_grant())
    return asked.build()


def with_wrong_covers(book: Book) -> tuple[Book, list[Fact]]:
    """The same with one added to every figure of its covers, and those figures."""
    told: list[Fact] = []

    def wrong(fact: Fact) -> Fact:
        if not isinstance(fact.value, int | float | Decimal):
            return fact
        told.append(replace(fact, value=fact.value + 1))
        return told[-1]

    def wrong_part(part: Part | tuple[Part, Part]) -> Any:
        if isinstance(part, tuple):
            return tuple(wrong_part(one) for one in part)
        return replace(part, facts=[wrong(fact) for fact in part.facts])

    sheets = [
        replace(sheet, parts=[wrong_part(part) for part in sheet.parts])
        if isinstance(sheet, Cover)
        else sheet
        for sheet in book.sheets
    ]
    return replace(book, sheets=sheets), told


def test_check_proves_every_figure_of_a_cover_and_notices_one_that_is_wrong(
    manager_ro: User, busy: Appeal, tmp_path: Path
) -> None:
    books = {code: covered(code, busy, manager_ro) for code in ("R9", "R10", "R19")}
    wrong = {code: with_wrong_covers(book) for code, book in books.items()}

    right_books = {code: write(book) for code, book in books.items()}
    wrong_books = {f"{code}-wrong": write(book) for code, (book, _told) in wrong.items()}
    books = all_recalculated(right_books | wrong_books, tmp_path)

    for code, (_book, told) in wrong.items():
        titles = [str(sheet.title) for sheet in _book.sheets if isinstance(sheet, Cover)]
        right, found = ([line for line in check(books[name]) if line["Sheet"] in titles]
                        for name in (code, f"{code}-wrong"))  # fmt: skip
        assert len(told) > 10
        assert [line["Figure"] for line in found] == [str(fact.label) for fact in told]
        assert {line["Difference"] for line in right} == {0}
        assert {round(line["Difference"], 6) for line in found} == {-1}
        assert "All figures agree." in verdict(books[code])
        assert said_so(books[f"{code}-wrong"])


def said_so(book: Workbook) -> bool:
    """Whether the line above all others tells of differences."""
    top = verdict(book)
    return "There are differences." in top or "Il y a des écarts." in top


def verdict(book: Workbook) -> str:
    return " ".join(str(value) for row in rows(book.worksheets[-1])[:6] for value in row)


def test_every_workbook_with_a_total_has_a_sum_to_break(
    manager_ro: User, signed_in: Callable, busy: Appeal
) -> None:
    """Were the sums not found, the test above would prove nothing."""
    client = signed_in(manager_ro)
    counted = {}
    for code in ("R1", "R2", "R3", "R4", "R5", "R6", "R7", "R8", "R9", "R10", "R11"):
        asked = asked_of(code, lang="en", as_at="2020-06-30", include="draft")
        counted[code] = len(broken(downloaded(client, code, **asked))[1])

    assert all(counted.values()), counted
