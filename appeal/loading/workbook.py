"""An appeal's workbook (T0) as the documents that its files are read as."""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import IO, Any

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..actions.appeal_facts import fill_in
from ..base.amounts import DASH
from ..base.excel import (
    Column,
    Filled,
    FilledCell,
    FilledRow,
    InputCell,
    Kind,
    UnreadableCell,
    UnreadableFile,
    read_filled,
)
from ..base.excel.refusals import NOT_OURS
from ..models.columns import field_of
from .faults import Faults
from .nesting import BELOW, Nesting
from .proving import prove_sections, prove_table
from .reading import TOTAL, UNTIL_PUBLISHED, Files
from .sheet_rows import CellError, NotReadable, SheetEntry, SheetTable, known
from .sheets import (
    FILLED_IN,
    MOST_HEADINGS,
    MOST_OFFICES,
    PARTS,
    TITLES,
    cell_of,
    is_needed,
    matrix,
    sheets,
)

CODE = "T0"
# The sheets after the first, but the matrix, whose columns are the headings.
AFTER = ("headings", "offices", "partners", "priorities", "core", "activities", *BELOW)
DASHES = {DASH, "-", "—"}
UNREADABLE = {
    "formula": gettext_lazy("This formula has no stored result. Enter the value."),
    "error": gettext_lazy("This cell shows an error of Excel. Enter the value."),
    "merged": gettext_lazy("This cell is merged with others. Unmerge it."),
}


def read_workbook(file: IO[bytes]) -> Files:
    """What the workbook says, with its `faults`; raises NotReadable where it is no T0.

    What rests on a cell that cannot be read is not looked at; everything else is.
    """
    try:
        filled = read_filled(file)
    except UnreadableFile as refusal:
        raise NotReadable([refusal]) from refusal
    if filled.code != CODE:
        raise NotReadable([NOT_OURS])
    return _Workbook(filled).files()


class _Workbook:
    """Reads the sheets one after the other; what a cell refuses is gathered."""

    def __init__(self, filled: Filled) -> None:
        self.filled, self.faults = filled, Faults()
        self.language = filled.words.get("language", "en")
        self.columns = sheets()
        # The sheets whose codes could not all be read.
        self.doubtful: set[str] = set()

    def files(self) -> Files:
        parts = self.facts()
        rows = self.rows()
        codes = self.codes(rows["headings"])
        rows["matrix"] = self.entries("matrix", matrix(codes))
        self.check_once(rows["matrix"], "office")
        if not self.are_read(rows["headings"], "code"):
            self.doubtful.add("headings")
        elif not self.check_headings(codes):
            self.doubtful.add("matrix")
        for name, key in (("offices", "code"), ("matrix", "office")):
            if not self.are_read(rows[name], key):
                self.doubtful.add(name)
        if not all(row.get("name_en") for row in rows["partners"]):
            self.doubtful.add("partners")
        # What follows from a cell that is refused already is not told.
        self.faults.settle()
        table = self.table(rows["matrix"], codes)
        of_office = [column.name for column in self.columns["offices"][:7]]
        nesting = Nesting(self.faults, self.title, of_office)
        files = Files(
            appeal=parts["appeal"], region=parts["region"], framework=parts["framework"],
            headings=list(rows["headings"]), table=table, sections=nesting.sections(rows),
            partners=list(rows["partners"]), countries=[], sdg_targets=[], compact_objectives=[],
            known=known(), faults=self.faults, core=list(rows["core"]),
            doubtful=frozenset(self.doubtful),
            loose={name: list(loose) for name, loose in nesting.loose.items()},
            sheets=tuple(map(self.title, TITLES)),
        )  # fmt: skip
        files.known["partners"] |= {str(row.get("name_en")) for row in rows["partners"]}
        prove_sections(files)
        return files

    def codes(self, headings: list[SheetEntry]) -> list[str]:
        """Of each heading; its number in place of one that cannot be read or is there twice."""
        found: list[str] = []
        for number, row in enumerate(headings, start=1):
            code = row.get("code")
            found.append(code if code and code not in found else f"({number})")
        return found

    def are_read(self, rows: list[SheetEntry], key: str) -> bool:
        """Whether all that is under the key could be read, each once."""
        return all(
            row.get(key) and row.place_of(key) not in {each.place for each in self.faults}
            for row in rows
        )

    def rows(self) -> dict[str, list[SheetEntry]]:
        """What is on each sheet after the first, but the matrix; too much, or twice, is refused."""
        rows = {name: self.entries(name, self.columns[name]) for name in AFTER}
        too_many = {
            "headings": (MOST_HEADINGS, _("A framework has at most %(most)d headings.")),
            "offices": (MOST_OFFICES, _("An appeal has at most %(most)d offices.")),
        }
        for name, (most, sentence) in too_many.items():
            self.check_size(rows[name], most, sentence)
            if len(rows[name]) > most:
                self.doubtful.add(name)
                rows[name] = rows[name][:most]
        for name in ("offices", "headings", "core", "activities"):
            self.check_once(rows[name], "code")
        self.check_once(rows["partners"], "name_en")
        return rows

    def facts(self) -> dict[str, SheetEntry]:
        """The first sheet: a row for each fact of the appeal, its region and its framework."""
        rows = {str(row.typed("field")): row for row in self.of("appeal")}
        parts = {}
        for part, (model, columns) in PARTS.items():
            cells = {
                name: self.place(rows[f"{part}.{name}"], "value")
                for name in columns
                if f"{part}.{name}" in rows
            }
            labels = {name: str(field_of(model, name).verbose_name) for name in columns}
            entry = parts[part] = SheetEntry(self.title("appeal"), "A1", cells, labels)
            typed = {
                name: cell
                for name in columns
                if (row := rows.get(f"{part}.{name}")) and (cell := row.cells.get("value"))
            }
            for name, cell in typed.items():
                self.faults.gather(self.read_into, entry, name, cell_of(model, name), cell)
            if part == "appeal":
                fill_in(entry)
            entry.fill_in(columns)
            for name in columns:
                if name not in entry and name not in typed and is_needed(model, name):
                    self.faults.gather(entry.text, name)
        parts["appeal"].later = (*UNTIL_PUBLISHED, *FILLED_IN)
        return parts

    def of(self, sheet: str) -> list[FilledRow]:
        return [row for row in self.filled.rows if row.sheet == sheet]

    def title(self, sheet: str) -> str:
        given = next((row.sheet_title for row in self.of(sheet)), "")
        with translation.override(self.language):
            return given or str(TITLES[sheet])

    def place(self, row: FilledRow, column: str) -> str:
        """A cell, such as B6, of which nothing may stand in the file."""
        letters = self.filled.places.get(row.sheet_title, {})
        return f"{letters.get(column, 'A')}{row.number}"

    def entries(self, sheet: str, columns: Iterable[Column]) -> list[SheetEntry]:
        """The rows of a sheet, each with what its cells say."""
        named = {column.name: column for column in columns}
        return [self.entry(row, named) for row in self.of(sheet)]

    def entry(self, row: FilledRow, columns: Mapping[str, Column]) -> SheetEntry:
        cells = {name: self.place(row, name) for name in columns}
        names = {name: str(column.heading) for name, column in columns.items()}
        entry = SheetEntry(row.sheet_title, f"A{row.number}", cells, names)
        for name, cell in row.cells.items():
            if name in columns:
                self.faults.gather(self.read_into, entry, name, columns[name].input_cell, cell)
        entry.fill_in(columns)
        return entry

    def read_into(self, entry: SheetEntry, name: str, asked: InputCell, cell: FilledCell) -> None:
        """Put what a cell says into its entry, or refuse it."""
        if cell.kind in UNREADABLE:
            entry.refuse(str(UNREADABLE[cell.kind]), name)
        if asked.kind is Kind.AMOUNT and str(cell.value).strip() in DASHES:
            entry[name] = None
            return
        value: Any = date.fromisoformat(cell.value) if cell.kind == "day" else cell.value
        try:
            read = asked.read(value, self.language, is_percent=cell.is_percent, marks=cell.marks)
        except UnreadableCell as refusal:
            entry.refuse(str(refusal), name)
        entry[name] = _as_document(read, asked)

    def check_size(self, rows: list[SheetEntry], most: int, sentence: str) -> None:
        if len(rows) > most:
            self.faults.gather(rows[most].refuse, sentence % {"most": most}, "code")

    def check_once(self, rows: list[SheetEntry], key: str) -> None:
        seen: set[str] = set()
        for row in rows:
            code = str(row.get(key, ""))
            if not code:
                self.faults.gather(row.text, key)
            elif code in seen:
                self.faults.gather(row.refuse, _("%(code)s is here twice.") % {"code": code}, key)
            seen.add(code)

    def refuse(self, row: FilledRow, column: str, reason: str) -> None:
        """Refuse a cell that no entry holds."""
        self.faults.take(CellError(row.sheet_title, self.place(row, column), reason))

    def check_headings(self, codes: list[str]) -> bool:
        """What is above an amount is the heading that it is read under, or only its number.

        False where it is another, or where there is an amount under none.
        """
        above = self.filled.headings.get(self.title("matrix"))
        used = self.used_columns()
        is_right = True
        for number in range(1, MOST_HEADINGS + 1):
            column, code = f"h{number}", codes[number - 1] if number <= len(codes) else ""
            told = {"number": number, "sheet": self.title("headings"), "code": code or DASH}
            written = str(above.typed(column) or "").strip() if above else ""
            if above and written not in ("", code, f"({number})"):
                wrong = _(
                    "%(written)s is not heading %(number)d of the sheet “%(sheet)s”: %(code)s."
                )
                self.refuse(above, column, wrong % (told | {"written": written}))
                is_right = False
            if column in used and not code:
                wrong = _("There is no heading %(number)d on the sheet “%(sheet)s”.")
                self.refuse(used[column], column, wrong % told)
                is_right = False
        return is_right

    def used_columns(self) -> dict[str, FilledRow]:
        """The columns of the matrix in which something is typed, each with the first such row."""
        used: dict[str, FilledRow] = {}
        for row in self.of("matrix"):
            for column in row.cells:
                if column not in used and row.typed(column) is not None:
                    used[column] = row
        return used

    def table(self, rows: list[SheetEntry], headings: list[str]) -> SheetTable:
        """The matrix, proved: a blank amount is a dash, a blank total is not stated yet."""
        by_office = {row["office"]: row for row in rows if row.get("office")}
        columns = {code: f"h{number}" for number, code in enumerate(headings, start=1)}
        columns[""] = "total"
        first = rows[0] if rows else SheetEntry(self.title("matrix"), "A1", {}, {})
        entry = SheetEntry(first.sheet, first.at, {}, {})
        entry.update(by_office)
        if TOTAL not in by_office and "matrix" not in self.doubtful:
            self.faults.gather(entry.refuse, _("The row %(row)s is missing.") % {"row": TOTAL})
        table = SheetTable(entry, {}, {}, by_office, columns)
        for office, row in by_office.items():
            table.read_row(office, row, self.faults)
        can_be_proved = not self.doubtful & {"matrix", "headings"}
        prove_table(table.provable(self.faults) if can_be_proved else table.unproved(), self.faults)
        return table


def _as_document(read: Any, asked: InputCell) -> Any:
    """A value as a file would hold it."""
    if asked.kind is Kind.WHOLE:
        return int(read)
    if asked.choices.keys() == {"yes", "no"}:
        return read == "yes"
    return Decimal(read) if isinstance(read, Decimal) else read
