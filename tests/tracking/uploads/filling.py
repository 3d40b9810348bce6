"""What a person does with a template: download it, fill cells in, upload it, apply it."""

from collections.abc import Mapping
from dataclasses import dataclass
from io import BytesIO
from typing import Any
from uuid import uuid4

import openpyxl
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import translation
from openpyxl.worksheet.worksheet import Worksheet

from tests.tracking.browsing import at
from tests.workbooks import looked_into
from tracking.models import Upload, UploadRow
from tracking.uploads import ToldRow, tell

# A cell to fill in: sheet, which row of it from 0, column.
Cell = tuple[str, int, str]


@dataclass(frozen=True)
class Formula:
    """A formula as a person types it."""

    text: str


@dataclass(frozen=True)
class Fault:
    """An error of Excel, such as #N/A."""

    text: str


def downloaded(client: Client, code: str = "R12", **query: Any) -> bytes:
    asked = query or {"office": "GT", "period": "2020-Q1"}
    response = client.get(at("workbook", code), asked)
    assert response.status_code == 200
    return response.getvalue()


def place(book: openpyxl.Workbook, sheet: str) -> tuple[Worksheet, int, dict[str, int]]:
    """The page of a template's sheet, the first row to fill in, and its columns by name."""
    for page in book.worksheets:
        for row in page.iter_rows(max_row=20):
            names = {
                str(cell.value).partition(".")[2]: cell.column
                for cell in row
                if str(cell.value).startswith(f"#{sheet}.")
            }
            if names:
                return page, row[0].row + 2, names
    raise AssertionError(f"There is no sheet {sheet}.")


def filled_in(content: bytes, cells: Mapping[Cell, Any]) -> bytes:
    """The workbook with values typed into its cells, saved as a person saves it."""
    book = openpyxl.load_workbook(BytesIO(content))
    for (sheet, number, column), value in cells.items():
        page, first, columns = place(book, sheet)
        cell = page.cell(first + number, columns[column])
        cell.value = value.text if isinstance(value, Formula | Fault) else value
        if isinstance(value, Fault):
            cell.data_type = "e"
        elif isinstance(value, str):
            # openpyxl would make a formula of a text that begins with an equals sign.
            cell.data_type = "s"
    return saved(book)


def saved(book: openpyxl.Workbook) -> bytes:
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


def send(client: Client, content: bytes, name: str = "filled.xlsx") -> Any:
    """The answer to uploading it."""
    typed = {"idempotency_key": str(uuid4()), "version": 0}
    return client.post(at("upload_new"), typed | {"file": SimpleUploadedFile(name, content)})


def uploaded(client: Client, content: bytes) -> Upload:
    """The upload that it makes."""
    response = send(client, content)
    assert response.status_code == 302, response.context["form"].errors
    return Upload.objects.latest("pk")


def decide(client: Client, upload: Upload, step: str = "apply", **more: str) -> Any:
    typed = {"idempotency_key": str(uuid4()), "version": 0} | more
    return client.post(at(f"upload_{step}", upload.pk), typed)


def outcomes(upload: Upload) -> dict[tuple[str, int], str]:
    """The outcome of each row by its sheet and its place among the rows, from 0."""
    counted: dict[str, int] = {}
    found = {}
    for row in upload.upload_rows.in_order():
        counted.setdefault(row.sheet, 0)
        found[row.sheet, counted[row.sheet]] = str(row.outcome)
        counted[row.sheet] += 1
    return found


def cell_of(content: bytes, sheet: str, number: int, column: str) -> str:
    """The address of a cell to fill in."""
    page, first, columns = place(looked_into(content), sheet)
    return page.cell(first + number, columns[column]).coordinate


def sentences(row: UploadRow) -> list[str]:
    """What is wrong with a row in English, each with its cell."""
    return [f"{each.at} {each.sentence}".strip() for each in told(row).problems]


def told(row: UploadRow, language: str = "en") -> ToldRow:
    """What is said of a row to a reader of a language."""
    with translation.override(language):
        return tell(row.upload, [row])[0]
