"""A template with 10 000 filled rows (T1): guard, reading, preview and applying."""

import io
from datetime import date
from typing import Any

import openpyxl
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from appeal.base.excel import write
from appeal.models import Activity, Appeal, Office, Role, User
from tests.factories import make_membership, make_user
from tests.tracking.uploads.filling import place
from tests.workbooks import make_asked
from tracking import uploads
from tracking.models import Transaction, Upload
from tracking.workbooks import WORKBOOKS

from .measuring import Table, measured, quickest
from .posting import drafts

ROWS = 10_000
PREVIEW, APPLIED, MEMORY = 4, 3, 40


def measure(table: Table, appeal: Appeal) -> None:
    office, by = Office.objects.get(code="GT"), make_user()
    make_membership(user=by, office=office, role=Role.FINANCE)
    content = filled(appeal, office, by)
    preview = measured(lambda: previewed(content, appeal, by))
    bare = quickest(lambda: read_by_openpyxl(content), 2)
    what = f"{ROWS:,} rows of T1 up to the preview"
    seconds = min(preview.seconds, measured(lambda: previewed(content, appeal, by)).seconds)
    table.say(f"{what} / read by openpyxl", seconds / bare, "x", PREVIEW)
    table.memory(what, preview, MEMORY)
    plain = measured(lambda: Transaction.objects.bulk_create(drafts(appeal, by, ROWS)))
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
    activities = list(Activity.objects.of(appeal).filter(priority__section__office=office))
    paid_from = {each.pk: each.allocations.get().cell.heading.code for each in activities}
    for number in range(ROWS):
        activity = activities[number % len(activities)]
        typed: dict[str, Any] = {
            "value_on": date(2020, 1 + number % 9, 1 + number % 28),
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
