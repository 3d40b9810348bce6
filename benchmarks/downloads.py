"""The ledger as a workbook (R6), beside the same rows as CSV and by what else Django has."""

import csv
import io
import time
from collections.abc import Iterator
from datetime import date
from typing import Any

from django_tables2.export import TableExport
from import_export.resources import modelresource_factory

from appeal.base.excel import stream
from appeal.base.snapshot import snapshot
from appeal.base.viewpoint import EVERYTHING, Include, Viewpoint
from appeal.models import Appeal, User
from tests.workbooks import make_asked
from tracking.models import Transaction
from tracking.tables import TransactionTable
from tracking.workbooks import WORKBOOKS

from .measuring import Measured, Table, measured

CSV, FIRST_BYTE, LINEAR = 2.2, 50, 1.2
# A hundred thousand rows, and more.
MEMORY, MEMORY_OF_MORE, MORE = 20, 60, 200_000
IMPORT_EXPORT, TABLES2 = 12, 25
# Of the others so many rows are measured: the whole would take minutes and gigabytes.
SLOW_PART = 5_000


def measure(table: Table, appeal: Appeal, reader: User) -> None:
    rows = Transaction.objects.of(appeal).posted().count()
    plain = measured(lambda: as_csv(appeal, reader))
    streamed = measured(lambda: sum(map(len, pieces(appeal, reader))))
    table.say(f"R6 of {rows:,} rows / as CSV", streamed.seconds / plain.seconds, "x", CSV)
    table.memory("R6, streamed", streamed, MEMORY if rows < MORE else MEMORY_OF_MORE)
    began = time.perf_counter()
    next(piece for piece in pieces(appeal, reader) if piece)
    table.say("R6: its first byte", (time.perf_counter() - began) * 1000, "ms", FIRST_BYTE)
    days = Transaction.objects.of(appeal).posted().order_by("value_on").values("value_on")
    half = [days[rows // 2]["value_on"], appeal.closes_on]
    of_half, of_all = (timed(appeal, reader, day) for day in half)
    table.say("R6: time of a row of all / of a row of half of them", of_all / of_half, "x", LINEAR)
    part = min(rows, SLOW_PART)

    def slower(other: Measured) -> float:
        return other.seconds * (rows / part) / streamed.seconds

    exported = measured(lambda: by_import_export(appeal, part))
    table.at_least("django-import-export / R6", slower(exported), "x", IMPORT_EXPORT)
    tabled = measured(lambda: by_tables2(appeal, part))
    table.at_least("django-tables2's export / R6", slower(tabled), "x", TABLES2)


def timed(appeal: Appeal, reader: User, day: date) -> float:
    """Seconds for each row of R6 with what is dated until a day."""
    viewpoint = Viewpoint(day, Include.OFFICIAL, ())
    rows = Transaction.objects.of(appeal).posted().filter(value_on__lte=day).count()
    return measured(lambda: sum(map(len, pieces(appeal, reader, viewpoint)))).seconds / rows


def pieces(appeal: Appeal, reader: User, viewpoint: Viewpoint | None = None) -> Iterator[bytes]:
    seen = {"viewpoint": viewpoint} if viewpoint else {}
    with snapshot():
        yield from stream(WORKBOOKS["R6"].build(make_asked("R6", appeal, reader, **seen)))


def as_csv(appeal: Appeal, reader: User) -> int:
    """The same values as those of R6."""
    sheet: Any = WORKBOOKS["R6"].build(make_asked("R6", appeal, reader)).sheets[0]
    out = io.StringIO()
    writer = csv.writer(out)
    for row in sheet.rows:
        writer.writerow([column.value(row) for column in sheet.columns])
        if out.tell() > 1_000_000:
            out.seek(0)
            out.truncate()
    return out.tell()


def by_import_export(appeal: Appeal, rows: int) -> bytes:
    resource: Any = modelresource_factory(Transaction)()
    return resource.export(Transaction.objects.of(appeal)[:rows]).export("xlsx")


def by_tables2(appeal: Appeal, rows: int) -> bytes:
    some = list(Transaction.objects.of(appeal).values_list("pk", flat=True)[:rows])
    entries = Transaction.objects.filter(pk__gte=min(some), pk__lte=max(some))
    entries = entries.with_names().with_usd().with_reversal(EVERYTHING)
    return TableExport("xlsx", TransactionTable(entries)).export()
