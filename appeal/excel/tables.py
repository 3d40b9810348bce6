"""A declared Sheet as a page: title, lines, a real Excel table, the total row."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import count
from typing import Any

from django.utils.translation import gettext as _
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.filters import AutoFilter
from openpyxl.worksheet.table import Table, TableStyleInfo
from openpyxl.worksheet.worksheet import Worksheet

from .looks import add_looks
from .paper import print_above
from .pen import Pen
from .sheets import Column, Format, Report, Sheet, Text
from .styles import (
    ABOVE,
    BANNER,
    HEADING,
    HEADING_RIGHT,
    LINE_ABOVE,
    SUBTITLE,
    TAG,
    TITLE,
    total_style,
    value_style,
)
from .text import distinct, lines_needed

LINE_HEIGHT, BUTTON_HEIGHT, HIGHEST = 12.75, 12, 409
LOOK = TableStyleInfo(name="TableStyleMedium2", showRowStripes=True)


@dataclass(frozen=True)
class Placed:
    """Where the values of a sheet stand on its page; `before`, where it began on earlier pages."""

    sheet: Sheet
    page: Worksheet
    heading_row: int
    first_row: int
    last_row: int
    has_rows: bool = True
    before: "tuple[Placed, ...]" = ()

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


def write_table(page: Worksheet, report: Report, sheet: Sheet, pen: Pen) -> Placed:
    """Write the sheet and say where its values stand."""
    heading_row, row = write_top(page, report, sheet, pen)
    last_row, has_rows = _write_values(page, row, sheet, pen)
    placed = Placed(sheet, page, heading_row, row, last_row, has_rows)
    make_table(page, report, placed)
    write_bottom(page, report, placed, pen)
    return placed


def write_top(page: Worksheet, report: Report, sheet: Sheet, pen: Pen) -> tuple[int, int]:
    """Write what stands above the values; give the rows of the headings and of the first values."""
    title = f"{report.title} · {sheet.title}"
    _set_widths(page, sheet)
    row = write_banner(page, report, title, sheet.lines, len(sheet.columns), pen) + 1
    page.row_dimensions[row - 1].height = 8
    if any(column.above for column in sheet.columns):
        _write_above(page, row, sheet, pen)
        row += 1
    if any(column.name for column in sheet.columns):
        row += 1  # Free for what names the columns of a template.
    heading_row = row
    _write_headings(page, heading_row, sheet, pen)
    page.print_title_rows = f"{heading_row}:{heading_row}"
    row += 1
    if report.is_tagged:
        for number, column in enumerate(sheet.columns, start=1):
            pen.write(page, row, number, column.hxl, TAG)
        row += 1
    page.freeze_panes = f"{get_column_letter(sheet.frozen + 1)}{row}"
    return heading_row, row


def write_bottom(
    page: Worksheet, report: Report, placed: Placed, pen: Pen, *, has_totals: bool = True
) -> None:
    """Write what stands below the values, and what follows from how many there are."""
    sheet = placed.sheet
    if has_totals:
        row = _write_totals(page, placed.last_row + 1, sheet, pen)
        _write_subtotals(page, row, sheet, pen)
    for table in page.tables.values():
        table.ref = table.autoFilter.ref = placed.table_area
    add_looks(page, sheet, {column: placed.area(column) for column in sheet.columns})
    if sheet.pages_wide > 1:
        # The title would run on into the columns that every page repeats.
        last_column = get_column_letter(len(sheet.columns))
        page.print_area = f"A{placed.heading_row}:{last_column}{page.max_row}"
        print_above(page, report, f"{report.title} · {summary(report)}")


def write_banner(
    page: Worksheet, report: Report, title: Text, lines: Sequence[Text], width: int, pen: Pen
) -> int:
    """Title, what it is a report of, demonstration mark, lines; gives the next free row."""
    pen.write(page, 1, 1, title, TITLE)
    page.row_dimensions[1].height = 26
    pen.write(page, 2, 1, summary(report), SUBTITLE)
    row = 3
    if report.is_demonstration:
        for number in range(1, width + 1):
            text = demonstration_mark() if number == 1 else None
            pen.write(page, row, number, text, BANNER)
        page.row_dimensions[row].height = 20
        row += 1
    for line in lines:
        pen.write(page, row, 1, line, LINE_ABOVE)
        page.row_dimensions[row].height = 20
        row += 1
    return row


def summary(report: Report) -> str:
    """One line that says which figures these are."""
    as_at = _("as at %(day)s") % {"day": report.as_at.isoformat()}
    return " · ".join([report.appeal_code, str(report.context.scope), as_at, str(report.include)])


def demonstration_mark() -> str:
    return _(
        "Demonstration data: the plan is the published one; milestones,"
        " indicators, progress and spend are invented."
    )


def _write_above(page: Worksheet, row: int, sheet: Sheet, pen: Pen) -> None:
    for number, column in enumerate(sheet.columns, start=1):
        pen.write(page, row, number, column.above, ABOVE)
    fit_height(page, row)


def _write_headings(page: Worksheet, row: int, sheet: Sheet, pen: Pen) -> None:
    # Excel repairs, that is damages, a table with two equal headings.
    taken: list[str] = []
    for number, column in enumerate(sheet.columns, start=1):
        style = HEADING_RIGHT if column.format.is_right_aligned else HEADING
        taken.append(distinct(str(column.heading), taken))
        pen.write(page, row, number, taken[-1], style)
    fit_height(page, row, extra=BUTTON_HEIGHT)


def _write_values(page: Worksheet, row: int, sheet: Sheet, pen: Pen) -> tuple[int, bool]:
    """Write a line per row; give the last, and whether there is one.

    A table without rows has one empty line.
    """
    last_row = row - 1
    styles = [value_style(column.format) for column in sheet.columns]
    for last_row, source in enumerate(sheet.rows, start=row):
        for number, column in enumerate(sheet.columns, start=1):
            value = _shown(column.value(source), sheet)
            pen.write(page, last_row, number, value, styles[number - 1])
            if column.link and value is not None:
                pen.link(page, last_row, number, column.link(source))
        fit_height(page, last_row)
    return max(last_row, row), last_row >= row


def _shown(value: Any, sheet: Sheet) -> Any:
    return sheet.null if value is None else value


def _write_totals(page: Worksheet, row: int, sheet: Sheet, pen: Pen) -> int:
    """Write the row, if there is one; give the next free one."""
    if not sheet.totals:
        return row
    labelled = {1, *(sheet.repeated or ())[:1]}
    for number, column in enumerate(sheet.columns, start=1):
        label = _("Total") if number in labelled else None
        value = _shown(sheet.totals[column.total], sheet) if column.total else label
        pen.write(page, row, number, value, total_style(column.format))
    page.row_dimensions[row].height = 20
    return row + 1


def _write_subtotals(page: Worksheet, row: int, sheet: Sheet, pen: Pen) -> None:
    for at, subtotal in enumerate(sheet.subtotals, start=row):
        for number, column in enumerate(sheet.columns, start=1):
            value = subtotal.value if column is subtotal.column else None
            pen.write(page, at, number, value, total_style(column.format))
        # On the left, so that it runs on over the empty cells beside it.
        pen.write(page, at, 1, subtotal.label, total_style(Format.TEXT))


def make_table(page: Worksheet, report: Report, placed: Placed) -> None:
    """Make a real Excel table of the headings and the values placed by now."""
    number = f"_{len(placed.before) + 1}" if placed.before else ""
    name = f"{report.code}_{placed.sheet.name}{number}"
    area = placed.table_area
    page.add_table(
        Table(displayName=name, ref=area, autoFilter=AutoFilter(ref=area), tableStyleInfo=LOOK)
    )


def _set_widths(page: Worksheet, sheet: Sheet) -> None:
    letters = [get_column_letter(number + 1) for number in range(len(sheet.columns))]
    for letter, column in zip(letters, sheet.columns, strict=True):
        page.column_dimensions[letter].width = column.width
    page.page_setup.fitToWidth = sheet.pages_wide
    if sheet.repeated:
        first, last = sheet.repeated
        page.print_title_cols = f"{letters[first - 1]}:{letters[last - 1]}"


def fit_height(page: Worksheet, row: int, extra: float = 3, width: float = 0) -> None:
    """Make the row high enough for its wrapped texts: not every reader does so by itself.

    `width` is that of a text which stands over several columns.
    """
    lines = []
    # Not page[row]: for that openpyxl looks at every cell of the page.
    for number in count(1):
        cell = page._cells.get((row, number))
        if cell is None:
            break
        if cell.data_type == "s":
            space = width or page.column_dimensions[get_column_letter(number)].width
            lines.append(lines_needed(str(cell.value), space))
    page.row_dimensions[row].height = row_height(max(lines, default=1), extra)


def row_height(lines: int, extra: float = 3) -> float:
    """The height, in points, of a row with so many lines."""
    return min(lines * LINE_HEIGHT + extra, HIGHEST)
