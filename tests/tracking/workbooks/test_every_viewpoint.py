"""Every workbook from every viewpoint, for the region and for an office: it opens."""

from collections.abc import Iterator
from datetime import date
from itertools import product
from typing import Any

import pytest
import time_machine

from appeal import access as plan
from appeal import duties
from appeal.base.excel import Book, Cover, Sheet
from appeal.base.refusals import NotAnswerable
from appeal.base.viewpoint import Include, Viewpoint
from appeal.models import Appeal, Office, User
from tests.tracking.workbooks.asking import a_grant
from tests.workbooks import make_asked
from tracking.models import ReportingPeriod
from tracking.workbooks import TO_FILL_IN, TO_READ

pytestmark = pytest.mark.once

# What is made here is recorded on this day, so that it is known by its end.
RECORDED = date(2020, 7, 10)
DAYS = {
    "the defaults": (date(2021, 3, 31), None),
    "as at": (date(2020, 6, 30), None),
    "known on": (date(2021, 3, 31), RECORDED),
    "both": (date(2020, 6, 30), RECORDED),
}
BOOKS = [*TO_READ, *TO_FILL_IN]


@pytest.fixture
def recorded() -> Iterator[None]:
    with time_machine.travel(RECORDED, tick=False):
        yield


def read(book: Book) -> int:
    """Every value that the workbook would write, and how many rows there are."""
    count = 0
    for sheet in book.sheets:
        if isinstance(sheet, Cover):
            facts = [fact for part in sheet.each_part for fact in part.facts]
            assert all(str(fact.value) + str(fact.note) for fact in facts)
            assert facts
            continue
        for row in sheet.rows:
            count += 1
            for column in sheet.columns:
                str(column.value(row))
                str(column.link(row) if column.link else "")
        assert_totals_are_there(sheet)
    return count


def assert_totals_are_there(sheet: Sheet) -> None:
    for column in sheet.columns:
        assert not column.total or column.total in sheet.totals, (sheet.name, column.heading)
    for subtotal in sheet.subtotals:
        assert subtotal.column in sheet.columns
        str(subtotal.value)
    for control in sheet.controls:
        str(control.value() if callable(control.value) else control.value)


def viewpoints(appeal: Appeal, user: User) -> Iterator[Viewpoint]:
    for (as_at, known_on), include in product(DAYS.values(), Include.values):
        end = appeal.end_of(known_on) if known_on else None
        yield Viewpoint(
            as_at, include, plan.offices(user, duties.WORK), "", known_on, end, date(2020, 7, 12)
        )


def asked(code: str, appeal: Appeal, user: User, office: Office | None, viewpoint: Any) -> Book:
    period = ReportingPeriod.objects.of(appeal).get(code="2020-Q1")
    book = make_asked(code, appeal, user)
    needs = book.workbook.needs
    given = office or (Office.objects.get(code="GT") if "office" in needs else None)
    takes = book.workbook.takes
    return make_asked(
        code,
        appeal,
        user,
        viewpoint=viewpoint,
        office=given if "office" in takes else None,
        period=period if "period" in needs else None,
        grant=a_grant(),
    ).build()


@pytest.mark.parametrize("code", [book.code for book in BOOKS])
@pytest.mark.parametrize("who", ["manager_ro", "reporter_gt", "viewer"])
def test_it_opens_from_every_viewpoint(
    recorded: None, busy: Appeal, guatemala: Office, code: str, who: str, request: Any
) -> None:
    user, opened = request.getfixturevalue(who), 0
    for viewpoint in viewpoints(busy, user):
        try:
            office = guatemala if who == "reporter_gt" else None
            opened += read(asked(code, busy, user, office, viewpoint)) >= 0
        except NotAnswerable:
            continue

    is_for_others = code in [book.code for book in TO_FILL_IN]
    assert opened or is_for_others
