"""The last sheet: live formulas over the sheets beside what the application computed."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from openpyxl.formatting.rule import FormulaRule
from openpyxl.styles import Font
from openpyxl.worksheet.worksheet import Worksheet

from .pen import Pen
from .sheets import Column, Cover, Fact, Format, Report, Subtotal, Text
from .styles import HEADING, HEADING_RIGHT, RED, RED_INK, SUBTITLE, VERDICT, filled, value_style
from .tables import Placed, fit_height, write_banner
from .text import quoted, sheet_title

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
    for proof in (*_of_covers(report, placed), *proofs(placed)):
        row += 1
        _write_proof(page, row, proof, pen)
    _write_verdict(page, verdict_row, f"$E${first}:$E${max(row, first)}", pen)


@dataclass(frozen=True)
class Proof:
    """A line of `Check`: a formula over cells of a page, and what it should come to."""

    label: Text
    page: str
    formula: str
    value: Any
    format: Format


def proofs(placed: Sequence[Placed]) -> Iterator[Proof]:
    """Every total of every sheet, every sum across a row, then what the sheets ask for besides."""
    for at in placed:
        for column in at.sheet.columns:
            if column.total:
                yield _of_total(column, at, placed)
        for subtotal in at.sheet.subtotals:
            yield _of_subtotal(subtotal, at)
        for column in at.sheet.columns:
            if column.adds:
                yield from _across(column, at)
        for control in at.sheet.controls:
            value = control.value() if callable(control.value) else control.value
            formula = control.formula.format(at.cells(control.columns))
            yield Proof(control.label, at.page.title, formula, value, control.format)


def _of_covers(report: Report, placed: Sequence[Placed]) -> Iterator[Proof]:
    """Every fact that says how it is proved."""
    for cover in report.sheets:
        for fact in _facts(cover) if isinstance(cover, Cover) else ():
            areas = [_area(each, placed) for each in fact.over]
            page = sheet_title(str(cover.title), [])
            yield Proof(fact.label, page, fact.formula.format(*areas), fact.value, fact.format)


def _facts(cover: Cover) -> Iterator[Fact]:
    return (fact for part in cover.parts for fact in part.facts if fact.formula)


def _area(each: Column | Text, placed: Sequence[Placed]) -> str:
    """The cells of a column, or a word in quotation marks."""
    if isinstance(each, Column):
        return _home(each, placed).cells([each])
    return quoted(str(each))


def _of_total(column: Column, at: Placed, placed: Sequence[Placed]) -> Proof:
    formula = _sum(column, at)
    if column.of:
        part, whole = (_sum(each, _home(each, (at, *placed))) for each in column.of)
        formula = f"IF({whole}=0,0,{part}/{whole})"
    total = at.sheet.totals[column.total]
    return Proof(column.heading, at.page.title, formula, total, column.format)


def _sum(column: Column, at: Placed) -> str:
    return f"SUM({at.cells([column])})"


def _home(column: Column, placed: Sequence[Placed]) -> Placed:
    """Where a column stands: on the first that has it."""
    return next(each for each in placed if column in each.sheet.columns)


def _of_subtotal(subtotal: Subtotal, at: Placed) -> Proof:
    """Page by page, since SUMIFS takes one area each."""
    sums = []
    for part in (*at.before, at):
        asked = (
            f"{part.cells_here(column)},{quoted(str(word))}"
            for column, word in subtotal.where.items()
        )
        sums.append(f"SUMIFS({part.cells_here(subtotal.column)},{','.join(asked)})")
    label = f"{subtotal.column.heading}: {subtotal.label}"
    return Proof(label, at.page.title, "+".join(sums), subtotal.value, subtotal.column.format)


def _across(column: Column, at: Placed) -> Iterator[Proof]:
    """Row by row: the columns that one adds up, beside what stands in it."""
    number = at.sheet.columns.index(column) + 1
    for row in range(at.first_row, at.last_row + 1) if at.has_rows else ():
        stated = at.page.cell(row, number).value
        formula = f"SUM({at.cells_of_row(column.adds, row)})"
        label = f"{column.heading}: {at.page.cell(row, 1).value}"
        value = None if isinstance(stated, str) else stated
        yield Proof(label, at.page.title, formula, value, column.format)


def _write_headings(page: Worksheet, row: int, pen: Pen) -> None:
    for number, heading in enumerate((_("Figure"), _("Sheet")), start=1):
        pen.write(page, row, number, heading, HEADING)
    numbers = (_("From the rows"), _("Computed by the application"), _("Difference"))
    for number, heading in enumerate(numbers, start=3):
        pen.write(page, row, number, heading, HEADING_RIGHT)
    fit_height(page, row)


def _write_proof(page: Worksheet, row: int, proof: Proof, pen: Pen) -> None:
    # To the cent, where the sheet shows whole dollars: nothing hides behind rounding.
    exact = Format.CENTS if proof.format is Format.MONEY else proof.format
    text, style = value_style(Format.TEXT), value_style(exact)
    pen.write(page, row, 1, proof.label, text)
    pen.write(page, row, 2, proof.page, text)
    pen.formula(page, row, 3, proof.formula, style)
    pen.write(page, row, 4, proof.value, style)
    # Sums of cents are binary fractions in Excel: what is beyond the cent is not a difference.
    places = 6 if exact is Format.PERCENT else 2
    pen.formula(page, row, 5, f"ROUND(C{row}-D{row},{places})", style)
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
