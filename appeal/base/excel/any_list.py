"""A workbook of anybody's: the rows of its first sheet that has some, whatever they are about."""

from collections.abc import Iterator, Mapping
from typing import IO

from .cell_places import SheetFacts
from .filled import LETTERS, Budget, FilledCell, SheetCells, guarded
from .reading import open_book

ListedRow = tuple[int, Mapping[int, FilledCell]]


def read_any_list(file: IO[bytes]) -> list[ListedRow]:
    """Its rows by their numbers, cells by the places of their columns from 0; blank ones left out.

    Raises UnreadableFile for a file that is no plain workbook.
    """
    return guarded(file, _read)


def _read(file: IO[bytes], facts: Mapping[str, SheetFacts]) -> list[ListedRow]:
    book, budget = open_book(file), Budget()
    try:
        for page in book.worksheets:
            if rows := list(_rows(SheetCells.of(page, facts, budget))):
                return rows
    finally:
        book.close()
    return []


def _rows(sheet: SheetCells) -> Iterator[ListedRow]:
    for number, cells in sheet.raw_rows():
        found = {}
        for index, cell in cells.items():
            filled = sheet.cell(LETTERS[index], number, cell)
            if filled is not None:
                sheet.budget.spend(filled.value)
                found[index] = filled
        if found:
            yield number, found
