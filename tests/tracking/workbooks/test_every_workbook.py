"""Every workbook: it downloads for all and for one, in each language, and its Check adds up."""

from collections import Counter
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from openpyxl.worksheet.worksheet import Worksheet

from appeal.base.excel import write
from appeal.models import Appeal, User
from tests.factories import (
    make_appeal,
    make_contribution,
    make_flow,
    make_milestone,
    make_office,
    make_section,
    make_transaction,
    make_update,
    make_user,
)
from tests.fixture_types import SignIn
from tests.tracking.browsing import activity_of, at, count_queries
from tests.tracking.uploads.filling import downloaded
from tests.tracking.workbooks.asking import a_grant, asked_of
from tests.workbooks import about, make_asked, opened, rows, table
from tracking.models import ReportingPeriod
from tracking.workbooks import WORKBOOKS

pytestmark = pytest.mark.person("manager_ro")

CODES = [code for code, book in WORKBOOKS.items() if "upload" not in book.takes]
NAUGHTY = '=HYPERLINK("https://evil.example")\x07 مرحبا 🌍'


def activity_heading() -> Any:
    return activity_of("GT-1.1").allocations.get().cell.heading


def sheet(content: bytes, title: str) -> list[dict[str, Any]]:
    return table(content, title)


@pytest.mark.once
@pytest.mark.parametrize("code", CODES)
def test_every_workbook_opens_in_three_languages_with_hardly_anything_in_it(
    client: Client, mi2020: Appeal, code: str
) -> None:
    if code == "R9":
        make_update(
            activity=activity_of("GT-1.1"),
            period=ReportingPeriod.objects.of(mi2020).get(code="2020-Q1"),
            state="approved",
        )
    titles = set()
    for language in ("en", "es", "fr"):
        book = opened(downloaded(client, code, **asked_of(code, lang=language)))
        titles.add(book.worksheets[0].cell(1, 1).value)
        assert len(book.worksheets) >= 3
        assert {
            page.title: printed_letters(page) for page in book if printed_letters(page) < 8
        } == {}
    assert len(titles) == 3


@pytest.mark.parametrize(
    "code",
    # R6 is read while it is sent; R12 is a template.
    [code for code in CODES if code.startswith("R") and code not in ("R6", "R12")],
)
def test_no_report_asks_the_same_question_twice(
    mi2020: Appeal, manager_ro: User, code: str
) -> None:
    period = ReportingPeriod.objects.of(mi2020).get(code="2020-Q1")
    make_update(activity=activity_of("GT-1.1"), period=period, state="approved")
    of = {"office": activity_of("GT-1.1").office, "period": period, "grant": a_grant()}
    needed = {name: of[name] for name in WORKBOOKS[code].needs}
    asked = make_asked(code, mi2020, manager_ro, **needed)

    with CaptureQueriesContext(connection) as queries:
        write(asked.build())

    counted = Counter(each["sql"] for each in queries)
    assert not [sql for sql, times in counted.items() if times > 1]


def printed_letters(page: Worksheet) -> float:
    """How high, in points, its smallest letters come out of the printer, at least.

    By the rules of Excel: A4 less the margins, a column seven pixels for each character and five.
    """
    if page.sheet_state != "visible":
        return 10
    paper = 29.7 if page.page_setup.orientation == "landscape" else 21
    sides = page.page_margins.left + page.page_margins.right
    room = (paper / 2.54 - sides) * 96 * int(page.page_setup.fitToWidth or 1)
    widths = [column.width for column in page.column_dimensions.values() if not column.hidden]
    # A page of charts has no widths of its own.
    scale = min(1, room / (sum(7 * width + 5 for width in widths) or room))
    sizes = [cell.font.size for row in page.iter_rows() for cell in row if cell.value is not None]
    return float(scale * min(sizes))


@pytest.mark.parametrize("code", CODES)
def test_no_workbook_tells_a_viewer_what_is_a_draft_elsewhere(
    viewer: User, signed_in: SignIn, busy: Appeal, code: str
) -> None:
    client = signed_in(viewer)
    if WORKBOOKS[code].is_template:
        assert client.get(at("workbook", code), asked_of(code)).status_code == 400
        return

    book = opened(downloaded(client, code, include="draft", **asked_of(code)))

    said = " ".join(str(value) for page in book for row in rows(page) for value in row if value)
    assert "Of Honduras." not in said
    assert "Draft of Honduras." not in said


@pytest.mark.once
@pytest.mark.parametrize("code", ["R3", "R6", "R9", "R10", "R12"])
def test_no_text_of_a_workbook_becomes_a_formula(client: Client, busy: Appeal, code: str) -> None:
    make_transaction(activity=activity_of("GT-1.1"), posted=True, counterpart="@SUM(A1)")
    book = opened(downloaded(client, code, **asked_of(code)))

    for page in book.worksheets[:-1]:
        for row in page.iter_rows():
            for cell in row:
                assert cell.data_type != "f", (page.title, cell.coordinate)


@pytest.mark.once
@pytest.mark.parametrize("code", [code for code in CODES if code not in ("R12", "R14")])
def test_a_workbook_asks_as_much_for_many_rows_as_for_few(
    client: Client, busy: Appeal, code: str
) -> None:
    query = "&".join(f"{name}={value}" for name, value in asked_of(code).items())
    address = f"{at('workbook', code)}?{query}"
    few = count_queries(client, address)
    for _number in range(3):
        make_transaction(activity=activity_of("GT-2.1"), posted=True)
        make_flow(contribution=make_contribution(appeal=busy))
        make_milestone(activity=activity_of("GT-2.1"))

    assert count_queries(client, address) <= few + 1


def test_r2_shows_each_measure_and_what_no_cell_holds(client: Client, busy: Appeal) -> None:
    content = downloaded(client, "R2", as_at="2020-12-31")

    funded = {row["Office"]: row for row in sheet(content, "Funded")}
    spent = {row["Office"]: row for row in sheet(content, "Spent")}
    heading = activity_heading().code
    assert funded["Guatemala"]["Total"] == 5000
    rest = "Not distributed to a heading"
    assert funded["Guatemala"][heading] + funded["Guatemala"][rest] == 5000
    assert funded["Not distributed to an office"][rest] == 700
    assert spent["Guatemala"][heading] == spent["Guatemala"]["Total"] == 250.1
    assert sheet(content, "Requirement")[0]["Total"] > 0
    assert [row["Pledged"] for row in sheet(content, "Pledges")] == [None]
    apart = {row["Where it is now"]: row for row in sheet(content, "Not distributed")}
    assert apart["The appeal as a whole"]["Not distributed to a requirement line"] == 700


def test_r4_shows_planned_and_disbursed_at_every_level(client: Client, busy: Appeal) -> None:
    content = downloaded(client, "R4", as_at="2020-12-31", office="GT")

    (office,) = sheet(content, "By office")
    activity = next(r for r in sheet(content, "By activity") if r["Activity"] == "GT-1.1")
    months = {row["Month"]: row for row in sheet(content, "By month")}
    assert (office["Disbursed"], office["Spent"]) == (250, 250.1)
    assert (activity["Disbursed"], activity["Spent"]) == (250, 250.1)
    assert activity["Planned spending"] == activity["Budgeted"]
    assert (months["2020-02"]["Spent"], months["2020-12"]["Spent so far"]) == (250.1, 250.1)
    assert months["2020-12"]["Planned spending so far"] == pytest.approx(office["Planned spending"])


def test_r4_has_no_spend_after_the_date(client: Client, busy: Appeal) -> None:
    months = {
        row["Month"]: row for row in sheet(downloaded(client, "R4", as_at="2020-03-31"), "By month")
    }

    assert months["2020-03"]["Spent so far"] == 250.1
    assert months["2020-04"]["Spent so far"] is None
    assert months["2020-04"]["Planned spending so far"] > 0


def test_r5_has_targets_actuals_and_parts(client: Client, busy: Appeal) -> None:
    content = downloaded(client, "R5", as_at="2020-12-31", office="GT")

    (wide,) = sheet(content, "Indicators")
    assert (wide["2020-Q1 target"], wide["2020-Q1 actual"]) == (20, 10)
    assert (wide["Actual to date"], wide["Achieved"]) == (10, 0.5)
    parts = [(row["Category"], row["Value"]) for row in sheet(content, "Actuals")]
    assert parts == [(None, 10), ("women and girls", 6)]


def test_r6_holds_what_the_ledger_page_shows(client: Client, busy: Appeal) -> None:
    everything = sheet(downloaded(client, "R6", include="draft"), "Entries")
    narrowed = sheet(downloaded(client, "R6", office="GT", kind="disbursement"), "Entries")

    assert len(everything) == 3
    assert [row["USD"] for row in narrowed] == [250]
    assert narrowed[0]["State"] == "posted"


def test_r7_adds_donors_up(client: Client, busy: Appeal) -> None:
    donors = sheet(downloaded(client, "R7", as_at="2020-12-31"), "By donor")

    assert sorted(row["Funded"] for row in donors) == [700, 5000]


def test_r8_says_who_reported_and_who_did_not(client: Client, busy: Appeal) -> None:
    due = {
        (row["Office"], row["Period"]): row
        for row in sheet(downloaded(client, "R8", as_at="2020-06-30"), "Reports")
    }

    assert due["Guatemala", "2020-Q1"]["State"] == "approved"
    assert due["Belize", "2020-Q1"]["State"] == "not started"
    assert due["Belize", "2020-Q1"]["Days late"] == 76
    assert due["Guatemala", "2020-Q1"]["Approved by"]


def test_r9_of_a_report_that_is_not_approved_is_refused(client: Client, busy: Appeal) -> None:
    query = {"office": "HN", "period": "2020-Q1"}

    assert client.get(at("workbook", "R9"), query).status_code == 400
    assert downloaded(client, "R9", **query, include="draft")


def test_r11_links_to_where_it_is_mended(client: Client, busy: Appeal) -> None:
    page = opened(downloaded(client, "R11"))["Issues to fix"]

    links = [cell.hyperlink.target for row in page.iter_rows() for cell in row if cell.hyperlink]
    assert links
    assert all(link.startswith("http") for link in links)


def test_r14_has_a_row_for_each_changed_field(client: Client, busy: Appeal) -> None:
    activity = activity_of("GT-1.1")
    activity.lead = "Programme"
    activity.save_over(activity.version, ["lead"])

    changes = sheet(downloaded(client, "R14", kind="activity"), "Changes")

    assert any((row["Field"], row["To"]) == ("lead", "Programme") for row in changes)


def test_an_appeal_without_anything_has_every_workbook(superuser: User) -> None:
    appeal = make_appeal(code="ZZ-EMPTY")
    make_section(appeal=appeal, office=make_office())

    for code in CODES:
        if not WORKBOOKS[code].needs and not WORKBOOKS[code].is_template and code != "R1":
            book = WORKBOOKS[code].build(make_asked(code, appeal, make_user()))
            assert book.sheets, code


@pytest.mark.once
@pytest.mark.parametrize(
    ("code", "query", "said"),
    [
        ("R11", {"severity": "high"}, "Severity: high"),
        ("R14", {"kind": "activity", "person": "admin"}, "Person: admin · What: activity"),
        ("R15", {"state": "all"}, "State: "),
        ("R2", {"office": "GT"}, "Office: Guatemala"),
        ("R3", {"office": "GT"}, "Office: Guatemala"),
        ("R8", {"office": "GT"}, "Office: Guatemala"),
    ],
)
def test_a_workbook_says_by_what_it_was_narrowed(
    client: Client, busy: Appeal, code: str, query: dict[str, str], said: str
) -> None:
    content = downloaded(client, code, lang="en", **query)

    assert said in about(content)["Filters"]


@pytest.mark.once
def test_a_rule_that_does_not_exist_gives_no_workbook_of_everything(
    client: Client, busy: Appeal
) -> None:
    assert client.get(at("workbook", "R11"), {"rule": "none"}).status_code == 400


def test_what_is_written_after_a_large_workbook_was_asked_for_is_not_held_up(
    client: Client, busy: Appeal
) -> None:
    """The snapshot begins with the first piece, so that the session can still be saved."""
    response = client.get(at("workbook", "R6"), {"lang": "en"})
    make_transaction(activity=activity_of("GT-1.1"), amount=5, posted=True)

    assert 5 in {row["USD"] for row in table(response.getvalue(), "Entries")}
