"""The round trip of a workbook as people make it: download, fill in, upload, correct, apply."""

from datetime import date
from typing import Any

import pytest

from appeal.models import Activity, User
from tests.browser.conftest import Visit, Visitor
from tests.tracking.uploads.filling import filled_in
from tracking import uploads

pytestmark = pytest.mark.publication

APPEAL = "/appeals/MI2020-CNAC"


@pytest.fixture
def heading(transactional_db: None, reporter_gt: User, finance_gt: User) -> str:
    """Who fills in and uploads, committed, so that the server sees them; what pays for GT-1.1."""
    return str(Activity.objects.get(code="GT-1.1").allocations.get().cell.heading.code)


def send(visitor: Visitor, content: bytes) -> None:
    visitor.open(f"{APPEAL}/uploads/new/")
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    file: Any = {"name": "filled.xlsx", "mimeType": kind, "buffer": content}
    visitor.page.set_input_files("[name=file]", files=[file])
    visitor.press("See what would change")


@pytest.mark.parametrize("javascript", ["on", "off"])
def test_a_template_comes_back_with_an_error_is_corrected_and_applied(
    heading: str, visit: Visit, javascript: str
) -> None:
    reporter = visit("reporter.gt", javascript=javascript)
    template = reporter.download(f"{APPEAL}/workbooks/R12.xlsx?office=GT&period=2020-Q1")
    cells = {
        ("progress", 0, "percent"): 40,
        ("progress", 0, "status"): "ongoing",
        ("progress", 1, "percent"): 140,
    }

    send(reporter, filled_in(template, cells))

    assert "The highest possible value is 100" in reporter.text
    assert "Apply everything" not in reporter.text
    right = cells | {("progress", 1, "percent"): 50, ("progress", 1, "status"): "ongoing"}
    send(reporter, filled_in(template, right))
    reporter.press("Apply")
    assert "Applied. Everything below is saved." in reporter.text
    reporter.open(f"{APPEAL}/reports/GT/2020-Q1/")
    said = " ".join(reporter.text.split())
    assert "40 %" in said
    assert "50 %" in said


@pytest.mark.parametrize("javascript", ["on", "off"])
def test_a_large_file_shows_how_far_it_is_and_a_reload_loses_nothing(
    heading: str, visit: Visit, javascript: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(uploads.TEMPLATES["T1"], "batch", 2)
    finance = visit("finance.gt", javascript=javascript)
    template = finance.download(f"{APPEAL}/workbooks/T1.xlsx?office=GT&rows=100")
    typed = {
        "value_on": date(2020, 2, 3),
        "activity": "GT-1.1",
        "cell": heading,
        "kind": "expenditure",
        "amount": 10,
    }
    cells: Any = {
        ("entries", number, name): value for number in range(5) for name, value in typed.items()
    }
    # Five amounts: the same one five times would be asked about.
    cells |= {("entries", number, "amount"): 10 + number for number in range(5)}

    send(finance, filled_in(template, cells))

    if javascript == "off":
        assert "2 of 5" in finance.text
        finance.page.reload()
        finance.press("Check the next rows")
        finance.press("Check the next rows")
    finance.page.wait_for_selector("text=Apply everything")
    finance.press("Apply")
    finance.open(f"{APPEAL}/transactions/")
    assert finance.page.locator("table tbody tr").count() == 5
