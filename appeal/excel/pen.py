"""Puts values into cells by the text rules, and keeps count of what the rules changed."""

from copy import copy
from datetime import date
from decimal import Decimal
from typing import cast

from django.utils.functional import Promise
from openpyxl.cell import Cell
from openpyxl.styles.cell_style import StyleArray
from openpyxl.worksheet.worksheet import Worksheet

from .styles import LINK
from .text import cut_to_cell, escaped, looks_like_formula, without_control_characters

Value = str | Promise | int | float | Decimal | date | None


class Pen:
    """Writes one workbook; `removed` control characters and `cut` texts are its tally."""

    def __init__(self) -> None:
        self.removed = self.cut = 0
        self._worn: dict[str, StyleArray] = {}

    def write(self, page: Worksheet, row: int, column: int, value: Value, style: str) -> None:
        """Write text, a number, a date or nothing; text never becomes a formula."""
        # A merged cell has only its first part written to.
        cell = cast(Cell, page.cell(row, column))
        self._dress(cell, style)
        if isinstance(value, str | Promise):
            self._write_text(cell, str(value))
        else:
            cell.value = value

    def _dress(self, cell: Cell, style: str) -> None:
        """As `cell.style = style`, which looks the name up among all names for each cell."""
        if style not in self._worn:
            cell.style = style
            self._worn[style] = copy(cell._style)
        else:
            cell._style = copy(self._worn[style])

    def _write_text(self, cell: Cell, text: str) -> None:
        fitting = self.fitting(text)
        cell.value = fitting or None
        if fitting:
            # It has cut what is longer with its escapes than a cell holds without them.
            cell._value = fitting
            # openpyxl has just made a formula of "=1+1" and an error of "#N/A".
            cell.data_type = "s"
            cell.quotePrefix = looks_like_formula(fitting)

    def link(self, page: Worksheet, row: int, column: int, address: str | None) -> None:
        """Let a click on the cell open an address of ours."""
        if address:
            cell = cast(Cell, page.cell(row, column))
            cell.hyperlink = address
            cell.style = LINK

    def fitting(self, text: str) -> str:
        """The text as a cell spells what it can hold of it, counted where it had to change."""
        clean, removed = without_control_characters(text)
        fitting = cut_to_cell(clean)
        self.removed += removed
        self.cut += fitting != clean
        return escaped(fitting)

    def formula(self, page: Worksheet, row: int, column: int, formula: str, style: str) -> None:
        """Write a live formula of ours."""
        self.write(page, row, column, None, style)
        page.cell(row, column, f"={formula}")
