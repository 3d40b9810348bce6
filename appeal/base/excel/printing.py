"""How a page prints: A4, fitted to the width, with page x of y in the footer."""

from typing import Any

from django.utils.translation import gettext as _
from openpyxl.worksheet.page import PageMargins
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from .sheets import Book
from .styles import AMBER_INK, BLUE, GREY
from .text import one_line

A4 = 9
# Excel calls a workbook damaged whose header or footer, codes included, exceeds 255 characters.
LONGEST = 150


def set_up_paper(page: Worksheet, book: Book) -> None:
    """A4, landscape unless the page is upright already, as many pages high as it takes."""
    page.sheet_view.showGridLines = False
    page.page_setup.orientation = page.page_setup.orientation or "landscape"
    page.page_setup.paperSize = A4
    page.page_setup.fitToHeight = 0
    page.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    header: Any = page.oddHeader
    footer: Any = page.oddFooter
    top = 0.75 if header.left.text else 0.5
    page.page_margins = PageMargins(0.4, 0.4, top, bottom=0.6, header=0.3, footer=0.3)
    footer.left.text = _plain(f"{book.appeal_code} · {book.code} · {book.title}")
    footer.right.text = _("Page %(page)s of %(pages)s") % {"page": "&P", "pages": "&N"}
    for part in (footer.left, footer.right):
        part.size, part.color = 8, GREY


def print_above(page: Worksheet, book: Book, text: str) -> None:
    """Put a text, and the mark of demonstration data, on top of every printed page."""
    header: Any = page.oddHeader
    header.left.text, header.left.size, header.left.color = _plain(text), 9, BLUE
    if book.is_demonstration:
        header.right.text = _("Demonstration data")
        header.right.size, header.right.color = 11, AMBER_INK


def _plain(text: str) -> str:
    """The text in one line, short enough, and such that no `&` in it is read as a code."""
    line = one_line(text)
    fitting = line if len(line) <= LONGEST else f"{line[: LONGEST - 1]}…"
    return fitting.replace("&", "&&")
