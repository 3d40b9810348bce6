"""What makes a workbook a template: drop-downs, locked cells, a hidden page of lists."""

from collections.abc import Sequence
from itertools import zip_longest

from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from .input_cells import InputCell, Kind
from .pages import Page
from .sheets import Book
from .styles import TAG
from .tables import Placed

# Never translated: by them a template is known again.
MARK, EDITION, LISTS = "#template", "1", "Lists"
FIRST_LIST = 4


def make_fillable(placed: Sequence[Placed], lists: Page, book: Book) -> None:
    """Turn written sheets into ones to fill in.

    The hidden page says what the template is of, and holds the choices.
    """
    words = {MARK: EDITION, **book.template}
    listed: list[list[str]] = [list(words), list(words.values()), []]
    for at in placed:
        sheet = at.page.sheet
        for number, column in enumerate(at.sheet.columns, start=1):
            if column.is_hidden:
                at.page.hide(number)
            if column.input_cell is not None:
                sheet.add_data_validation(_validation(column.input_cell, at.area(column), listed))
        _lock(sheet)
    for texts in zip_longest(*listed):
        lists.row(*((text, TAG) for text in texts))
    lists.sheet.sheet_state = "hidden"


def _validation(cell: InputCell, area: str, listed: list[list[str]]) -> DataValidation:
    # A warning, not an error, because CLEAR is not a choice but is allowed.
    rule = DataValidation(allow_blank=True, errorStyle="warning", showInputMessage=True)
    if cell.kind is Kind.CHOICE:
        rule.type, rule.formula1 = "list", _choices(cell, listed)
        rule.showErrorMessage = True
    rule.add(area)
    if cell.prompt:
        rule.prompt = str(cell.prompt)[:255]
    return rule


def _choices(cell: InputCell, listed: list[list[str]]) -> str:
    """List the choices, once each, and say where they are."""
    labels = [str(label) for label in cell.choices.values()] or [""]
    if labels not in listed[FIRST_LIST - 1 :]:
        listed.append(labels)
    letter = get_column_letter(listed.index(labels, FIRST_LIST - 1) + 1)
    return f"{LISTS}!${letter}$1:${letter}${len(labels)}"


def _lock(page: Worksheet) -> None:
    """Lock what is not to be filled in; without a password: against slips, not people."""
    protection = page.protection
    protection.sheet = True
    # In openpyxl False means: allowed.
    protection.formatCells = protection.formatColumns = protection.formatRows = False
    protection.sort = protection.autoFilter = False
