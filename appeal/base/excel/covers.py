"""A declared Cover as an upright page: titles, facts, running text."""

from textwrap import TextWrapper

from .pages import Page
from .sheets import Book, Cover
from .styles import LABEL, ON_COVER, PARAGRAPH, REMARK, SECTION, style_of
from .tables import write_banner

# Label, value, remark; running text goes over value and remark.
WIDTHS = (30, 26, 52)
PARAGRAPH_LIMIT = 901
APART = TextWrapper(
    PARAGRAPH_LIMIT, expand_tabs=False, replace_whitespace=False, break_long_words=False,
    break_on_hyphens=False,
)  # fmt: skip


def write_cover(page: Page, book: Book, cover: Cover) -> None:
    """Write the page; it prints upright and one page wide."""
    page.set_widths(WIDTHS)
    write_banner(page, book, cover.title, cover.lines, len(WIDTHS))
    for part in cover.parts:
        page.row()
        page.row((part.title, SECTION), (None, SECTION), (None, SECTION), height=24)
        for fact in part.facts:
            value = fact.value, style_of(ON_COVER, fact.format, fact.tone)
            page.fitted_row((fact.label, LABEL), value, (fact.note, REMARK))
        for text in _paragraphs(str(part.text)):
            # Over the whole width: the only cells of ours that are merged.
            page.fitted_row((text, PARAGRAPH), width=sum(WIDTHS))
            page.sheet.merged_cells.add(f"A{page.last}:C{page.last}")
    page.sheet.page_setup.orientation = "portrait"


def _paragraphs(text: str) -> list[str]:
    """A row for each paragraph, since no row is higher than a page; long ones in several."""
    return [part for line in text.splitlines() for part in APART.wrap(line)]
