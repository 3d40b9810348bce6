"""Pictures of every page, and those of the user guide; `make screenshots` runs this.

Every page at both widths, in both themes and three languages goes to SCREENSHOTS (var/screenshots),
named page-language-width-theme.png; those of the guide to docs/guide/pictures. ONLY=home makes
those whose names begin so and leaves the guide's as they are, ONLY=guide makes the guide's alone:
each as it is on a desk, and as it is on a phone for whoever reads the guide there.
"""

import os
from pathlib import Path

import pytest

from tests.browser.conftest import Visit

from .conftest import Visitor
from .pages import PAGES, Shown

pytestmark = pytest.mark.publication

ROOT = Path(__file__).resolve().parents[2]
FOLDER = Path(os.environ.get("SCREENSHOTS", ROOT / "var" / "screenshots"))
ONLY = os.environ.get("ONLY", "")
PICTURES = ROOT / "docs" / "guide" / "pictures"
LANGUAGES = ("en", "es", "fr")
IN_THE_GUIDE = (
    "home_reporter", "log_progress", "transaction_new", "report_detail", "workbook_list",
    "home_reviewer", "report_submitted", "overview", "activity_list", "draft", "bridge",
)  # fmt: skip


def wanted() -> list[Shown]:
    if ONLY == "guide":
        return [page for page in PAGES if page.name in IN_THE_GUIDE]
    return [page for page in PAGES if page.name.startswith(ONLY)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_pictures_of_every_page(
    demonstration: dict[str, object], visit: Visit, language: str
) -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    people: dict[str, Visitor] = {}
    for page in wanted():
        person = people.get(page.who) or visit(page.who, language=language)
        people[page.who] = person
        address = page.address.format(**demonstration)
        assert person.open(address) == (page.status, address)
        for width in () if ONLY == "guide" else (1280, 360):
            person.page.set_viewport_size({"width": width, "height": 900})
            for theme in ("light", "dark"):
                person.page.emulate_media(color_scheme=theme, reduced_motion="reduce")
                name = f"{page.name}-{language}-{width}-{theme}.png"
                person.page.screenshot(path=FOLDER / name, full_page=True)
        if page.name in IN_THE_GUIDE and ONLY in ("", "guide"):
            person.page.emulate_media(color_scheme="light")
            PICTURES.mkdir(parents=True, exist_ok=True)
            for name, width, height in ((language, 1100, 720), (f"{language}-phone", 360, 800)):
                person.page.set_viewport_size({"width": width, "height": height})
                person.page.screenshot(path=PICTURES / f"{page.name}-{name}.png")
        print(page.name, language, flush=True)
