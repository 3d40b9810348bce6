"""The admin in every language and at both widths: axe finds nothing, nothing is cut off."""

import pytest

from tests.browser.conftest import Visit

from .test_accessibility import examined, faults

pytestmark = pytest.mark.publication

# Of each kind of page one or more: first page, lists, forms to edit and to look at, the others.
LISTS = (
    "/admin/appeal/activity/",
    "/admin/appeal/allocation/",
    "/admin/tracking/transaction/",
    "/admin/tracking/flow/",
)
PAGES = (
    "/admin/",
    *LISTS,
    "/admin/appeal/activity/add/",
    "/admin/appeal/activity/1/change/",
    "/admin/appeal/indicator/{indicator}/change/",
    "/admin/appeal/office/1/change/",
    "/admin/appeal/membership/add/",
    "/admin/tracking/transaction/{posted}/change/",
    "/admin/tracking/risk/{risk}/change/",
    "/admin/appeal/activity/1/history/",
    "/admin/appeal/milestone/{milestone}/delete/",
)


@pytest.mark.parametrize("language", ["en", "es", "fr"])
def test_axe_finds_nothing_and_nothing_is_cut_off_in_the_admin(
    demonstration: dict[str, object], visit: Visit, language: str
) -> None:
    person = examined(visit, "manager.ro", language)
    found = []

    for turn, page in enumerate(PAGES):
        address = page.format(**demonstration)
        if person.open(address) != (200, address):
            found.append(f"{address} answered otherwise, at {person.page.url}")
        found += [f"{address}: {fault}" for fault in faults(person, language, turn)]

    assert not found, "\n".join(found)


# How much of a list is out of sight to the side, and whether a part of it is in its frame.
HIDDEN = "frame => frame.scrollWidth - frame.clientWidth"
IS_IN_SIGHT = """part => {
  const [own, frame] = [part, part.closest(".results")].map((each) => each.getBoundingClientRect());
  return own.top >= frame.top && own.bottom <= frame.bottom;
}"""


@pytest.mark.parametrize("language", ["en", "es", "fr"])
def test_every_column_of_a_list_is_within_the_window(
    demonstration: dict[str, object], visit: Visit, language: str
) -> None:
    person, cut = visit("manager.ro", language=language), []
    person.page.set_viewport_size({"width": 1280, "height": 900})

    for address in LISTS:
        person.open(address)
        if person.page.locator(".results").evaluate(HIDDEN) > 0:
            cut.append(address)

    assert cut == []


def test_the_headings_and_sums_of_a_long_list_stay_in_sight(
    demonstration: dict[str, object], visit: Visit
) -> None:
    person = visit("manager.ro")
    person.page.set_viewport_size({"width": 1280, "height": 900})
    person.open("/admin/appeal/allocation/")
    person.page.locator(".results").evaluate("frame => frame.scrollTo(0, 700)")

    for part in ("thead th", "tfoot td"):
        assert person.page.locator(f"#result_list {part}").first.evaluate(IS_IN_SIGHT)


def test_the_rows_that_are_ticked_are_changed_in_a_browser(
    demonstration: dict[str, object], visit: Visit
) -> None:
    person = examined(visit, "manager.ro", "en")
    page = person.page
    person.open("/admin/appeal/activity/")
    for number in (0, 1):
        page.locator(".action-select").nth(number).check()
    page.select_option("select[name=action]", "change_several")
    page.click("button[name=index]")

    assert [*faults(person, "en", 0), *faults(person, "en", 1)] == []
    page.fill("[name=lead]", "Ana")
    page.click("button[name=apply]")

    page.get_by_text("2 rows were changed.").wait_for()
    page.wait_for_load_state()
    assert page.locator("td.field-lead", has_text="Ana").count() == 2


def test_a_long_list_of_boxes_shows_what_is_ticked_first_and_is_searched(
    demonstration: dict[str, object], visit: Visit
) -> None:
    person = visit("manager.ro")
    person.open("/admin/appeal/office/1/change/")
    boxes = person.page.locator("#id_countries [type=checkbox]")
    ticked = [box.is_checked() for box in boxes.all()]
    shown = person.page.locator("#id_countries label:visible")

    person.page.fill(".narrow-boxes", "GUATE")

    assert True in ticked
    assert ticked == sorted(ticked, reverse=True)
    names = shown.all_inner_texts()
    assert "Guatemala" in " ".join(names)
    assert len(names) <= sum(ticked) + 1
