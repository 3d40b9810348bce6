"""An export as it comes: its headings and its rows, whatever system wrote it and however."""

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from io import StringIO
from typing import IO

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from appeal.base.amounts import Lone, NoNumber, read_number
from appeal.base.excel import FilledCell, UnreadableFile, read_any_list
from appeal.base.excel.refusals import NOT_OURS, TOO_MUCH
from appeal.base.refusals import Refusal

from ..text_files import begins_as_workbook, lines_of, separators_of, text_of

MOST_LINES, MOST_TITLE_ROWS, FEWEST_COLUMNS, MOST_COLUMNS = 10_000, 20, 3, 60
LONGEST_HEADING = 100
NEITHER = gettext_lazy(
    "This is neither an Excel file (.xlsx) nor a list of lines (CSV). Export it again in one of"
    " these formats."
)
TOO_MANY = gettext_lazy(
    "This file has more than %(most)s lines. Export fewer days, or one office at a time."
)
# What the toolkit says of templates, said of exports.
SAID_OF_EXPORTS = ((NOT_OURS, NEITHER), (TOO_MUCH, TOO_MANY))


class UnreadableExport(Refusal):
    """The file is not read as an export; the text says why, and what to do."""

    field = "file"


@dataclass(frozen=True)
class Listing:
    """The headings of an export, and below them its rows by their numbers.

    Cells stand under the places of their columns, from 0; blank ones are left out.
    """

    headings: Sequence[str]
    rows: Sequence[tuple[int, Mapping[int, FilledCell]]]


def read_listing(file: IO[bytes]) -> Listing:
    """Raises UnreadableExport for what is no list with headings, or is too long."""
    file.seek(0)
    content = file.read()
    text = None if begins_as_workbook(content) else text_of(content)
    rows = _rows_of_workbook(file) if text is None else _rows_of_text(text)
    place = _place_of_headings(rows)
    if place is None:
        raise UnreadableExport(
            _(
                "No column headings were found. The export needs a row of headings, such as"
                " reference, date, amount and currency, with the lines below it."
            )
        )
    headings = _headings(rows[place][1])
    below = rows[place + 1 :]
    if not below:
        raise UnreadableExport(_("There is nothing below the headings."))
    if len(below) > MOST_LINES:
        raise UnreadableExport(TOO_MANY % {"most": MOST_LINES})
    return Listing(headings, below)


Rows = Sequence[tuple[int, Mapping[int, FilledCell]]]


def _rows_of_workbook(file: IO[bytes]) -> Rows:
    try:
        return read_any_list(file)
    except UnreadableFile as refusal:
        for theirs, ours in SAID_OF_EXPORTS:
            if str(refusal) == str(theirs):
                raise UnreadableExport(ours % {"most": MOST_LINES}) from None
        raise UnreadableExport(str(refusal)) from None


def _rows_of_text(text: str) -> Rows:
    """The rows by the separator that makes most columns of the headings."""
    found: list[Rows] = []
    refused = ""
    for separator in separators_of(text):
        reader = csv.reader(StringIO(text, newline=""), delimiter=separator, strict=True)
        try:
            found.append([(number, _cells(cells)) for number, cells in lines_of(reader)])
        except UnreadableFile as refusal:
            refused = refused or str(refusal)
    best: Rows = max(found, key=_columns, default=[])
    if not _columns(best):
        raise UnreadableExport(refused or str(NEITHER))
    return best


def _columns(rows: Rows) -> int:
    place = _place_of_headings(rows)
    return 0 if place is None else len(rows[place][1])


def _cells(cells: Sequence[str]) -> dict[int, FilledCell]:
    return {place: FilledCell("", "text", text) for place, text in enumerate(cells) if text}


def _place_of_headings(rows: Rows) -> int | None:
    """Where the first row is that has several texts, and no number or date."""
    for place, (_number, cells) in enumerate(rows[:MOST_TITLE_ROWS]):
        texts = [cell for cell in cells.values() if cell.kind == "text"]
        if len(texts) == len(cells) >= FEWEST_COLUMNS and not any(map(_is_figure, texts)):
            return place
    return None


def _is_figure(cell: FilledCell) -> bool:
    try:
        read_number(str(cell.value), Lone.AS_WRITTEN)
    except NoNumber:
        return False
    return True


def _headings(cells: Mapping[int, FilledCell]) -> list[str]:
    last = max(cells)
    if last >= MOST_COLUMNS:
        raise UnreadableExport(
            _("This file has more than %(most)s columns. Export only those that are needed.")
            % {"most": MOST_COLUMNS}
        )
    return [
        " ".join(str(cells[place].value).split())[:LONGEST_HEADING] if place in cells else ""
        for place in range(last + 1)
    ]
