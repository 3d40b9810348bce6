"""Templates whose rows are records: those that are stored, then empty rows for new ones."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy

from appeal.excel import Column, Sheet
from appeal.models import Appeal, StaleVersion

from ..models import Upload, UploadRow
from .columns import KEY, NEW, NUMBER, STAMP, Line, sheet_to_fill, spare_rows
from .forms import Place
from .rows import CLEARED, Reading, whole

Outcome = UploadRow.Outcome
CHANGED_SINCE = gettext_lazy("Somebody changed this since the download: look at it anew.")
ABOUT_NOTHING = gettext_lazy("This row is about nothing here: download the template anew.")


class RowRefused(Exception):
    """The record cannot be kept so: sentences by column, under "" for the row as a whole."""

    def __init__(self, sentences: Mapping[str, Iterable[Any]]) -> None:
        super().__init__(sentences)
        self.sentences = sentences


class RecordSheet:
    """A sheet of records: subclasses say which there are, what they hold and how one is kept."""

    name = ""
    title: Any = ""

    def __init__(self, appeal: Appeal, place: Place) -> None:
        self.appeal, self.place = appeal, place
        self.columns: Sequence[Column] = self.own_columns()
        self.entries = {each.name: each for each in self.columns if each.entry}

    def own_columns(self) -> Sequence[Column]:
        raise NotImplementedError

    def stored(self) -> Sequence[Any]:
        """The records that the template shows, in order."""
        raise NotImplementedError

    def values(self, record: Any) -> dict[str, Any]:
        """What a record holds, by column: as `Entry.read` gives it, empty where there is none."""
        raise NotImplementedError

    def facts(self, record: Any) -> dict[str, Any]:
        """What else the template shows of a record, in columns that are not filled in."""
        return {}

    def stamp(self, record: Any) -> str:
        return str(record.version)

    def keep(self, record: Any, typed: dict[str, Any], upload: Upload, at: datetime) -> Any:
        """Save a record, or a new one where it is None; raises RowRefused, StaleVersion."""
        raise NotImplementedError

    def sheet(self, spare: int) -> Sheet:
        columns = [*self.columns, NUMBER, KEY, STAMP]
        rows = [*(self._line(record) for record in self.stored()), *spare_rows(spare)]
        return sheet_to_fill(self.name, self.title, columns, rows, frozen=1)

    def _line(self, record: Any) -> Line:
        shown = {name: self._shown(name, value) for name, value in self.values(record).items()}
        return Line(pk=record.pk, stamp=self.stamp(record), shown=shown | self.facts(record))

    def _shown(self, name: str, value: Any) -> Any:
        """A choice by its label; nothing for an empty text."""
        entry = self.entries[name].entry if name in self.entries else None
        return entry.choices.get(value, value or None) if entry and entry.choices else value or None

    def carry_out(self, readings: Iterable[Reading], upload: Upload, at: datetime) -> None:
        """Keep what the rows say; each reading is told its outcome."""
        records = {record.pk: record for record in self.stored()}
        for reading in readings:
            record = records.get(whole(reading.row.cells.get("id", {}).get("value")))
            if "id" in reading.row.cells and record is None:
                reading.refuse("", str(ABOUT_NOTHING))
                reading.conclude()
            else:
                self._carry_out(reading, record, upload, at)

    def _carry_out(self, reading: Reading, record: Any, upload: Upload, at: datetime) -> None:
        before = self.values(record) if record else dict.fromkeys(self.entries, "")
        typed = before | {
            name: "" if value is CLEARED else value for name, value in reading.values.items()
        }
        for name in reading.values:
            if typed[name] != before.get(name):
                self._tell_change(reading, name, before.get(name), typed[name])
        reading.row.name = str(record or "")
        if reading.changes and reading.row.stamp != (self.stamp(record) if record else NEW):
            reading.refuse("", str(CHANGED_SINCE))
            reading.conclude(Outcome.CONFLICT)
            return
        if reading.changes and not reading.problems:
            self._keep(reading, record, typed, upload, at)
        if not reading.outcome:
            reading.conclude(Outcome.CHANGED if record else Outcome.NEW)

    def _tell_change(self, reading: Reading, name: str, old: Any, new: Any) -> None:
        choices = self.entries[name].entry.choices
        reading.change(self.entries[name].heading, choices.get(old, old), choices.get(new, new))

    def _keep(
        self, reading: Reading, record: Any, typed: dict[str, Any], upload: Upload, at: datetime
    ) -> None:
        try:
            with transaction.atomic():
                kept = self.keep(record, typed, upload, at)
            reading.row.name = str(kept)[:200]
        except RowRefused as refusal:
            for name, sentences in refusal.sentences.items():
                for sentence in sentences:
                    reading.refuse_once(name if name in self.entries else "", str(sentence))
        except StaleVersion:
            reading.refuse("", str(CHANGED_SINCE))
            reading.conclude(Outcome.CONFLICT)
