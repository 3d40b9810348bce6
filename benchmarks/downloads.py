"""The ledger as a workbook (R6), beside the same rows as CSV and by openpyxl alone."""

import csv
import io
import time
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone
from openpyxl import Workbook

from appeal.excel import stream
from appeal.models import Allocation, Appeal, User
from appeal.snapshot import snapshot
from tests.factories import make_user
from tests.workbooks import make_asked
from tracking.models import Transaction
from tracking.reports import WORKBOOKS

from .measuring import measured, told

AT_ONCE = 5000
# Of openpyxl alone a part is measured: the whole would take minutes and gigabytes.
SLOW_PART = 10


def measure(rows: int) -> None:
    appeal = Appeal.objects.get(code="MI2020-CNAC")
    make_ledger(appeal, rows)
    reader = make_user(is_superuser=True)
    plain = measured(lambda: as_csv(appeal, reader))
    told(f"{rows} rows as CSV", plain)
    streamed = measured(lambda: sum(map(len, pieces(appeal, reader))))
    told("the same as R6, streamed", streamed, plain, 2.2)
    began = time.perf_counter()
    next(piece for piece in pieces(appeal, reader) if piece)
    print(f"{'its first byte':<48}{(time.perf_counter() - began) * 1000:>6.0f} ms")
    slow = measured(lambda: by_openpyxl(appeal, reader, rows // SLOW_PART))
    told(f"a {SLOW_PART}th of it by openpyxl, write-only", slow)


def make_ledger(appeal: Appeal, rows: int) -> None:
    """Posted entries over every allocation, a day after the other."""
    by, now = make_user(), timezone.now()
    drawn = list(Allocation.objects.filter(cell__appeal=appeal).select_related("cell__office"))
    made: list[Transaction] = []
    for number in range(rows):
        allocation = drawn[number % len(drawn)]
        made.append(
            Transaction(
                activity_id=allocation.activity_id,
                cell=allocation.cell,
                appeal=appeal,
                office=allocation.cell.office,
                kind="expenditure",
                value_on=date(2020, 1, 1) + timedelta(days=number % 360),
                currency="USD",
                amount=Decimal(number % 900 + 1),
                usd_amount=Decimal(number % 900 + 1),
                rate=Decimal(1),
                counterpart=f"Supplier {number % 500}",
                reference=f"V-{number:06}",
                note="Materials for the workshop",
                entered_by=by,
                entered_at=now,
                posted_by=by,
                posted_at=now,
            )
        )
        if len(made) == AT_ONCE:
            Transaction.objects.bulk_create(made)
            made.clear()
    Transaction.objects.bulk_create(made)


def pieces(appeal: Appeal, reader: User) -> Iterator[bytes]:
    with snapshot():
        yield from stream(WORKBOOKS["R6"].build(make_asked("R6", appeal, reader)))


def cells(appeal: Appeal, reader: User) -> Iterator[list[Any]]:
    """The same values as those of R6."""
    sheet: Any = WORKBOOKS["R6"].build(make_asked("R6", appeal, reader)).sheets[0]
    for row in sheet.rows:
        yield [column.value(row) for column in sheet.columns]


def as_csv(appeal: Appeal, reader: User) -> int:
    out = io.StringIO()
    writer = csv.writer(out)
    for row in cells(appeal, reader):
        writer.writerow(row)
        if out.tell() > 1_000_000:
            out.seek(0)
            out.truncate()
    return out.tell()


def by_openpyxl(appeal: Appeal, reader: User, rows: int) -> None:
    book = Workbook(write_only=True)
    page = book.create_sheet()
    for _number, row in zip(range(rows), cells(appeal, reader), strict=False):
        page.append([str(value) if value is not None else None for value in row])
    book.save(io.BytesIO())
