"""Every template, sheet, column, choice and prefilled row against the reference.

A template, a sheet or a column that the reference does not know of fails here.
"""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django.db import transaction
from openpyxl.worksheet.worksheet import Worksheet

from appeal.base.excel import write
from appeal.base.viewpoint import Viewpoint
from appeal.models import Appeal, Office, User
from tests.tracking.reference.books import TEMPLATES
from tests.tracking.reference.forms import A_KEY, Form
from tests.tracking.reference.raw import Raw
from tests.tracking.reference.seen import Seen
from tests.tracking.reference.summer import write_the_third_quarter
from tests.tracking.reference.teller import Teller
from tests.tracking.reference.year import TODAY, tell
from tests.tracking.workbooks.comparing import compare, compare_form, keys_of, same
from tests.workbooks import make_asked, opened
from tracking.workbooks import Asked

pytestmark = [pytest.mark.once, pytest.mark.publication, pytest.mark.django_db]

# Who asks for which office and period.
ASKED = [
    ("R12", "reporter.gt", "GT", "Q1"),
    ("R12", "reporter.gt", "GT", "Q2"),
    ("R12", "finance.gt", "GT", "Q3"),
    ("R12", "manager.ro", "HN", "Q1"),
    ("R12", "manager.ro", "HN", "Q4"),
    ("T1", "finance.gt", "GT", ""),
    ("T1", "manager.ro", "SV", ""),
    ("T2", "manager.ro", "", ""),
    ("T3", "manager.ro", "", ""),
    ("T4", "manager.ro", "GT", ""),
    ("T4", "manager.ro", "HN", ""),
    ("T5", "manager.ro", "GT", ""),
    ("T5", "manager.ro", "HN", ""),
]


@pytest.fixture(scope="module")
def year(django_db_setup: None, django_db_blocker: Any) -> Iterator[Teller]:
    """The eventful year with a quarter that is being written; the tests here only read it."""
    with django_db_blocker.unblock(), transaction.atomic():
        told = tell(Appeal.objects.get(code="MI2020-CNAC"))
        write_the_third_quarter(told)
        yield told
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def raw(year: Teller) -> Raw:
    return Raw()


def questions(
    code: str, who: str, office: str, period: str, year: Teller, raw: Raw
) -> tuple[Asked, Seen]:
    """The same asked of the product and of the reference."""
    place = year.offices[office] if office else None
    when = year.periods[period] if period else None
    asked = make_asked(
        code, year.appeal, User.objects.get(username=who), office=place, period=when,
        viewpoint=Viewpoint(TODAY, "official", Office.objects.none(), today=TODAY),
    )  # fmt: skip
    seen = Seen(
        raw, appeal=year.appeal.pk, as_at=TODAY, include="draft", own=[*seen_offices(year)],
        office=place and place.pk, period=when and when.pk,
    )  # fmt: skip
    return asked, seen


def seen_offices(year: Teller) -> list[int]:
    return [office.pk for office in year.offices.values()]


@pytest.mark.parametrize(("code", "who", "office", "period"), ASKED)
def test_every_template_is_as_the_reference_has_it(
    code: str, who: str, office: str, period: str, year: Teller, raw: Raw
) -> None:
    asked, seen = questions(code, who, office, period, year, raw)
    expected = TEMPLATES[code](seen)

    book = asked.build()

    assert [str(sheet.title) for sheet in book.sheets] == list(expected)
    for sheet, wanted in zip(book.sheets, expected.values(), strict=True):
        compare(sheet, wanted)
        compare_form(sheet, wanted)
    keys = [key for sheet in book.sheets for key in keys_of(sheet)]
    assert len(keys) == len({*keys})
    assert book.template == {
        "form": code, "appeal": "MI2020-CNAC", "office": office, "language": "en",
        "period": f"2020-{period}" if period else "",
    }  # fmt: skip
    due = {"Q1": date(2020, 4, 15), "Q2": date(2020, 7, 15), "Q3": date(2020, 10, 15)}
    facts = {"Period": f"2020-{period}", "Report due on": due.get(period, date(2021, 1, 15))}
    assert {str(label): value for label, value in book.facts} == (facts if period else {})


@pytest.mark.parametrize("code", TEMPLATES)
def test_the_file_holds_what_the_template_says(code: str, year: Teller, raw: Raw) -> None:
    """What is shown, what may be typed in, what there is to choose from, and what is hidden."""
    who, office, period = next(rest for other, *rest in reversed(ASKED) if other == code)
    asked, seen = questions(code, who, office, period, year, raw)

    book = opened(write(asked.build()))

    lists = book["Lists"]
    assert lists.sheet_state == "hidden"
    for title, wanted in TEMPLATES[code](seen).items():
        compare_page(book[title], lists, wanted)


def compare_page(page: Worksheet, lists: Worksheet, wanted: Form) -> None:
    table = next(iter(page.tables.values()))
    first, *lines = page[table.ref]
    assert [cell.value for cell in first] == wanted.headings
    assert page.protection.sheet
    for number, (line, values) in enumerate(zip(lines, wanted.rows, strict=True)):
        for cell, (heading, box), value in zip(line, wanted.boxes.items(), values, strict=True):
            where = f"{page.title} {cell.coordinate}, {heading}"
            same(where, held(cell.value, box.name), value)
            is_open = bool(box.asks) and (number, heading) not in wanted.locked
            assert cell.protection.locked is not is_open, where
    for cell, (heading, box) in zip(first, wanted.boxes.items(), strict=True):
        assert page.column_dimensions[cell.column_letter].hidden == box.is_hidden, heading
        code = f"#{wanted.name}.{box.name}" if box.name else None
        assert page.cell(cell.row - 1, cell.column).value == code, heading
        if box.asks == "choice":
            assert offered(page, lists, lines[0][cell.column - 1].coordinate) == [
                *(box.choices.values() or [""])
            ], heading


def held(value: Any, name: str) -> Any:
    if name == "key" and value is not None:
        return A_KEY
    return value.date() if hasattr(value, "date") else value


def offered(page: Worksheet, lists: Worksheet, place: str) -> list[str]:
    """The choices that Excel shows at a cell."""
    (rule,) = (each for each in page.data_validations.dataValidation if place in each.sqref)
    area = rule.formula1.partition("!")[2].replace("$", "")
    return [cell.value or "" for (cell,) in lists[area]]
