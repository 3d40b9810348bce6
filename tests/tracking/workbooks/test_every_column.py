"""Every workbook, sheet, heading, value, total and line of Check against the reference.

A workbook, a sheet or a column that the reference does not know of fails here.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from django.db import transaction

from appeal.base.excel import write
from appeal.base.refusals import NotAnswerable
from appeal.base.viewpoint import Viewpoint
from appeal.models import Appeal, Office, User
from tests.tracking.reference.books import BOOKS, TEMPLATES
from tests.tracking.reference.expected import Tabulated
from tests.tracking.reference.raw import Raw
from tests.tracking.reference.seen import Seen
from tests.tracking.reference.teller import Teller
from tests.tracking.reference.words import EN_DASH
from tests.tracking.reference.year import KNOWN_ON, TODAY, tell
from tests.tracking.workbooks.comparing import compare, same, title_of
from tests.workbooks import make_asked, opened, rows
from tracking.models import Contribution
from tracking.workbooks import WORKBOOKS, Asked

pytestmark = [pytest.mark.publication, pytest.mark.django_db]

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


def test_the_reference_knows_every_workbook() -> None:
    """Templates are compared in test_every_template, results in test_every_result.

    An appeal as a workbook is compared with its rows in test_appeal_workbook, which reads it again,
    several appeals side by side with their page in test_r17, who may what in test_r18, statements
    of grants in test_r19_columns, people and roles in test_upload_people.
    """
    templates = {code for code, book in WORKBOOKS.items() if book.is_template}
    results = {code for code, book in WORKBOOKS.items() if "upload" in book.needs}

    assert set(TEMPLATES) == templates - {"T6"}
    assert results == {"R13"}
    assert set(BOOKS) == set(WORKBOOKS) - templates - results - {"T0", "R17", "R18", "R19"}


# Of what else is asked than the reader's office: offices and periods.
PLACES = {
    "R8": [("", ""), ("", "Q1")],
    "R9": [("GT", "Q1"), ("GT", "Q2"), ("HN", "Q1")],
    "R10": [("", ""), ("", "Q1")],
}
ABOUT_REPORTS = ("R3", "R5", "R8", "R9", "R10")
# The whole year with drafts is asked of both engines; what others see of it is read by the same
# queries, which `test_who_may` and the tests of figures ask of both.
ASKED = [
    pytest.param(code, reader, moment, marks=() if reader == "reporter" else pytest.mark.once)
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
            with pytest.raises(NotAnswerable):
                asked.workbook.build(asked)
            continue
        sheets = asked.workbook.build(asked).sheets
        assert [title_of(sheet) for sheet in sheets] == list(expected)
        for sheet, wanted in zip(sheets, expected.values(), strict=True):
            compare(sheet, wanted)


WRITTEN = [("R2", "reporter"), ("R3", "viewer"), ("R6", "reporter"), ("R7", "viewer")]


@pytest.mark.parametrize(("code", "reader"), WRITTEN)
def test_the_file_holds_what_the_workbook_says(
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
    code: str,
    who: Asker,
    moment: str,
    year: Teller,
    raw: Raw,
    *,
    office: str,
    period: str,
    grant: Contribution | None = None,
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
        grant=grant,
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
