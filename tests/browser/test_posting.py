"""Drafts ticked in a browser: one box ticks all, and the sum is what the next page asks about."""

import pytest

from appeal.models import User
from tests.browser.conftest import Visit
from tests.factories import make_rate, make_transaction
from tests.tracking.browsing import activity_of

pytestmark = pytest.mark.publication

LEDGER = "/appeals/MI2020-CNAC/transactions/?state=draft"


@pytest.fixture
def drafts(transactional_db: None, finance_gt: User) -> None:
    activity = activity_of("GT-1.1")
    make_rate(currency="GTQ", rate=8)
    make_transaction(activity=activity, amount="1234.50")
    make_transaction(activity=activity, amount=80, currency="GTQ", usd_amount=10)
    make_transaction(activity=activity, amount=7, currency="HNL", usd_amount=None)


def test_the_sum_of_what_is_ticked_follows_the_boxes_and_is_what_is_asked_before_posting(
    drafts: None, finance_gt: User, visit: Visit
) -> None:
    finance = visit("finance.gt")
    finance.open(LEDGER)
    said = finance.page.locator("output.ticked")

    finance.page.check("#tick-all")

    told = (said.text_content() or "").replace("\u00a0", " ")
    assert told == (
        "3 entries selected: HNL 7.00 + GTQ 80.00 + USD 1,234.50 = USD 1,244.50"
        " (1 without an exchange rate)"
    )
    finance.press("Post the selected drafts")
    assert finance.page.locator("h1").inner_text() == "Post 2 entries, USD 1,244.50?"
    assert "There is no HNL exchange rate" in finance.text


def test_the_box_of_all_is_ticked_while_all_are_and_unticks_them(
    drafts: None, finance_gt: User, visit: Visit
) -> None:
    finance = visit("finance.gt")
    finance.open(LEDGER)
    every = finance.page.locator("#tick-all")

    every.check()
    finance.page.locator("input[name=chosen]").first.uncheck()

    assert not every.is_checked()
    every.check()
    every.uncheck()
    assert finance.page.locator("input[name=chosen]:checked").count() == 0
    assert finance.page.locator("output.ticked").text_content() == ""
