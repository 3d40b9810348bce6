"""What becomes of a row of an upload (new, changed, in conflict, wrong), and what is said of it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from appeal.base.excel import CLEAR, FilledRow, InputCell, UnreadableCell
from appeal.base.given import given
from appeal.base.languages import in_each_language

from ..models import Question, Transaction, UploadRow

Outcome = UploadRow.Outcome
# What a row says, by `typed`, before it is stored and after.
Typed = FilledRow | UploadRow
# What a row or a record holds, by column.
Values = dict[str, Any]
# A placeholder for a reason: nothing is applied while one is missing.
UNTOLD = "…"
# A placeholder for a text that could not be read, so that a required text is not missing.
UNREAD_TEXT = "…"
CHANGED_SINCE = gettext_lazy(
    "Somebody changed this after you downloaded the template. Download a new template."
)


class Cleared:
    """What the word CLEAR asks for: the cell is to be emptied."""

    def __repr__(self) -> str:
        return CLEAR


CLEARED = Cleared()


@dataclass
class Reading:
    """A row, its values by column, and what is said of it while it is judged.

    A column that is not among `values` was left blank, and nothing is to change; or it is
    `unread`: what is there could not be read, and was refused. `changes` (column, old, new),
    `problems` and `remarks` (column, cell, sentence) are stored with the row; remarks hinder
    nothing. What becomes of the row follows from that: `outcome`.
    """

    row: UploadRow
    # In the order of the template: that of what JSON keeps is the database's own.
    columns: Sequence[str] = ()
    values: Values = field(default_factory=dict)
    unread: set[str] = field(default_factory=set)
    changes: list[dict[str, Any]] = field(default_factory=list)
    problems: list[dict[str, Any]] = field(default_factory=list)
    remarks: list[dict[str, Any]] = field(default_factory=list)
    asked: list[Question] = field(default_factory=list)
    needs_reason: bool = False
    # Whether there was nothing stored of what the row is about: `compare` says so.
    is_new: bool = False
    is_conflict: bool = False
    is_skipped: bool = False
    # Whether it is not to be carried out, whatever it says.
    is_settled: bool = False
    transaction: Transaction | None = None

    @property
    def outcome(self) -> str:
        """What becomes of the row."""
        if self.is_skipped:
            return Outcome.SKIPPED
        if self.problems:
            return Outcome.CONFLICT if self.is_conflict else Outcome.ERROR
        if not self.changes:
            return Outcome.UNCHANGED
        return Outcome.NEW if self.is_new else Outcome.CHANGED

    def name(self, *things: object) -> None:
        """Say what the row is about, in every language: not only who uploads it reads it."""
        self.row.about = in_each_language(lambda: " ".join(map(str, things)))

    def refuse(self, column: str, sentence: object) -> None:
        """Say what is wrong with a cell; `column` is empty where it is the row as a whole.

        Of a cell that could not be read nothing else is said: it would follow from that. What is
        about the row is said at the first cell that it fills in.
        """
        if column in self.unread:
            return
        column = column or self.first_column()
        problem = {"column": column, "at": self.row.place(column), "sentence": str(sentence)}
        if problem not in self.problems:
            self.problems.append(problem)

    def remark(self, column: str, sentence: object) -> None:
        """Say what is to be known of a cell before the row is applied.

        The sentence is one, or by language: then the rows are not judged again for the others.
        """
        said = sentence if isinstance(sentence, dict) else str(sentence)
        place = self.row.place(column)
        self.remarks.append({"column": column, "at": place, "sentence": said, "hinders": False})

    @property
    def is_told_in_one_language(self) -> bool:
        """Whether something is said of it that others cannot read yet."""
        return any(isinstance(each["sentence"], str) for each in self.sayings)

    def keep(self) -> None:
        """Give the row what is said of it."""
        row = self.row
        row.outcome, row.changes, row.problems = self.outcome, self.changes, self.sayings
        row.asked = [each.as_stored for each in self.asked]
        row.needs_reason = self.needs_reason

    @property
    def sayings(self) -> list[dict[str, Any]]:
        """The problems and remarks of its cells, as they are stored."""
        return [*self.problems, *self.remarks]

    def skip(self, column: str, sentence: object) -> None:
        """Leave the row out, whatever else it says, and say why."""
        self.problems.clear()
        self.remark(column, sentence)
        self.is_skipped = self.is_settled = True

    def miss(self, column: str, heading: object) -> None:
        """Say that a cell has to be filled in."""
        self.refuse(column, _("“%(column)s” is missing. Fill it in.") % {"column": heading})

    def change(self, column: str, old: object, new: object) -> bool:
        """Note what applying the row changes, if it does."""
        if old == new:
            return False
        self.changes.append({"column": column, "old": as_json(old), "new": as_json(new)})
        return True

    def reason(self, stored: str = "") -> str:
        """Why the row is right: by its own cell, by what is stored, or by what its upload says.

        The upload's reason is for the rows that were unusual when it was given.
        """
        for_all = self.row.upload.unusual_reason if self.row.needs_reason else ""
        return self.value("unusual_reason", stored) or for_all

    def ask(self, questions: list[Question], reason: str) -> None:
        """Note the questions about the row, and whether a reason is still needed."""
        self.asked, self.needs_reason = questions, bool(questions) and not reason

    @property
    def says_something(self) -> bool:
        """Whether there is anything to judge: a change, or a cell that could not be read."""
        return bool(self.changes or self.unread)

    def compare(self, stored: object, stamp: str | None = None, sentence: object = "") -> bool:
        """Decide what the row is beside what is `stored` of the same, None where nothing is.

        New where nothing is. In conflict, as the sentence says, where the `stamp` of what is stored
        is not the one that was downloaded; then this is False.
        """
        self.is_new = stored is None
        if stamp is None or self.row.key is None or self.row.stamp == stamp:
            return True
        self.conflict(sentence)
        return False

    def conflict(self, sentence: object = "", column: str = "") -> None:
        """Say that what is stored is not what the file was filled in beside."""
        self.refuse(column, sentence or CHANGED_SINCE)
        self.is_conflict = True

    @property
    def record(self) -> int:
        """The id of what the template printed in the row; 0 for none."""
        return whole(self.row.typed("id"))

    def first_column(self, *preferred: str) -> str:
        """Where to say what is about the row as a whole: a cell that it fills in, if possible."""
        changed = {*self.unread, *(each["column"] for each in self.changes)}
        filled = changed or self.values.keys()
        return next((name for name in (*preferred, *self.columns) if name in filled), "")

    def value(self, column: str, otherwise: object = None) -> Any:
        """What the row makes of a column: as typed, emptied, or `otherwise` where it is blank."""
        value = self.values.get(column, otherwise)
        return ("" if isinstance(otherwise, str) else None) if value is CLEARED else value

    def text(self, column: str) -> str:
        """What the row makes of a text column; a placeholder if it could not be read."""
        return UNREAD_TEXT if column in self.unread else self.value(column, "")


def as_json(value: object) -> Any:
    """A value as it is stored in JSON, to be shown in each reader's words; None for nothing."""
    if value is None or value is CLEARED or value == "":
        return None
    if isinstance(value, date):
        return {"day": value.isoformat()}
    return {"number": str(value)} if isinstance(value, Decimal | int) else str(value)


def whole(value: Any) -> int:
    """The number that a cell holds; 0 where it holds none."""
    try:
        return int(value)
    except (TypeError, ValueError, OverflowError):
        return 0


def read_row(row: UploadRow, inputs: Mapping[str, InputCell], language: str) -> Reading:
    """The values of a row's cells; every cell that cannot be read is refused in a sentence."""
    reading = Reading(row, tuple(inputs))
    for column, asked in inputs.items():
        cell = row.cells.get(column)
        if cell is None:
            continue
        if cell["value"] == CLEAR:
            reading.values[column] = CLEARED
            continue
        try:
            reading.values[column] = _read(cell, asked, language)
        except UnreadableCell as refusal:
            reading.refuse(column, refusal)
            reading.unread.add(column)
    return reading


def _read(cell: Mapping[str, Any], asked: InputCell, language: str) -> Any:
    if sentence := UNREADABLE.get(cell["kind"]):
        raise UnreadableCell(sentence)
    shown = {"is_percent": cell.get("percent", False), "marks": cell.get("marks", ())}
    return asked.read(_value(cell), language, **shown)


def _value(cell: Mapping[str, Any]) -> Any:
    """A value stored in JSON, as the workbook had it."""
    return date.fromisoformat(cell["value"][:10]) if cell["kind"] == "day" else cell["value"]


UNREADABLE = {
    "formula": gettext_lazy(
        "This formula has no saved result. Open the file in Excel and save it, or enter the value."
    ),
    "error": gettext_lazy("This cell has an Excel error. Enter the value."),
    "surplus": gettext_lazy(
        "This line has more cells than headings. Put a number with a comma in quotation"
        " marks, or write it with a decimal point."
    ),
    "merged": gettext_lazy("This cell is merged with others. Unmerge them and fill in each one."),
}


def unsettled(readings: Iterable[Reading], sheet: str = "") -> list[Reading]:
    """Those that are to be carried out; of a sheet, where one is named."""
    return [each for each in readings if not each.is_settled and sheet in ("", each.row.sheet)]


def settle_used(readings: Iterable[Reading], inputs: Mapping[str, Mapping[str, InputCell]]) -> None:
    """Settle the rows whose key an earlier upload has used: unchanged if they say the same."""
    by_key = {reading.row.key: reading for reading in readings if reading.row.key}
    for key, before in UploadRow.objects.applied_before(by_key).items():
        reading = by_key[key]
        reading.row.about, reading.is_settled = before.about, True
        then = read_row(before, inputs[before.sheet], before.upload.language)
        if then.values == reading.values and not reading.problems:
            continue
        day = reading.row.upload.appeal.day_of(given(before.upload.decided_at))
        reading.refuse(
            "",
            _(
                "%(person)s already applied this row on %(day)s. To change it, download a"
                " new template."
            )
            % {"day": date_format(day), "person": before.upload.uploaded_by},
        )
