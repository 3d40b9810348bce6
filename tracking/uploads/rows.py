"""A row of an upload as a form reads it, and what is said of it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from appeal.amounts import quantity
from appeal.excel import CLEAR, Entry, Unreadable

from ..models import Transaction, UploadRow

Outcome = UploadRow.Outcome


class Cleared:
    """What the word CLEAR asks for: the cell is to be emptied."""

    def __repr__(self) -> str:
        return CLEAR


CLEARED = Cleared()


@dataclass
class Reading:
    """A row, its values by column, and what is wrong with it.

    A column that is not among `values` was left blank: nothing is to change. `changes` and
    `problems` are kept with the row as they stand here.
    """

    row: UploadRow
    values: dict[str, Any] = field(default_factory=dict)
    changes: list[dict[str, str]] = field(default_factory=list)
    problems: list[dict[str, str]] = field(default_factory=list)
    outcome: str = ""
    transaction: Transaction | None = None
    refused: set[str] = field(default_factory=set)

    def refuse(self, column: str, sentence: str) -> None:
        """Say what is wrong with a cell; `column` is empty where it is the row as a whole."""
        self.refused.add(column)
        at = self.row.cells.get(column, {}).get("at", "")
        problem = {"at": at, "sentence": str(sentence)}
        if problem not in self.problems:
            self.problems.append(problem)

    def refuse_once(self, column: str, sentence: str) -> None:
        """The same, unless something was wrong with that cell before."""
        if column not in self.refused:
            self.refuse(column, sentence)

    def change(self, label: Any, old: Any, new: Any) -> None:
        """Note what applying the row changes, in words."""
        words = {"label": str(label), "old": in_words(old), "new": in_words(new)}
        self.changes.append(words)

    def conclude(self, outcome: str = "") -> None:
        """Settle the outcome: `outcome`, unless something is wrong or nothing changes."""
        if self.problems:
            self.outcome = Outcome.CONFLICT if outcome == Outcome.CONFLICT else Outcome.ERROR
        elif not self.changes:
            self.outcome = Outcome.UNCHANGED
        else:
            self.outcome = outcome or Outcome.CHANGED

    def value(self, column: str, otherwise: Any = None) -> Any:
        """What the row makes of a column: as typed, emptied, or `otherwise` where it is blank."""
        value = self.values.get(column, otherwise)
        return ("" if isinstance(otherwise, str) else None) if value is CLEARED else value


def in_words(value: Any) -> str:
    """A value as people read it; empty for none."""
    if value is None or value is CLEARED:
        return ""
    if isinstance(value, date):
        return date_format(value, "SHORT_DATE_FORMAT")
    return quantity(value) if isinstance(value, Decimal) else str(value)


def whole(value: Any) -> int:
    """The number that a cell holds; 0 where it holds none."""
    try:
        return int(value)
    except (TypeError, ValueError, OverflowError):
        return 0


def read_row(row: UploadRow, entries: Mapping[str, Entry], language: str) -> Reading:
    """The values of a row's cells; every cell that cannot be read is refused in a sentence."""
    reading = Reading(row)
    for column, entry in entries.items():
        cell = row.cells.get(column)
        if cell is None:
            continue
        if sentence := UNREADABLE.get(cell["kind"]):
            reading.refuse(column, str(sentence))
        elif cell["value"] == CLEAR:
            reading.values[column] = CLEARED
        else:
            try:
                reading.values[column] = entry.read(
                    _value(cell), language, is_percent=cell.get("percent", False)
                )
            except Unreadable as refusal:
                reading.refuse(column, str(refusal))
    return reading


def _value(cell: Mapping[str, Any]) -> Any:
    """What JSON kept, as the workbook had it."""
    return date.fromisoformat(cell["value"][:10]) if cell["kind"] == "day" else cell["value"]


UNREADABLE = {
    "formula": gettext_lazy(
        "This formula has no stored result: open the file in Excel and save it, or write the value."
    ),
    "error": gettext_lazy("This cell holds an error of Excel: write the value."),
    "merged": gettext_lazy("This cell is merged with others: unmerge them and fill in each one."),
}


def settle_used(readings: Iterable[Reading], entries: Mapping[str, Mapping[str, Entry]]) -> None:
    """Settle the rows whose key an earlier upload has used: unchanged if they say the same."""
    by_key = {reading.row.key: reading for reading in readings if reading.row.key}
    for key, before in UploadRow.objects.applied_before(by_key).items():
        reading = by_key[key]
        reading.row.name = before.name
        language = before.upload.language
        then = read_row(before, entries[before.sheet], language)
        said = {
            "day": date_format(before.upload.decided_at, "SHORT_DATE_FORMAT"),
            "person": before.upload.uploaded_by,
        }
        if then.values == reading.values and not reading.problems:
            reading.outcome = Outcome.UNCHANGED
            continue
        reading.refuse(
            "",
            _(
                "This row was applied on %(day)s by %(person)s and counts once: to change what it"
                " says, download the template anew."
            )
            % said,
        )
        reading.outcome = Outcome.ERROR
