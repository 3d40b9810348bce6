"""From a declared Report to the bytes of a workbook."""

from collections.abc import Iterator
from datetime import UTC
from itertools import islice

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.workbook.properties import CalcProperties

from .about import write_about
from .charts import write_charts
from .check import write_check
from .covers import write_cover
from .pages import Page
from .paper import set_up_paper
from .sheets import Cover, Report, Sheet
from .streaming import Rows, Sink, Writer
from .tables import Placed, close_rows, make_table, row_writer, write_bottom, write_table, write_top
from .templates import LISTS, make_fillable
from .text import one_line, sheet_title

# The last of Excel's rows is reserved for the totals.
MOST_ROWS = 1_048_576 - 1
ROWS_AT_ONCE = 500


def write(report: Report) -> bytes:
    """The workbook as it is downloaded: About, the sheets, Check. The same report, the same cells.

    Texts come out in the active language.
    """
    return b"".join(stream(report))


def stream(report: Report) -> Iterator[bytes]:
    """The same piece by piece, while the rows of its streamed sheets are being read."""
    sink = Sink()
    writer = Writer(sink)
    # Written last: it tells what the others held.
    about = _new_page(writer, _("Instructions") if report.template else _("About"))
    placed: list[Placed] = []
    for sheet in report.sheets:
        if isinstance(sheet, Sheet) and sheet.is_streamed:
            for at in _stream_sheet(writer, report, sheet):
                placed += at
                yield sink.taken()
        else:
            placed += _write_page(writer, report, sheet)
    if report.template:
        make_fillable(placed, writer.new_page(LISTS), report)
    write_check(writer.new_page(_("Check")), report, placed)
    write_about(about, report)
    for page in writer.pages:
        set_up_paper(page.sheet, report)
    _date(writer.workbook, report)
    # A reader without stored results (we store none) calculates Check when the file opens.
    writer.workbook.calculation = CalcProperties(fullCalcOnLoad=True)
    writer.save()
    yield sink.taken()


def _new_page(writer: Writer, title: str) -> Page:
    # Nobody but Check, which comes last, may be named so.
    return writer.new_page(sheet_title(title, [*writer.workbook.sheetnames, _("Check")]))


def _write_page(writer: Writer, report: Report, sheet: Sheet | Cover) -> Iterator[Placed]:
    """Write a cover, or a sheet and its charts, and say where the sheet's values are."""
    page = _new_page(writer, str(sheet.title))
    if isinstance(sheet, Cover):
        write_cover(page, report, sheet)
        return
    placed = write_table(page, report, sheet)
    yield placed
    if sheet.charts and placed.has_rows:
        title = _("Chart: %(title)s") % {"title": sheet.charts[0].title}
        write_charts(_new_page(writer, title), report, placed)


def _stream_sheet(writer: Writer, report: Report, sheet: Sheet) -> Iterator[tuple[Placed, ...]]:
    """Write a sheet on as many pages as its rows take; say at last where its values are."""
    rows: Rows | None = None
    before: tuple[Placed, ...] = ()
    while rows is None or not rows.is_over:
        page = _new_page(writer, str(sheet.title))
        heading_row = write_top(page, report, sheet)
        first = page.last + 1
        placed = Placed(sheet, page, heading_row, first, first, before=before)
        make_table(report, placed)
        set_up_paper(page.sheet, report)
        write_row = row_writer(page, report, sheet)
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
            placed = close_rows(placed, report)
            write_bottom(report, placed, has_totals=rows.is_over)
            set_up_paper(page.sheet, report)
        before = (*before, placed)
    yield (placed,)


def _date(book: Workbook, report: Report) -> None:
    """Say in the file's properties what it is, of whom and of when; no clock is asked."""
    instant = report.context.generated_at.astimezone(UTC).replace(tzinfo=None, microsecond=0)
    book.properties.created = book.properties.modified = instant
    book.properties.creator = one_line(report.context.by)
    book.properties.title = one_line(f"{report.appeal_code} {report.code} {report.title}")
