"""A workbook whose styles were read before is the same as one that is read alone."""

from io import BytesIO
from zipfile import ZipFile

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.reader import excel
from openpyxl.styles import Font
from openpyxl.styles.stylesheet import apply_stylesheet

from appeal.models import User
from tests.fixture_types import SignIn
from tests.tracking.uploads.filling import downloaded

pytestmark = pytest.mark.once
SHOWN = ("value", "style", "number_format", "font", "fill", "border", "alignment", "protection")


def told(book: Workbook) -> list[str]:
    cells = (cell for page in book.worksheets for row in page.iter_rows() for cell in row)
    return [repr([getattr(cell, name) for name in SHOWN]) for cell in cells]


def styles_of(book: Workbook) -> bytes:
    file = BytesIO()
    book.save(file)
    return ZipFile(file).read("xl/styles.xml")


def test_it_looks_the_same_and_takes_no_style_of_another_one(
    manager_ro: User, signed_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Seeded faults: lists that all workbooks add to; the styles of the first for all."""
    content = downloaded(signed_in(manager_ro), "T6")
    with monkeypatch.context() as patch:
        patch.setattr(excel, "apply_stylesheet", apply_stylesheet)
        alone = load_workbook(BytesIO(content))
    other = load_workbook(BytesIO(content))
    other.worksheets[0]["A1"].font = Font(size=33)
    otherwise = styles_of(other)

    again = load_workbook(BytesIO(content))

    assert vars(excel)["apply_stylesheet"] is not apply_stylesheet
    assert told(again) == told(alone)
    assert styles_of(again) == styles_of(alone) != otherwise
