"""A template with 10 000 filled rows (T1): guard, reading, preview and applying."""

import io
from datetime import date
from decimal import Decimal
from typing import Any

import openpyxl
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from appeal.excel import read_filled, write
from appeal.models import Activity, Appeal, Office, Role, User
from tests.factories import make_membership, make_user
from tests.tracking.filling import place
from tests.workbooks import make_asked
from tracking import uploads
from tracking.models import Transaction, Upload
from tracking.reports import WORKBOOKS

from .measuring import measured, told

ROWS = 10_000


def measure() -> None:
    appeal, office = Appeal.objects.get(code="MI2020-CNAC"), Office.objects.get(code="GT")
    by = make_user()
    make_membership(user=by, office=office, role=Role.FINANCE)
    content = filled(appeal, office, by)
    bare = measured(lambda: read_by_openpyxl(content))
    told(f"{ROWS} rows read by openpyxl, read-only", bare)
    told("the same guarded and read", measured(lambda: read_filled(io.BytesIO(content))), bare)
    preview = measured(lambda: previewed(content, appeal, by))
    told("the same up to the whole preview", preview, bare, 4)
    plain = measured(lambda: Transaction.objects.bulk_create(drafts(appeal, office, by)))
    told(f"{ROWS} drafts by bulk_create", plain)
    upload: Upload = preview.answer
    applied = measured(lambda: uploads.apply_upload(upload=upload, at=timezone.now()))
    told("the upload applied, with history", applied, plain, 3)


def filled(appeal: Appeal, office: Office, by: User) -> bytes:
    asked = make_asked("T1", appeal, by, office=office, rows=ROWS)
    book = openpyxl.load_workbook(io.BytesIO(write(WORKBOOKS["T1"].build(asked))))
    page, first, columns = place(book, "entries")
    activities = list(Activity.objects.of(appeal).filter(priority__section__office=office))
    paid_from = {each.pk: each.allocations.get().cell.heading.code for each in activities}
    for number in range(ROWS):
        activity = activities[number % len(activities)]
        typed = {
            "value_on": date(2020, 1 + number % 12, 1 + number % 28),
            "activity": activity.code,
            "cell": paid_from[activity.pk],
            "kind": "expenditure",
            "amount": 100 + number / 100,
            "counterpart": "Someone",
            "reference": f"V-{number}",
        }
        for name, value in typed.items():
            page.cell(first + number, columns[name]).value = value
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def read_by_openpyxl(content: bytes) -> int:
    book = openpyxl.load_workbook(io.BytesIO(content), read_only=True)
    return sum(1 for page in book for _row in page.iter_rows(values_only=True))


def previewed(content: bytes, appeal: Appeal, by: User) -> Upload:
    file = SimpleUploadedFile("filled.xlsx", content)
    upload = uploads.receive_upload(file=file, appeal=appeal, by=by, at=timezone.now())
    while upload.state == Upload.State.READ:
        upload = uploads.check_upload(upload=upload, at=timezone.now())
    return upload


def drafts(appeal: Appeal, office: Office, by: User) -> list[Any]:
    activity = Activity.objects.of(appeal).filter(priority__section__office=office).first()
    cell = activity.allocations.get().cell  # type: ignore[union-attr]
    return [
        Transaction(
            appeal=appeal, activity=activity, cell=cell, office=office, kind="expenditure",
            currency="USD",
            value_on=date(2020, 2, 3), amount=Decimal(number + 1), usd_amount=Decimal(number + 1),
            entered_by=by, entered_at=timezone.now(),
        )
        for number in range(ROWS)
    ]  # fmt: skip
