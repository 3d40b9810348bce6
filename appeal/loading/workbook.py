"""An appeal's workbook (T0) as the documents that its files are read as."""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import IO, Any, NoReturn

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

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
from ..models import Basis
from ..models.columns import field_of
from .documents import Faults, LoadedEntry
from .reading import PARTS_OF_ACTIVITY, TOTAL, UNTIL_PUBLISHED, Files, prove
from .sheet_rows import NotReadable, SheetEntry, SheetTable, fill_in_appeal, known
from .sheets import MOST_HEADINGS, MOST_OFFICES, PARTS, TITLES, cell_of, is_needed, matrix, sheets

CODE = "T0"
DASHES = {DASH, "-", "—"}
UNREADABLE = {
    "formula": gettext_lazy("This formula has no stored result. Enter the value."),
    "error": gettext_lazy("This cell shows an error of Excel. Enter the value."),
    "merged": gettext_lazy("This cell is merged with others. Unmerge it."),
}


def read_workbook(file: IO[bytes]) -> Files:
    """What the workbook says, proved; raises NotReadable with a sentence for each fault."""
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

    def files(self) -> Files:
        parts = self.facts()
        headings = self.entries("headings", self.columns["headings"])
        codes = [row.text("code") for row in headings if "code" in row]
        offices = self.entries("offices", self.columns["offices"])
        self.check_size(headings, MOST_HEADINGS, _("A framework has at most %(most)d headings."))
        self.check_size(offices, MOST_OFFICES, _("An appeal has at most %(most)d offices."))
        self.check_once(offices, "code")
        self.check_once(headings, "code")
        partners = self.entries("partners", self.columns["partners"])
        self.check_once(partners, "name_en")
        self.stop()
        table = self.table(codes)
        sections = self.sections(offices)
        self.stop()
        files = Files(
            appeal=parts["appeal"], region=parts["region"], framework=parts["framework"],
            headings=list(headings), table=table, sections=sections, partners=list(partners),
            countries=[], sdg_targets=[], compact_objectives=[], known=known(),
            faults=self.faults,
        )  # fmt: skip
        files.known["partners"] |= {row.text("name_en") for row in partners}
        prove(files)
        self.stop()
        return files

    def stop(self) -> None:
        """Go no further where something is wrong: what follows would only be its consequence."""
        if self.faults:
            raise NotReadable(self.faults)

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
                fill_in_appeal(entry)
            entry.fill_in(columns)
            for name in columns:
                if name not in entry and name not in typed and is_needed(model, name):
                    self.faults.gather(entry.text, name)
        parts["appeal"].later = UNTIL_PUBLISHED
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

    def table(self, headings: list[str]) -> SheetTable:
        """The matrix: what is blank is a dash, where an amount may be one."""
        rows = self.entries("matrix", matrix(headings))
        self.check_once(rows, "office")
        self.stop()
        by_office = {row.text("office"): row for row in rows}
        columns = {code: f"h{number}" for number, code in enumerate(headings, start=1)}
        columns[""] = "total"
        amounts: dict[tuple[str, str], Decimal | None] = {}
        totals: dict[tuple[str, str], Decimal] = {}
        for office, row in by_office.items():
            for heading, column in columns.items():
                is_total = office == TOTAL or not heading
                if not is_total:
                    amounts[office, heading] = row.get(column)
                elif row.get(column) is None:
                    self.faults.gather(row.refuse, _("A stated total needs an amount."), column)
                else:
                    totals["" if office == TOTAL else office, heading] = row[column]
        first = rows[0] if rows else SheetEntry(self.title("matrix"), "A1", {}, {})
        entry = SheetEntry(first.sheet, first.at, {}, {})
        entry.update(by_office)
        if TOTAL not in by_office:
            self.faults.gather(entry.refuse, _("The row %(row)s is missing.") % {"row": TOTAL})
        return SheetTable(entry, amounts, totals, by_office, columns)

    def sections(self, offices: list[SheetEntry]) -> list[LoadedEntry]:
        """Each office with its priorities, their activities and their indicators."""
        nested = {
            name: self.entries(name, self.columns[name])
            for name in ("priorities", "activities", *BELOW)
        }
        self.check_once(nested["activities"], "code")
        for part in PARTS_OF_ACTIVITY:
            self.nest(nested["activities"], nested[part], "activity", part)
        for row in nested["targets"]:
            self.faults.gather(self.nest_target, row, nested["activities"])
        self.nest(nested["priorities"], nested["activities"], "priority", "activities")
        sections = []
        for row in offices:
            section = SheetEntry(row.sheet, row.at, row.cells, row.names)
            office = [column.name for column in self.columns["offices"][:7]]
            section["code"] = row["code"]
            section["office"] = row.part(office)
            section["section"] = row.part(row.keys() - set(office))
            section["section"].later = ("summary_en",)
            section["office"]["countries"] = _names(row, "countries")
            sections.append(section)
        for row in nested["activities"]:
            row.update({name: _names(row, name) for name in NAMED})
        for row in nested["priorities"]:
            row["headings"] = _headings(row)
            row.cells["headings"] = row.cells["assigned"]
        self.nest(sections, nested["priorities"], "office", "priorities")
        for row in nested["priorities"]:
            for key in ("office", "published", "assigned"):
                row.pop(key, None)
        for section in sections:
            section.pop("code")
        return list(sections)

    def nest(
        self, parents: list[SheetEntry], rows: list[SheetEntry], link: str, under: str
    ) -> None:
        """Put rows below the parent that they name; one that names none is refused."""
        by_code = {parent.get("code"): parent for parent in parents}
        for row in rows:
            parent = by_code.get(row.get(link))
            if parent is None:
                self.faults.gather(self.refuse_orphan, row, link)
            else:
                parent.setdefault(under, []).append(row)

    def nest_target(self, row: SheetEntry, activities: list[SheetEntry]) -> None:
        """Put a target below the indicator that it is of: the first of its activity is 1."""
        own = next((each for each in activities if each.get("code") == row.get("activity")), None)
        if own is None:
            self.refuse_orphan(row, "activity")
        indicators, number = own.entries("indicators"), row.whole("indicator")
        if not 1 <= number <= len(indicators):
            row.refuse(
                ngettext(
                    "%(activity)s has %(count)d indicator on its own sheet.",
                    "%(activity)s has %(count)d indicators on their own sheet.",
                    len(indicators),
                )
                % {"activity": row["activity"], "count": len(indicators)},
                "indicator",
            )
        indicators[number - 1].setdefault("targets", []).append(row)

    def refuse_orphan(self, row: SheetEntry, link: str) -> NoReturn:
        named = row.text(link)
        row.refuse(_("“%(named)s” has no row on its own sheet.") % {"named": named}, link)


# The sheets of what hangs on activities.
BELOW = ("indicators", "targets", "milestones", "budgets")
NAMED = ("countries", "partners", "sdg_targets", "compact_objectives")


def _as_document(read: Any, asked: InputCell) -> Any:
    """A value as a file would hold it."""
    if asked.kind is Kind.WHOLE:
        return int(read)
    if asked.choices.keys() == {"yes", "no"}:
        return read == "yes"
    return Decimal(read) if isinstance(read, Decimal) else read


def _names(row: SheetEntry, key: str) -> list[str]:
    return [name.strip() for name in str(row.get(key, "")).split(";") if name.strip()]


def _headings(row: SheetEntry) -> SheetEntry:
    """The headings of a priority with their bases, each in the cell that names it."""
    columns = {Basis.PUBLISHED: "published", Basis.ASSIGNED: "assigned"}
    found = {code: basis for basis, key in columns.items() for code in _names(row, key)}
    cells = {code: row.cells[columns[basis]] for code, basis in found.items()}
    entry = SheetEntry(row.sheet, row.cells["assigned"], cells, row.names)
    entry.update({code: str(basis) for code, basis in found.items()})
    return entry
