"""What is said of the rows of an upload, in the language of whoever reads it."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.formats import date_format

from appeal.base.amounts import cents, money, quantity, units
from appeal.base.excel import Column, Format
from appeal.base.languages import in_own_language

from ..models import Question, Upload, UploadRow
from .registry import TEMPLATES
from .template import UploadPlace

Columns = Mapping[str, Mapping[str, Column]]
WRITTEN: dict[Format, Callable[[Decimal], str]] = {
    Format.MONEY: money,
    Format.CENTS: cents,
    Format.RATE: units,
}


@dataclass(frozen=True)
class Said:
    """A sentence about a cell of a row: where it is (F6), under which heading, what it says.

    It `hinders` applying the upload, or is to be known only.
    """

    at: str
    column: str
    sentence: str
    hinders: bool


@dataclass(frozen=True)
class Change:
    """What a row changes under a heading; an empty text for nothing."""

    label: str
    old: str
    new: str


@dataclass(frozen=True)
class ToldRow:
    """A row with all that is said of it."""

    row: UploadRow
    said: list[Said]
    asked: list[Said]
    changes: list[Change]

    @property
    def about(self) -> str:
        """What of the plan or the ledger it is about; empty where that is not known."""
        return in_own_language(self.row.about)

    @property
    def problems(self) -> list[Said]:
        return [each for each in self.said if each.hinders]


def tell(upload: Upload, rows: Iterable[UploadRow]) -> list[ToldRow]:
    """Rows of an upload, with what is wrong and what changes in the active language."""
    template = TEMPLATES[upload.kind]
    columns = template.columns_by_name(upload.appeal, UploadPlace.of(upload))
    return [
        ToldRow(
            row,
            [_said(each, columns.get(row.sheet, {})) for each in row.problems],
            [_asked(Question.stored(each), row, columns[row.sheet]) for each in row.asked],
            [_change(each, columns.get(row.sheet, {})) for each in row.changes],
        )
        for row in rows
    ]


def _said(kept: Mapping[str, Any], columns: Mapping[str, Column]) -> Said:
    column = columns.get(kept.get("column", ""))
    return Said(
        kept["at"],
        str(column.heading) if column else "",
        in_own_language(kept["sentence"]),
        kept.get("hinders", True),
    )


def _asked(question: Question, row: UploadRow, columns: Mapping[str, Column]) -> Said:
    heading = str(columns[question.about].heading)
    return Said(row.place(question.about), heading, str(question), hinders=False)


def _change(kept: Mapping[str, Any], columns: Mapping[str, Column]) -> Change:
    # An earlier edition kept the heading and the values as its reader saw them.
    name = kept.get("column") or kept["label"]
    column = columns.get(name)
    label = str(column.heading) if column else name
    return Change(label, in_words(kept["old"], column), in_words(kept["new"], column))


def in_words(value: object, column: Column | None) -> str:
    """A value that `as_json` stored, written as everywhere; empty for none."""
    if value is None:
        return ""
    if isinstance(value, dict) and "day" in value:
        return date_format(date.fromisoformat(value["day"]))
    if isinstance(value, dict):
        write = WRITTEN.get(column.format, quantity) if column else quantity
        return write(Decimal(value["number"]))
    choices = column.input_cell.choices if column and column.input_cell else {}
    return str(choices.get(value, value))
