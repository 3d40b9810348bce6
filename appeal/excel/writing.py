"""From a declared Report to the bytes of a workbook."""

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
from .check import write_check
from .paper import set_up_paper
from .pen import Pen
from .sheets import Report
from .styles import add_styles
from .tables import Placed, write_table
from .text import one_line, sheet_title


def write(report: Report) -> bytes:
    """The workbook as it is downloaded: About, the sheets, Check. The same report, the same cells.

    Texts come out in the active language.
    """
    book = Workbook()
    add_styles(book)
    pen = Pen()
    about = book.worksheets[0]
    about.title = sheet_title(_("About"), [])
    placed = [_write_sheet(book, report, index, pen) for index in range(len(report.sheets))]
    write_check(_new_page(book, _("Check")), report, placed, pen)
    write_about(about, report, pen)
    for page in book.worksheets:
        set_up_paper(page, report)
    _date(book, report)
    # A reader without stored results (we store none) calculates Check when the file opens.
    book.calculation = CalcProperties(fullCalcOnLoad=True)
    return _packed(book)


def _new_page(book: Workbook, title: str) -> Worksheet:
    return book.create_sheet(sheet_title(title, book.sheetnames))


def _write_sheet(book: Workbook, report: Report, index: int, pen: Pen) -> Placed:
    sheet = report.sheets[index]
    # Nobody but Check, which comes last, may be named so.
    taken = [*book.sheetnames, _("Check")]
    page = book.create_sheet(sheet_title(str(sheet.title), taken))
    placed = write_table(page, report, sheet, pen)
    page.freeze_panes = f"{get_column_letter(sheet.frozen + 1)}{placed.first_row}"
    return placed


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
