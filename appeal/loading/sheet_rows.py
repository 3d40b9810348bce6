"""Rows of a sheet as documents, whose every entry knows its cell, so that a refusal can name it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import NoReturn

from django.utils.translation import gettext as _

from ..base.refusals import Refusal
from .documents import DocumentError, LoadedEntry
from .reading import TOTAL, FixtureTable


class CellError(DocumentError):
    """Something is wrong in a cell; the text says sheet, cell and reason."""

    def __init__(self, sheet: str, cell: str, reason: str) -> None:
        super().__init__(
            _("Sheet “%(sheet)s”, %(cell)s: %(reason)s")
            % {"sheet": sheet, "cell": cell, "reason": reason}
        )
        self.sheet, self.cell, self.reason = sheet, cell, reason


class NotReadable(Refusal):
    """The workbook makes no appeal; `sentences` say why, each with its cell."""

    field = "file"

    def __init__(self, sentences: Iterable[object]) -> None:
        self.sentences = [str(each) for each in sentences]
        super().__init__(" ".join(self.sentences))


class SheetEntry(LoadedEntry):
    """A row of a sheet; `cells` holds the place of what is under each key."""

    def __init__(
        self, sheet: str, at: str, cells: dict[str, str], names: Mapping[str, str]
    ) -> None:
        super().__init__()
        self.sheet, self.at, self.cells, self.names = sheet, at, cells, names

    def refuse(self, reason: str, key: str | None = None) -> NoReturn:
        raise CellError(self.sheet, self.cells.get(key or "", self.at), reason)

    def name_of(self, key: str) -> str:
        return str(self.names.get(key, key))

    def part(self, names: Iterable[str]) -> "SheetEntry":
        """What the row says of another table, in the same cells."""
        entry = SheetEntry(self.sheet, self.at, self.cells, self.names)
        entry.update({name: self[name] for name in names if name in self})
        return entry


@dataclass(frozen=True)
class SheetTable(FixtureTable):
    """The matrix; a stated total is wrong in its own cell."""

    rows: Mapping[str, SheetEntry] = field(default_factory=dict)
    columns: Mapping[str, str] = field(default_factory=dict)

    def refuse(self, reason: str, office: str, heading: str) -> NoReturn:
        self.rows[office or TOTAL].refuse(reason, self.columns[heading])
