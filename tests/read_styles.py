"""The styles of workbooks, read once: ours are alike, and are half the work of opening one."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from zipfile import ZipFile

import pytest
from openpyxl import Workbook
from openpyxl.reader import excel
from openpyxl.styles.stylesheet import Stylesheet, apply_stylesheet
from openpyxl.utils.indexed_list import IndexedList
from openpyxl.xml.constants import ARC_STYLE
from openpyxl.xml.functions import fromstring

# What a workbook adds to when a cell of it is styled otherwise.
GROWING = ("_number_formats", "_protections", "_alignments", "_cell_styles")


@contextmanager
def read_once() -> Iterator[None]:
    """Meanwhile equal styles are taken apart once, and each workbook adds to lists of its own."""
    known: dict[bytes, Stylesheet] = {}
    read = Stylesheet.from_tree

    def apply(archive: ZipFile, book: Workbook) -> Any:
        if ARC_STYLE not in archive.namelist():
            return apply_stylesheet(archive, book)
        written = archive.read(ARC_STYLE)
        if written not in known:
            known[written] = read(fromstring(written))  # type: ignore[arg-type]
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(Stylesheet, "from_tree", lambda node: known[written])
            done = apply_stylesheet(archive, book)
        for name in GROWING:
            setattr(book, name, IndexedList(getattr(book, name)))
        return done

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(excel, "apply_stylesheet", apply)
        yield
