"""A workbook opened as it was written, where openpyxl changes what texts and days say.

The guard has seen to it that no part has a DTD: nothing is left that defusedxml would refuse, and
the parser that openpyxl has without it takes half the time.
"""

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from functools import lru_cache
from math import floor
from typing import IO, Any
from xml.etree.ElementTree import iterparse

from openpyxl import Workbook
from openpyxl.cell.read_only import ReadOnlyCell
from openpyxl.cell.text import Text
from openpyxl.reader.excel import ExcelReader
from openpyxl.styles.numbers import is_date_format
from openpyxl.utils.datetime import from_excel
from openpyxl.worksheet._reader import INLINE_STRING, ROW_TAG, WorkSheetParser
from openpyxl.xml.constants import SHARED_STRINGS, SHEET_MAIN_NS

from ..given import given

TEXT, PLAIN = f"{{{SHEET_MAIN_NS}}}si", f"{{{SHEET_MAIN_NS}}}t"
# By the number of its column, from 0: what openpyxl tells of a cell.
Cells = Mapping[int, Mapping[str, Any]]


class Reader(ExcelReader):
    """Leaves texts escaped and days as numbers."""

    def read_strings(self) -> None:
        """Like openpyxl's, which takes half of every escape away, so that none can be undone."""
        part = self.package.find(SHARED_STRINGS)
        if part is None:
            return
        with self.archive.open(part.PartName[1:]) as source:
            for _event, node in iterparse(source):  # noqa: S314
                if node.tag == TEXT:
                    self.shared_strings.append(_content(node))
                    node.clear()


def _content(node: Any) -> str:
    """A text; most are plain, and openpyxl takes long to find that out."""
    if len(node) == 1 and node[0].tag == PLAIN:
        return node[0].text or ""
    return given(Text.from_tree(node)).content


class SheetReader(WorkSheetParser):
    """The rows of a sheet, and nothing else of it."""

    def __init__(self, page: object, source: IO[bytes]) -> None:
        book = page.parent
        super().__init__(
            source,
            page._shared_strings,
            data_only=True,
            epoch=book.epoch,
            date_formats=book._date_formats,
            timedelta_formats=book._timedelta_formats,
        )

    def rows(self) -> Iterator[tuple[int, Cells]]:
        """Each row with its number; those that the file leaves out are empty."""
        last = 0
        for _event, node in iterparse(self.source):  # noqa: S314
            if node.tag == ROW_TAG:
                number, cells = self.parse_row(node)  # type: ignore[arg-type]
                node.clear()
                yield from ((missing, {}) for missing in range(last + 1, number))
                yield number, {cell["column"] - 1: cell for cell in cells}
                last = number

    def parse_cell(self, element: object) -> dict[str, Any]:
        """Like openpyxl's, which takes long to find out that a text is plain."""
        inline = element.find(INLINE_STRING) if element.get("t") == "inlineStr" else None
        if inline is None:
            return super().parse_cell(element)
        element.remove(inline)
        return super().parse_cell(element) | {"value": _content(inline), "data_type": "s"}


def number_format(page: Any, style: int) -> str:
    """How cells of a sheet that have this style show their numbers."""
    return ReadOnlyCell(page, 1, 1, None, style_id=style).number_format


def open_book(file: IO[bytes]) -> Workbook:
    """The workbook, to be read once from top to bottom."""
    reader = Reader(file, read_only=True, data_only=True, keep_links=False)
    reader.read()
    # Days would be rounded to the next one; `day_in` reads them. Durations stay openpyxl's.
    reader.wb._date_formats = reader.wb._timedelta_formats
    return reader.wb


@lru_cache(maxsize=256)
def shows_day(number_format: str) -> bool:
    """Whether a cell of that format shows its number as a day."""
    return is_date_format(number_format)


def day_in(number: float, epoch: datetime) -> date | None:
    """The day that a number represents, whatever the time; None if it is a time or not a day."""
    try:
        day = from_excel(floor(number), epoch)
    except (OverflowError, ValueError):
        return None
    return day.date() if isinstance(day, datetime) else None
