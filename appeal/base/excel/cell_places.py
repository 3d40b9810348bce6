"""Where the rows and cells of a sheet are, as openpyxl counts them, and what it leaves out."""

import re
from dataclasses import dataclass, field

from openpyxl.utils import column_index_from_string, get_column_letter

from .refusals import DAMAGED, TOO_MUCH, UnreadableFile

# Twice what the longest template has; no template has more columns than a hundred.
LAST_ROW, LAST_COLUMN = 20_000, 104


@dataclass
class SheetFacts:
    """What openpyxl leaves out about a sheet: by its place, whether a formula has a stored result.

    An empty text is a result. `merged` are the ranges of merged cells, such as B7:D7.
    """

    formulas: dict[str, bool] = field(default_factory=dict)
    merged: list[str] = field(default_factory=list)


class CellCount:
    """Follows the rows and cells of a part as openpyxl counts them, wherever their numbers lead.

    A row or a cell without a number comes after the one before it, and whatever is in a row is
    a cell. Of two with one number openpyxl drops one without a word: they are refused here.
    """

    def __init__(self) -> None:
        self.facts = SheetFacts()
        self.row = self.column = self.row_depth = 0
        self.kind = self.value = ""
        self.is_value = False

    @property
    def place(self) -> str:
        return f"{get_column_letter(self.column)}{self.row}"

    def start(self, tag: str, attributes: dict[str, str], depth: int) -> None:
        if tag == "row":
            self.row_depth, self.column = depth, 0
            number = attributes.get("r")
            self.row = _following(self.row, None if number is None else _check_index(number))
        elif self.row_depth and depth == self.row_depth + 1:
            self.column = _following(self.column, self._column_of(attributes.get("r", "")))
            self.kind = attributes.get("t", "n")
            if (style := attributes.get("s")) is not None:
                _check_index(style)
        elif tag == "f" and self.row_depth:
            self.facts.formulas[self.place] = False
        elif tag == "v" and self.row_depth:
            self.is_value, self.value = True, ""
        elif tag == "mergeCell":
            self.facts.merged.append(attributes.get("ref", ""))

    def _column_of(self, place: str) -> int | None:
        """The column of B7, a place in this row; None where it is empty."""
        if not place:
            return None
        letters = place.rstrip("0123456789")
        if place != f"{letters}{self.row}":
            raise UnreadableFile(DAMAGED)
        return column_index_from_string(letters)

    def hold(self, text: str) -> None:
        """What has no value does not count, however far out its style reaches."""
        if not self.row_depth or not text.strip():
            return
        if self.row > LAST_ROW or self.column > LAST_COLUMN:
            raise UnreadableFile(TOO_MUCH)
        if self.is_value:
            self.value += text

    def end(self, depth: int) -> None:
        if depth == self.row_depth:
            self.row_depth = 0
        if not self.is_value:
            return
        self.is_value = False
        if self.kind == "s" and self.value:
            _check_index(self.value)
        # Most sheets have none: to name each place would take longer than all else here.
        has_result = bool(self.value) or self.kind == "str"
        if self.facts.formulas and has_result and self.place in self.facts.formulas:
            self.facts.formulas[self.place] = True


def _following(last: int, given: int | None) -> int:
    """The number of a row or column: the one given, or the next; each above the last."""
    if given is None:
        return last + 1
    if given <= last:
        raise UnreadableFile(DAMAGED)
    return given


def _check_index(written: str) -> int:
    """A number as the format writes them: Python would also take -1, the last of a list."""
    if not INDEX.fullmatch(written):
        raise UnreadableFile(DAMAGED)
    return int(written)


INDEX = re.compile(r"[0-9]{1,9}", re.ASCII)
