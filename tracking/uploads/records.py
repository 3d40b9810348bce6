"""Templates whose rows are records: those that are stored, then empty rows for new ones."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, ClassVar

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from appeal.base.excel import Column, Sheet
from appeal.models import Appeal, StaleVersion, User

from ..models import Upload
from .columns import KEY, NEW, NUMBER, STAMP, TemplateLine, sheet_to_fill, spare_rows
from .outcomes import CLEARED, Reading, Values
from .template import Template, UploadPlace

ABOUT_NOTHING = gettext_lazy("This row doesn't match anything here. Download a new template.")
# What fields say of an empty value.
MISSING = ("required", "blank", "null")


class RecordSheet:
    """A sheet of records: subclasses say which there are, what they hold and how one is saved.

    `fields` are the columns of form fields that are named otherwise. `ruled` are the columns that
    rules about the record as a whole compare: such a refusal is shown at the first of them that
    changes. No two records of a file may say the same under the columns of `alone`.
    """

    name = ""
    title: Any = ""
    fields: ClassVar[dict[str, str]] = {}
    ruled: ClassVar[Sequence[str]] = ()
    alone: ClassVar[Sequence[str]] = ()

    def __init__(self, appeal: Appeal, place: UploadPlace) -> None:
        self.appeal, self.place = appeal, place
        self.columns: Sequence[Column] = [*self.own_columns(), NUMBER, KEY, STAMP]
        self.inputs = {each.name: each for each in self.columns if each.input_cell}
        # What the wrong rows of a file would hold, had they been kept.
        self.wrong: dict[tuple, Reading] = {}

    def own_columns(self) -> Sequence[Column]:
        raise NotImplementedError

    def stored(self) -> Sequence[Any]:
        """The records that the template shows, in order."""
        raise NotImplementedError

    def values(self, record: Any) -> Values:
        """What a record holds, by column: as `Entry.read` gives it, empty where there is none."""
        raise NotImplementedError

    def facts(self, record: Any) -> Values:
        """What else the template shows of a record, in columns that are not filled in."""
        return {}

    def stamp(self, record: Any) -> str:
        return str(record.version)

    def keep(
        self, reading: Reading, record: object, typed: Values, upload: Upload, at: datetime
    ) -> Any:
        """Refuse on the reading all that is wrong; save a record where nothing is, and return it.

        `record` is None for a new one. `typed` is what it would hold, empty under columns that
        could not be read. May raise StaleVersion.
        """
        raise NotImplementedError

    def spare_lines(self, count: int) -> list[TemplateLine]:
        return spare_rows(count)

    def sheet(self, spare: int) -> Sheet:
        rows = [*(self._line(record) for record in self.stored()), *self.spare_lines(spare)]
        return sheet_to_fill(self.name, self.title, self.columns, rows, frozen=1)

    def _line(self, record: Any) -> TemplateLine:
        shown = {name: self._shown(name, value) for name, value in self.values(record).items()}
        return TemplateLine(
            pk=record.pk, stamp=self.stamp(record), shown=shown | self.facts(record)
        )

    def _shown(self, name: str, value: object) -> Any:
        """A choice by its label; nothing for an empty text, which is not zero."""
        cell = self.inputs[name].input_cell if name in self.inputs else None
        kept = None if value == "" else value
        return cell.choices.get(value, kept) if cell and cell.choices else kept

    def carry_out(self, readings: Iterable[Reading], upload: Upload, at: datetime) -> None:
        """Keep what the rows say."""
        records = {record.pk: record for record in self.stored()}
        for reading in readings:
            record = records.get(reading.record)
            if "id" in reading.row.cells and record is None:
                reading.refuse("", ABOUT_NOTHING)
            else:
                self._carry_out(reading, record, upload, at)

    def _carry_out(self, reading: Reading, record: object, upload: Upload, at: datetime) -> None:
        before = self.values(record) if record else dict.fromkeys(self.inputs, "")
        typed = before | {
            name: "" if value is CLEARED else value for name, value in reading.values.items()
        }
        for name in reading.values:
            reading.change(name, before.get(name), typed[name])
        reading.name(record or "")
        stamp = self.stamp(record) if record else NEW
        if reading.says_something and reading.compare(record, stamp):
            self._keep(reading, record, typed | dict.fromkeys(reading.unread, ""), upload, at)

    def _keep(
        self, reading: Reading, record: object, typed: Values, upload: Upload, at: datetime
    ) -> None:
        self._refuse_what_stands_twice(reading, typed)
        try:
            with transaction.atomic():
                kept = self.keep(reading, record, typed, upload, at)
            if kept is not None:
                reading.name(kept)
        except StaleVersion:
            reading.conflict()
        if reading.problems and (same := self._same(typed)):
            self.wrong.setdefault(same, reading)

    def _refuse_what_stands_twice(self, reading: Reading, typed: Values) -> None:
        """Refuse a row that repeats a wrong row above; had that been saved, the database would."""
        if first := self.wrong.get(self._same(typed)):
            sentence = _("Row %(row)s says the same. Keep only one of them.")
            reading.refuse(self.alone[-1], sentence % {"row": first.row.number})

    def _same(self, typed: Values) -> tuple:
        """What no other record may say; empty where the row does not say all of it."""
        said = tuple(
            value.casefold() if isinstance(value, str) else value
            for value in (typed.get(name) for name in self.alone)
        )
        return said if all(said) else ()

    def refuse_missing(self, reading: Reading, name: str) -> None:
        reading.miss(name, self.inputs[name].heading)

    def tell(self, reading: Reading, errors: ValidationError | None) -> None:
        """Put what a form or a model refuses at the cells that it is about."""
        for field, found in (errors.update_error_dict({}) if errors else {}).items():
            column = self.fields.get(field, field)
            if column not in self.inputs:
                column = reading.first_column(*self.ruled) or next(iter(self.ruled), "")
            for error in found:
                if error.code in MISSING and field != NON_FIELD_ERRORS:
                    self.refuse_missing(reading, column)
                    continue
                for sentence in error.messages:
                    reading.refuse(column, sentence)

    def tell_form(self, reading: Reading, form: Any) -> None:
        """Put everything that a form refuses at the cells that it is about."""
        self.tell(reading, ValidationError(form.errors.as_data()) if form.errors else None)

    def tell_refusals(self, reading: Reading, refusals: Iterable[Any]) -> None:
        """Put what an action refuses at the cell of the field that it is about."""
        for refusal in refusals:
            self.tell(reading, ValidationError({refusal.field or NON_FIELD_ERRORS: str(refusal)}))


class RecordTemplate(Template):
    """A template whose sheets are of records; of the whole appeal unless a subclass says whose."""

    parts: ClassVar[Sequence[type[RecordSheet]]] = ()

    def place(self, appeal: Appeal, words: Mapping[str, str], user: User) -> UploadPlace:
        self.check_reader(appeal, UploadPlace(), user)
        return UploadPlace()

    def columns(self, appeal: Appeal, place: UploadPlace) -> Mapping[str, Sequence[Column]]:
        return {part.name: part(appeal, place).columns for part in self.parts}

    def sheets(self, appeal: Appeal, place: UploadPlace, spare: int = 0) -> list[Sheet]:
        return [part(appeal, place).sheet(spare) for part in self.parts]
