"""Every page in every language, both themes and widths: axe finds nothing, nothing is cut off."""

from collections.abc import Iterator

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

from tests.browser.conftest import Visit, Visitor
from tests.test_pages import RULES

from .pages import NO_PAGES, PAGES

pytestmark = pytest.mark.publication

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
OPTIONS = {"runOnly": {"type": "tag", "values": TAGS}, "resultTypes": ["violations"]}
# Every width in every theme in English. What another language changes is how long words are, so
# that there each width and each theme is looked at once.
LOOKS = {
    "en": [(1280, "light"), (1280, "dark"), (360, "light"), (360, "dark")],
    "es": [(1280, "light"), (360, "dark")],
    "fr": [(1280, "dark"), (360, "light")],
}
# A window of 1280 pixels zoomed to 200 %.
ZOOMED = 640


def test_every_page_is_in_the_list() -> None:
    assert set(RULES) == {page.route for page in PAGES if page.route} | set(NO_PAGES)


@pytest.mark.parametrize("language", LOOKS)
def test_axe_finds_nothing_and_nothing_is_cut_off(
    demonstration: dict[str, object], visit: Visit, language: str
) -> None:
    people: dict[str, Visitor] = {}
    found = []

    for page in PAGES:
        person = people.get(page.who)
        if person is None:
            person = people[page.who] = visit(page.who, language=language)
        address = page.address.format(**demonstration)
        if person.open(address) != (page.status, address):
            found.append(f"{page.name}: {address} answered otherwise, at {person.page.url}")
        found += [f"{page.name}: {fault}" for fault in faults(person, language)]

    assert not found, "\n".join(found)


def faults(person: Visitor, language: str) -> Iterator[str]:
    page = person.page
    if page.evaluate("document.documentElement.lang") != language:
        yield f"its language is not {language}"
    if not page.title() or page.locator("h1").count() != 1:
        yield "it has no title, or not one h1"
    page.evaluate(AXE_SCRIPT)
    for width, theme in LOOKS[language]:
        page.set_viewport_size({"width": width, "height": 900})
        # As high as the page: what sticks to an edge of the window lies over nothing then.
        height = page.evaluate("document.documentElement.scrollHeight")
        page.set_viewport_size({"width": width, "height": height})
        page.emulate_media(color_scheme=theme, reduced_motion="reduce")
        yield from (f"{width} {theme}: {fault}" for fault in axe_faults(page))
        yield from too_wide(person, width)
    page.set_viewport_size({"width": ZOOMED, "height": 450})
    yield from too_wide(person, ZOOMED)


def axe_faults(page: Page) -> Iterator[str]:
    for violation in page.evaluate("options => axe.run(options)", OPTIONS)["violations"]:
        for node in violation["nodes"][:3]:
            place = " ".join(map(str, node["target"]))
            yield f"{violation['id']} at {place}: {node['failureSummary']}"


def too_wide(person: Visitor, width: int) -> Iterator[str]:
    reached = person.page.evaluate("document.documentElement.scrollWidth")
    if reached > width:
        yield f"{reached} pixels wide in a window of {width}"
