"""Every mail opened at the width of a phone and of a window: nothing aside, nothing too small."""

import pytest
from playwright.sync_api import Browser

from appeal.models import Appeal
from tests.tracking.notices.every_mail import EveryMail

pytestmark = pytest.mark.django_db

WIDE = "() => document.documentElement.scrollWidth > innerWidth"
SMALL = """() => [...document.querySelectorAll("body *")]
    .filter(each => [...each.childNodes].some(node => node.nodeType == 3 && node.data.trim()))
    .filter(each => parseFloat(getComputedStyle(each).fontSize) < 12)
    .map(each => each.outerHTML.slice(0, 120))"""


@pytest.mark.parametrize("width", [360, 700])
def test_every_mail_fits_and_can_be_read_in_three_languages(
    mi2020: Appeal, chromium: Browser, width: int
) -> None:
    mails = EveryMail(mi2020)
    with chromium.new_context(viewport={"width": width, "height": 900}) as context:
        page = context.new_page()
        for language in ("en", "es", "fr"):
            for name, (_mail, letter) in mails.written(language).items():
                page.set_content(letter.html)
                assert not page.evaluate(WIDE), (language, name)
                assert page.evaluate(SMALL) == [], (language, name)
