"""From a declared Report to the bytes of a workbook."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.workbook.properties import CalcProperties
from openpyxl.worksheet.worksheet import Worksheet

from .about import write_about
from .charts import write_charts
from .check import write_check
from .covers import write_cover
from .paper import set_up_paper
from .pen import Pen
from .sheets import Cover, Report, Sheet
from .streaming import Rows, Sink, Writer, row_writer, written
from .styles import add_styles
from .tables import Placed, make_table, write_bottom, write_table, write_top
from .templates import add_lists, make_fillable
from .text import one_line, sheet_title

# Of Excel's rows the last one is kept for the totals.
MOST_ROWS = 1_048_576 - 1


def write(report: Report) -> bytes:
    """The workbook as it is downloaded: About, the sheets, Check. The same report, the same cells.

    Texts come out in the active language.
    """
    return b"".join(stream(report))


def stream(report: Report) -> Iterator[bytes]:
    """The same piece by piece, while the rows of its streamed sheets are being read."""
    sink = Sink()
    writer = Writer(_begun(report), sink)
    book, pen = writer.workbook, Pen()
    placed: list[Placed] = []
    for sheet in report.sheets:
        if isinstance(sheet, Sheet) and sheet.is_streamed:
            for at in _stream_sheet(writer, report, sheet, pen):
                placed += at
                yield sink.taken()
        else:
            placed += _write_page(book, report, sheet, pen)
    _finish(book, report, placed, pen)
    writer.save()
    yield sink.taken()


def _begun(report: Report) -> Workbook:
    """A workbook with its first page, which is written last: it tells what the others held."""
    book = Workbook()
    add_styles(book)
    title = _("Instructions") if report.template else _("About")
    book.worksheets[0].title = sheet_title(title, [])
    return book


def _finish(book: Workbook, report: Report, placed: list[Placed], pen: Pen) -> None:
    if report.template:
        lists = add_lists(book, report, pen)
        for at in placed:
            make_fillable(at, report, lists, pen)
    write_check(book.create_sheet(_("Check")), report, placed, pen)
    write_about(book.worksheets[0], report, pen)
    for page in book.worksheets:
        set_up_paper(page, report)
    _date(book, report)
    # A reader without stored results (we store none) calculates Check when the file opens.
    book.calculation = CalcProperties(fullCalcOnLoad=True)


def _new_page(book: Workbook, title: str) -> Worksheet:
    # Nobody but Check, which comes last, may be named so.
    return book.create_sheet(sheet_title(title, [*book.sheetnames, _("Check")]))


def _write_page(book: Workbook, report: Report, sheet: Sheet | Cover, pen: Pen) -> Iterator[Placed]:
    """Write a cover, or a sheet and its charts, and say where the sheet's values stand."""
    page = _new_page(book, str(sheet.title))
    if isinstance(sheet, Cover):
        write_cover(page, report, sheet, pen)
        return
    placed = write_table(page, report, sheet, pen)
    yield placed
    if sheet.charts and placed.has_rows:
        title = _("Chart: %(title)s") % {"title": sheet.charts[0].title}
        write_charts(_new_page(book, title), report, placed, pen)


def _stream_sheet(
    writer: Writer, report: Report, sheet: Sheet, pen: Pen
) -> Iterator[tuple[Placed, ...]]:
    """Write a sheet on as many pages as its rows take; say at last where its values stand."""
    write_row = row_writer(writer.workbook, sheet, pen)
    rows: Rows | None = None
    before: tuple[Placed, ...] = ()
    while rows is None or not rows.is_over:
        page = _new_page(writer.workbook, str(sheet.title))
        heading_row, first = write_top(page, report, sheet, pen)
        begun = Placed(sheet, page, heading_row, first, first, before=before)
        make_table(page, report, begun)
        set_up_paper(page, report)
        last = first - 1
        with writer.rows_of(page, first) as part:
            if rows is None:
                # The file begins before its first row is asked for: nobody waits for that.
                yield ()
                rows = Rows(sheet.rows)
            for piece, count in written(write_row, rows, range(first, MOST_ROWS + 1)):
                part.write(piece)
                last += count
                yield ()
            placed = replace(begun, last_row=max(last, first), has_rows=last >= first)
            write_bottom(page, report, placed, pen, has_totals=rows.is_over)
            set_up_paper(page, report)
        before = (*before, placed)
    yield (placed,)


def _date(book: Workbook, report: Report) -> None:
    """Say in the file's properties what it is, of whom and of when; no clock is asked."""
    instant = report.context.generated_at.astimezone(UTC).replace(tzinfo=None, microsecond=0)
    book.properties.created = book.properties.modified = instant
    book.properties.creator = one_line(report.context.by)
    book.properties.title = one_line(f"{report.appeal_code} {report.code} {report.title}")
