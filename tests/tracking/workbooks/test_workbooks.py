"""Downloads: the right rows, figures and language, and never another office's drafts."""

import re
from datetime import date
from typing import Any

import pytest
from django.test import Client

from appeal.models import Activity, Appeal, User
from tests.factories import make_contribution, make_transaction, make_update
from tests.fixture_types import SignIn
from tests.tracking.browsing import activity_of, at, count_queries, period_of, words
from tests.workbooks import opened, rows, table
from tracking.models import ReportingPeriod

pytestmark = [pytest.mark.once, pytest.mark.person("reporter_gt")]


R1, R3 = at("workbook", "R1"), at("workbook", "R3")


def content_of(client: Client, address: str, **query: str) -> bytes:
    response = client.get(address, query)
    assert response.status_code == 200
    return response.getvalue()


def sheets(client: Client, address: str, **query: str) -> list[str]:
    """The text of About, of the data sheets and of Check."""
    pages = opened(content_of(client, address, **query)).worksheets
    return [
        " | ".join(str(v) for row in rows(page) for v in row if v is not None) for page in pages
    ]


def tracker(client: Client, **query: str) -> dict[str, dict[str, Any]]:
    """R3 as a person reads it: activity code → heading → value."""
    return {row["Activity"]: row for row in table(content_of(client, R3, **query), "Activities")}


@pytest.mark.publication
def test_r1_is_the_published_table(client: Client) -> None:
    first, matrix, *_ = sheets(client, R1)

    for figure in ("82138527", "13505000", "–"):
        assert figure in matrix.split(" | ")
    assert "reporter.gt" in first


def test_r3_has_a_row_for_every_activity(client: Client, mi2020: Appeal) -> None:
    everything = Activity.objects.of(mi2020).in_printed_order().values_list("code", flat=True)

    assert list(tracker(client)) == list(everything)


def test_r3_shows_posted_spend_and_approved_progress(client: Client, mi2020: Appeal) -> None:
    activity = activity_of("GT-1.1")
    make_transaction(activity=activity, amount=250, posted=True)
    make_update(
        activity=activity, period=period_of(mi2020), percent=40, state="approved", issues="Permits."
    )

    row = tracker(client, office="GT")["GT-1.1"]

    assert (row["Spent"], row["Progress"], row["Progress period"]) == (250, 0.4, "2020-Q1")
    assert (row["Status"], row["Issues"]) == ("ongoing", "Permits.")
    assert row["Last update"] == date(2020, 4, 2)


def test_in_r3_not_reported_is_an_empty_cell_and_zero_is_zero(
    client: Client, mi2020: Appeal
) -> None:
    make_update(
        activity=activity_of("GT-1.1"), period=period_of(mi2020), percent=0, state="approved"
    )

    shown = tracker(client, office="GT")

    assert shown["GT-1.1"]["Progress"] == 0
    assert shown["GT-2.1"]["Progress"] is None
    assert shown["GT-2.1"]["Spent"] == 0


def test_r3_with_drafts_shows_an_office_its_own_and_nobody_elses(
    client: Client, viewer: User, signed_in: SignIn, mi2020: Appeal
) -> None:
    for code in ("GT-1.1", "HN-1.1"):
        make_transaction(activity=activity_of(code), amount=77)
        make_update(
            activity=activity_of(code), period=period_of(mi2020), percent=60, issues=f"Of {code}."
        )

    official, own = tracker(client), tracker(client, include="draft")
    others = tracker(signed_in(viewer), include="draft")

    def figures(row: dict[str, Any]) -> tuple[Any, ...]:
        return row["Spent"], row["Progress"], row["Issues"]

    assert figures(own["GT-1.1"]) == (77, 0.6, "Of GT-1.1.")
    for row in (own["HN-1.1"], official["GT-1.1"], others["GT-1.1"], others["HN-1.1"]):
        assert figures(row) == (0, None, None)


def test_r3_takes_the_filters_of_the_list(client: Client) -> None:
    assert list(tracker(client, office="GT", heading="P2")) == ["GT-3.1", "GT-7.1"]
    assert list(tracker(client, q="GT-4")) == ["GT-4.1"]
    first = sheets(client, R3, office="GT", heading="P2")[0]
    assert "Guatemala" in first
    assert "Heading: " in first


def test_r3_without_rows_is_still_a_workbook(client: Client) -> None:
    # Excel's tables have at least one row, an empty one.
    assert list(tracker(client, q="zzzz")) == [None]


def test_r3_reads_its_figures_from_the_date(client: Client) -> None:
    make_transaction(activity=activity_of("GT-1.1"), value_on=date(2020, 6, 30), posted=True)

    assert tracker(client, as_at="2020-06-29")["GT-1.1"]["Spent"] == 0
    assert tracker(client, as_at="2020-06-30")["GT-1.1"]["Spent"] == 100


@pytest.mark.once
@pytest.mark.parametrize("address", [R1, R3])
def test_a_wrong_switch_falls_back_to_the_default(client: Client, address: str) -> None:
    first = sheets(client, address, include="x", lang="xx")[0]

    assert "2021-03-31" in first


@pytest.mark.once
@pytest.mark.parametrize("address", [R1, R3])
def test_the_language_of_the_address_goes_before_the_readers(
    client: Client, reporter_gt: User, address: str
) -> None:
    reporter_gt.language = "es"
    reporter_gt.save()

    def matrix(**query: str) -> str:
        return sheets(client, address, **query)[1]

    english, french, own = matrix(lang="en"), matrix(lang="fr"), matrix()
    assert len({english, french, own}) == 3
    title = {
        R1: "Respect des normes internationales et des droits des migrants",
        R3: "Centres d'accueil et information des personnes de retour",
    }[address]
    assert title in french
    assert title not in english


@pytest.mark.once
@pytest.mark.parametrize(
    ("address", "query", "name"),
    [
        (R1, {}, "MI2020-CNAC_R1_funding-requirements-as-published_all_2021-03-31_en.xlsx"),
        (R3, {}, "MI2020-CNAC_R3_activity-tracker_all_2021-03-31_en.xlsx"),
        (
            R3,
            {"office": "GT", "as_at": "2020-06-30"},
            "MI2020-CNAC_R3_activity-tracker_GT_2020-06-30_en.xlsx",
        ),
    ],
)
def test_the_file_is_named_after_what_it_holds(
    client: Client, address: str, query: dict[str, str], name: str
) -> None:
    response = client.get(address, query)

    assert response["Content-Disposition"] == f'attachment; filename="{name}"'
    assert "spreadsheetml" in response["Content-Type"]


@pytest.mark.once
@pytest.mark.parametrize("code", ["R0", "R99", "r3", "R3.xlsx"])
def test_a_workbook_that_does_not_exist_is_not_found(client: Client, code: str) -> None:
    assert client.get(at("workbook", code)).status_code == 404


def test_the_page_offers_every_workbook_with_its_choices(client: Client) -> None:
    page = client.get(at("workbook_list"))

    codes = [row[0].code for row in page.context["books"]]
    read = [f"R{number}" for number in range(1, 20) if number not in (12, 13)]
    assert codes == [*read, "T0"]
    assert [row[0].code for row in page.context["templates"]] == ["R12", "T1"]
    # That of a grant is on the page of its contribution.
    codes.remove("R19")
    for code in [*codes, "R12", "T1"]:
        assert f'action="{at("workbook", code)}"' in page.content.decode()
    assert f'href="{at("contribution_list")}"' in page.content.decode().partition('id="R19"')[2]
    assert "Activity tracker" in words(page)


@pytest.mark.once
def test_text_that_looks_like_a_formula_stays_text(client: Client, mi2020: Appeal) -> None:
    make_update(
        activity=activity_of("GT-1.1"),
        period=period_of(mi2020),
        issues='=HYPERLINK("https://evil.example")',
        state="approved",
    )

    page = opened(content_of(client, R3, office="GT")).worksheets[1]
    found = [cell for row in page for cell in row if "HYPERLINK" in str(cell.value)]

    assert [(cell.data_type, cell.quotePrefix) for cell in found] == [("s", True)]


@pytest.mark.once
def test_the_queries_of_r3_do_not_grow_with_its_rows(client: Client) -> None:
    few = count_queries(client, R3 + "?q=GT-1")

    assert count_queries(client, R3) == few


@pytest.mark.once
def test_a_filter_that_does_not_fit_gives_no_workbook_that_hides_it(client: Client) -> None:
    assert client.get(at("workbook", "R3"), {"office": "ZZ"}).status_code == 400
    assert client.get(at("workbook", "R3"), {"as_at": "soon"}).status_code == 400
    for name in ("as_at", "known_on"):
        for day in ("0001-01-01", "1899-12-31", "3000-01-01", "9999-12-31"):
            assert client.get(at("workbook", "R3"), {name: day}).status_code == 400


@pytest.mark.once
def test_its_name_says_what_is_counted_and_which_money(client: Client) -> None:
    answer = client.get(
        at("workbook", "R3"), {"office": "GT", "paid_from": "O1", "include": "draft"}
    )

    assert "MI2020-CNAC_R3_activity-tracker_GT-O1-draft_" in answer["Content-Disposition"]


def test_a_person_finds_the_last_downloads_again(client: Client, manager_ro: User) -> None:
    assert "Your last download" not in words(client.get(at("workbook_list")))
    client.get(R3, {"office": "GT", "lang": "fr"})
    client.get(at("workbook", "R3"), {"office": "ZZ"})

    page = client.get(at("workbook_list"))

    assert words(page).count("Your last download was on") == 1
    assert f'href="{R3}?office=GT&amp;lang=fr"' in page.content.decode()


@pytest.mark.parametrize(
    ("code", "page", "column", "descending"),
    [
        ("R3", "activity_list", "allocated", True),
        ("R7", "contribution_list", "received", True),
        ("R6", "transaction_list", "usd_amount", False),
    ],
)
def test_a_list_is_downloaded_in_the_order_that_is_seen(
    client: Client, mi2020: Appeal, code: str, page: str, column: str, descending: bool
) -> None:
    for number in (3, 1, 2):
        make_transaction(activity=activity_of("GT-1.1"), amount=number * 100, posted=True)
        make_contribution(appeal=mi2020, received=number * 1000)
    query = {"sort": f"{'-' if descending else ''}{column}"}
    shown = client.get(at(page), query)
    assert f"{at('workbook', code)}?sort=" in shown.content.decode()

    title = {"R3": "Activities", "R6": "Entries", "R7": "Contributions"}[code]
    listed = table(content_of(client, at("workbook", code), lang="en", **query), title)

    heading = {"allocated": "Budgeted", "received": "Received", "usd_amount": "USD"}[column]
    values = [row[heading] for row in listed if row[heading] is not None]
    assert values == sorted(values, reverse=descending)
    assert len(set(values)) > 2


def test_a_large_workbook_is_sent_while_it_is_read_and_a_small_one_with_its_size(
    client: Client,
) -> None:
    large, small = (client.get(at("workbook", code), {"lang": "en"}) for code in ("R6", "R3"))

    assert large.streaming
    assert opened(large.getvalue()).sheetnames[1] == "Entries"
    assert not small.streaming
    assert int(small["Content-Length"]) == len(small.content)
    assert small["Content-Encoding"] == large["Content-Encoding"] == "identity"


@pytest.mark.once
def test_a_wrong_filter_of_a_large_workbook_is_told_before_anything_is_sent(
    client: Client,
) -> None:
    assert client.get(at("workbook", "R6"), {"office": "ZZ"}).status_code == 400
    assert client.get(at("workbook", "R14"), {"since": "soon"}).status_code == 400


def test_a_workbook_that_cannot_be_made_says_why(client: Client) -> None:
    for query, sentence in (
        ({"office": "GT", "period": "2020-Q4"}, "has no approved report on 2020-Q4"),
        ({"office": "XX", "period": "2020-Q4"}, "“XX” is not in this appeal"),
    ):
        page = client.get(at("workbook", "R9"), query)
        assert page.status_code == 400
        assert sentence in words(page)
    french = {"office": "GT", "period": "2020-Q4", "lang": "fr"}
    assert '<html lang="fr">' in client.get(at("workbook", "R9"), french).content.decode()
    page = client.get(at("workbook", "R3"), {"as_at": "abc"})
    assert (page.status_code, "abc" in words(page)) == (400, True)


def chosen(page: Any) -> dict[str, str]:
    """What the form for reports asks for before anybody changes it."""
    form = page.content.decode().partition('<form method="get" class="downloads">')[2]
    form = form.partition("</form>")[0]
    return {
        name: (re.findall(r'<option value="([^"]*)" selected>', options) or [""])[0]
        for name, options in re.findall(r'<select name="(\w+)".*?>(.*?)</select>', form, re.DOTALL)
    }


def test_an_office_is_offered_its_own_and_its_last_approved_period(
    client: Client, mi2020: Appeal
) -> None:
    activity = activity_of("GT-1.1")
    periods = {each.code: each for each in ReportingPeriod.objects.of(mi2020)}
    before = chosen(client.get(at("workbook_list")))
    assert (before["office"], before["period"]) == ("GT", "")
    make_update(activity=activity, period=periods["2020-Q1"], state="approved")
    make_update(activity=activity, period=periods["2020-Q2"], state="submitted")

    assert chosen(client.get(at("workbook_list")))["period"] == "2020-Q1"


@pytest.mark.person("manager_ro")
def test_the_region_is_offered_the_whole_appeal_and_an_address_may_choose(client: Client) -> None:
    def asked(**query: str) -> dict[str, str]:
        return chosen(client.get(at("workbook_list"), query))

    assert (asked()["office"], asked()["period"]) == ("", "")
    assert asked(office="HN", period="2020-Q2")["office"] == "HN"
    assert asked(office="HN", period="2020-Q2")["period"] == "2020-Q2"


@pytest.mark.once
def test_only_reports_that_need_an_office_or_a_period_ask_for_them(client: Client) -> None:
    """A browser asks for what is required, unless the button says that its file needs nothing."""
    page = client.get(at("workbook_list")).content.decode()

    buttons = re.findall(r'formaction="[^"]*/(\w+)\.xlsx"( formnovalidate)?', page)
    assert {code for code, free in buttons if not free} == {"R9", "R12", "T1"}
    assert page.count("<form") == page.count("</form>")
    assert all(f"Download {code}" in page for code, _free in buttons)
