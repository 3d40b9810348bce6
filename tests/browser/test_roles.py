"""The days of those who write no report, with and without JavaScript, at a desk and on a phone."""

import pytest

from appeal.models import Membership, User
from tests.browser.conftest import Visit
from tests.factories import make_transaction
from tests.tracking.browsing import activity_of
from tests.workbooks import table
from tracking.models import Comment, Transaction

pytestmark = pytest.mark.publication

APPEAL = "/appeals/MI2020-CNAC"
SCREENS = pytest.mark.parametrize(
    ("javascript", "width"), [("on", 1280), ("off", 360)], ids=["a desk", "a phone without scripts"]
)


@pytest.fixture
def office(transactional_db: None, finance_gt: User, viewer: User, superuser: User) -> None:
    """Three drafts of Guatemala, and who posts, reads and administers."""
    for amount in (100, "234.50", 900):
        make_transaction(activity=activity_of("GT-1.1"), amount=amount)


@SCREENS
def test_finance_posts_all_that_waits_and_reverses_what_was_wrong(
    office: None, visit: Visit, javascript: str, width: int
) -> None:
    finance = visit("finance.gt", javascript=javascript, width=width)
    finance.press("Post")
    if javascript == "on":
        finance.page.check("#tick-all")
    else:
        finance.press("Select all on this page")
    finance.press("Post the selected drafts")
    assert finance.page.locator("h1").inner_text() == "Post 3 entries, USD 1,234.50?"
    finance.press("Post 3 entries")
    assert "3 drafts posted." in finance.text

    wrong = Transaction.objects.get(amount=900)
    finance.open(f"{APPEAL}/transactions/{wrong.pk}/")
    finance.press("Reverse it")
    assert "Reverse 1 entry, USD 900.00?" in finance.text
    finance.page.fill("#id_reason", "Paid from another project.")
    finance.press("Reverse it")

    assert "Reversed. Both entries stay in the ledger." in finance.text
    rows = table(finance.download(f"{APPEAL}/workbooks/R6.xlsx?office=GT"), "Entries")
    assert sum(row["USD"] for row in rows) == 334.5


@SCREENS
def test_a_viewer_finds_reads_downloads_and_comments_and_is_offered_nothing_else(
    office: None, visit: Visit, javascript: str, width: int
) -> None:
    viewer = visit("viewer", javascript=javascript, width=width)
    page = viewer.page
    viewer.open(f"{APPEAL}/activities/")
    if width == 360:
        # On a desk the filters are open.
        page.locator("summary", has_text="Filter").click()
    page.select_option("[name=office]", label="Guatemala")
    page.locator("form button", has_text="Filter").last.click()
    page.wait_for_url("**office=GT**")
    file = page.locator("#download").get_attribute("href")
    assert {row["Office"] for row in table(viewer.download(file or ""), "Activities")} == {
        "Guatemala"
    }
    viewer.press("GT-1.1")
    assert page.locator("h1").inner_text().startswith("GT-1.1")
    assert not page.locator("main a", has_text="Log progress").count()
    assert not page.locator("main a", has_text="Record spend").count()
    assert "USD 900.00" not in viewer.text

    page.fill("#comment_body", "Which centre opens first?")
    viewer.press("Add the comment")

    assert "Which centre opens first?" in viewer.text
    assert Comment.objects.get().by.username == "viewer"


@SCREENS
def test_the_administrator_adds_a_person_with_a_role_in_the_admin(
    office: None, visit: Visit, javascript: str, width: int
) -> None:
    administrator = visit("admin", javascript=javascript, width=width)
    page = administrator.page
    administrator.open("/admin/appeal/user/add/")
    page.fill("#id_username", "ana")
    page.fill("#id_password1", "Quetzal-2020-x")
    page.fill("#id_password2", "Quetzal-2020-x")
    page.click("[name=_save]")
    page.wait_for_load_state()
    ana = User.objects.get(username="ana")

    administrator.open("/admin/appeal/membership/add/")
    page.select_option("#id_user", label="ana")
    page.select_option("#id_role", label="reporting officer")
    page.select_option("#id_office", label="Guatemala")
    page.click("[name=_save]")
    page.wait_for_load_state()

    assert Membership.objects.get(user=ana).office.code == "GT"
    reporter = visit("ana", javascript=javascript, width=width)
    assert "GT-1.1" in reporter.text
