"""On how many pages a sheet prints, beside and below each other, and when one can be spared."""

from collections.abc import Iterable, Sequence

from .pages import Page

# What a page on its side holds in pixels, less its margins, at the scale that makes the 10 points
# of a table's letters 8.5; and what a column takes besides so much for each character.
SMALLEST_SCALE = 0.85
SIDE, UPRIGHT = (29.7 / 2.54 - 0.8) * 96, (21 / 2.54 - 0.8) * 96
PAPER = SIDE / SMALLEST_SCALE
PER_CHARACTER, PER_COLUMN = 7, 5
# Its height in inches, with the margins, and how many points an inch has.
HEIGHT, POINTS = 21 / 2.54, 72
# A last page that holds no more than that part is spared where letters stay large enough.
HARDLY_FULL = 0.35


def pixels(width: float) -> float:
    """What a column of so many characters takes."""
    return PER_CHARACTER * width + PER_COLUMN


def pages_taken(sizes: Iterable[float], again: float, room: float) -> tuple[int, float]:
    """On how many pages columns or rows come, and which part of the last one they fill.

    What comes `again` on each page takes so much of its room from the second on.
    """
    pages, used = 1, 0.0
    for own in sizes:
        if used + own > room:
            pages, used = pages + 1, again
        used += own
    return pages, used / room


def spare_a_page(page: Page) -> None:
    """Print the few rows of a last page on the pages before, in letters a little smaller.

    Not where rows were sent before all of them were known, or where a page is upright.
    """
    sheet = page.sheet
    if len(page.heights) < page.last or sheet.page_setup.orientation == "portrait":
        return
    heights = page.heights[page.printed_from - 1 :]
    again = page.heights[page.heading_row - 1] if page.heading_row else 0
    room = (HEIGHT - sheet.page_margins.top - sheet.page_margins.bottom) * POINTS
    pages, full = pages_taken(heights, again, room / _scale(page))
    fewer, _full = pages_taken(heights, again, room / SMALLEST_SCALE)
    if fewer < pages and full <= HARDLY_FULL:
        sheet.page_setup.fitToHeight = pages - 1


def _scale(page: Page) -> float:
    """The largest at which the columns come on as many pages as they are to be printed on."""
    widths = [pixels(own) for at, own in enumerate(page.widths, 1) if at not in page.hidden]
    again = _again(page.widths, page.repeated)
    wide = int(page.sheet.page_setup.fitToWidth or 1)
    scales = (percent / 100 for percent in range(100, round(100 * SMALLEST_SCALE), -1))
    fitting = (each for each in scales if pages_taken(widths, again, SIDE / each)[0] <= wide)
    return next(fitting, SMALLEST_SCALE)


def _again(widths: Sequence[float], repeated: tuple[int, int]) -> float:
    return sum(map(pixels, widths[repeated[0] - 1 : repeated[1]]))
