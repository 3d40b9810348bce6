"""Rows of a sheet as documents, whose every entry knows its cell, so that a refusal can name it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import NoReturn

from django.utils.translation import gettext as _

from ..actions.drafting import CLOSES_AFTER
from ..base.refusals import Refusal
from ..models import CompactObjective, Country, Partner, SdgTarget, in_languages
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

    def fill_in(self, names: Iterable[str]) -> None:
        """A text in one language is enough: where there is no English, that is taken for it."""
        for name in names:
            if name.endswith("_en") and name not in self:
                own = in_languages(name.removesuffix("_en"))
                said = [self[each] for each in own if self.get(each)]
                if said:
                    self[name] = said[0]

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


def fill_in_appeal(appeal: SheetEntry) -> None:
    """Fill in what is left open of an appeal: titles of the table, and when it closes."""
    if not any(appeal.get(name) for name in in_languages("table_title")):
        titles = {f"table_{name}": appeal.get(name) for name in in_languages("title")}
        appeal.update({name: title for name, title in titles.items() if title})
    if "closes_on" not in appeal and isinstance(appeal.get("ends_on"), date):
        appeal["closes_on"] = appeal["ends_on"] + CLOSES_AFTER


def known() -> dict[str, set[str]]:
    """What offices and activities may name."""
    return {
        "countries": set(Country.objects.values_list("code", flat=True)),
        "partners": set(Partner.objects.values_list("name_en", flat=True)),
        "sdg_targets": set(SdgTarget.objects.values_list("code", flat=True)),
        "compact_objectives": {
            str(number) for number in CompactObjective.objects.values_list("number", flat=True)
        },
    }
