"""The last sheet: live formulas over the sheets beside what the application computed."""

from collections.abc import Iterator, Sequence

from django.utils.translation import gettext as _
from openpyxl.formatting.rule import FormulaRule
from openpyxl.styles import Font
from openpyxl.worksheet.worksheet import Worksheet

from .pen import Pen
from .sheets import Control, Format, Report
from .styles import HEADING, HEADING_RIGHT, RED, RED_INK, SUBTITLE, VERDICT, filled, value_style
from .tables import Placed, fit_height, write_banner
from .text import quoted

WIDTHS = (44, 30, 24, 26, 16)


def write_check(page: Worksheet, report: Report, placed: Sequence[Placed], pen: Pen) -> None:
    """Write a line per control; the verdict above them is live too."""
    for letter, width in zip("ABCDE", WIDTHS, strict=True):
        page.column_dimensions[letter].width = width
    title = f"{report.title} · {_('Check')}"
    row = write_banner(page, report, title, [], len(WIDTHS), pen)
    promise = _("The figures are worked out anew from the rows of this workbook when it opens.")
    pen.write(page, row, 1, promise, SUBTITLE)
    verdict_row, row = row + 2, row + 4
    _write_headings(page, row, pen)
    page.print_title_rows = f"{row}:{row}"
    page.freeze_panes = f"A{row + 1}"
    first = row + 1
    for at in placed:
        for control in controls(at):
            row += 1
            _write_control(page, row, at, control, pen)
    _write_verdict(page, verdict_row, f"$E${first}:$E${max(row, first)}", pen)


def controls(placed: Placed) -> Iterator[Control]:
    """Of every column that adds up to a total its sum, then the sheet's own."""
    sheet = placed.sheet
    for column in sheet.columns:
        if column.total and column.is_summed:
            total = sheet.totals[column.total]
            yield Control(column.heading, "SUM({})", [column], total, column.format)
    yield from sheet.controls


def _write_headings(page: Worksheet, row: int, pen: Pen) -> None:
    for number, heading in enumerate((_("Figure"), _("Sheet")), start=1):
        pen.write(page, row, number, heading, HEADING)
    numbers = (_("From the rows"), _("Computed by the application"), _("Difference"))
    for number, heading in enumerate(numbers, start=3):
        pen.write(page, row, number, heading, HEADING_RIGHT)
    fit_height(page, row)


def _write_control(page: Worksheet, row: int, placed: Placed, control: Control, pen: Pen) -> None:
    # To the cent, where the sheet shows whole dollars: nothing hides behind rounding.
    exact = Format.CENTS if control.format is Format.MONEY else control.format
    text, style = value_style(Format.TEXT), value_style(exact)
    pen.write(page, row, 1, control.label, text)
    pen.write(page, row, 2, placed.page.title, text)
    pen.formula(page, row, 3, control.formula.format(placed.cells(control.columns)), style)
    value = control.value() if callable(control.value) else control.value
    pen.write(page, row, 4, value, style)
    # Sums of cents are binary fractions in Excel: what is beyond the cent is not a difference.
    pen.formula(page, row, 5, f"ROUND(C{row}-D{row},2)", style)
    fit_height(page, row)


def _write_verdict(page: Worksheet, row: int, differences: str, pen: Pen) -> None:
    agree, differ = quoted(_("All figures agree.")), quoted(_("There are differences."))
    is_zero = f"SUMPRODUCT(ABS({differences}))=0"
    pen.formula(page, row, 1, f"IF({is_zero},{agree},{differ})", VERDICT)
    for column in range(2, len(WIDTHS) + 1):
        pen.write(page, row, column, None, VERDICT)
    page.row_dimensions[row].height = 20
    alarm = {"font": Font(color=RED_INK, bold=True), "fill": filled(RED)}
    page.conditional_formatting.add(
        f"A{row}:E{row}", FormulaRule([f"SUMPRODUCT(ABS({differences}))<>0"], **alarm)
    )
    cells = differences.replace("$", "")
    first = cells.split(":")[0]
    page.conditional_formatting.add(cells, FormulaRule([f"{first}<>0"], **alarm))
