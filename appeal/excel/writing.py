"""From a declared Report to the bytes of a workbook."""

from collections.abc import Iterator
from datetime import UTC
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from openpyxl.workbook.properties import CalcProperties
from openpyxl.worksheet.worksheet import Worksheet
from openpyxl.writer.excel import ExcelWriter

from .about import write_about
from .charts import write_charts
from .check import write_check
from .covers import write_cover
from .paper import set_up_paper
from .pen import Pen
from .sheets import Cover, Report, Sheet
from .styles import add_styles
from .tables import Placed, write_table
from .templates import add_lists, make_fillable
from .text import one_line, sheet_title


def write(report: Report) -> bytes:
    """The workbook as it is downloaded: About, the sheets, Check. The same report, the same cells.

    Texts come out in the active language.
    """
    book = Workbook()
    add_styles(book)
    pen = Pen()
    about = book.worksheets[0]
    about.title = sheet_title(_("Instructions") if report.template else _("About"), [])
    placed = [at for sheet in report.sheets for at in _write_page(book, report, sheet, pen)]
    if report.template:
        lists = add_lists(book, report, pen)
        for at in placed:
            make_fillable(at, report, lists, pen)
    write_check(book.create_sheet(_("Check")), report, placed, pen)
    write_about(about, report, pen)
    for page in book.worksheets:
        set_up_paper(page, report)
    _date(book, report)
    # A reader without stored results (we store none) calculates Check when the file opens.
    book.calculation = CalcProperties(fullCalcOnLoad=True)
    return _packed(book)


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
    page.freeze_panes = f"{get_column_letter(sheet.frozen + 1)}{placed.first_row}"
    yield placed
    if sheet.charts and placed.has_rows:
        title = _("Chart: %(title)s") % {"title": sheet.charts[0].title}
        write_charts(_new_page(book, title), report, placed, pen)


def _date(book: Workbook, report: Report) -> None:
    """Say in the file's properties what it is, of whom and of when; no clock is asked."""
    instant = report.context.generated_at.astimezone(UTC).replace(tzinfo=None, microsecond=0)
    book.properties.created = book.properties.modified = instant
    book.properties.creator = one_line(report.context.by)
    book.properties.title = one_line(f"{report.appeal_code} {report.code} {report.title}")


def _packed(book: Workbook) -> bytes:
    # Not book.save(): that stamps the file with the time of writing.
    stream = BytesIO()
    ExcelWriter(book, ZipFile(stream, "w", ZIP_DEFLATED)).save()
    return stream.getvalue()
