"""From pages to a file that is sent while it is being written, in bounded memory."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import IO, Any, cast
from zipfile import ZIP_DEFLATED, ZipFile

from openpyxl import Workbook
from openpyxl.drawing.spreadsheet_drawing import SpreadsheetDrawing
from openpyxl.worksheet.worksheet import Worksheet
from openpyxl.writer.excel import ExcelWriter
from openpyxl.xml.constants import ARC_STYLE

from .cells import Pen
from .pages import Page
from .styles import styled

# Level 6 makes hardly less of it and takes a third longer.
COMPRESSION = 5


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


class Archive(ZipFile):
    """The parts of a workbook, its styles among them."""

    def writestr(self, name: Any, content: Any, *compression: Any) -> None:
        given = styled(content) if name == ARC_STYLE else content
        super().writestr(name, given, *compression)


class Writer(ExcelWriter):
    """Writes a workbook into a zip: openpyxl all but the rows of its pages.

    Not book.save(): that stamps the file with the time of writing, and gives it when it is whole.
    """

    def __init__(self, sink: Sink) -> None:
        book = Workbook()
        book.remove(book.worksheets[0])
        # Excel's own, which need not be said.
        book._colors = ()
        target = cast(IO[bytes], sink)
        super().__init__(book, Archive(target, "w", ZIP_DEFLATED, compresslevel=COMPRESSION))
        self.pen = Pen()
        self.pages: list[Page] = []
        self._sent: set[Worksheet] = set()

    def new_page(self, title: str) -> Page:
        """The next page, of that title."""
        page = Page(self.workbook.create_sheet(title), self.pen)
        self.pages.append(page)
        return page

    @contextmanager
    def rows_of(self, page: Page) -> Iterator[IO[bytes]]:
        """Where the rows of a page go to while they are written, the first of them now."""
        page.sheet._id = self.pages.index(page) + 1
        with self._archive.open(page.sheet.path[1:], "w") as part:
            part.write(page.around()[0])
            yield part
            part.write(page.taken() + page.around()[1])
        self._sent.add(page.sheet)

    def write_worksheet(self, sheet: Worksheet) -> None:
        if sheet not in self._sent:
            page = next(page for page in self.pages if page.sheet is sheet)
            sheet._drawing = SpreadsheetDrawing()
            sheet._drawing.charts = sheet._charts
            before, behind = page.around()
            self._archive.writestr(sheet.path[1:], before + page.taken() + behind)
        self.manifest.append(sheet)


class Rows:
    """The rows of a sheet; they are read one ahead, to know whether they are over."""

    def __init__(self, rows: Iterable[object]) -> None:
        self._rows = iter(rows)
        self._ahead = next(self._rows, None)

    @property
    def is_over(self) -> bool:
        return self._ahead is None

    def __iter__(self) -> Iterator[Any]:
        while self._ahead is not None:
            row, self._ahead = self._ahead, next(self._rows, None)
            yield row
