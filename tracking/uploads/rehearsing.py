"""The rows of an upload, a batch at a time: read, tried out, explained in every language."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any
from uuid import UUID

from django.conf import settings
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from appeal.base.excel import InputCell

from ..models import Upload, UploadRow
from .outcomes import Reading, Typed, read_row, settle_used
from .template import Template

Carrier = Callable[[list[Reading]], None]
# Where a row is: the title of its sheet, and its number there.
Spot = tuple[str, int]


def first_copies(rows: Iterable[tuple[UUID | None, Spot]]) -> dict[UUID, Spot]:
    """The first place of each key that is more than once in a file."""
    first: dict[UUID, Spot] = {}
    return {
        key: first[key]
        for key, spot in rows
        if key is not None and first.setdefault(key, spot) != spot
    }


@dataclass
class Judge:
    """Judges rows of an upload in one language: that which is active when it first does."""

    upload: Upload
    inputs: Mapping[str, Mapping[str, InputCell]]
    copies: Mapping[UUID, Spot]
    carry: Carrier

    def judge(self, rows: Iterable[UploadRow]) -> list[Reading]:
        """Rehearse rows or carry them out, and note with each what is to be said about it."""
        language = self.upload.language
        readings = [read_row(row, self.inputs[row.sheet], language) for row in rows]
        for reading in readings:
            self._refuse_copy(reading)
        settle_used(readings, self.inputs)
        self.carry(readings)
        return readings

    def _refuse_copy(self, reading: Reading) -> None:
        """Refuse a row that is from no template, or whose key is there more than once.

        What else is wrong with it is said too, but for the second copy on: it would repeat the
        first.
        """
        row = reading.row
        if row.key is None:
            reading.refuse(
                "", _("This row is not from the template. Use one of the template's rows.")
            )
        elif row.key in self.copies:
            reading.refuse("", _("This row is in the file more than once. Delete the copies."))
            if row.spot != self.copies[row.key]:
                reading.is_settled = True


@dataclass
class Rehearsal:
    """Tells rows what would become of them, bit by bit; `rows` are all that it will be given.

    What is said of cells is said in every language: not only who uploads it reads it. Sentences
    come from everywhere, the framework included, so the rows are judged once more in each; only
    those of which something is said where each is judged without the others.
    """

    template: Template
    upload: Upload
    at: datetime
    copies: Mapping[UUID, Spot]
    rows: Sequence[Typed]
    judges: dict[str, Judge] = field(default_factory=dict)

    @cached_property
    def inputs(self) -> Mapping[str, Mapping[str, InputCell]]:
        """What is filled in; whatever the language, their choices are read once."""
        return self.template.inputs(self.upload)

    def judge(self, rows: Iterable[UploadRow]) -> None:
        """Judge rows; what is to be said about each is stored with it."""
        own = str(get_language())
        readings = self._judge_in(own).judge(rows)
        told = [reading for reading in readings if reading.is_told_in_one_language]
        said = {own: told}
        others = {code for code, _name in settings.LANGUAGES} - {own} if told else ()
        for language in others:
            with override(language):
                some = told if self.template.batch else readings
                again = self._judge_in(language).judge([copy(each.row) for each in some])
            by_spot = {reading.row.spot: reading for reading in again}
            said[language] = [by_spot[reading.row.spot] for reading in told]
        for at, reading in enumerate(told):
            alike = {language: rows[at] for language, rows in said.items()}
            reading.problems, reading.remarks = (
                every_language({code: getattr(each, name) for code, each in alike.items()}, own)
                for name in ("problems", "remarks")
            )
        for reading in readings:
            reading.keep()

    def _judge_in(self, language: str) -> Judge:
        if language not in self.judges:
            carry = self.template.rehearsal(self.upload, self.at, self.rows)
            self.judges[language] = Judge(self.upload, self.inputs, self.copies, carry)
        return self.judges[language]


Sayings = list[dict[str, Any]]


def every_language(said: Mapping[str, Sayings], own: str) -> Sayings:
    """Each remark in the language `own`, with its translations."""
    about = [each["column"] for each in said[own]]
    matching = {
        code: rows for code, rows in said.items() if [each["column"] for each in rows] == about
    }
    return [
        each
        if isinstance(each["sentence"], dict)
        else each | {"sentence": {code: rows[at]["sentence"] for code, rows in matching.items()}}
        for at, each in enumerate(said[own])
    ]
