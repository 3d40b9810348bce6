"""The designed workbooks of the whole appeal, beside their cells and charts by openpyxl alone."""

import io
from functools import partial
from typing import Any, NamedTuple

import openpyxl

from appeal.base.excel import write
from appeal.models import Appeal, Office, User
from tests.workbooks import make_asked
from tracking.models import ReportingPeriod

from .measuring import Table, quickest

DESIGNED = ("R1", "R2", "R3", "R4", "R5", "R7", "R8", "R9", "R10", "R11")
MOST = 3


def measure(table: Table, appeal: Appeal, reader: User) -> None:
    first = ReportingPeriod.objects.of(appeal).order_by("starts_on")[0]
    for code in DESIGNED:
        of = {"office": Office.objects.get(code="GT"), "period": first} if code == "R9" else {}

        def ours(code: str = code, of: dict[str, Any] = of) -> bytes:
            # A new object each time, because it caches the figures it has read.
            return write(make_asked(code, appeal, reader, **of).build())

        pages = openpyxl.load_workbook(io.BytesIO(ours())).worksheets
        read = [
            Read(list(page.iter_rows(values_only=True)), vars(page)["_charts"]) for page in pages
        ]
        bare = quickest(partial(by_openpyxl, read))
        what = f"{code} / its cells and charts by openpyxl, write-only"
        table.say(what, quickest(ours) / bare, "x", MOST)


class Read(NamedTuple):
    """What a page holds."""

    rows: list[tuple[Any, ...]]
    charts: list[Any]


def by_openpyxl(pages: list[Read]) -> None:
    book = openpyxl.Workbook(write_only=True)
    for read in pages:
        page = book.create_sheet()
        for row in read.rows:
            page.append(row)
        for chart in read.charts:
            page.add_chart(chart)
    book.save(io.BytesIO())
