"""A filled template as it comes back: what it is of, and its rows by sheet and column."""

import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache
from math import isfinite
from typing import IO, Any, NamedTuple, Self, TypeVar

from django.utils.translation import gettext as _
from openpyxl.utils import get_column_letter
from openpyxl.utils.cell import range_boundaries

from .cell_places import LAST_COLUMN, LAST_ROW, SheetFacts
from .guard import check
from .number_formats import shown_marks, shows_percent
from .reading import Cells, SheetReader, day_in, number_format, open_book, shows_day
from .refusals import DAMAGED, TOO_MUCH, UnreadableFile
from .sheets import CODED
from .templates import MARK
from .text import unescaped

# What openpyxl tells of a cell that the file leaves out.
NO_CELL: Mapping[str, Any] = {"value": None}
# How far down the names of the columns may be, if rows were put above them.
SEARCHED_ROWS = 60
MOST_TEXT = 20_000_000
Content = TypeVar("Content")


LETTERS = [get_column_letter(number) for number in range(1, LAST_COLUMN + 1)]


class FilledCell(NamedTuple):
    """What is in a cell.

    `letter` is that of its column, empty where a file has lines and no columns. `kind` is text,
    number, day or yes_no, or what cannot be read: formula, error, merged. `value` is what JSON
    keeps of it. `is_percent`: its number format shows it as a percentage; `marks` are the signs of
    currencies that it shows.
    """

    letter: str
    kind: str
    value: Any
    is_percent: bool = False
    marks: Sequence[str] = ()


VALUE = FilledCell._fields.index("value")


class FilledRow(NamedTuple):
    """One row with something in it; blank cells are left out.

    There are many of them at once. So each holds its cells as plain tuples under `names` that rows
    share: those take little room, and the garbage collector passes them over.
    """

    sheet: str
    sheet_title: str
    number: int
    names: tuple[str, ...]
    kept: tuple[tuple, ...]

    @classmethod
    def of(cls, sheet: str, title: str, number: int, cells: Mapping[str, FilledCell]) -> Self:
        return cls(sheet, title, number, _shared(tuple(cells)), tuple(map(tuple, cells.values())))

    @property
    def cells(self) -> dict[str, FilledCell]:
        """By the names of their columns."""
        return dict(zip(self.names, map(FilledCell._make, self.kept), strict=True))

    def as_json(self, *but: str) -> dict[str, dict[str, Any]]:
        """What JSON keeps of its cells, each with its address (B7), but for some columns."""
        found = {}
        for name, kept in zip(self.names, self.kept, strict=True):
            if name in but:
                continue
            letter, kind, value, is_percent, marks = kept
            cell = found[name] = {"at": f"{letter}{self.number}", "kind": kind, "value": value}
            if is_percent:
                cell["percent"] = True
            if marks:
                cell["marks"] = list(marks)
        return found

    def typed(self, column: str) -> Any:
        """What was typed under a column, as stored in JSON; None for nothing."""
        return self.kept[self.names.index(column)][VALUE] if column in self.names else None


@lru_cache(maxsize=1000)
def _shared(names: tuple[str, ...]) -> tuple[str, ...]:
    return names


@dataclass(frozen=True)
class Filled:
    """A filled template: its code, the words that say what it is about, and its rows in order.

    By the sheet's title: `places` are the letters of its columns by their names, `headings` the row
    of what is above them to be read.
    """

    code: str
    words: dict[str, str]
    rows: list[FilledRow] = field(default_factory=list)
    places: dict[str, dict[str, str]] = field(default_factory=dict)
    headings: dict[str, FilledRow] = field(default_factory=dict)


def read_filled(file: IO[bytes]) -> Filled:
    """A filled template, whatever its sheets are called and wherever its columns are.

    Raises UnreadableFile for a file that is no plain workbook. What has no columns of ours has no
    rows.
    """
    return guarded(file, _read)


def guarded(
    file: IO[bytes], read: Callable[[IO[bytes], dict[str, SheetFacts]], Content]
) -> Content:
    """What `read` makes of a checked workbook; raises UnreadableFile for whatever goes wrong."""
    facts = check(file)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return read(file, facts)
    except UnreadableFile:
        raise
    except Exception as error:  # openpyxl raises whatever strange content makes it stumble over
        raise UnreadableFile(DAMAGED) from error


def _read(file: IO[bytes], facts: dict[str, SheetFacts]) -> Filled:
    book = open_book(file)
    try:
        words: dict[str, str] = {}
        rows: list[FilledRow] = []
        places: dict[str, dict[str, str]] = {}
        headings: dict[str, FilledRow] = {}
        budget = Budget()
        for page in book.worksheets:
            reader = SheetCells.of(page, facts, budget)
            rows += reader.rows()
            words |= reader.words
            places[page.title] = {name: LETTERS[index] for index, name in reader.columns.items()}
            headings |= {row.sheet_title: row for row in reader.headings}
    finally:
        book.close()
    return Filled(words.pop("form", ""), words, rows, places, headings)


@dataclass
class Budget:
    """How much text a file may hold in all: one long text can be in many cells."""

    left: int = MOST_TEXT

    def spend(self, value: object) -> None:
        self.left -= len(value) if isinstance(value, str) else 1
        if self.left < 0:
            raise UnreadableFile(TOO_MUCH)


class SheetCells:
    """Reads one sheet: a template's list of words, or rows under the names of their columns."""

    def __init__(self, page: object, facts: SheetFacts, budget: Budget) -> None:
        self.page, self.title, self.facts, self.budget = page, page.title, facts, budget
        self.swallowed = set(_swallowed(facts.merged))
        self.has_facts = bool(self.swallowed or facts.formulas)
        self.name = ""
        self.columns: dict[int, str] = {}
        self.words: dict[str, str] = {}
        self.formats: dict[int, str] = {}
        self.headings: list[FilledRow] = []

    @classmethod
    def of(cls, page: object, facts: Mapping[str, SheetFacts], budget: Budget) -> Self:
        return cls(page, facts.get(page._worksheet_path.lstrip("/"), SheetFacts()), budget)

    def raw_rows(self) -> Iterator[tuple[int, Cells]]:
        """Its rows as openpyxl tells of them, as far down as any may be."""
        with self.page._get_source() as source:
            for number, cells in SheetReader(self.page, source).rows():
                if number > LAST_ROW:
                    return
                yield number, cells

    def rows(self) -> Iterator[FilledRow]:
        is_list = False
        for number, cells in self.raw_rows():
            first = cells.get(0, NO_CELL)["value"]
            # Some programs put a row of their own above every sheet.
            is_mark = first == MARK and number <= SEARCHED_ROWS and not self.columns
            is_list = is_list or is_mark
            if is_list:
                if first is not None:
                    said = cells.get(1, NO_CELL)["value"]
                    self.words[str(first)[:40]] = str(said or "")[:100]
            elif not self.columns:
                if number > SEARCHED_ROWS:
                    return
                self._name_columns(cells)
                heading = number + 1
            elif filled := self._filled(number, cells):
                row = FilledRow.of(self.name, self.title, number, filled)
                if number == heading:
                    self.headings.append(row)
                else:
                    yield row

    def _name_columns(self, cells: Cells) -> None:
        """Take the row for the names of the columns, if it is."""
        for index, cell in sorted(cells.items()):
            code = cell["value"]
            if isinstance(code, str) and code.startswith(CODED) and "." in code:
                sheet, _dot, name = code[len(CODED) :].partition(".")
                if name in self.columns.values():
                    raise UnreadableFile(
                        _("The sheet “%(sheet)s” has the same column twice. Remove one of them.")
                        % {"sheet": self.title}
                    )
                self.name, self.columns[index] = sheet, name

    def _filled(self, number: int, cells: Cells) -> dict[str, FilledCell]:
        found = {}
        for index, name in self.columns.items():
            cell = cells.get(index, NO_CELL)
            if cell["value"] is None and not self.has_facts:
                continue
            filled = self.cell(LETTERS[index], number, cell)
            if filled is not None:
                self.budget.spend(filled.value)
                found[name] = filled
        return found

    def cell(self, letter: str, number: int, cell: Mapping[str, Any]) -> FilledCell | None:
        """Its value; None if it is empty or only spaces."""
        value = cell["value"]
        if isinstance(value, str):
            value = unescaped(value)
        if self.has_facts and (hidden := self._hidden(f"{letter}{number}")):
            return FilledCell(letter, hidden, None)
        if value is None or (isinstance(value, str) and not value.strip()):
            return None
        if cell["data_type"] == "e":
            return FilledCell(letter, "error", str(value))
        if isinstance(value, bool):
            return FilledCell(letter, "yes_no", value)
        if isinstance(value, datetime | date):
            return FilledCell(letter, "day", value.isoformat()[:10])
        if isinstance(value, int | float):
            return self._number(letter, value, self._format_of(cell["style_id"]))
        return FilledCell(letter, "text", str(value))

    def _hidden(self, at: str) -> str:
        """Why its value cannot be known; empty if it can."""
        if at in self.swallowed:
            return "merged"
        return "formula" if self.facts.formulas.get(at) is False else ""

    def _format_of(self, style: int) -> str:
        if style not in self.formats:
            self.formats[style] = number_format(self.page, style)
        return self.formats[style]

    def _number(self, letter: str, value: float, shown: str) -> FilledCell:
        """A number, or the day that it is shown as; what Excel cannot hold is an error of it."""
        if not isfinite(value):
            return FilledCell(letter, "error", "#NUM!")
        if shows_day(shown) and (day := day_in(value, self.page.parent.epoch)):
            return FilledCell(letter, "day", day.isoformat())
        marks = tuple(shown_marks(shown, value))
        return FilledCell(letter, "number", value, shows_percent(shown, value), marks)


def _swallowed(ranges: Sequence[str]) -> Iterator[str]:
    """The places that merged ranges cover, their first ones too; only those near enough."""
    for each in ranges[:1000]:
        left, top, right, bottom = (edge or 1 for edge in range_boundaries(each))
        for column in range(left, min(right, left + 60) + 1):
            for row in range(top, min(bottom, top + 200) + 1):
                yield f"{get_column_letter(column)}{row}"
