"""A template with 10 000 filled rows (T1): guard, reading, preview and applying."""

import io
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from itertools import cycle, islice
from typing import Any

import openpyxl
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from appeal.base.excel import write
from appeal.models import Activity, Appeal, Office, Requirement, Role, User
from tests.factories import make_membership, make_user
from tests.tracking.uploads.filling import place
from tests.workbooks import make_asked
from tracking import uploads
from tracking.models import Transaction, Upload
from tracking.workbooks import WORKBOOKS

from .measuring import Table, measured, quickest_in_turn

ROWS = 10_000
Paid = tuple[Activity, Requirement]
PREVIEW, APPLIED, MEMORY = 4, 3, 40


def measure(table: Table, appeal: Appeal) -> None:
    office, by = Office.objects.get(code="GT"), make_user()
    make_membership(user=by, office=office, role=Role.FINANCE)
    content = filled(appeal, office, by)
    preview = measured(lambda: previewed(content, appeal, by))
    again, bare = quickest_in_turn(
        lambda: previewed(content, appeal, by), lambda: read_by_openpyxl(content), times=2
    )
    what = f"{ROWS:,} rows of T1 up to the preview"
    table.say(f"{what} / read by openpyxl", min(preview.seconds, again) / bare, "x", PREVIEW)
    table.memory(what, preview, MEMORY)
    paid = list(places(appeal, office))
    plain = measured(lambda: Transaction.objects.bulk_create(alike(paid, by)))
    upload: Upload = preview.answer
    applied = measured(
        lambda: uploads.apply_upload(upload=upload, at=timezone.now(), reason="Seen.")
    )
    what = f"{ROWS:,} rows of T1 applied / bulk_create"
    table.say(what, applied.seconds / plain.seconds, "x", APPLIED)


def filled(appeal: Appeal, office: Office, by: User) -> bytes:
    asked = make_asked("T1", appeal, by, office=office, rows=ROWS)
    book = openpyxl.load_workbook(io.BytesIO(write(WORKBOOKS["T1"].build(asked))))
    page, first, columns = place(book, "entries")
    for number, (activity, cell) in enumerate(places(appeal, office)):
        typed: dict[str, Any] = {
            "value_on": day_of(number),
            "activity": activity.code,
            "cell": cell.heading.code,
            "kind": "expenditure",
            "amount": amount_of(number),
            "counterpart": "Someone",
            "reference": f"V-{number}",
        }
        for name, value in typed.items():
            page.cell(first + number, columns[name]).value = value
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def places(appeal: Appeal, office: Office) -> Iterable[Paid]:
    """Of each row the activity, one of the office's after the other, and the line that pays."""
    activities = Activity.objects.of(appeal).filter(priority__section__office=office)
    of_line = Requirement.objects.select_related("appeal", "office", "heading")
    paid = [(each, of_line.get(allocations__activity=each)) for each in activities]
    return islice(cycle(paid), ROWS)


def day_of(number: int) -> date:
    return date(2020, 1 + number % 9, 1 + number % 28)


def amount_of(number: int) -> Decimal:
    """As small as those of the long ledger: else each row would be unusual."""
    return Decimal(20 + number // 100 % 100) / 100


def alike(paid: list[Paid], by: User) -> Iterable[Transaction]:
    """Entries as the rows become, but for the payee: the same ones would make each row unusual."""
    for number, (activity, cell) in enumerate(paid):
        yield Transaction(
            appeal=cell.appeal, activity=activity, cell=cell, office=cell.office,
            kind="expenditure", value_on=day_of(number), currency="USD", amount=amount_of(number),
            usd_amount=amount_of(number), counterpart="Nobody", reference=f"V-{number}",
            entered_by=by, entered_at=timezone.now(),
        )  # fmt: skip


def read_by_openpyxl(content: bytes) -> int:
    book = openpyxl.load_workbook(io.BytesIO(content), read_only=True)
    return sum(1 for page in book for _row in page.iter_rows(values_only=True))


def previewed(content: bytes, appeal: Appeal, by: User) -> Upload:
    file = SimpleUploadedFile("filled.xlsx", content)
    upload = uploads.receive_upload(file=file, appeal=appeal, by=by, at=timezone.now())
    while upload.state == Upload.State.READ:
        upload = uploads.check_upload(upload=upload, at=timezone.now())
    return upload
