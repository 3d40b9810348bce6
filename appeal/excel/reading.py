"""A workbook opened as it was written, where openpyxl changes what texts and days say."""

from datetime import date, datetime
from functools import lru_cache
from math import floor
from typing import IO, Any

from openpyxl import Workbook
from openpyxl.cell.text import Text
from openpyxl.reader.excel import ExcelReader
from openpyxl.styles.numbers import is_date_format
from openpyxl.utils.datetime import from_excel
from openpyxl.xml.constants import SHARED_STRINGS, SHEET_MAIN_NS
from openpyxl.xml.functions import iterparse

TEXT, PLAIN = f"{{{SHEET_MAIN_NS}}}si", f"{{{SHEET_MAIN_NS}}}t"


class Reader(ExcelReader):
    """Leaves texts escaped and days as numbers."""

    def read_strings(self) -> None:
        """Like openpyxl's, which takes half of every escape away, so that none can be undone."""
        part = self.package.find(SHARED_STRINGS)
        if part is None:
            return
        with self.archive.open(part.PartName[1:]) as source:
            for _event, node in iterparse(source):
                if node.tag == TEXT:
                    self.shared_strings.append(_content(node))
                    node.clear()


def _content(node: Any) -> str:
    """A text; most are plain, and openpyxl takes long to find that out."""
    if len(node) == 1 and node[0].tag == PLAIN:
        return node[0].text or ""
    return Text.from_tree(node).content


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
    """The day that a number stands for, whatever the time; None where it is a time or none."""
    try:
        day = from_excel(floor(number), epoch)
    except (OverflowError, ValueError):
        return None
    return day.date() if isinstance(day, datetime) else None
