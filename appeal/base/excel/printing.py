"""How a page prints: A4, fitted to the width, with page x of y in the footer."""

from collections.abc import Sequence
from math import floor
from typing import Any

from django.utils.translation import gettext as _
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.page import PageMargins
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from .columns import Column, Format
from .pages import Page
from .pagination import PAPER, PER_CHARACTER, SIDE, UPRIGHT, pages_taken, pixels
from .sheets import Book, Sheet
from .styles import AMBER_INK, BLUE, GREY
from .text import one_line, width_of

A4 = 9
# A column of running text is not made narrower than that, nor than that part of its width.
NARROWEST, MOST_SPARED = 14, 0.6
# What Excel shows as #### in a column that is narrower.
WIDEST = {Format.DAY: "2020-12-28", Format.INSTANT: "2020-12-28 00:00"}
# Excel calls a workbook damaged whose header or footer, codes included, exceeds 255 characters.
LONGEST = 150
# Its letters are larger than those of the text beside it, and a little room is between them.
MARKED = 1.3
# Of the letters of a text above a table, in points.
LARGEST, SMALLEST = 10, 8


def set_up_paper(page: Worksheet, book: Book) -> None:
    """A4, landscape unless the page is upright already, as many pages high as it takes."""
    page.sheet_view.showGridLines = False
    page.page_setup.orientation = page.page_setup.orientation or "landscape"
    page.page_setup.paperSize = A4
    page.page_setup.fitToHeight = 0
    page.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    # In letters of their own size, however small the page is printed.
    page.HeaderFooter.scaleWithDoc = False
    header: Any = page.oddHeader
    footer: Any = page.oddFooter
    top = 0.75 if header.left.text else 0.5
    page.page_margins = PageMargins(0.4, 0.4, top, bottom=0.6, header=0.3, footer=0.3)
    footer.left.text = _plain(f"{book.appeal_code} · {book.code} · {book.title}")
    footer.right.text = _("Page %(page)s of %(pages)s") % {"page": "&P", "pages": "&N"}
    for part in (footer.left, footer.right):
        part.size, part.color = 10, GREY


def set_widths(page: Page, sheet: Sheet) -> None:
    """Make the columns as wide as they say, and print them on as many pages as that takes.

    Nothing prints in letters of less than 8 points: running text is made narrower where that keeps
    a table on one page, else it goes on beside. No word of a heading is broken.
    """
    widths = _fitting(sheet)
    page.set_widths(widths)
    page.repeated = repeated(sheet)
    page.sheet.page_setup.fitToWidth = _pages_wide(sheet, widths, page.repeated)
    if is_wide(page):
        first, last = map(get_column_letter, page.repeated)
        page.sheet.print_title_cols = f"{first}:{last}"
        # What belongs to the same rows comes one page behind the other.
        page.sheet.page_setup.pageOrder = "overThenDown"


def repeated(sheet: Sheet) -> tuple[int, int]:
    """The first and the last column that stand on every page beside another."""
    return sheet.repeated or (1, sheet.frozen)


def is_wide(page: Page) -> bool:
    """Whether it prints on several pages beside each other."""
    return int(page.sheet.page_setup.fitToWidth or 1) > 1


def _fitting(sheet: Sheet) -> list[float]:
    """The widths in characters."""
    needed = [_least(column) for column in sheet.columns]
    widths = [max(column.width, need) for column, need in zip(sheet.columns, needed, strict=True)]
    spare = {
        at: widths[at] - max(NARROWEST, needed[at], widths[at] * MOST_SPARED)
        for at, column in enumerate(sheet.columns)
        if column.format is Format.TEXT and not column.is_hidden
    }
    spare = {at: own for at, own in spare.items() if own > 0}
    excess = (sum(_pixels(sheet, widths).values()) - PAPER) / PER_CHARACTER
    is_filled_in = any(column.input_cell for column in sheet.columns)
    if 0 < excess <= sum(spare.values()) and not is_filled_in:
        for at, own in spare.items():
            widths[at] = floor((widths[at] - own * excess / sum(spare.values())) * 10) / 10
    return widths


def _pages_wide(sheet: Sheet, widths: Sequence[float], again_at: tuple[int, int]) -> int:
    shown = _pixels(sheet, widths)
    again = sum(shown.get(at, 0) for at in range(again_at[0] - 1, again_at[1]))
    return pages_taken(shown.values(), again, PAPER)[0]


def _pixels(sheet: Sheet, widths: Sequence[float]) -> dict[int, float]:
    """Of each column that is shown, by its place."""
    return {
        at: pixels(width)
        for at, (column, width) in enumerate(zip(sheet.columns, widths, strict=True))
        if not column.is_hidden
    }


def _least(column: Column) -> float:
    """The width in which no word of its heading is broken, and no day is left out."""
    heading = (width_of(word, bold=True) for word in str(column.heading).split())
    above = (width_of(word) for word in str(column.above).split())
    return max(*heading, *above, width_of(WIDEST.get(column.format, "")))


def print_above(page: Worksheet, book: Book, text: str) -> None:
    """Put a text, and the mark of demonstration data, on top of every printed page.

    The text is in smaller letters where the two have no room beside each other.
    """
    header: Any = page.oddHeader
    mark = _("Demonstration data") if book.is_demonstration else ""
    if mark:
        header.right.text, header.right.size, header.right.color = mark, 11, AMBER_INK
    room = (UPRIGHT if page.page_setup.orientation == "portrait" else SIDE) / PER_CHARACTER
    taken, left = width_of(_plain(text)) / LARGEST, room - width_of(mark) * MARKED
    header.left.text, header.left.color = _plain(text), BLUE
    header.left.size = next((size for size in (10, 9) if taken * size <= left), SMALLEST)


def _plain(text: str) -> str:
    """The text in one line, short enough, and such that no `&` in it is read as a code."""
    line = one_line(text)
    fitting = line if len(line) <= LONGEST else f"{line[: LONGEST - 1]}…"
    return fitting.replace("&", "&&")
