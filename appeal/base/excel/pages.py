"""A page while it is written: its rows as text, openpyxl's sheet for all around them."""

from collections.abc import Generator, Iterator, Sequence
from functools import cache
from io import BytesIO
from itertools import chain, repeat
from typing import Any

from openpyxl.utils import get_column_letter
from openpyxl.worksheet._writer import WorksheetWriter
from openpyxl.worksheet.worksheet import Worksheet
from openpyxl.xml.constants import REL_NS, SHEET_MAIN_NS
from openpyxl.xml.functions import Element, SubElement, tostring

from .cells import Pen, Value
from .parts import Link

LINE_HEIGHT, HIGHEST, USUAL_WIDTH = 12.75, 409, 13
ROWS, LINKS = b"<sheetData />", b"<hyperlinks />"
LINK, LINKS_TO = f'<hyperlink xmlns:r="{REL_NS}"', f"{REL_NS}/hyperlink"


class Page:
    """Rows are written from the top down; `last` is the number of the last one."""

    def __init__(self, sheet: Worksheet, pen: Pen) -> None:
        self.sheet, self.pen = sheet, pen
        self.last = 0
        # Of the rows that were not sent yet, in points.
        self.heights: list[float] = []
        self._rows: list[str] = []
        self.widths: Sequence[float] = ()
        # For print: its first row, the one that is repeated on every page (0 where none is), and
        # the first and the last column that are.
        self.printed_from, self.heading_row, self.repeated = 1, 0, (1, 0)
        self.hidden: set[int] = set()
        self.links: list[tuple[str, str]] = []

    @property
    def title(self) -> str:
        return str(self.sheet.title)

    def set_widths(self, widths: Sequence[float]) -> None:
        """Of its columns, in characters."""
        self.widths = widths

    def hide(self, column: int) -> None:
        """Do not show the column of this number, from 1."""
        self.hidden.add(column)

    def row(self, *cells: tuple[Value, str], height: float = 0, is_hidden: bool = False) -> None:
        """Write the next row: what is in its cells, each with the name of its style.

        Without a `height` it is the reader's.
        """
        self.add("".join(text for text, _lines in self._written(cells, 0)), height, is_hidden)

    def fitted_row(self, *cells: tuple[Value, str], extra: float = 3, width: float = 0) -> None:
        """Write the next row, high enough for its texts: not every reader does so by itself.

        `width` is that of a text which spans several columns.
        """
        written = list(self._written(cells, width))
        lines = max((lines for _text, lines in written), default=1)
        self.add("".join(text for text, _lines in written), row_height(lines, extra))

    def add(self, cells: str, height: float = 0, is_hidden: bool = False) -> None:
        """The cells of the next row as text."""
        self.last += 1
        self.heights.append(0 if is_hidden else height or LINE_HEIGHT)
        self._rows.append(f'<row r="{self.last}"{_look(height, is_hidden)}>{cells}</row>')

    def _written(
        self, cells: Sequence[tuple[Value, str]], width: float
    ) -> Iterator[tuple[str, int]]:
        number = self.last + 1
        widths = chain(self.widths, repeat(USUAL_WIDTH))
        for column, ((value, style), own) in enumerate(zip(cells, widths, strict=False), start=1):
            text, lines = self.pen.cells(style, width or own).write(value)
            yield f'<c r="{get_column_letter(column)}{number}{text}', lines

    def link(self, place: str, address: str) -> None:
        """Let a click on the cell open an address of ours."""
        self.links.append((place, address))

    def taken(self) -> bytes:
        """The rows since this was last asked."""
        rows, self._rows, self.heights = self._rows, [], []
        return "".join(rows).encode()

    def around(self) -> tuple[bytes, bytes]:
        """What comes before and after the rows."""
        writer = Surroundings(self)
        writer.write()
        self.sheet._rels = writer._rels
        before, _rows, behind = tostring(writer.root).partition(ROWS)
        links = f"<hyperlinks>{''.join(writer.links)}</hyperlinks>".encode()
        return before + b"<sheetData>", b"</sheetData>" + behind.replace(LINKS, links, 1)


class Surroundings(WorksheetWriter):
    """Makes a page but for its rows; its `links` as text, for which it leaves room.

    All of it is written at once: openpyxl opens a file for each part.
    """

    def __init__(self, page: Page) -> None:
        self.root: Any = Element("worksheet", xmlns=SHEET_MAIN_NS)
        self._page = page
        self.links: list[str] = []
        super().__init__(page.sheet, BytesIO())

    def get_stream(self) -> Generator[None, object, None]:
        while True:
            self.root.append((yield))

    def write_rows(self) -> None:
        """Where they come."""
        self.xf.send(Element("sheetData"))

    def write_dimensions(self) -> None:
        """Not the size, which need not be known yet: readers look for themselves."""

    def write_cols(self) -> None:
        """Their widths, and which are hidden: openpyxl makes an object of eleven parts of each."""
        columns = Element("cols")
        for number, width in enumerate(map("{:g}".format, self._page.widths), start=1):
            hidden = {"hidden": "1"} if number in self._page.hidden else {}
            own = {"width": width, "customWidth": "1", "min": str(number), "max": str(number)}
            SubElement(columns, "col", hidden | own)
        if len(columns):
            self.xf.send(columns)

    def write_hyperlinks(self) -> None:
        for place, address in self._page.links:
            where = Link(Type=LINKS_TO, Target=address, TargetMode="External", Id="")
            self._rels.append(where)
            self.links.append(f'{LINK} ref="{place}" r:id="{where.Id}" />')
        if self.links:
            self.xf.send(Element("hyperlinks"))


@cache
def _look(height: float, is_hidden: bool) -> str:
    hidden = ' hidden="1"' if is_hidden else ""
    return f'{hidden} ht="{height}" customHeight="1"' if height else hidden


@cache
def row_height(lines: int, extra: float = 3) -> float:
    """The height, in points, of a row with so many lines."""
    return min(lines * LINE_HEIGHT + extra, HIGHEST)
