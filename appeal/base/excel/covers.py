"""A declared Cover as an upright page: titles, facts, running text."""

from .pages import Page
from .sheets import Book, Cover
from .styles import LABEL, PARAGRAPH, REMARK, SECTION, fact_style
from .tables import write_banner

# Label, value, remark; running text goes over value and remark.
WIDTHS = (30, 26, 52)
PARAGRAPH_LIMIT = 900


def write_cover(page: Page, book: Book, cover: Cover) -> None:
    """Write the page; it prints upright and one page wide."""
    page.set_widths(WIDTHS)
    write_banner(page, book, cover.title, cover.lines, len(WIDTHS))
    for part in cover.parts:
        page.row()
        page.row((part.title, SECTION), (None, SECTION), (None, SECTION), height=24)
        for fact in part.facts:
            value = fact.value, fact_style(fact.format, fact.tone)
            page.fitted_row((fact.label, LABEL), value, (fact.note, REMARK))
        for text in _paragraphs(str(part.text)):
            # Over the whole width: the only cells of ours that are merged.
            page.fitted_row((text, PARAGRAPH), width=sum(WIDTHS))
            page.sheet.merged_cells.add(f"A{page.last}:C{page.last}")
    page.sheet.page_setup.orientation = "portrait"


def _paragraphs(text: str) -> list[str]:
    """A row for each paragraph, since no row is higher than a page; long ones in several."""
    found = []
    for line in text.splitlines():
        words, taken = line.split(" "), ""
        for word in words:
            if len(taken) + len(word) > PARAGRAPH_LIMIT and taken:
                found.append(taken)
                taken = word
            else:
                taken = f"{taken} {word}" if taken else word
        if taken.strip():
            found.append(taken)
    return found
