"""What people rely on without thinking: keys, text that is not lost, lists that answer at once."""

import gzip

import pytest
from playwright.sync_api import Dialog, Locator, Page, expect

from appeal.models import User
from tests.browser.conftest import Visit, Visitor
from tests.factories import make_transaction, make_update
from tests.tracking.browsing import activity_of
from tracking.models import ReportingPeriod

pytestmark = pytest.mark.publication

APPEAL = "/appeals/MI2020-CNAC"
PROGRESS = f"{APPEAL}/activities/GT-1.1/progress/"


@pytest.fixture
def cast(
    transactional_db: None, reporter_gt: User, finance_gt: User, reviewer_ro: User, viewer: User
) -> None:
    """Everybody of these tasks, committed, so that the server sees them."""


@pytest.fixture
def submitted(cast: None) -> None:
    """Guatemala's first report waits for its reviewer."""
    first = ReportingPeriod.objects.get(code="2020-Q1")
    make_update(activity=activity_of("GT-1.1"), period=first, percent=40, state="submitted")


@pytest.fixture
def drafted(cast: None) -> None:
    """A draft of Guatemala waits for finance."""
    make_transaction(activity=activity_of("GT-2.1"))


def write(person: Visitor) -> None:
    person.open(PROGRESS)
    person.page.fill("#id_percent", "40")
    person.page.select_option("#id_status", "ongoing")
    person.page.fill("#id_narrative", "Two centres improved.")


def log_in_here(person: Visitor, username: str) -> None:
    person.page.fill("#id_username", username)
    person.page.fill("#id_password", "secret")
    person.page.click("main form button")


def test_what_was_typed_when_the_session_ended_is_offered_back_until_it_is_saved(
    cast: None, visit: Visit
) -> None:
    reporter = visit("reporter.gt")
    write(reporter)
    reporter.page.context.clear_cookies(name="sessionid")
    reporter.press("Save")
    log_in_here(reporter, "reporter.gt")

    assert PROGRESS in reporter.page.url
    assert "You have text here that was not saved" in reporter.text
    reporter.press("Restore it")
    assert reporter.page.input_value("#id_narrative") == "Two centres improved."
    assert reporter.page.input_value("#id_percent") == "40"
    reporter.press("Save")
    assert "Saved: GT-1.1 for 2020-Q1" in reporter.text
    reporter.open(PROGRESS)
    assert "not saved" not in reporter.text
    assert reporter.page.evaluate("Object.keys(localStorage).length") == 0


def test_text_that_is_not_wanted_is_thrown_away(cast: None, visit: Visit) -> None:
    reporter = visit("reporter.gt")
    write(reporter)
    reporter.page.once("dialog", lambda dialog: dialog.accept())
    reporter.open(PROGRESS)
    reporter.press("Discard it")
    reporter.open(PROGRESS)

    assert "not saved" not in reporter.text


def test_leaving_with_unsaved_text_asks_first(cast: None, visit: Visit) -> None:
    reporter = visit("reporter.gt")
    asked = []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    reporter.open(PROGRESS)
    reporter.page.click("#id_narrative")
    reporter.page.keyboard.type("Two")
    reporter.page.on("dialog", stay)
    reporter.page.click(".brand")

    assert asked == ["beforeunload"]
    assert reporter.page.input_value("#id_narrative") == "Two"
    assert PROGRESS in reporter.page.url


def test_leaving_what_could_not_be_saved_asks_first_too(cast: None, visit: Visit) -> None:
    reporter = visit("reporter.gt")
    asked = []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    write(reporter)
    reporter.page.evaluate("document.querySelector('form.entry').noValidate = true")
    reporter.page.fill("#id_percent", "400")
    reporter.press("Save")
    reporter.page.on("dialog", stay)
    reporter.page.click("h1")
    reporter.page.click(".brand")

    assert asked == ["beforeunload"]
    assert reporter.page.input_value("#id_percent") == "400"


def test_without_a_connection_nothing_is_sent_and_the_text_stays(cast: None, visit: Visit) -> None:
    reporter = visit("reporter.gt")
    write(reporter)
    told = []

    def read(dialog: Dialog) -> None:
        told.append(dialog.message)
        dialog.accept()

    reporter.page.on("dialog", read)
    reporter.page.context.set_offline(True)
    reporter.press("Save")
    reporter.page.context.set_offline(False)

    assert told == [
        "You are offline. What you wrote is saved in this browser: save again when you"
        " are back online."
    ]
    reporter.press("Save")
    assert "Saved: GT-1.1" in reporter.text


def test_a_reporter_signs_in_logs_progress_and_submits_by_keyboard_alone(
    cast: None, visit: Visit
) -> None:
    reporter = visit("")
    keys = reporter.page.keyboard
    expect(reporter.page.get_by_label("Username")).to_be_focused()
    keys.type("reporter.gt")
    keys.press("Tab")
    keys.type("secret")
    keys.press("Enter")
    reporter.page.get_by_label("GT-1.1: percent complete").wait_for()
    reach(reporter.page, reporter.page.get_by_label("GT-1.1: percent complete"))
    keys.type("35")
    keys.press("Tab")
    keys.type("ongoing")
    keys.press("Control+s")
    reporter.page.locator("text=1 line saved.").wait_for()

    assert reporter.page.url == f"{reporter.site}{APPEAL}/"
    assert reporter.page.get_by_label("GT-1.1: percent complete").input_value() == "35"
    reach(reporter.page, reporter.page.get_by_role("link", name="Read and submit the report"))
    keys.press("Enter")
    submit = reporter.page.get_by_role("button", name="Submit the report")
    submit.wait_for()
    reach(reporter.page, submit)
    keys.press("Enter")
    reporter.page.locator("text=Submitted. A reviewer must approve it").wait_for()


def test_a_mistake_is_tied_to_its_field_and_said_at_the_top(cast: None, visit: Visit) -> None:
    reporter = visit("reporter.gt")
    reporter.open(f"{APPEAL}/activities/GT-1.1/transactions/new/")
    reporter.page.fill("#id_value_on", "2020-03-03")
    reporter.page.fill("#id_amount", "12.505")
    reporter.press("Save the draft")

    field = reporter.page.locator("#id_amount")
    described = (field.get_attribute("aria-describedby") or "").split()
    words = " ".join(reporter.page.inner_text(f"#{part}") for part in described)
    assert field.get_attribute("aria-invalid") == "true"
    assert "An amount can have at most two decimals" in words
    assert "As on the voucher; must be above zero." in words
    top = reporter.page.locator("main [role=alert]").first
    assert "An amount can have at most two decimals" in top.inner_text()


def reach(page: Page, field: Locator) -> None:
    """Press Tab until the field, link or button has the focus, which has to be seen."""
    for _ in range(120):
        page.keyboard.press("Tab")
        if field.evaluate("field => field === document.activeElement"):
            width = field.evaluate("field => getComputedStyle(field).outlineWidth")
            shadow = field.evaluate("field => getComputedStyle(field).boxShadow")
            assert width != "0px" or shadow != "none"
            return
    raise AssertionError(f"{field} is out of reach of the keyboard")


def test_a_slash_leads_to_the_search_from_anywhere(cast: None, visit: Visit) -> None:
    viewer = visit("viewer")
    viewer.open(f"{APPEAL}/matrix/")
    viewer.page.keyboard.press("/")
    viewer.page.keyboard.type("migracion")
    viewer.page.keyboard.press("Enter")
    viewer.page.wait_for_url("**/search/?q=migracion")

    assert "Search for “migracion”" in viewer.text


@pytest.mark.parametrize("javascript", ["on", "off"])
def test_a_list_is_narrowed_sorted_and_turned_and_its_address_can_be_sent(
    cast: None, visit: Visit, javascript: str
) -> None:
    viewer = visit("viewer", javascript=javascript)
    viewer.open(f"{APPEAL}/activities/")
    page = viewer.page
    if javascript == "on":
        page.evaluate("window.isSamePage = true")
    page.select_option("[name=office]", "RO")
    viewer.press("Filter")
    page.wait_for_url("**office=RO**")
    page.locator("text=37 rows").first.wait_for()
    page.click("thead >> text=Budgeted")
    page.wait_for_url("**sort=**")
    page.click("text=Next")
    page.wait_for_url("**page=2**")
    page.locator("text=Page 2 of 2").wait_for()

    if javascript == "on":
        assert page.evaluate("window.isSamePage")
    rows = page.locator("tbody tr").count()
    assert rows == 37 - 25
    download = page.get_attribute("#download", "href") or ""
    assert "office=RO" in download
    colleague = visit("reporter.gt")
    colleague.open(page.url.removeprefix(viewer.site))
    assert colleague.page.locator("tbody tr").count() == rows


@pytest.mark.parametrize("javascript", ["on", "off"])
def test_on_a_narrow_screen_each_cell_says_of_which_column_it_is(
    cast: None, visit: Visit, javascript: str
) -> None:
    viewer = visit("viewer", width=360, javascript=javascript)
    viewer.open(f"{APPEAL}/activities/")
    page, cells = viewer.page, "tbody tr:first-child td:not(.opening)"
    texts = "[...head.childNodes].filter(part => part.localName !== 'noscript')"
    read = f"head => {texts}.map(part => part.textContent).join('').trim()"
    headings = page.evaluate(f"[...document.querySelectorAll('thead th')].map({read})")
    if javascript == "off":
        # A style sheet names them, but for the one that is the title of its card.
        read = "cell => getComputedStyle(cell, '::before').content.replace(/^none$|\"/g, '')"
        named = page.evaluate(f"[...document.querySelectorAll('{cells}')].map({read})")
        assert named == ["", *headings[1:]]
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
        return
    labels = f"[...document.querySelectorAll('{cells}')].map(cell => cell.dataset.label)"

    assert page.evaluate(labels) == headings
    page.click(".folding summary")
    page.select_option("[name=office]", "RO")
    viewer.press("Filter")
    page.locator("text=37 rows").first.wait_for()
    assert page.evaluate(labels) == headings


def test_a_view_is_kept_and_used_again(cast: None, visit: Visit) -> None:
    viewer = visit("viewer")
    viewer.open(f"{APPEAL}/activities/?office=GT")
    viewer.page.click("summary:has-text('Save this view')")
    viewer.page.fill(".saved-views [name=name]", "Ours")
    viewer.page.click(".saved-views form button:has-text('Save')")
    assert "View saved as “Ours”." in viewer.text
    viewer.open(f"{APPEAL}/activities/")
    viewer.page.click(".saved-views a:has-text('Ours')")

    assert viewer.page.url.endswith("?office=GT")


@pytest.mark.parametrize("javascript", ["on", "off"])
def test_a_report_is_returned_corrected_and_approved(
    submitted: None, visit: Visit, javascript: str
) -> None:
    reviewer = visit("reviewer.ro", javascript=javascript)
    reviewer.press("Review")
    reviewer.page.fill("#returning_reason", "Say how many centres.")
    reviewer.press("Return the report")
    assert "Returned. The office continues with copies" in reviewer.text

    reporter = visit("reporter.gt", javascript=javascript)
    assert "This report was returned: Say how many centres." in reporter.text
    reporter.page.get_by_label("GT-1.1: percent complete").fill("45")
    reporter.press("Save progress")
    assert "1 line saved." in reporter.text
    reporter.press("Read and submit the report")
    reporter.press("Submit the report")
    assert "Submitted." in reporter.text

    reviewer.open(f"{APPEAL}/")
    reviewer.press("Review")
    reviewer.press("Approve the report")
    assert "Approved." in reviewer.text


@pytest.mark.parametrize("width", [1280, 360])
def test_what_opens_on_the_desk_moves_no_column_and_hides_no_field(
    cast: None, visit: Visit, width: int
) -> None:
    reporter = visit("reporter.gt", width=width)
    reporter.open(f"{APPEAL}/")
    page = reporter.page
    columns = "[...document.querySelectorAll('.desk-rows thead th')].map(cell => cell.offsetWidth)"
    before = page.evaluate(columns)

    for name in ("Add text", "Record spend"):
        page.locator(f".more-row summary:has-text('{name}')").last.click()

    assert page.evaluate(columns) == before
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    # The page moves smoothly: that takes its time.
    is_seen = """field => field.getBoundingClientRect().bottom
        <= document.querySelector(".sticky-foot").getBoundingClientRect().top + 1"""
    for field in page.locator(".more-row >> nth=-1 >> input:visible, textarea:visible").all():
        field.focus()
        page.wait_for_function(is_seen, arg=field.element_handle())


@pytest.mark.parametrize("javascript", ["on", "off"])
def test_a_report_that_was_handed_in_is_taken_back_from_home(
    drafted: None, visit: Visit, javascript: str
) -> None:
    reporter = visit("reporter.gt", javascript=javascript)
    write(reporter)
    reporter.press("Save")
    reporter.open(f"{APPEAL}/reports/GT/2020-Q1/")
    reporter.press("Submit the report")
    reporter.open(f"{APPEAL}/")
    assert "submitted by reporter.gt" in reporter.text

    reporter.press("Take it back")

    assert "Taken back. Change the report and submit it again." in reporter.text
    assert reporter.page.url == f"{reporter.site}{APPEAL}/"


@pytest.mark.parametrize("javascript", ["on", "off"])
def test_spend_is_recorded_on_the_desk_and_posted_with_others(
    drafted: None, visit: Visit, javascript: str
) -> None:
    reporter = visit("reporter.gt", javascript=javascript)
    page = reporter.page
    pk = page.locator("tr[id^=row-]").first.get_attribute("id").removeprefix("row-")
    entry = page.locator(f"#row-{pk} + tr")
    entry.locator("summary:has-text('Record spend')").click()
    page.fill(f"#amount-{pk}", "12.505")
    page.fill(f"#value_on-{pk}", "2020-03-03")
    entry.locator("button:has-text('Save the draft')").click()
    expect(entry).to_contain_text("An amount can have at most two decimals")
    assert page.url == f"{reporter.site}{APPEAL}/"
    page.fill(f"#id_amount-{pk}, #amount-{pk}", "1,250.50")
    entry.locator("button:has-text('Save the draft')").click()
    assert "Saved as a draft: USD 1,250.50 on GT-1.1." in reporter.text

    finance = visit("finance.gt", javascript=javascript)
    finance.press("Post")
    for box in finance.page.locator("tbody input[type=checkbox]").all():
        box.check()
    finance.press("Post the selected drafts")
    assert "Post 2 entries, USD " in finance.text
    finance.press("Post 2 entries")
    assert "2 drafts posted." in finance.text


def test_what_stands_in_other_rows_stays_while_spend_is_saved_in_one(
    drafted: None, visit: Visit
) -> None:
    page = visit("reporter.gt").page
    first, second = (row.get_attribute("id") for row in page.locator("tr[id^=row-]").all()[:2])
    percent = f"#{second} input[name$=percent]"
    page.fill(percent, "35")
    pk = str(first).removeprefix("row-")
    entry = page.locator(f"#row-{pk} + tr")
    entry.locator("summary:has-text('Record spend')").click()
    page.fill(f"#amount-{pk}", "1,250.50")
    page.fill(f"#value_on-{pk}", "2020-03-03")
    entry.locator("button:has-text('Save the draft')").click()
    page.wait_for_selector("text=Saved as a draft")

    # The page that comes back says so before its script puts back what stood in the other rows.
    expect(page.locator(percent)).to_have_value("35")
    assert "was not saved" not in page.inner_text("body")
    page.reload()
    assert "was not saved" in page.inner_text("body")


@pytest.mark.parametrize("javascript", ["on", "off"])
def test_the_language_is_switched_and_kept(cast: None, visit: Visit, javascript: str) -> None:
    viewer = visit("viewer", javascript=javascript)
    viewer.open(f"{APPEAL}/matrix/?measure=spent")
    viewer.speak("fr")
    assert "Matrice · Dépensé" in viewer.text
    assert viewer.page.url.endswith("/matrix/?measure=spent")
    again = visit("viewer", javascript=javascript)

    assert again.page.get_attribute("html", "lang") == "fr"


@pytest.mark.parametrize("javascript", ["on", "off"])
def test_figures_are_read_as_at_a_day_and_the_page_says_so(
    cast: None, visit: Visit, javascript: str
) -> None:
    viewer = visit("viewer", javascript=javascript)
    viewer.open(f"{APPEAL}/overview/?measure=spent")
    viewer.page.click("#viewpoint > summary")
    viewer.page.fill("#viewpoint [name=as_at]", "2020-06-30")
    viewer.page.click("#viewpoint button")
    viewer.page.wait_for_url("**as_at=2020-06-30**")

    assert "measure=spent" in viewer.page.url
    assert "These are not the current official figures: as at 30 Jun 2020" in (
        viewer.page.inner_text("body")
    )
    viewer.page.click("text=Show the current official figures")
    assert "as_at" not in viewer.page.url


@pytest.mark.parametrize("javascript", ["on", "off"])
def test_a_workbook_of_what_is_shown_is_downloaded(
    cast: None, visit: Visit, javascript: str
) -> None:
    viewer = visit("viewer", javascript=javascript)
    viewer.open(f"{APPEAL}/activities/?office=GT")
    with viewer.page.expect_download() as download:
        viewer.page.click("#download")

    assert download.value.suggested_filename.startswith("MI2020-CNAC_R3_activity-tracker_GT_")


FIRST, LATER = 100_000, 15_000


def test_pages_are_light_on_the_wire(demonstration: dict[str, object], visit: Visit) -> None:
    """Everything that a first visit loads, each thing compressed; later only the page itself.

    The pictures of the guide come one by one, when one comes to them.
    """
    bodies: dict[str, int] = {}
    reporter = visit("reporter.ro")
    reporter.page.on("response", lambda answer: bodies.update({answer.url: weigh(answer.body())}))
    shown = ("/overview/", "/", "/activities/?per_page=25", "/offices/RO/allocations/", "/help/")
    for address in (*shown, "/help/?part=plan", "/gaps/", "/changes/"):
        reporter.open(APPEAL + address)

    pages = {url: size for url, size in bodies.items() if "/static/" not in url}
    parts = sum(
        size for url, size in bodies.items() if "/static/" in url and "/static/guide/" not in url
    )
    assert parts + max(pages.values()) < FIRST
    assert {url: size for url, size in pages.items() if size >= LATER} == {}


def weigh(body: bytes) -> int:
    return len(gzip.compress(body, 6))


def test_nothing_moves_while_a_page_loads(demonstration: dict[str, object], visit: Visit) -> None:
    reporter = visit("reporter.gt")
    for address in ("/", "/overview/", "/activities/GT-1.1/", "/help/?part=money#posting"):
        reporter.open(APPEAL + address)
        reporter.page.wait_for_load_state("networkidle")
        moved = reporter.page.evaluate(
            """() => new Promise(done => {
                let sum = 0;
                new PerformanceObserver(list => list.getEntries().forEach(e => sum += e.value))
                    .observe({type: "layout-shift", buffered: true});
                setTimeout(() => done(sum), 200);
            })"""
        )
        assert moved < 0.01, address
