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

from appeal.excel import Cover
from appeal.models import Appeal, Office, User
from appeal.viewpoint import Viewpoint
from tests.tracking.reference.books import BOOKS
from tests.tracking.reference.expected import Letter, Table
from tests.tracking.reference.raw import Raw
from tests.tracking.reference.seen import Seen
from tests.tracking.reference.year import KNOWN_ON, TODAY, Year
from tests.workbooks import make_asked
from tracking.reports import WORKBOOKS

pytestmark = pytest.mark.django_db

MOMENTS = {
    "now": (TODAY, None),
    "as at a past day": (date(2020, 5, 20), None),
    "as known on a past day": (date(2020, 6, 30), KNOWN_ON),
}


@dataclass(frozen=True)
class Reader:
    """Who asks, what counts for them, and the office that they ask for."""

    name: str
    include: str
    own: tuple[str, ...] = ()
    office: str = ""


READERS = {
    "viewer": Reader("viewer", "official"),
    "reporter": Reader("reporter.gt", "draft", own=("GT",)),
    "own office": Reader("reporter.gt", "submitted", own=("GT",), office="GT"),
    "reviewer": Reader("reviewer.ro", "submitted", own=("*",)),
}


@pytest.fixture(scope="module")
def year(django_db_setup: None, django_db_blocker: Any) -> Iterator[Year]:
    """The eventful year, told once; the tests here only read it."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield Year(Appeal.objects.get(code="MI2020-CNAC"))
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def raw(year: Year) -> Raw:
    return Raw()


@pytest.mark.parametrize("moment", MOMENTS)
@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("code", BOOKS)
def test_every_column_is_as_the_reference_has_it(
    code: str, reader: str, moment: str, year: Year, raw: Raw
) -> None:
    as_at, known_on = MOMENTS[moment]
    who, book = READERS[reader], WORKBOOKS[code]
    appeal = year.appeal
    known_at = appeal.end_of(known_on) if known_on else None
    own = Office.objects.filter(sections__appeal=appeal)
    own = own if who.own == ("*",) else own.filter(code__in=who.own)
    office = year.offices[who.office] if who.office and "office" in book.takes else None
    asked = make_asked(
        code,
        appeal,
        User.objects.get(username=who.name),
        viewpoint=Viewpoint(
            as_at, who.include, own, known_on=known_on, known_at=known_at, today=TODAY
        ),
        office=office,
        query={"office": office.code} if office else {},
    )
    seen = Seen(
        raw,
        appeal=appeal.pk,
        as_at=as_at,
        include=who.include,
        own=[row.pk for row in own],
        known_at=known_at,
        office=office and office.pk,
    )

    expected = BOOKS[code](seen)
    sheets = book.build(asked).sheets

    assert [title_of(sheet) for sheet in sheets] == list(expected)
    for sheet, wanted in zip(sheets, expected.values(), strict=True):
        compare(sheet, wanted)


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
    assert isinstance(wanted, Table)
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
