"""From a declared Book to the bytes of a workbook."""

from collections.abc import Iterator
from datetime import UTC
from itertools import islice

from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from openpyxl import Workbook
from openpyxl.workbook.properties import CalcProperties

from .about import write_about
from .charts import Spot, draw_on_covers, write_charts
from .check import write_check
from .covers import write_cover
from .pages import Page
from .pagination import spare_a_page
from .printing import set_up_paper
from .sheets import Book, Cover, Sheet
from .streaming import Rows, Sink, Writer
from .tables import Placed, close_rows, make_table, row_writer, write_bottom, write_table, write_top
from .templates import LISTS, make_fillable
from .text import one_line, sheet_title

# The last of Excel's rows is reserved for the totals.
MOST_ROWS = 1_048_576 - 1
ROWS_AT_ONCE = 500


def write(book: Book) -> bytes:
    """The workbook as it is downloaded: About, the sheets, Check. The same book, the same cells.

    Texts come out in the active language.
    """
    return b"".join(stream(book))


def stream(book: Book) -> Iterator[bytes]:
    """The workbook piece by piece, while the rows of its streamed sheets are being read."""
    sink = Sink()
    writer = Writer(sink)
    # Written last, since it tells what the others held: in front unless there is a cover.
    about = None if book.has_cover else _new_about(writer, book)
    placed: list[Placed] = []
    spots: list[Spot] = []
    for sheet in book.sheets:
        if isinstance(sheet, Cover):
            spots += write_cover(_new_page(writer, str(sheet.title)), book, sheet)
            continue
        if sheet.is_streamed:
            for at in _stream_sheet(writer, book, sheet):
                placed += at
                yield sink.taken()
        else:
            placed += _write_page(writer, book, sheet)
    draw_on_covers(spots, placed)
    about = about or _new_about(writer, book)
    if book.template:
        make_fillable(placed, writer.new_page(LISTS), book)
    write_check(writer.new_page(_("Check")), book, placed)
    write_about(about, book)
    for page in writer.pages:
        set_up_paper(page.sheet, book)
        spare_a_page(page)
    _date(writer.workbook, book)
    # A reader without stored results (we store none) calculates Check when the file opens.
    writer.workbook.calculation = CalcProperties(fullCalcOnLoad=True)
    writer.save()
    yield sink.taken()


def _new_page(writer: Writer, title: str) -> Page:
    # Nobody but Check, which comes last, may be named so.
    return writer.new_page(sheet_title(title, [*writer.workbook.sheetnames, _("Check")]))


def _new_about(writer: Writer, book: Book) -> Page:
    return _new_page(writer, _("Instructions") if book.template else pgettext("sheet", "About"))


def _write_page(writer: Writer, book: Book, sheet: Sheet) -> Iterator[Placed]:
    """Write a sheet and its charts, and say where the sheet's values are."""
    placed = write_table(_new_page(writer, str(sheet.title)), book, sheet)
    yield placed
    if sheet.charts and placed.has_rows:
        title = _("Chart: %(title)s") % {"title": sheet.title}
        write_charts(_new_page(writer, title), book, placed)


def _stream_sheet(writer: Writer, book: Book, sheet: Sheet) -> Iterator[tuple[Placed, ...]]:
    """Write a sheet on as many pages as its rows take; say at last where its values are."""
    rows: Rows | None = None
    before: tuple[Placed, ...] = ()
    while rows is None or not rows.is_over:
        page = _new_page(writer, str(sheet.title))
        heading_row = write_top(page, book, sheet)
        first = page.last + 1
        placed = Placed(sheet, page, heading_row, first, first, before=before)
        make_table(book, placed)
        set_up_paper(page.sheet, book)
        write_row = row_writer(page, book, sheet)
        with writer.rows_of(page) as part:
            if rows is None:
                # The file begins before its first row is asked for: nobody waits for that.
                yield ()
                rows = Rows(sheet.rows)
            while some := list(islice(rows, min(ROWS_AT_ONCE, MOST_ROWS - page.last))):
                for source in some:
                    write_row(source)
                part.write(page.taken())
                yield ()
            placed = close_rows(placed, book)
            write_bottom(book, placed, has_totals=rows.is_over)
            set_up_paper(page.sheet, book)
        before = (*before, placed)
    yield (placed,)


def _date(workbook: Workbook, book: Book) -> None:
    """Say in the file's properties what it is, of whom and of when; no clock is asked."""
    instant = book.context.generated_at.astimezone(UTC).replace(tzinfo=None, microsecond=0)
    properties = workbook.properties
    properties.created = properties.modified = instant
    properties.creator = one_line(book.context.by)
    properties.title = one_line(f"{book.appeal_code} {book.code} {book.title}")
