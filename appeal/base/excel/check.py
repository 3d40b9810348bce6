"""The last sheet: live formulas over the sheets beside what the application computed."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from openpyxl.formatting.rule import Rule
from openpyxl.styles import Font
from openpyxl.styles.differential import DifferentialStyle

from ..labels import labelled
from .banners import write_banner
from .cells import Formula
from .columns import Column, Format, Text
from .pages import Page
from .sheets import Book, Cover, Fact, Subtotal
from .styles import HEADING, HEADING_RIGHT, RED, RED_INK, SUBTITLE, VALUE, VERDICT, filled, style_of
from .tables import BUTTON_HEIGHT, Placed, home_of
from .text import quoted, sheet_title

SHARES = (Format.PERCENT, Format.TENTHS, Format.HUNDREDTHS)
WIDTHS = (44, 30, 24, 26, 16)
ALARM = DifferentialStyle(font=Font(color=RED_INK, bold=True), fill=filled(RED))


def write_check(page: Page, book: Book, placed: Sequence[Placed]) -> None:
    """Write a line per control; the verdict above them is live too."""
    page.set_widths(WIDTHS)
    write_banner(page, book, f"{book.title} · {_('Check')}", [], len(WIDTHS))
    promise = _("Excel recalculates these figures from the rows of this report when you open it.")
    page.row((promise, SUBTITLE))
    page.row()
    controls = [*_of_covers(book, placed), *proofs(placed)]
    first = page.last + 4
    _write_verdict(page, f"$E${first}:$E${first + max(len(controls), 1) - 1}")
    page.row()
    _write_headings(page)
    page.heading_row = page.last
    page.sheet.print_title_rows = f"{page.last}:{page.last}"
    page.sheet.freeze_panes = f"A{first}"
    for proof in controls:
        _write_proof(page, proof)


@dataclass(frozen=True)
class Proof:
    """A line of `Check`: a formula over cells of a page, and what it should come to."""

    label: Text
    sheet: str
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


def _of_covers(book: Book, placed: Sequence[Placed]) -> Iterator[Proof]:
    """Every fact that says how it is proved."""
    for cover in book.sheets:
        for fact in _facts(cover) if isinstance(cover, Cover) else ():
            areas = [_area(each, placed) for each in fact.over]
            page = sheet_title(str(cover.title), [])
            yield Proof(fact.label, page, fact.formula.format(*areas), fact.value, fact.format)


def _facts(cover: Cover) -> Iterator[Fact]:
    return (fact for part in cover.each_part for fact in part.facts if fact.formula)


def _area(each: Column | Text, placed: Sequence[Placed]) -> str:
    """The cells of a column, or a word in quotation marks."""
    if isinstance(each, Column):
        return home_of(each, placed).cells([each])
    return quoted(str(each))


def _of_total(column: Column, at: Placed, placed: Sequence[Placed]) -> Proof:
    formula = _sum(column, at)
    if column.of:
        part, whole = (_sum(each, home_of(each, (at, *placed))) for each in column.of)
        formula = f"IF({whole}=0,0,{part}/{whole})"
    total = at.sheet.totals[column.total]
    return Proof(column.heading, at.page.title, formula, total, column.format)


def _sum(column: Column, at: Placed) -> str:
    return f"SUM({at.cells([column])})"


def _of_subtotal(subtotal: Subtotal, at: Placed) -> Proof:
    """Page by page, since SUMIFS takes one area each."""
    sums = []
    for part in (*at.before, at):
        asked = (
            f"{part.cells_here(column)},{quoted(str(word))}"
            for column, word in subtotal.where.items()
        )
        sums.append(f"SUMIFS({part.cells_here(subtotal.column)},{','.join(asked)})")
    label = labelled(subtotal.column.heading, subtotal.label)
    return Proof(label, at.page.title, "+".join(sums), subtotal.value, subtotal.column.format)


def _across(column: Column, at: Placed) -> Iterator[Proof]:
    """Row by row: the columns that one adds up, beside what is in it."""
    named = at.sheet.columns[0]
    for row, source in enumerate(at.sources, start=at.first_row):
        formula = f"SUM({at.cells_of_row(column.adds, row)})"
        label = labelled(column.heading, named.value(source))
        yield Proof(label, at.page.title, formula, column.value(source), column.format)


def _write_headings(page: Page) -> None:
    texts = (_("Figure"), _("Sheet"))
    numbers = (_("From the rows"), _("Computed by the application"), _("Difference"))
    page.fitted_row(
        *((text, HEADING) for text in texts),
        *((each, HEADING_RIGHT) for each in numbers),
        extra=BUTTON_HEIGHT,
    )


def _write_proof(page: Page, proof: Proof) -> None:
    # To the cent, where the sheet shows whole dollars: nothing hides behind rounding.
    exact = Format.CENTS if proof.format is Format.MONEY else proof.format
    text, style, row = style_of(VALUE, Format.TEXT), style_of(VALUE, exact), page.last + 1
    # Sums of cents are binary fractions in Excel: what is beyond the cent is not a difference.
    places = 6 if exact in SHARES else 2
    page.fitted_row(
        (proof.label, text),
        (proof.sheet, text),
        (Formula(proof.formula), style),
        (proof.value, style),
        (Formula(f"ROUND(C{row}-D{row},{places})"), style),
    )


def _write_verdict(page: Page, differences: str) -> None:
    agree, differ = quoted(_("All figures agree.")), quoted(_("There are differences."))
    is_zero = f"SUMPRODUCT(ABS({differences}))=0"
    verdict = Formula(f"IF({is_zero},{agree},{differ})")
    page.row((verdict, VERDICT), *[(None, VERDICT)] * (len(WIDTHS) - 1), height=20)
    looks = page.sheet.conditional_formatting
    cells = differences.replace("$", "")
    for area, formula in (
        (f"A{page.last}:E{page.last}", f"SUMPRODUCT(ABS({differences}))<>0"),
        (cells, f"{cells.split(':')[0]}<>0"),
    ):
        looks.add(area, Rule("expression", formula=[formula], dxf=ALARM))
