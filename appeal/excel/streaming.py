"""Large sheets: their rows go from the database into the file as they are read.

openpyxl makes everything around the rows; the rows themselves are written as text, in bounded
memory. Their cells obey the same rules as those that a Pen writes.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import date
from functools import lru_cache
from io import BytesIO
from itertools import islice
from typing import IO, Any, cast
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZipFile

from django.utils.functional import Promise
from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from openpyxl.utils.datetime import to_excel
from openpyxl.worksheet._writer import WorksheetWriter
from openpyxl.worksheet.worksheet import Worksheet
from openpyxl.writer.excel import ExcelWriter

from .pen import Pen
from .sheets import Sheet
from .styles import value_style
from .tables import row_height
from .text import lines_needed, looks_like_formula

# Level 6 makes hardly less of it and takes a third longer.
COMPRESSION = 5
ROWS_AT_ONCE = 500
ROW = re.compile(rb'<row r="(\d+)"')
WriteRow = Callable[[int, Any], str]


class Sink:
    """What a zip is written to; `taken` gives what was written since it was last asked."""

    def __init__(self) -> None:
        self._pieces: list[bytes] = []

    def write(self, piece: bytes) -> int:
        self._pieces.append(bytes(piece))
        return len(piece)

    def flush(self) -> None:
        """Nothing is held back."""

    def taken(self) -> bytes:
        pieces, self._pieces = self._pieces, []
        return b"".join(pieces)


class Writer(ExcelWriter):
    """Writes a workbook into a zip, but for the pages whose rows stand in it already.

    Not book.save(): that stamps the file with the time of writing, and gives it when it is whole.
    """

    def __init__(self, book: Workbook, sink: Sink) -> None:
        target = cast(IO[bytes], sink)
        super().__init__(book, ZipFile(target, "w", ZIP_DEFLATED, compresslevel=COMPRESSION))
        self._streamed: set[Worksheet] = set()

    @contextmanager
    def rows_of(self, page: Worksheet, first: int) -> Iterator[IO[bytes]]:
        """Where the rows of a page are written to, which begin at `first`.

        What stands below them may be put on the page meanwhile.
        """
        page._id = self.workbook.worksheets.index(page) + 1
        with self._archive.open(page.path[1:], "w") as part:
            part.write(_head(page))
            yield part
            part.write(_tail(page, first))
        self._streamed.add(page)

    def write_worksheet(self, page: Worksheet) -> None:
        if page in self._streamed:
            self.manifest.append(page)
        else:
            super().write_worksheet(page)


def _head(page: Worksheet) -> bytes:
    """The page down to where its rows begin.

    Without its size, which is not known yet: readers look for themselves.
    """
    head = _xml(page).partition(b"</sheetData>")[0]
    before, _mark, rest = head.partition(b"<dimension ")
    return before + rest.partition(b"/>")[2]


def _tail(page: Worksheet, first: int) -> bytes:
    """What stands below the rows that begin at `first`, and what is said behind all rows."""
    written = _xml(page)
    below = (at.start() for at in ROW.finditer(written) if int(at[1]) >= first)
    return written[next(below, written.index(b"</sheetData>")) :]


def _xml(page: Worksheet) -> bytes:
    out = BytesIO()
    writer = WorksheetWriter(page, out)
    writer.write()
    page._rels = writer._rels
    return out.getvalue()


def row_writer(book: Workbook, sheet: Sheet, pen: Pen) -> WriteRow:
    """What writes a row of the sheet as text: its number, and the row as `Sheet.rows` gives it."""
    # The numbers of the styles, plain and for text that looks like a formula.
    scratch = book.create_sheet()
    columns = []
    for number, column in enumerate(sheet.columns, start=1):
        plain, quoted = scratch.cell(1, number), scratch.cell(2, number)
        plain.style = quoted.style = value_style(column.format)
        quoted.quotePrefix = True
        letter, styles = get_column_letter(number), (plain.style_id, quoted.style_id)
        columns.append((letter, styles, column.width, column.value))
    book.remove(scratch)

    def write_row(number: int, source: Any) -> str:
        cells, lines = [], 1
        for letter, styles, width, value in columns:
            shown = value(source)
            if isinstance(shown, str | Promise):
                shown = pen.fitting(str(shown))
                lines = max(lines, lines_needed(shown, width))
            cells.append(_cell(f"{letter}{number}", styles, shown))
        height = f' ht="{row_height(lines)}" customHeight="1"' if lines > 1 else ""
        return f'<row r="{number}"{height}>{"".join(cells)}</row>'

    return write_row


def _cell(at: str, styles: tuple[int, int], value: Any) -> str:
    if value is None or value == "":
        return f'<c r="{at}" s="{styles[0]}"/>'
    if isinstance(value, str):
        style = styles[looks_like_formula(value)]
        text = f'<t xml:space="preserve">{escape(value)}</t>'
        return f'<c r="{at}" s="{style}" t="inlineStr"><is>{text}</is></c>'
    number = _serial(value) if isinstance(value, date) else value
    return f'<c r="{at}" s="{styles[0]}"><v>{number}</v></c>'


_serial = lru_cache(maxsize=4096)(to_excel)


class Rows:
    """The rows of a sheet; they are read one ahead, to know whether they are over."""

    def __init__(self, rows: Iterable[Any]) -> None:
        self._rows = iter(rows)
        self._ahead = next(self._rows, None)

    @property
    def is_over(self) -> bool:
        return self._ahead is None

    def __iter__(self) -> Iterator[Any]:
        while self._ahead is not None:
            row, self._ahead = self._ahead, next(self._rows, None)
            yield row


def written(write_row: WriteRow, rows: Rows, numbers: range) -> Iterator[tuple[bytes, int]]:
    """The rows as text for the rows of a page with these numbers: a few at once, and how many."""
    texts = (write_row(number, row) for number, row in zip(numbers, rows, strict=False))
    while some := list(islice(texts, ROWS_AT_ONCE)):
        yield "".join(some).encode(), len(some)
