"""On a phone what one came for is first, folded and large enough; on paper a wide table fits."""

import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from .conftest import Visit, Visitor

pytestmark = pytest.mark.publication

APPEAL = "/appeals/MI2020-CNAC"
FORMS = (
    "/activities/GT-1.1/progress/", "/activities/GT-1.1/transactions/new/",
    "/activities/GT-1.1/risks/new/", "/activities/GT-1.1/evidence/new/",
)  # fmt: skip
BEGINNINGS = (
    "/appeals/new/", "/appeals/new/?of=MI2020-CNAC", "/appeals/new/workbook/",
)  # fmt: skip
LISTS = ("/activities/", "/transactions/", "/contributions/", "/risks/")
# What is pressed, but for links within a sentence, which have the height of its lines.
SMALL = """() => [...document.querySelectorAll("a, button, summary, input, select, textarea")]
    .filter(each => each.checkVisibility({contentVisibilityAuto: true, visibilityProperty: true}))
    .filter(each => !each.closest(".visually-hidden, .skip, .explain, thead, p, dd, small"))
    .filter(each => !["hidden", "checkbox", "radio"].includes(each.type))
    .filter(each => each.getBoundingClientRect().height < 43.5)
    .map(each => each.outerHTML.slice(0, 120))"""
ABOVE = """() => {
    const field = document.querySelector("main form.entry :is(.form-control, .field input)");
    const top = field.getBoundingClientRect().top;
    return [...document.querySelectorAll("main :is(p, aside, section, ul, .page-actions > *)")]
        .filter(each => !each.matches(".crumbs") && each.checkVisibility())
        .filter(each => each.getBoundingClientRect().top < top).map(each => each.innerText);
}"""

# The lists whose choice is wider than they are, though the page has room for more.
CUT = """() => {
    const pen = document.createElement("canvas").getContext("2d");
    return [...document.querySelectorAll("main select")].filter(each => {
        const style = getComputedStyle(each);
        pen.font = style.font;
        const room = each.clientWidth - parseFloat(style.paddingLeft);
        const said = each.selectedOptions[0]?.textContent.trim() ?? "";
        const isNarrow = each.getBoundingClientRect().width < innerWidth - 72;
        return each.checkVisibility() && isNarrow && pen.measureText(said).width > room;
    }).map(each => each.name);
}"""
FITS = "each => each.parentElement.scrollWidth <= each.parentElement.clientWidth"
BEFORE = "each => getComputedStyle(each, '::before').content"


@pytest.fixture
def phone(demonstration: dict[str, Any], visit: Visit) -> Visitor:
    return visit("reporter.gt", width=360)


@pytest.mark.parametrize("address", FORMS)
def test_nothing_but_place_and_title_is_above_the_first_field(phone: Visitor, address: str) -> None:
    phone.open(APPEAL + address)

    assert phone.page.evaluate(ABOVE) == []


@pytest.mark.parametrize("address", BEGINNINGS)
def test_what_a_new_appeal_begins_from_is_below_its_form(
    demonstration: dict[str, Any], visit: Visit, address: str
) -> None:
    manager = visit("manager.ro", width=360)
    manager.open(address)

    assert manager.page.evaluate(ABOVE) == []
    assert manager.page.locator("form.entry ~ section[aria-labelledby='from']").count() == 1


def test_whatever_is_pressed_has_room_for_a_thumb(phone: Visitor) -> None:
    small = {}
    for address in (*FORMS, *LISTS, "/", "/overview/", "/workbooks/", "/reports/", "/offices/GT/"):
        phone.open(APPEAL + address)
        small[address] = phone.page.evaluate(SMALL)

    assert {address: found for address, found in small.items() if found} == {}


@pytest.mark.parametrize("address", ["/activities/", "/transactions/"])
def test_the_choice_of_columns_opens_within_the_page(phone: Visitor, address: str) -> None:
    phone.open(APPEAL + address)
    phone.page.click(".folding summary")
    phone.page.click(".filter .choice summary")

    width = phone.page.evaluate("document.documentElement.scrollWidth")

    assert phone.page.is_visible(".filter .choice fieldset")
    assert width == 360


def test_by_keyboard_the_titles_of_cards_come_into_sight_and_sort(phone: Visitor) -> None:
    phone.open(f"{APPEAL}/transactions/")
    kind = phone.page.locator("#sort-kind")
    assert (kind.bounding_box() or {"x": 0})["x"] < 0

    kind.focus()

    box = kind.bounding_box()
    assert box
    assert 0 <= box["x"] <= box["x"] + box["width"] <= 360
    assert phone.page.evaluate("document.documentElement.scrollWidth") == 360
    kind.press("Enter")
    phone.page.wait_for_url("**sort=kind**")


def test_filters_are_folded_and_rows_are_cards_that_open(phone: Visitor) -> None:
    phone.open(f"{APPEAL}/activities/")
    page = phone.page
    assert not page.is_visible(".filter select")
    page.click(".folding summary")
    assert page.is_visible(".filter select")

    card = page.locator("#list tbody tr").first
    assert not card.locator("td[data-label=Budgeted]").is_visible()
    card.get_by_role("button", name="Show more").click()
    assert card.locator("td[data-label=Budgeted]").is_visible()
    assert card.locator("td[data-label=Progress]").is_visible()
    card.get_by_role("button", name="Show less").click()
    assert not card.locator("td[data-label=Budgeted]").is_visible()


def test_rows_are_cards_that_open_without_scripts_too(
    demonstration: dict[str, Any], visit: Visit
) -> None:
    phone = visit("reporter.gt", width=360, javascript="off")
    phone.open(f"{APPEAL}/activities/")
    card = phone.page.locator("#list tbody tr").nth(1)
    cells = card.locator("td")

    assert [cell.is_visible() for cell in cells.all()].count(False) > 3
    assert phone.page.locator("#list table").evaluate(FITS)
    card.hover()
    assert all(cell.is_visible() for cell in cells.all() if cell.inner_text())
    told = [cell.evaluate(BEFORE) for cell in cells.all()]
    assert {'"Budgeted"', '"Progress"'} <= {*told}
    phone.open(f"{APPEAL}/")
    assert phone.page.locator("table.desk-rows").evaluate(FITS)


@pytest.mark.parametrize("language", ["fr"])
def test_the_pages_of_a_list_are_told_in_one_line(
    demonstration: dict[str, Any], visit: Visit, language: str
) -> None:
    reader = visit("viewer", width=360, language=language)
    reader.open(f"{APPEAL}/activities/")

    turned = reader.page.locator(".pages > span")
    assert turned.inner_text() == "Page 1 sur 5"
    assert (turned.bounding_box() or {})["height"] < 30


@pytest.mark.parametrize("language", ["fr"])
@pytest.mark.parametrize("width", [1280, 360])
def test_what_is_chosen_is_not_cut_while_there_is_room(
    demonstration: dict[str, Any], visit: Visit, width: int, language: str
) -> None:
    reporter = visit("reporter.gt", width=width, language=language)
    for address in ("/", "/activities/", "/transactions/", "/workbooks/"):
        reporter.open(APPEAL + address)
        assert (address, reporter.page.evaluate(CUT)) == (address, [])


def test_on_a_desk_filters_are_open_and_nothing_is_folded(
    demonstration: dict[str, Any], visit: Visit
) -> None:
    desk = visit("reporter.gt")
    desk.open(f"{APPEAL}/activities/")

    assert desk.page.is_visible(".filter select")
    assert desk.page.locator("#list tbody tr").first.locator("td").nth(5).is_visible()
    assert not desk.page.get_by_role("button", name="Show more").first.is_visible()


def test_the_bar_that_saves_is_one_line(phone: Visitor) -> None:
    phone.open(f"{APPEAL}/")

    box = phone.page.locator(".sticky-foot").bounding_box()
    assert box
    assert box["height"] < 80


@pytest.mark.parametrize(
    ("address", "is_wide"), [("/activities/", True), ("/matrix/", True), ("/glossary/", False)]
)
def test_a_wide_table_is_printed_across_the_page(
    demonstration: dict[str, Any], visit: Visit, address: str, is_wide: bool
) -> None:
    reader = visit("viewer")
    reader.open(APPEAL + address)
    paper = reader.page.pdf(prefer_css_page_size=True)

    sizes = {
        (float(width), float(height))
        for width, height in re.findall(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", paper)
    }
    assert sizes
    assert all((width > height) == is_wide for width, height in sizes)


def test_paper_says_when_it_was_printed_and_how_many_rows_it_leaves_out(
    demonstration: dict[str, Any], visit: Visit
) -> None:
    reader = visit("viewer")
    reader.open(f"{APPEAL}/activities/")
    reader.page.emulate_media(media="print")

    assert "Printed on " in reader.text
    assert "25 of 104 rows are printed." in reader.text
    assert not reader.page.is_visible(".filter")
    assert not any(each.is_visible() for each in reader.page.locator(".btn").all())
    reader.page.emulate_media(media="screen")
    reader.press("All rows, to print")
    expect(reader.page.locator("#list tbody tr")).to_have_count(104, timeout=30_000)
    reader.page.emulate_media(media="print")
    assert "rows are printed" not in reader.text


@pytest.mark.parametrize("address", ["/", "/offices/GT/", "/activities/GT-1.1/", "/overview/"])
@pytest.mark.parametrize("language", ["fr"])
def test_no_sheet_of_paper_has_only_the_foot_of_the_page(
    demonstration: dict[str, Any], visit: Visit, address: str, language: str, tmp_path: Path
) -> None:
    reader = visit("viewer", language=language)
    reader.open(APPEAL + address)
    reader.page.pdf(path=tmp_path / "page.pdf", prefer_css_page_size=True)

    reading = [shutil.which("pdftotext") or "", tmp_path / "page.pdf", "-"]
    text = subprocess.run(reading, capture_output=True, text=True, check=True).stdout
    sheets = [sheet.split() for sheet in text.split("\f") if sheet.strip()]
    assert sheets
    assert min(map(len, sheets)) > 45
