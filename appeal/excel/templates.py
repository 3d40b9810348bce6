"""What makes a workbook a template: named columns, drop-downs, locked cells, hidden lists."""

from collections.abc import Sequence

from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from .entries import Entry, Kind
from .pen import Pen
from .sheets import Column, Report, Sheet
from .styles import TAG, entry_style
from .tables import Placed

# Never translated: by them a template is known again.
MARK, EDITION, LISTS = "#template", "1", "Lists"
CODED = "#"


def column_code(sheet: Sheet, column: Column) -> str:
    """By what a column is found again: `#progress.percent`; empty where nobody looks for it."""
    return f"{CODED}{sheet.name}.{column.name}" if column.name else ""


def make_fillable(placed: Placed, report: Report, lists: Worksheet, pen: Pen) -> None:
    """Turn a written sheet into one to fill in."""
    page, sheet = placed.page, placed.sheet
    _write_codes(placed, pen)
    for number, column in enumerate(sheet.columns, start=1):
        if column.is_hidden:
            page.column_dimensions[get_column_letter(number)].hidden = True
        if column.entry is not None:
            _open_cells(placed, number, column)
            page.add_data_validation(_validation(column.entry, placed.area(column), lists, pen))
    _lock(page)


def _write_codes(placed: Placed, pen: Pen) -> None:
    """In a hidden row right above the headings, which `write_table` has left free."""
    row = placed.heading_row - 1
    for number, column in enumerate(placed.sheet.columns, start=1):
        pen.write(placed.page, row, number, column_code(placed.sheet, column), TAG)
    placed.page.row_dimensions[row].hidden = True


def _open_cells(placed: Placed, number: int, column: Column) -> None:
    """The cells of a column that are filled in: all but the locked ones."""
    style, locked = entry_style(column.format), set()
    if column.is_locked:
        locked = {row for row, source in enumerate(placed.sheet.rows) if column.is_locked(source)}
    for row in range(placed.first_row, placed.last_row + 1):
        if row - placed.first_row not in locked:
            placed.page.cell(row, number).style = style


def _validation(entry: Entry, area: str, lists: Worksheet, pen: Pen) -> DataValidation:
    # A warning, since CLEAR is no choice and yet may stand there.
    rule = DataValidation(allow_blank=True, errorStyle="warning", showInputMessage=True)
    if entry.kind is Kind.CHOICE:
        rule.type, rule.formula1 = "list", _listed(entry, lists, pen)
        rule.showErrorMessage = True
    rule.add(area)
    if entry.prompt:
        rule.prompt = str(entry.prompt)[:255]
    return rule


def _listed(entry: Entry, lists: Worksheet, pen: Pen) -> str:
    """Write the choices to the hidden sheet, once each, and say where they stand."""
    labels = [str(label) for label in entry.choices.values()] or [""]
    column = next(
        (
            number
            for number in range(FIRST_LIST, lists.max_column + 1)
            if _texts(lists, number, len(labels)) == labels
            and lists.cell(len(labels) + 1, number).value is None
        ),
        max(lists.max_column + 1, FIRST_LIST),
    )
    for row, label in enumerate(labels, start=1):
        pen.write(lists, row, column, label, TAG)
    letter = get_column_letter(column)
    return f"{LISTS}!${letter}$1:${letter}${len(labels)}"


FIRST_LIST = 4


def _texts(lists: Worksheet, column: int, count: int) -> Sequence[object]:
    return [lists.cell(row, column).value for row in range(1, count + 1)]


def _lock(page: Worksheet) -> None:
    """Lock what is not to be filled in; without a password: against slips, not people."""
    protection = page.protection
    protection.sheet = True
    # In openpyxl False means: allowed.
    protection.formatCells = protection.formatColumns = protection.formatRows = False
    protection.sort = protection.autoFilter = False


def add_lists(book: Workbook, report: Report, pen: Pen) -> Worksheet:
    """The hidden sheet that says what the template is of, and holds the choices."""
    lists = book.create_sheet(LISTS)
    lists.sheet_state = "hidden"
    for row, (name, value) in enumerate({MARK: EDITION, **report.template}.items(), start=1):
        pen.write(lists, row, 1, name, TAG)
        pen.write(lists, row, 2, value, TAG)
    return lists
