"""What was saved is seen where one is brought back to, however far down the page."""

import pytest

from appeal.models import Office, Role, User
from tests.browser.conftest import Visit, Visitor
from tests.factories import make_membership, make_user

pytestmark = pytest.mark.publication

HOME = "/appeals/MI2020-CNAC/"


@pytest.fixture
def cast(transactional_db: None, reporter_gt: User) -> None:
    """Committed, so that the server sees them; they read English."""
    User.objects.update(language="en")


def is_in_sight(person: Visitor, place: str) -> bool:
    box = person.page.locator(place).first.bounding_box()
    size = person.page.viewport_size
    assert size
    return bool(box and box["y"] >= 0 and box["y"] + min(box["height"], 40) <= size["height"])


@pytest.mark.parametrize("javascript", ["on", "off"])
@pytest.mark.parametrize("width", [1280, 360])
def test_a_saved_draft_is_said_above_the_row_that_it_is_about(
    cast: None, visit: Visit, width: int, javascript: str
) -> None:
    reporter = visit("reporter.gt", width=width, javascript=javascript)
    reporter.page.set_viewport_size({"width": width, "height": 500})
    reporter.open(HOME)
    row = reporter.page.locator("details.quick-more", has=reporter.page.locator("[name=amount]"))
    row.last.locator("summary").click()
    row.last.locator("[name=amount]").fill("50")
    row.last.locator("[name=value_on]").fill("2020-01-15")

    row.last.get_by_role("button").click()
    reporter.page.wait_for_url("**#row-*")

    assert "Saved as a draft: USD 50.00" in reporter.page.locator(".told").inner_text()
    assert is_in_sight(reporter, ".told")
    assert is_in_sight(reporter, "tr:target")
    told, target = (reporter.page.locator(each).bounding_box() for each in (".told", "tr:target"))
    assert told
    assert target
    assert told["y"] + told["height"] <= target["y"] + 1


def test_saved_progress_is_said_where_one_was_and_until_one_goes_on(
    cast: None, visit: Visit
) -> None:
    reporter = visit("reporter.gt")
    reporter.page.set_viewport_size({"width": 1280, "height": 500})
    reporter.open(HOME)
    last = reporter.page.locator("input.percent").last
    last.fill("25")
    reporter.page.locator("td.entering select").last.select_option("ongoing")

    reporter.page.evaluate("scrollTo(0, 300)")
    reporter.press("Save progress")

    reporter.page.wait_for_selector(".told")
    assert reporter.page.evaluate("scrollY") > 200
    assert is_in_sight(reporter, ".told")
    last.fill("30")
    assert not is_in_sight(reporter, ".told")


def test_what_was_refused_is_in_sight_though_the_button_was_far_below(
    manager_ro: User, guatemala: Office, cast: None, visit: Visit
) -> None:
    for number in range(12):
        person = make_user(username=f"p{number}")
        make_membership(user=person, role=Role.VIEWER, office=guatemala)
    manager = visit("manager.ro")
    manager.page.set_viewport_size({"width": 1280, "height": 400})
    manager.open("/appeals/MI2020-CNAC/people/review/")
    manager.page.evaluate("scrollTo(0, document.body.scrollHeight)")

    manager.press("Confirm the ticked ones")

    assert "Select at least one." in manager.text
    assert is_in_sight(manager, ".refused")
