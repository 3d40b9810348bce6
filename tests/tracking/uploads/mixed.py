"""A filled file with rows of every kind, and how what is said of each stands in R13."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from openpyxl.utils import get_column_letter

from tests.tracking.reference.forms import Box, Form
from tests.tracking.reference.teller import Teller
from tests.tracking.uploads.filling import Cell, place
from tests.workbooks import looked_into

# What is said: of a cell (its column, a sentence), or that every cell which is filled in changes.
CHANGES = "changes"
Line = tuple[str, str] | str
Row = Mapping[str, Any]


def untouched(_year: Teller) -> None:
    return None


@dataclass(frozen=True)
class Mixed:
    """A file: whose it is, what is filled in by sheet and row, and what is said of it.

    `said` begins with the outcome of the row. `same_key` are rows that have got the key of another
    one, as copied rows have.
    """

    code: str
    who: str
    filled: Mapping[tuple[str, int], Row]
    said: Mapping[tuple[str, int], Sequence[Any]]
    office: str = ""
    period: str = ""
    same_key: Mapping[tuple[str, int], int] = field(default_factory=dict)
    is_applied: bool = False
    reason: str = ""
    # What others do between the download and the upload.
    meanwhile: Callable[[Teller], None] = untouched

    def cells(self, template: bytes) -> dict[Cell, Any]:
        cells: dict[Cell, Any] = {
            (sheet, row, name): value
            for (sheet, row), values in self.filled.items()
            for name, value in values.items()
        }
        for (sheet, row), other in self.same_key.items():
            page, first, columns = place(looked_into(template), sheet)
            cells[sheet, row, "key"] = page.cell(first + other, columns["key"]).value
        return cells

    def lines(self, content: bytes, form: Form, row: int, before: Row) -> list[str]:
        """As they stand in a cell: a heading with the place in the file, or old and new.

        `before` is the row as the template had it.
        """
        headings = {box.name: heading for heading, box in form.boxes.items()}
        _page, first, columns = place(looked_into(content), form.name)
        lines: list[str] = []
        for line in self.said[form.name, row][1:]:
            if line == CHANGES:
                lines += self._changes(form, row, before)
            else:
                name, sentence = line
                at = f"{get_column_letter(columns[name])}{first + row}" if name else ""
                lines.append(f"{headings[name]} {at}: {sentence}" if name else sentence)
        return lines

    def _changes(self, form: Form, row: int, before: Row) -> list[str]:
        filled = self.filled[form.name, row]
        return [
            f"{heading}: {became(in_words(box, before[box.name]), in_words(box, filled[box.name]))}"
            for heading, box in form.boxes.items()
            if box.name in filled
        ]


def became(old: str, new: str) -> str:
    """As the preview has it: what is new alone where there was nothing."""
    return f"{old} → {new or 'emptied'}" if old else new


def in_words(box: Box, value: Any) -> str:
    """A value of a file as a reader of English finds it."""
    if value is None or value == "CLEAR":
        return ""
    if isinstance(value, date):
        return f"{value.day} {value:%b %Y}"
    if box.asks == "amount":
        return f"{value:,.2f}"
    if box.asks == "rate":
        return f"{value:.6f}".rstrip("0") if round(value, 2) != value else f"{value:.2f}"
    return str(box.choices.get(value, value))
