"""R13, the result of an upload: the template as it was filled in, with what is said of it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from appeal.base.excel import Book, Column, Control, Sheet, Tone
from appeal.base.given import given
from appeal.base.labels import labelled

from ..models import Upload, UploadRow
from ..uploads import TEMPLATES, Change, TemplateLine, ToldRow, UploadPlace, tell
from .asked import Asked

Outcome = UploadRow.Outcome
TONES = {
    Outcome.NEW.label: Tone.GOOD,
    Outcome.CHANGED.label: Tone.GOOD,
    Outcome.UNCHANGED.label: Tone.QUIET,
    Outcome.SKIPPED.label: Tone.QUIET,
    Outcome.ERROR.label: Tone.BAD,
    Outcome.CONFLICT.label: Tone.WARNING,
}


@dataclass(frozen=True)
class Returned:
    """A row as the template has it now, and as it was filled in; either may be missing."""

    fresh: Any = None
    told: ToldRow | None = None
    is_applied: bool = False

    @property
    def filled(self) -> UploadRow | None:
        return self.told.row if self.told else None

    @property
    def message(self) -> str | None:
        """What is wrong, unusual or changed, a line each."""
        if self.told is None:
            return None
        wrong = [
            labelled(place, each.sentence) if place else each.sentence
            for each in (*self.told.said, *self.told.asked)
            for place in [f"{each.column} {each.at}".strip()]
        ]
        changed = [labelled(each.label, _became(each)) for each in self.told.changes]
        is_wrong = bool(self.told.problems)
        return "\n".join(wrong if is_wrong else [*wrong, *changed]) or None

    def value(self, column: Column) -> Any:
        """The value of a column: as filled in, else as in the template."""
        if column.name == "key" and self.filled and not (self.is_applied and self.fresh):
            return str(self.filled.key or "") or None
        if column.name == "stamp" and self.filled and self.fresh is None:
            return self.filled.stamp or None
        is_own = column.input_cell or self.fresh is None
        cell = self.filled.cells.get(column.name) if self.filled and is_own else None
        if cell is not None and not (self.is_applied and self.fresh):
            return _written(cell)
        return None if self.fresh is None else column.value(self.fresh)


def _became(change: Change) -> str:
    """As the preview has it: what is new alone where there was nothing."""
    return f"{change.old} → {change.new or _('emptied')}" if change.old else change.new


def _written(cell: Mapping[str, Any]) -> Any:
    """What was filled in, in the formats of the template: a percentage by its number."""
    if cell["kind"] == "day":
        return date.fromisoformat(cell["value"][:10])
    return Decimal(str(cell["value"])) * 100 if cell.get("percent") else cell["value"]


RESULT = Column(gettext_lazy("Result"), "filled.get_outcome_display()", width=12, tones=TONES)
# The cells that it names are those of the file as it was uploaded.
MESSAGE = Column(gettext_lazy("Message"), "message", width=50)


def upload_result(asked: Asked) -> Book:
    """R13: can be corrected and uploaded as it is. Rows in conflict carry today's version."""
    upload = given(asked.upload)
    template = TEMPLATES[upload.kind]
    place = UploadPlace.of(upload)
    empty = template.sheets(upload.appeal, place, template.spare)
    filled: dict[str, list[ToldRow]] = {sheet.name: [] for sheet in empty}
    for told in tell(upload, upload.upload_rows.in_order()):
        filled[told.row.sheet].append(told)
    sheets = [_sheet(sheet, filled[sheet.name], upload) for sheet in empty]
    asked = replace(asked, office=upload.office, period=upload.period)
    return asked.book(
        sheets,
        facts=[
            (_("File"), upload.file_name),
            (_("SHA-256 of the file"), upload.sha256),
            (_("State of the upload"), upload.get_state_display()),
        ],
        instructions=template.instructions,
        template=template.words(upload.appeal, place),
    )


def _sheet(sheet: Sheet, filled: Sequence[ToldRow], upload: Upload) -> Sheet:
    columns = [RESULT, MESSAGE, *(_returned(column) for column in sheet.columns)]
    rows = list(_rows(sheet, filled, is_applied=upload.state == Upload.State.APPLIED))
    judged = sum(row.filled is not None for row in rows)
    return replace(
        sheet,
        columns=columns,
        rows=rows,
        frozen=1,
        # What a row is about is printed on every page.
        repeated=(3, 3),
        controls=[Control(_("Rows checked"), "COUNTA({})", [RESULT], judged)],
    )


def _returned(column: Column) -> Column:
    is_locked = column.is_locked
    return replace(
        column,
        path=lambda row: row.value(column),
        is_locked=is_locked and (lambda row: row.fresh is not None and is_locked(row.fresh)),
    )


def _rows(sheet: Sheet, filled: Iterable[ToldRow], *, is_applied: bool) -> Iterator[Returned]:
    """The template's rows with what was filled in; then what was filled in beyond them."""
    named = [c for c in sheet.columns if c.name not in ("", "key", "stamp") and not c.input_cell]
    left: dict[tuple[str, ...], ToldRow] = {}
    beyond: list[ToldRow] = []
    for told in filled:
        about = tuple(str(told.row.cells.get(column.name, {}).get("value", "")) for column in named)
        if any(about) and about not in left:
            left[about] = told
        else:
            beyond.append(told)
    for fresh in sheet.rows:
        about = tuple(_text(column.value(fresh)) for column in named)
        if not any(about) and beyond:
            found: ToldRow | None = beyond.pop(0)
        else:
            found = left.pop(about, None)
        is_spare = isinstance(fresh, TemplateLine) and fresh.pk is None
        yield Returned(None if is_spare and found else fresh, found, is_applied)
    for told in (*left.values(), *beyond):
        yield Returned(None, told, is_applied)


def _text(value: object) -> str:
    return "" if value is None else str(value)
