"""The next year, made in a browser alone: copied, changed, published, tracked, compared."""

import pytest

from appeal.models import Appeal, Role, User
from tests.browser.conftest import Visit, Visitor
from tests.factories import make_membership, make_user

NEXT = "/appeals/MI2021-CNAC"


@pytest.fixture
def cast(
    transactional_db: None, manager_ro: User, reporter_gt: User, finance_gt: User, reviewer_ro: User
) -> None:
    """Everybody who works in it; the other offices have somebody who reports too."""
    for section in Appeal.objects.get().sections.exclude(office__code="GT"):
        make_membership(user=make_user(), role=Role.REPORTER, office=section.office)


@pytest.mark.parametrize("javascript", ["on", "off"])
def test_the_next_appeal_is_made_by_copying_published_tracked_and_compared(
    cast: None, visit: Visit, javascript: str
) -> None:
    manager = visit("manager.ro", javascript=javascript)
    begin(manager)
    change(manager)
    publish(manager)

    reporter = visit("reporter.gt", javascript=javascript)
    report(reporter)
    spend(reporter)
    finance = visit("finance.gt", javascript=javascript)
    finance.open(f"{NEXT}/transactions/")
    finance.page.click("tbody a >> nth=0")
    finance.press("Post it")
    assert "Posted. It now counts in all figures." in finance.text
    reviewer = visit("reviewer.ro", javascript=javascript)
    reviewer.open(f"{NEXT}/reports/GT/2021-Q1/")
    reviewer.press("Approve the report")

    manager.open("/appeals/")
    row = manager.page.locator("tbody tr", has_text="MI2021-CNAC").inner_text()
    assert "1,500" in row
    assert "published" in row
    compare(manager)


def begin(manager: Visitor) -> None:
    manager.open("/appeals/")
    manager.press("New appeal")
    manager.press("MI2020-CNAC")
    assert manager.page.input_value("#id_code") == "MI2021-CNAC"
    manager.press("Begin the draft")
    assert "MI2021-CNAC is now a draft." in manager.text


def change(manager: Visitor) -> None:
    """A priority more, one amount, and its totals: first a wrong one."""
    page = manager.page
    manager.open(f"{NEXT}/draft/offices/GT/new/")
    page.fill("#id_title_en", "Something new")
    page.fill("#id_summary_en", "What the office promises.")
    page.locator("select[name^=heading-]").first.select_option("assigned")
    manager.press("Save")
    manager.open(f"{NEXT}/draft/table/")
    row = page.locator("tbody tr", has_text="Guatemala").locator("input")
    row.first.fill("1,500")
    page.fill("#id_cell-0-0", "1600")
    manager.press("Save")
    manager.open(f"{NEXT}/publish/")
    assert "the lines add up to 1,500;" in manager.text
    page.click("text=Go there >> nth=0")
    page.fill("#id_cell-0-0", "1500")
    manager.press("Save")
    assert "The table is saved." in manager.text


def publish(manager: Visitor) -> None:
    manager.open(f"{NEXT}/publish/")
    for box in manager.page.locator("main input[type=checkbox]").all():
        box.check()
    manager.page.fill("#id_source_name", "The publication of 2021")
    manager.press("Publish it")
    assert "MI2021-CNAC is published" in manager.text


def report(reporter: Visitor) -> None:
    page = reporter.page
    reporter.open(f"{NEXT}/activities/GT-1.1/progress/?period=2021-Q1")
    page.fill("#id_percent", "20")
    page.select_option("#id_status", "ongoing")
    page.fill("#id_narrative", "Begun.")
    reporter.press("Save")
    reporter.open(f"{NEXT}/reports/GT/2021-Q1/")
    reporter.press("Submit the report")


def spend(reporter: Visitor) -> None:
    page = reporter.page
    reporter.open(f"{NEXT}/activities/GT-1.1/transactions/new/")
    page.fill("#id_value_on", "2021-02-15")
    page.fill("#id_amount", "100")
    page.fill("#id_counterpart", "A supplier")
    reporter.press("Save the draft")


def compare(manager: Visitor) -> None:
    """Beside the year before, by figure and by office, each figure leading to its page."""
    manager.open("/compare/")
    page = manager.page
    assert "MI2020-CNAC" in manager.text
    assert "MI2021-CNAC" in manager.text
    spent = page.locator("table.compared").first.locator("tbody tr", has_text="Spent")
    assert spent.locator("td").nth(1).inner_text().split()[0] == "100"
    page.select_option("#id_office", "GT")
    manager.press("Show")
    line = page.locator("table.compared").last.locator("tbody tr").first
    line.locator("td").nth(1).locator("a").first.click()
    assert "Before, in 2020" in manager.text
