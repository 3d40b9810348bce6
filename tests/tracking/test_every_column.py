"""Every workbook, sheet, heading, value, total and line of Check against the reference.

A workbook, a sheet or a column that the reference does not know of fails here.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import transaction
from django.utils.functional import Promise

from appeal.excel import Cover, write
from appeal.models import Appeal, Office, User
from appeal.viewpoint import Viewpoint
from tests.tracking.reference.books import BOOKS
from tests.tracking.reference.expected import Letter, Tabulated
from tests.tracking.reference.raw import Raw
from tests.tracking.reference.seen import Seen
from tests.tracking.reference.teller import Teller
from tests.tracking.reference.words import EN_DASH
from tests.tracking.reference.year import KNOWN_ON, TODAY, tell
from tests.workbooks import make_asked, opened, rows
from tracking.reports import WORKBOOKS, Asked, NotAskable

pytestmark = pytest.mark.django_db

MOMENTS = {
    "now": (TODAY, None),
    "as at a past day": (date(2020, 5, 20), None),
    "as known on a past day": (date(2020, 7, 15), KNOWN_ON),
}


@dataclass(frozen=True)
class Asker:
    """Who asks, what counts for them, and the office that they ask for."""

    name: str
    include: str
    own: tuple[str, ...] = ()
    office: str = ""


READERS = {
    "viewer": Asker("viewer", "official"),
    "reporter": Asker("reporter.gt", "draft", own=("GT",)),
    "own office": Asker("reporter.gt", "submitted", own=("GT",), office="GT"),
    "reviewer": Asker("reviewer.ro", "submitted", own=("*",)),
}


@pytest.fixture(scope="module")
def year(django_db_setup: None, django_db_blocker: Any) -> Iterator[Teller]:
    """The eventful year, told once; the tests here only read it."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield tell(Appeal.objects.get(code="MI2020-CNAC"))
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def raw(year: Teller) -> Raw:
    return Raw()


# It repeats a template and what was said of its rows: test_uploads compares the two.
BESIDE = {"R13"}


def test_the_reference_knows_every_workbook() -> None:
    books = {code for code, book in WORKBOOKS.items() if not book.is_template}

    assert set(BOOKS) == books - BESIDE


# Of what else is asked than the reader's office: offices and periods.
PLACES = {
    "R8": [("", ""), ("", "Q1")],
    "R9": [("GT", "Q1"), ("GT", "Q2"), ("HN", "Q1")],
    "R10": [("", ""), ("", "Q1")],
}
ABOUT_REPORTS = ("R3", "R5", "R8", "R9", "R10")
ASKED = [
    (code, reader, moment)
    for code in BOOKS
    for reader in READERS
    for moment in MOMENTS
    if reader != "reviewer" or code in ABOUT_REPORTS
]


@pytest.mark.parametrize(("code", "reader", "moment"), ASKED)
def test_every_column_is_as_the_reference_has_it(
    code: str, reader: str, moment: str, year: Teller, raw: Raw
) -> None:
    who = READERS[reader]
    for office, period in PLACES.get(code, [(who.office, "")]):
        asked, seen = questions(code, who, moment, year, raw, office=office, period=period)

        expected = BOOKS[code](seen)

        if expected is None:
            with pytest.raises(NotAskable):
                asked.workbook.build(asked)
            continue
        sheets = asked.workbook.build(asked).sheets
        assert [title_of(sheet) for sheet in sheets] == list(expected)
        for sheet, wanted in zip(sheets, expected.values(), strict=True):
            compare(sheet, wanted)


WRITTEN = [("R2", "reporter"), ("R3", "viewer"), ("R6", "reporter"), ("R7", "viewer")]


@pytest.mark.parametrize(("code", "reader"), WRITTEN)
def test_the_file_holds_what_the_report_says(
    code: str, reader: str, year: Teller, raw: Raw
) -> None:
    moment = "as known on a past day"
    asked, seen = questions(code, READERS[reader], moment, year, raw, office="", period="")
    expected = BOOKS[code](seen) or {}

    book = opened(write(asked.workbook.build(asked)))

    assert [name for name in book.sheetnames if name in expected] == list(expected)
    for title, wanted in expected.items():
        lines = rows(book[title])
        start = lines.index(next(line for line in lines if line[0] == wanted.headings[0]))
        compare_lines(title, lines[start : start + 1 + len(wanted.rows)], wanted)


def compare_lines(title: str, lines: list[list[Any]], wanted: Tabulated) -> None:
    """Headings and rows of a page: a NULL is an en dash or an empty cell."""
    assert lines[0][: len(wanted.headings)] == wanted.headings
    for line, values in zip(lines[1:], wanted.rows, strict=True):
        for heading, found, value in zip(wanted.headings, line, values, strict=False):
            same(f"{title}, {heading}", None if found == EN_DASH else found, value)


def questions(
    code: str, who: Asker, moment: str, year: Teller, raw: Raw, *, office: str, period: str
) -> tuple[Asked, Seen]:
    """The same asked of the product and of the reference."""
    as_at, known_on = MOMENTS[moment]
    known_at = year.appeal.end_of(known_on) if known_on else None
    own = Office.objects.filter(sections__appeal=year.appeal)
    own = own if who.own == ("*",) else own.filter(code__in=who.own)
    place = year.offices[office] if office else None
    when = year.periods[period] if period else None
    query = {"office": office} if office else {}
    is_day_asked = moment != "now"
    asked = make_asked(
        code, year.appeal, User.objects.get(username=who.name), office=place, period=when,
        viewpoint=Viewpoint(as_at, who.include, own, known_on=known_on, known_at=known_at,
                            today=TODAY),
        query=query | ({"as_at": as_at.isoformat()} if is_day_asked else {}),
    )  # fmt: skip
    seen = Seen(
        raw, appeal=year.appeal.pk, as_at=as_at, include=who.include, known_at=known_at,
        own=[row.pk for row in own], office=place and place.pk, period=when and when.pk,
        is_day_asked=is_day_asked,
    )  # fmt: skip
    return asked, seen


def title_of(sheet: Any) -> str:
    return "cover" if isinstance(sheet, Cover) else str(sheet.title)


def compare(sheet: Any, wanted: Any) -> None:
    """Fails naming the first thing of the sheet that is not as it is wanted."""
    if isinstance(sheet, Cover):
        assert isinstance(wanted, Letter)
        found = [(str(part.title), facts_of(part)) for part in sheet.parts]
        assert (str(sheet.title), [plain(line) for line in sheet.lines]) == (
            wanted.title,
            list(wanted.lines),
        )
        same("cover", found, wanted.parts)
        return
    assert isinstance(wanted, Tabulated)
    where = str(sheet.title)
    columns = list(sheet.columns)
    headings = [str(column.heading) for column in columns]
    assert headings == wanted.headings
    rows = [[column.value(row) for column in columns] for row in sheet.rows]
    for number, (row, values) in enumerate(zip(rows, wanted.rows, strict=False)):
        for heading, value, other in zip(headings, row, values, strict=True):
            same(
                f"{where}, row {number} ({plain(row[0])}, {plain(row[1])}), {heading}", value, other
            )
    assert len(rows) == len(wanted.rows), where
    totals = {str(c.heading): sheet.totals.get(c.total) for c in columns if c.total}
    same(f"{where}, totals", totals, dict(wanted.totals))
    subtotals = [(str(each.label), each.value) for each in sheet.subtotals]
    same(f"{where}, subtotals", subtotals, list(wanted.subtotals))
    controls = [(str(c.label), c.value() if callable(c.value) else c.value) for c in sheet.controls]
    same(f"{where}, controls", controls, list(wanted.controls))


def facts_of(part: Any) -> Any:
    if part.text:
        return str(part.text)
    return [(str(fact.label), fact.value, str(fact.note)) for fact in part.facts]


def plain(value: Any) -> Any:
    return str(value) if isinstance(value, Promise) else value


def same(where: str, found: Any, wanted: Any) -> None:
    """The same value: NULL is not zero, a number is no text, a ratio agrees to nine decimals."""
    found = plain(found)
    if isinstance(wanted, list | tuple) and isinstance(found, list | tuple):
        assert len(found) == len(wanted), f"{where}: {found} != {wanted}"
        for one, other in zip(found, wanted, strict=True):
            same(where, one, other)
    elif isinstance(wanted, dict):
        assert found.keys() == wanted.keys(), where
        for key, value in wanted.items():
            same(f"{where}, {key}", found[key], value)
    elif is_number(wanted) and is_number(found):
        assert abs(Decimal(found) - Decimal(wanted)) < Decimal("1e-9"), (
            f"{where}: {found} != {wanted}"
        )
    else:
        assert found == wanted, f"{where}: {found!r} != {wanted!r}"


def is_number(value: Any) -> bool:
    return isinstance(value, int | float | Decimal) and not isinstance(value, bool)
