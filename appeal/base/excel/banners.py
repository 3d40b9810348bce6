"""What is above a table: a title, what the workbook is of, the mark of demonstration data."""

from collections.abc import Sequence
from math import ceil

from django.utils.translation import gettext as _

from .columns import Text
from .pages import USUAL_WIDTH, Page
from .sheets import Book, Sheet
from .styles import BANNER, LINE_ABOVE, SUBTITLE, TITLE
from .text import width_of

# The mark has letters of 11 points, where others have 10.
MARK_LETTERS = 1.1


def title_of(book: Book, sheet: Sheet) -> str:
    """The title of the sheet behind that of the workbook, once where they agree."""
    return " · ".join(dict.fromkeys([str(book.title), str(sheet.title)]))


def write_banner(page: Page, book: Book, title: Text, lines: Sequence[Text], width: int) -> None:
    """Title, what it is a workbook of, demonstration mark over so many columns at least, lines."""
    page.row((title, TITLE), height=26)
    page.row((summary(book), SUBTITLE))
    if book.is_demonstration:
        mark = demonstration_mark()
        room = sum(page.widths[:width]) or USUAL_WIDTH * width
        needed = width_of(mark, bold=True) * MARK_LETTERS - room
        width += max(0, ceil(needed / USUAL_WIDTH))
        page.row((mark, BANNER), *[(None, BANNER)] * (width - 1), height=20)
    for line in lines:
        page.row((line, LINE_ABOVE), height=20)


def summary(book: Book) -> str:
    """One line that says which figures these are."""
    as_at = _("as at %(day)s") % {"day": book.as_at.isoformat()}
    parts = book.appeal_code, str(book.context.scope), as_at, str(book.include), book.currency
    return " · ".join(filter(None, parts))


def demonstration_mark() -> str:
    return _(
        "Demonstration data: the plan is as published; milestones, indicators, progress"
        " and spending are invented."
    )
