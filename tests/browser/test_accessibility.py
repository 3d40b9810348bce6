"""Every page in every language, theme and width: axe finds nothing, all fits and can be pressed."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

from tests.browser.conftest import Visit, Visitor
from tests.test_pages import RULES

from .pages import NO_PAGES, PAGES
from .test_phone_and_paper import SMALL

pytestmark = pytest.mark.publication

Options = dict[str, Any]
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
EVERYTHING: Options = {
    "runOnly": {"type": "tag", "values": TAGS},
    "resultTypes": ["violations"],
    # Not the style sheets: of what is asked nothing reads them.
    "preload": {"assets": ["media"]},
}
WORDS = EVERYTHING | {"rules": {"color-contrast": {"enabled": False}}}
WIDTHS = (1280, 360)
THEMES = ("light", "dark")
# Every page is seen at each width and in each theme, and of two pages together every width in
# every theme. What another language changes is how long words are, and which: contrast takes two
# thirds of the time, and is the same for them all.
EXAMINED: dict[str, list[Options | None]] = {
    "en": [EVERYTHING, EVERYTHING], "es": [None, WORDS], "fr": [WORDS, None],
}  # fmt: skip
# Every other page, so that two workers have as much to do.
PARTS = [("en", 0, 2), ("en", 1, 2), ("es", 0, 1), ("fr", 0, 1)]
# A window of 1280 pixels zoomed to 200 %.
ZOOMED = 640


def test_every_page_is_in_the_list() -> None:
    assert set(RULES) == {page.route for page in PAGES if page.route} | set(NO_PAGES)


@pytest.mark.parametrize(("language", "first", "every"), PARTS)
def test_axe_finds_nothing_and_all_fits_and_can_be_pressed(
    demonstration: dict[str, object], visit: Visit, language: str, first: int, every: int
) -> None:
    people: dict[str, Visitor] = {}
    found = []

    for turn, page in enumerate(PAGES[first::every]):
        person = people.get(page.who)
        if person is None:
            person = people[page.who] = examined(visit, page.who, language)
        address = page.address.format(**demonstration)
        if person.open(address) != (page.status, address):
            found.append(f"{page.name}: {address} answered otherwise, at {person.page.url}")
        found += [f"{page.name}: {fault}" for fault in faults(person, language, turn)]

    assert not found, "\n".join(found)


def examined(visit: Visit, username: str, language: str) -> Visitor:
    """Somebody on whose pages axe can be run."""
    person = visit(username, language=language)
    person.page.context.add_init_script(AXE_SCRIPT)
    return person


def faults(person: Visitor, language: str, turn: int) -> Iterator[str]:
    """What is wrong with a page; `turn` decides which theme is for which width."""
    page = person.page
    # After a click the address is the new one before there is anything of the new page.
    page.wait_for_load_state()
    if page.evaluate("document.documentElement.lang") != language:
        yield f"its language is not {language}"
    if not page.title() or page.locator("h1").count() != 1:
        yield "it has no title, or not one h1"
    for place, (width, options) in enumerate(zip(WIDTHS, EXAMINED[language], strict=True)):
        page.set_viewport_size({"width": width, "height": 900})
        # As high as the page: what sticks to an edge of the window lies over nothing then.
        height = page.evaluate("document.documentElement.scrollHeight")
        page.set_viewport_size({"width": width, "height": height})
        theme = THEMES[(place + turn) % 2]
        page.emulate_media(color_scheme=theme, reduced_motion="reduce")
        if options:
            yield from (f"{width} {theme}: {fault}" for fault in axe_faults(page, options))
        yield from too_wide(person, width)
    # The admin has the sizes of its framework: people work in it at a desk.
    if not urlsplit(page.url).path.startswith("/admin/"):
        yield from (f"no room for a thumb: {small}" for small in page.evaluate(SMALL))
    page.set_viewport_size({"width": ZOOMED, "height": 450})
    yield from too_wide(person, ZOOMED)


def axe_faults(page: Page, options: Options) -> Iterator[str]:
    # What is right is not sent: it would take as long as finding it.
    find = "options => axe.run(options).then(({ violations }) => violations)"
    for violation in page.evaluate(find, options):
        for node in violation["nodes"][:3]:
            place = " ".join(map(str, node["target"]))
            yield f"{violation['id']} at {place}: {node['failureSummary']}"


def too_wide(person: Visitor, width: int) -> Iterator[str]:
    reached = person.page.evaluate("document.documentElement.scrollWidth")
    if reached > width:
        yield f"{reached} pixels wide in a window of {width}"
