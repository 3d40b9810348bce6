"""The split of an office in a browser: remainder and totals follow what is typed."""

import pytest

from appeal.models import Activity, Requirement, User
from tests.browser.conftest import Visit, Visitor

pytestmark = pytest.mark.publication

PAGE = "/appeals/MI2020-CNAC/offices/GT/allocations/"


@pytest.fixture
def cell(transactional_db: None, manager_ro: User) -> Requirement:
    return Requirement.objects.get(office__code="GT", heading__code="O1")


@pytest.fixture
def ids(cell: Requirement) -> dict[str, int]:
    return dict(Activity.objects.filter(code__startswith="GT-").values_list("code", "pk"))


# What is typed for GT-1.1, which draws 1 929 286; its total; what is not allocated then.
TYPED = [
    ("en", "1929000", "1,929,000", "286"),
    ("en", "1,929,000.50", "1,929,000.50", "285.50"),
    ("en", "1.929.000,50", "1,929,000.50", "285.50"),
    ("en", " USD 1 929 000 ", "1,929,000", "286"),
    ("en", "1,929", "1,929", "1,927,357"),
    ("en", "", "0", "1,929,286"),
    ("en", "1929287", "1,929,287", "-1"),
    ("en", "9,999,999,999,999.99", "9,999,999,999,999.99", "-9,999,998,070,713.99"),
    ("en", "10000000000000", "–", "–"),
    ("en", "1929000,000", "–", "–"),
    ("en", "12.505", "–", "–"),
    ("en", "1.", "–", "–"),
    ("en", "0", "–", "–"),
    ("en", "-5", "–", "–"),
    ("en", "NaN", "–", "–"),
    ("es", "1,929.25", "1,929.25", "1,927,356.75"),
    ("fr", "1929,25", "1\u202f929,25", "1\u202f927\u202f356,75"),
    ("fr", "1\u202f929\u202f000,5", "1\u202f929\u202f000,50", "285,50"),
    ("fr", "1.929", "1\u202f929", "1\u202f927\u202f357"),
]  # fmt: skip


def figures(manager: Visitor, cell: Requirement, activity: int) -> tuple[str, str]:
    """The total of the activity and the remainder of the cell, as the page writes them."""
    found = (f"[data-total='{activity}']", f"[data-remainder='{cell.pk}']")
    total, remainder = (manager.page.locator(place).text_content() or "" for place in found)
    return total, remainder


@pytest.fixture(params=["en", "es", "fr"])
def language(request: pytest.FixtureRequest, manager_ro: User) -> str:
    """That in which the manager reads and writes."""
    User.objects.filter(pk=manager_ro.pk).update(language=request.param)
    return request.param


def test_the_remainder_follows_what_is_typed_and_is_what_the_server_works_out(
    cell: Requirement, ids: dict[str, int], language: str, visit: Visit
) -> None:
    live, plain = visit("manager.ro"), visit("manager.ro", javascript="off")
    field = f"#id_amount-{ids['GT-1.1']}-{cell.pk}"

    for written_in, typed, *expected in TYPED:
        if written_in != language:
            continue
        live.open(PAGE)
        live.page.fill(field, typed)
        assert figures(live, cell, ids["GT-1.1"]) == tuple(expected), typed
        plain.open(PAGE)
        plain.page.fill(field, typed)
        plain.page.click("button[value=remainder]")
        assert figures(plain, cell, ids["GT-1.1"]) == tuple(expected), typed
        assert plain.page.input_value(field) == typed


def test_the_remainder_is_said_aloud_once_one_stops_typing(
    cell: Requirement, ids: dict[str, int], visit: Visit
) -> None:
    manager = visit("manager.ro")
    manager.open(PAGE)

    manager.page.fill(f"#id_amount-{ids['GT-1.1']}-{cell.pk}", "1929000")

    said = manager.page.locator("[role=status]", has_text="Remainder of O1: 286")
    said.wait_for(state="attached")
    assert manager.page.locator("button[value=remainder]").is_hidden()


@pytest.mark.parametrize(("javascript", "width"), [("on", 360), ("off", 1280)])
def test_a_manager_gives_an_activity_money_of_another_heading_and_confirms_the_rest(
    cell: Requirement, visit: Visit, width: int, javascript: str
) -> None:
    manager = visit("manager.ro", width=width, javascript=javascript)
    page = manager.page
    manager.open("/appeals/MI2020-CNAC/offices/RO/allocations/")
    first = page.locator("tbody tr").first

    first.locator("td input[data-cell]").first.fill("457000")
    first.locator("summary").click()
    first.locator("details input[data-cell]").last.fill("1")
    manager.press("Save")
    assert "RO O3 is 4,200,000: these budgets are 1 too high. Lower some of them." in manager.text
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.locator("tbody tr").first.locator("td.num input[data-cell]").last.fill("")
    manager.press("Save and confirm")

    assert "budgets saved" in manager.text
    assert "indicative" not in page.locator("table").inner_text()
