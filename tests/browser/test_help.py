"""The help in a browser: from a page to its section, through its search and its contents."""

import pytest

from appeal.models import User
from tests.browser.conftest import Visit

APPEAL = "/appeals/MI2020-CNAC"


@pytest.mark.parametrize("javascript", ["on", "off"])
def test_the_help_of_a_page_is_one_click_away_and_can_be_searched(
    real_commits: None, finance_gt: User, visit: Visit, javascript: str
) -> None:
    finance = visit("finance.gt", width=360, javascript=javascript)
    finance.open(f"{APPEAL}/transactions/")

    finance.page.click("a.help:visible")
    section = finance.page.locator(":target")
    assert section.inner_text() == "The ledger: post and reverse"
    assert 0 <= (section.bounding_box() or {"y": -1})["y"] < 200
    finance.page.fill("#asked", "second person")
    finance.press("Search")

    finance.page.locator(".found a").first.click()
    assert finance.page.url.endswith("/help/?part=money#posting")
    finance.page.click(".contents summary")
    finance.page.click(".contents a >> text=Exchange rates")
    assert finance.page.url.endswith("/help/?part=money#rates")
