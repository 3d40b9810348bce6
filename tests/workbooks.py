"""Workbooks read back: as rows, as tables, and recalculated by LibreOffice."""

import shutil
import subprocess
import warnings
from datetime import date, datetime
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import openpyxl
import pytest
from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from appeal.base.excel import Context
from appeal.base.viewpoint import Include, Viewpoint
from appeal.models import Appeal, Office, User
from tests.factories import make_user
from tracking.workbooks import WORKBOOKS, Asked

GENERATED_AT = datetime(2020, 7, 15, 10, 30, tzinfo=ZoneInfo("America/Costa_Rica"))


def make_context(**fields: Any) -> Context:
    """What reviewer.ro asked for on 15 July 2020, for the whole appeal."""
    given: dict[str, Any] = {"by": "reviewer.ro", "generated_at": GENERATED_AT}
    return Context(**given | {"scope": "All offices"} | fields)


def make_asked(code: str, appeal: Appeal, user: User | None = None, **fields: Any) -> Asked:
    """What somebody, in no role unless `user` is given, asks of an appeal as at 30 June 2020."""
    given: dict[str, Any] = {
        "workbook": WORKBOOKS[code],
        "appeal": appeal,
        "user": user or make_user(),
        "viewpoint": Viewpoint(date(2020, 6, 30), Include.OFFICIAL, Office.objects.none()),
        "context": make_context(),
    }
    return Asked(**given | fields)


def opened(content: bytes) -> Workbook:
    return openpyxl.load_workbook(BytesIO(content))


@lru_cache(maxsize=4)
def looked_into(content: bytes) -> Workbook:
    """The same, only to be read: opening it takes a second, and a test looks several times."""
    return opened(content)


def rows(page: Worksheet) -> list[list[Any]]:
    """Every cell of a page; a day comes back as a date."""
    return [[_value(value) for value in row] for row in page.iter_rows(values_only=True)]


def table(content: bytes, title: str) -> list[dict[str, Any]]:
    """The rows of the one Excel table of a sheet, by heading."""
    page = looked_into(content)[title]
    (area,) = (each.ref for each in page.tables.values())
    headings, *values = [[_value(cell.value) for cell in row] for row in page[area]]
    return [dict(zip(headings, row, strict=True)) for row in values]


def about(content: bytes) -> dict[str, Any]:
    """The pairs of the first sheet."""
    return {row[0]: row[1] for row in rows(looked_into(content).worksheets[0]) if row[0]}


def check(book: Workbook) -> list[dict[str, Any]]:
    """The lines of the last sheet, by heading."""
    lines = rows(book.worksheets[-1])
    start = next(number for number, row in enumerate(lines) if row[-1] is not None)
    return [dict(zip(lines[start], row, strict=True)) for row in lines[start + 1 :]]


def recalculated(content: bytes, folder: Path) -> Workbook:
    """The workbook as LibreOffice saves it, with what its formulas come to."""
    return all_recalculated({"given": content}, folder)["given"]


def all_recalculated(contents: dict[str, bytes], folder: Path) -> dict[str, Workbook]:
    """The same of several workbooks, by name, all in one run."""
    program = shutil.which("soffice")
    if program is None:
        pytest.skip("LibreOffice (soffice) is not installed: NO WORKBOOK WAS RECALCULATED.")
    for name, content in contents.items():
        (folder / f"{name}.xlsx").write_bytes(content)
    profile, made = f"-env:UserInstallation={(folder / 'profile').as_uri()}", folder / "made"
    command = [program, profile, "--headless", "--convert-to", "xlsx", "--outdir", str(made)]
    files = sorted(map(str, folder.glob("*.xlsx")))
    subprocess.run([*command, *files], check=True, capture_output=True, timeout=300)
    with warnings.catch_warnings():
        # Bars within cells come back in LibreOffice's own extension, which openpyxl leaves out.
        warnings.filterwarnings("ignore", ".* extension is not supported", UserWarning)
        return {
            name: openpyxl.load_workbook(made / f"{name}.xlsx", data_only=True) for name in contents
        }


def _value(value: Any) -> Any:
    is_day = isinstance(value, datetime) and value.time() == datetime.min.time()
    return value.date() if is_day else value
