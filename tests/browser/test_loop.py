"""The loop of the 2020 appeal as people walk it: from logged progress to the Excel report."""

import pytest

from appeal.models import Activity, User
from tests.browser.conftest import Visit, Visitor
from tests.factories import make_transaction, make_update
from tests.workbooks import table
from tracking.models import ReportingPeriod

pytestmark = pytest.mark.publication

APPEAL = "/appeals/MI2020-CNAC"


@pytest.fixture
def cast(
    transactional_db: None,
    reporter_gt: User,
    finance_gt: User,
    reviewer_ro: User,
    superuser: User,
) -> None:
    """Everybody who walks the loop, committed, so that the server sees them."""


def tracked(visitor: Visitor, query: str = "") -> dict:
    """The row of GT-1.1 in R3."""
    content = visitor.download(f"{APPEAL}/workbooks/R3.xlsx?office=GT{query}")
    return next(row for row in table(content, "Activities") if row["Activity"] == "GT-1.1")


@pytest.mark.parametrize("javascript", ["on", "off"])
def test_what_a_reporter_enters_is_in_the_report_once_others_agreed(
    cast: None, visit: Visit, javascript: str
) -> None:
    reporter = visit("reporter.gt", javascript=javascript)
    log_progress(reporter)
    record_spend(reporter)

    row = tracked(reporter)
    assert (row["Spent"], row["Progress"]) == (0, None)
    row = tracked(reporter, "&include=draft")
    assert (row["Spent"], row["Progress"]) == (12500.5, 0.4)

    reporter.open(f"{APPEAL}/reports/GT/2020-Q1/")
    reporter.press("Submit the report")
    assert "Submitted. A reviewer must approve it" in reporter.text

    finance = visit("finance.gt", javascript=javascript)
    finance.press("Post")
    finance.page.click("tbody a >> nth=0")
    finance.press("Post it")
    assert "Posted. It now counts in all figures." in finance.text

    reviewer = visit("reviewer.ro", javascript=javascript)
    reviewer.press("Review")
    reviewer.press("Approve the report")
    assert "Approved. The report now counts in all official figures" in reviewer.text

    for visitor in (reporter, reviewer):
        row = tracked(visitor)
        assert (row["Spent"], row["Progress"]) == (12500.5, 0.4)
        assert (row["Status"], row["Issues"]) == ("ongoing", "Permits are late.")


def log_progress(reporter: Visitor) -> None:
    """By way of the list, with a mistake that costs nothing typed, and back to the list."""
    page, back = reporter.page, f"{APPEAL}/activities/?office=GT&sort=code"
    reporter.open(back)
    reporter.press("Log progress")
    page.fill("#id_percent", "40")
    page.select_option("#id_status", "")
    page.fill("#id_narrative", "Two centres improved.")
    page.fill("#id_issues", "Permits are late.")
    page.eval_on_selector("form.entry", "form => form.noValidate = true")
    reporter.press("Save")
    assert "This field is required." in reporter.text
    assert page.input_value("#id_narrative") == "Two centres improved."
    page.select_option("#id_status", "ongoing")
    reporter.press("Save")
    assert "Saved: GT-1.1 for 2020-Q1" in reporter.text
    # Back on the row of the activity, in the list as it was.
    address, row = page.url.split("#")
    assert address == reporter.site + back
    assert page.locator(f"#{row}").inner_text().startswith("GT-1.1")


def record_spend(reporter: Visitor) -> None:
    """With an amount that is refused at first."""
    page = reporter.page
    reporter.press("Record spend")
    page.fill("#id_value_on", "2020-03-03")
    page.fill("#id_amount", "12,500.505")
    page.fill("#id_counterpart", "A printer")
    reporter.press("Save the draft")
    assert "An amount can have at most two decimals" in reporter.text
    assert page.input_value("#id_counterpart") == "A printer"
    page.fill("#id_amount", "12,500.50")
    reporter.press("Save the draft")
    assert "Saved as a draft: USD 12,500.50 on GT-1.1." in reporter.text


PAGES = (
    "/", "/matrix/", "/matrix/?measure=delivery", "/reconciliation/", "/gaps/", "/priorities/",
    "/priorities/RO-P1-1/", "/offices/RO/", "/offices/GT/", "/activities/",
    "/offices/RO/allocations/", "/offices/PA/allocations/", "/offices/GT/revisions/?cell=O1",
    "/activities/?q=zzzz", "/activities/GT-1.1/", "/activities/GT-1.1/progress/",
    "/activities/GT-1.1/progress/?period=2020-Q2",
    "/activities/GT-1.1/transactions/new/", "/reports/", "/periods/", "/reports/GT/2020-Q1/",
    "/reports/GT/2020-Q1/edit/", "/transactions/", "/transactions/{draft}/",
    "/transactions/{draft}/edit/", "/transactions/{posted}/reverse/", "/workbooks/",
    "/nothing-here/", "/?as_at=2020-06-30&include=draft",
)  # fmt: skip


@pytest.fixture
def entries(cast: None) -> dict[str, int]:
    """A line and entries of GT-1.1, one of them with words as long as people write them."""
    activity = Activity.objects.with_plan().get(code="GT-1.1")
    first = ReportingPeriod.objects.of(activity.appeal).get(code="2020-Q1")
    make_update(activity=activity, period=first, narrative="https://example.org/" + "a" * 120)
    draft = make_transaction(activity=activity, counterpart="Construcciones" * 8)
    posted = make_transaction(activity=activity, posted=True, amount=123_456_789)
    return {"draft": draft.pk, "posted": posted.pk}


@pytest.mark.parametrize("width", [360, 1280])
def test_no_page_is_wider_than_the_screen(
    entries: dict[str, int], visit: Visit, width: int
) -> None:
    admin = visit("admin", width=width)
    wide = []

    for page in PAGES:
        admin.open(APPEAL + page.format(**entries))
        if admin.page.evaluate("document.documentElement.scrollWidth") > width:
            wide.append(page)

    assert wide == []


def test_the_log_in_fits_a_narrow_screen(cast: None, visit: Visit) -> None:
    reporter = visit("reporter.gt", width=360)
    reporter.page.click(".account summary")
    reporter.page.click("text=Log out")
    reporter.page.wait_for_load_state()

    assert reporter.page.url == f"{reporter.site}/accounts/login/"
    assert reporter.page.evaluate("document.documentElement.scrollWidth") <= 360
