"""A declared Sheet as a page: title, lines, a real Excel table, the total row."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext as _
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.filters import AutoFilter
from openpyxl.worksheet.table import Table, TableStyleInfo

from .banners import summary, title_of, write_banner
from .cells import REMEMBERED, Cells, Value
from .columns import Column, Format
from .conditional_formats import add_looks
from .pages import Page, row_height
from .parts import NamedColumn
from .printing import is_wide, print_above, repeated, set_widths
from .sheets import Book, Sheet
from .styles import (
    ABOVE,
    ENTRY,
    HEADING,
    HEADING_RIGHT,
    LINK,
    TAG,
    TOTAL,
    TOTAL_LABEL,
    VALUE,
    style_of,
)
from .text import BOLD, as_spelled, distinct

BUTTON_HEIGHT = 12
UNSEEN = 1000
LOOK = TableStyleInfo(name="TableStyleMedium2", showRowStripes=True)


@dataclass(frozen=True)
class Placed:
    """Where the values of a sheet are on its page; `before`, where it began on earlier pages.

    `sources` are its rows, unless they were streamed.
    """

    sheet: Sheet
    page: Page
    heading_row: int
    first_row: int
    last_row: int
    has_rows: bool = True
    before: "tuple[Placed, ...]" = ()
    sources: Sequence[Any] = ()

    def area(self, column: Column) -> str:
        """The values of a column, such as C5:C18."""
        letter = get_column_letter(self.sheet.columns.index(column) + 1)
        return f"{letter}{self.first_row}:{letter}{self.last_row}"

    def cells(self, columns: Sequence[Column]) -> str:
        """The values of the columns, from the first to the last, as a formula names them."""
        numbers = [self.sheet.columns.index(column) + 1 for column in (columns[0], columns[-1])]
        first, last = (get_column_letter(number) for number in numbers)
        return ",".join(
            f"{at.quoted_title}!${first}${at.first_row}:${last}${at.last_row}"
            for at in (*self.before, self)
        )

    def cells_here(self, column: Column) -> str:
        """The values of a column on this page alone."""
        return replace(self, before=()).cells([column])

    def cells_of_row(self, columns: Sequence[Column], row: int) -> str:
        """Of one row the cells from the first of the columns to the last."""
        return replace(self, before=(), first_row=row, last_row=row).cells(columns)

    @property
    def table_area(self) -> str:
        last = get_column_letter(len(self.sheet.columns))
        return f"A{self.heading_row}:{last}{self.last_row}"

    @property
    def quoted_title(self) -> str:
        return "'" + self.page.title.replace("'", "''") + "'"


def home_of(column: Column, placed: Sequence[Placed]) -> Placed:
    """Where a column is: on the first that has it."""
    return next(each for each in placed if column in each.sheet.columns)


def write_table(page: Page, book: Book, sheet: Sheet) -> Placed:
    """Write the sheet and say where its values are."""
    sources = tuple(sheet.rows)
    if not (sources or book.template):
        sheet = replace(sheet, lines=[*sheet.lines, _("Nothing to show for these choices.")])
    heading_row = write_top(page, book, sheet)
    first = page.last + 1
    write_row = row_writer(page, book, sheet)
    for source in sources:
        write_row(source)
    placed = close_rows(Placed(sheet, page, heading_row, first, page.last, sources=sources), book)
    make_table(book, placed)
    write_bottom(book, placed)
    return placed


def write_top(page: Page, book: Book, sheet: Sheet) -> int:
    """Write what is above the values; give the row of the headings."""
    set_widths(page, sheet)
    write_banner(page, book, title_of(book, sheet), sheet.lines, len(sheet.columns))
    page.row(height=8)
    if any(column.above for column in sheet.columns):
        page.fitted_row(*((column.above, ABOVE) for column in sheet.columns))
    if any(column.name for column in sheet.columns):
        page.row(*((sheet.code_of(column), TAG) for column in sheet.columns), is_hidden=True)
    styles = (HEADING_RIGHT if c.format.is_right_aligned else HEADING for c in sheet.columns)
    headings = zip(_headings(sheet), styles, strict=True)
    page.fitted_row(*headings, extra=BUTTON_HEIGHT)
    page.heading_row = heading_row = page.last
    page.sheet.print_title_rows = f"{heading_row}:{heading_row}"
    if book.is_tagged:
        page.row(*((column.hxl, TAG) for column in sheet.columns))
    page.sheet.freeze_panes = f"{get_column_letter(sheet.frozen + 1)}{page.last + 1}"
    return heading_row


def row_writer(page: Page, book: Book, sheet: Sheet) -> Callable[[Any], None]:
    """What writes a row as `Sheet.rows` gives it; made once, for it writes each cell of them."""
    columns = []
    for number, column in enumerate(sheet.columns, start=1):
        # What is not shown makes no row higher.
        width = UNSEEN if column.is_hidden else page.widths[number - 1]
        cells = page.pen.cells(style_of(VALUE, column.format), width, sheet.null)
        letter = get_column_letter(number)
        chosen = _chosen(page, book, letter, column, width, cells)
        columns.append((f'<c r="{letter}', column.value, cells.known.get, cells.write, chosen))

    def write_row(source: object) -> None:
        texts, lines, number = [], 1, str(page.last + 1)
        for opening, value, known, write, chosen in columns:
            shown = value(source)
            if chosen:
                cells = chosen(source, shown, number)
                known, write = cells.known.get, cells.write
            written = known(shown) if shown.__class__ in REMEMBERED else None
            text, needed = written or write(shown)
            texts.append(f"{opening}{number}{text}")
            if needed > lines:
                lines = needed
        page.add("".join(texts), row_height(lines))

    return write_row


Choose = Callable[[Any, Any, str], Cells]


def _chosen(
    page: Page, book: Book, letter: str, column: Column, width: float, cells: Cells
) -> Choose | None:
    """What writes a cell of a column whose cells are not all alike, by row and value."""
    if book.template and column.input_cell is not None:
        entry = page.pen.cells(style_of(ENTRY, column.format), width)
        is_locked = column.is_locked
        return lambda source, shown, row: cells if is_locked and is_locked(source) else entry
    if column.format is Format.NUMBER:
        formats = Format.MONEY, Format.BROKEN
        whole, broken = (page.pen.cells(style_of(VALUE, each), width) for each in formats)
        return lambda source, shown, row: cells if shown is None else broken if shown % 1 else whole
    address_of = column.link
    if address_of is None:
        return None
    linked = page.pen.cells(LINK, width)

    def choose(source: object, shown: object, row: str) -> Cells:
        address = None if shown is None else address_of(source)
        if address:
            page.link(f"{letter}{row}", address)
        return linked if address else cells

    return choose


def close_rows(placed: Placed, book: Book) -> Placed:
    """Where the rows are, now that they are written: a table without rows has one empty line."""
    page = placed.page
    if page.last >= placed.first_row:
        return replace(placed, last_row=page.last)
    is_open = [book.template and column.input_cell is not None for column in placed.sheet.columns]
    styles = [
        style_of(ENTRY, column.format) if is_entry else style_of(VALUE, column.format)
        for column, is_entry in zip(placed.sheet.columns, is_open, strict=True)
    ]
    page.fitted_row(*((None, style) for style in styles))
    return replace(placed, last_row=page.last, has_rows=False)


def write_bottom(book: Book, placed: Placed, *, has_totals: bool = True) -> None:
    """Write what is below the values, and what follows from how many there are."""
    sheet, page = placed.sheet, placed.page
    if has_totals:
        _write_totals(page, sheet)
        _write_subtotals(page, sheet)
    for table in page.sheet.tables.values():
        table.ref = table.autoFilter.ref = placed.table_area
    add_looks(page.sheet, sheet, {column: placed.area(column) for column in sheet.columns})
    if is_wide(page):
        # The title would run on into the columns that every page repeats.
        last_column = get_column_letter(len(sheet.columns))
        page.printed_from = placed.heading_row
        page.sheet.print_area = f"A{placed.heading_row}:{last_column}{page.last}"
        print_above(page.sheet, book, f"{book.title} · {summary(book)}")


def _headings(sheet: Sheet) -> list[str]:
    """Told apart: Excel repairs, that is damages, a table with two equal headings."""
    taken: list[str] = []
    for column in sheet.columns:
        taken.append(distinct(str(column.heading), taken))
    return taken


def _shown(value: object, sheet: Sheet) -> Any:
    return sheet.null if value is None else value


def _write_totals(page: Page, sheet: Sheet) -> None:
    if not sheet.totals:
        return
    labelled = {1, *(sheet.repeated or ())[:1]}
    labels = (_("Total") if at in labelled else None for at in range(1, len(sheet.columns) + 1))
    values = [
        _shown(sheet.totals[column.total], sheet) if column.total else label
        for column, label in zip(sheet.columns, labels, strict=True)
    ]
    styles = (style_of(TOTAL, column.format) for column in sheet.columns)
    page.row(*zip(values, styles, strict=True), height=20)


def _write_subtotals(page: Page, sheet: Sheet) -> None:
    """Each is named within the columns that every page repeats, or where it can run on."""
    first, last = repeated(sheet) if is_wide(page) else (1, 1)
    room = sum(page.widths[first - 1 : last]) / BOLD
    for subtotal in sheet.subtotals:
        cells: list[tuple[Value, str]] = [
            (subtotal.value if column is subtotal.column else None, style_of(TOTAL, column.format))
            for column in sheet.columns
        ]
        if is_wide(page):
            cells[first - 1] = subtotal.label, TOTAL_LABEL
            page.fitted_row(*cells, width=room)
            if first < last:
                letters = map(get_column_letter, (first, last))
                page.sheet.merged_cells.add(":".join(f"{each}{page.last}" for each in letters))
        else:
            cells[0] = subtotal.label, style_of(TOTAL, Format.TEXT)
            page.row(*cells)


def make_table(book: Book, placed: Placed) -> None:
    """Make a real Excel table of the headings and values written so far."""
    number = f"_{len(placed.before) + 1}" if placed.before else ""
    name, area = f"{book.code}_{placed.sheet.name}{number}", placed.table_area
    headings = [as_spelled(heading) for heading in _headings(placed.sheet)]
    columns = [NamedColumn(id=str(at), name=name) for at, name in enumerate(headings, start=1)]
    placed.page.sheet.add_table(
        Table(
            displayName=name,
            ref=area,
            autoFilter=AutoFilter(ref=area),
            tableStyleInfo=LOOK,
            tableColumns=columns,
        )
    )
