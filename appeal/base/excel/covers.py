"""A declared Cover as an upright page: large figures, running text, charts, facts."""

from collections.abc import Iterator, Sequence
from itertools import zip_longest
from textwrap import TextWrapper

from .banners import demonstration_mark, summary
from .cells import Value
from .charts import Spot
from .columns import Text
from .pages import Page
from .sheets import Book, Cover, Fact, Part
from .styles import (
    BAND,
    BAND_MARK,
    BAND_TITLE,
    LABEL,
    LARGE,
    LARGE_LABEL,
    LARGE_NOTE,
    LINE_ABOVE,
    ON_COVER,
    PARAGRAPH,
    REMARK,
    SECTION,
    SUBTITLE,
    style_of,
)

# A fact is a label and a value, and a remark or a second fact beside it. A little wider than an
# upright page, so that a cover with texts of usual length fits on one.
WIDTHS = (28, 28, 28, 28)
COLUMNS = "ABCD"
CHART_HEIGHT, TALL_CHART = 260, 330
PARAGRAPH_LIMIT = 901
APART = TextWrapper(
    PARAGRAPH_LIMIT, expand_tabs=False, replace_whitespace=False, break_long_words=False,
    break_on_hyphens=False,
)  # fmt: skip

Written = tuple[Value, str]


def write_cover(page: Page, book: Book, cover: Cover) -> list[Spot]:
    """Write the page, upright and one page wide; say where its charts come."""
    page.set_widths(WIDTHS)
    _write_head(page, book, cover.lines)
    spots: list[Spot] = []
    for part in cover.parts:
        if isinstance(part, tuple):
            _write_beside(page, *part)
        else:
            _write_part(page, part)
            spots += _charts_of(page, part)
    page.sheet.page_setup.orientation = "portrait"
    page.sheet.page_setup.fitToWidth = 1
    return spots


def _write_head(page: Page, book: Book, lines: Sequence[Text]) -> None:
    """What it is, of what place and day; the mark of demonstration data."""
    band = (
        (f"{book.appeal_code} · {book.appeal_title}", BAND, 24),
        (book.title, BAND_TITLE, 38),
        (book.context.scope, BAND, 24),
    )
    for text, style, height in band:
        _write_across(page, text, style, height)
    page.row((summary(book), SUBTITLE), height=20)
    if book.is_demonstration:
        # Its letters are bold, and wider than those that widths count.
        page.fitted_row((demonstration_mark(), BAND_MARK), extra=6, width=sum(WIDTHS) * 0.7)
        _merge(page)
    for line in lines:
        page.row((line, LINE_ABOVE), height=20)


def _write_across(page: Page, text: Text, style: str, height: float) -> None:
    """Write a text over the whole width."""
    page.row((text, style), *[(None, style)] * (len(WIDTHS) - 1), height=height)
    _merge(page)


def _merge(page: Page) -> None:
    # Only on covers, where nobody sorts or filters.
    page.sheet.merged_cells.add(f"{COLUMNS[0]}{page.last}:{COLUMNS[-1]}{page.last}")


def _write_part(page: Page, part: Part) -> None:
    page.row()
    if not part.title:
        _write_large(page, part.facts)
        return
    page.row(*_titled(part.title), *_titled(None), height=24)
    for fact in part.facts:
        page.fitted_row(*_fact(fact), (fact.note, REMARK), (None, REMARK))
    for text in _paragraphs(str(part.text)):
        page.fitted_row((text, PARAGRAPH), width=sum(WIDTHS))
        _merge(page)


def _write_large(page: Page, facts: Sequence[Fact]) -> None:
    page.fitted_row(*((fact.label, LARGE_LABEL) for fact in facts), extra=8)
    page.row(*((fact.value, style_of(LARGE, fact.format)) for fact in facts), height=30)
    page.fitted_row(*((fact.note, LARGE_NOTE) for fact in facts), extra=6)


def _write_beside(page: Page, left: Part, right: Part) -> None:
    page.row()
    page.row(*_titled(left.title), *_titled(right.title), height=24)
    for pair in zip_longest(left.facts, right.facts):
        page.fitted_row(*(cell for fact in pair for cell in _fact(fact)))


def _titled(title: Text | None) -> tuple[Written, Written]:
    return (title, SECTION), (None, SECTION)


def _fact(fact: Fact | None) -> tuple[Written, Written]:
    if fact is None:
        return (None, PARAGRAPH), (None, PARAGRAPH)
    return (fact.label, LABEL), (fact.value, style_of(ON_COVER, fact.format, fact.tone))


def _charts_of(page: Page, part: Part) -> Iterator[Spot]:
    """Make a row high enough for the charts, two beside each other."""
    if part.charts:
        page.row(height=TALL_CHART if part.is_tall else CHART_HEIGHT)
    for first, chart in zip((0, 2), part.charts, strict=False):
        yield Spot(page, page.last - 1, first, chart)


def _paragraphs(text: str) -> list[str]:
    """A row for each paragraph, since no row is higher than a page; long ones in several."""
    return [part for line in text.splitlines() for part in APART.wrap(line)]
