"""Rows of a sheet as documents, whose every entry knows its cell, so that a refusal can name it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import NoReturn

from django.utils.translation import gettext as _

from ..base.refusals import Refusal
from ..models import CompactObjective, Country, Partner, SdgTarget, in_languages
from .documents import LoadedEntry
from .faults import DocumentError, Faults
from .reading import TOTAL, FixtureTable


class CellError(DocumentError):
    """Something is wrong in a cell; the text says sheet, cell and reason."""

    def __init__(self, sheet: str, cell: str, reason: str) -> None:
        super().__init__(
            _("Sheet “%(sheet)s”, %(cell)s: %(reason)s")
            % {"sheet": sheet, "cell": cell, "reason": reason}
        )
        self.sheet, self.cell, self.reason = sheet, cell, reason

    @property
    def place(self) -> tuple[str, str]:
        return (self.sheet, self.cell)


class NotReadable(Refusal):
    """The workbook makes no appeal; `sentences` say why, each with its cell."""

    field = "file"

    def __init__(self, sentences: Iterable[object]) -> None:
        self.sentences = [str(each) for each in sentences]
        super().__init__(" ".join(self.sentences))


def in_order(faults: Iterable[DocumentError], sheets: Sequence[str]) -> list[DocumentError]:
    """Sheet by sheet, and on each from its first row down."""

    def place(each: DocumentError) -> tuple[int, int, int, str]:
        sheet, cell = each.place
        letters = cell.rstrip("0123456789")
        number = cell.removeprefix(letters)
        return (sheets.index(sheet), int(number or 0), len(letters), letters)

    return sorted(faults, key=place)


# Texts that a row need not have in any language.
NEVER_NEEDED = ("definition_en",)


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

    def place_of(self, key: str) -> tuple[str, str]:
        """The sheet and the cell of what is under a key."""
        return (self.sheet, self.cells.get(key, self.at))

    def fill_in(self, names: Iterable[str]) -> None:
        """A text in one language is enough: where there is no English, that is taken for it."""
        for name in names:
            if name.endswith("_en") and name not in (*self, *NEVER_NEEDED):
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

    def read_row(self, office: str, row: SheetEntry, faults: Faults) -> None:
        """The amounts of an office, or the stated totals of the last row."""
        for heading, column in self.columns.items():
            is_total = office == TOTAL or not heading
            if row.place_of(column) in faults.settled:
                self.unread.add(office)
            elif not is_total:
                self.amounts[office, heading] = row.get(column)
            elif column not in row:
                continue
            elif row[column] is None:
                faults.gather(row.refuse, _("A stated total needs an amount."), column)
            else:
                self.totals["" if office == TOTAL else office, heading] = row[column]

    def provable(self, faults: Faults) -> "SheetTable":
        """With those stated totals only of which every amount could be read."""
        unread = {
            (office, heading)
            for office, row in self.rows.items()
            for heading, column in self.columns.items()
            if office != TOTAL and heading and row.place_of(column) in faults.settled
        }
        totals = {
            (office, heading): amount
            for (office, heading), amount in self.totals.items()
            if not any(office in ("", row) and heading in ("", of) for row, of in unread)
        }
        return replace(self, totals=totals)

    def unproved(self) -> "SheetTable":
        """Without stated totals: it cannot be told what they are of."""
        return replace(self, totals={})


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
