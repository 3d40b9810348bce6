"""The list of activities: narrowed, sorted and paged by the address."""

from datetime import UTC, date, datetime
from html import unescape
from typing import Any
from urllib.parse import quote, unquote

import pytest
from django.test import Client

from appeal.models import Activity, Appeal, User
from tests.factories import make_priority, make_transaction, make_update
from tests.fixture_types import SignIn
from tests.tracking.browsing import activity_of, at, count_queries, period_of, words

pytestmark = pytest.mark.person("reporter_gt")


ADDRESS = at("activity_list")


def codes(client: Client, query: str = "") -> list[str]:
    page = client.get(ADDRESS + query)
    assert page.status_code == 200
    return [row.code for row in page.context["table"].page.object_list]


def found(client: Client, query: str) -> int:
    return client.get(ADDRESS + query).context["table"].paginator.count


def test_it_lists_every_activity_in_printed_order(client: Client, mi2020: Appeal) -> None:
    everything = Activity.objects.of(mi2020).in_printed_order().values_list("code", flat=True)

    assert codes(client, "?per_page=40") == list(everything)[:40]
    assert found(client, "") == len(everything)


def test_it_is_narrowed_by_office_heading_status_and_text(client: Client, mi2020: Appeal) -> None:
    make_update(
        activity=activity_of("GT-3.1"), period=period_of(mi2020), status="delayed", state="approved"
    )

    assert codes(client, "?office=GT") == [f"GT-{number}.1" for number in range(1, 8)]
    assert codes(client, "?office=GT&heading=P2") == ["GT-3.1", "GT-7.1"]
    assert codes(client, "?status=delayed") == ["GT-3.1"]
    assert codes(client, "?office=GT&q=remittances+climate") == ["GT-5.1"]
    assert codes(client, "?q=Guatemalan+Institute+of+Migration") == ["GT-6.1"]
    assert codes(client, "?q=GT-4") == ["GT-4.1"]
    assert codes(client, f"?office=GT&q={quote('acción climática')}") == ["GT-5.1"]


def test_each_activity_stands_once_however_many_headings_it_has(client: Client) -> None:
    listed = codes(client, "?office=GT&q=e")

    assert len(listed) == len(set(listed))


def test_where_nothing_matches_the_page_says_what_to_do(client: Client) -> None:
    page = client.get(ADDRESS, {"q": "zzzz"})

    assert "0 rows" in words(page)
    assert "Nothing matches the filters. Clear them to see everything." in words(page)


@pytest.mark.once
@pytest.mark.parametrize(
    ("page", "sentence"),
    [
        ("transaction_list", "No entries yet. To record spending, open an activity."),
        ("risk_list", "No risks yet. To add one, open its activity."),
        ("contribution_list", "No contributions yet. A manager can add one."),
        ("rate_list", "No rates yet. A manager can add one, or upload a file."),
        ("donor_list", "No donors yet. Add one with its first contribution."),
    ],
)
def test_a_list_that_is_empty_without_a_filter_says_how_it_is_filled(
    client: Client, page: str, sentence: str
) -> None:
    whole, narrowed = (
        client.get(at(page), {"per_page": "50"}),
        client.get(at(page), {"office": "GT"}),
    )

    assert sentence in words(whole)
    assert "Nothing matches" not in words(whole)
    if page not in ("rate_list", "donor_list"):
        assert "Nothing matches the filters." in words(narrowed)


@pytest.mark.parametrize(
    "column", ["code", "office", "status", "allocated", "spent", "balance", "delivery", "progress"]
)
def test_every_column_sorts_both_ways_with_the_empty_ones_last(
    client: Client, mi2020: Appeal, column: str
) -> None:
    for number, percent in ((1, 80), (2, 20)):
        activity = activity_of(f"GT-{number}.1")
        make_transaction(activity=activity, amount=percent, posted=True)
        make_update(activity=activity, period=period_of(mi2020), percent=percent, state="approved")

    up, down = (codes(client, f"?office=GT&sort={sign}{column}") for sign in ("", "-"))

    assert len(up) == len(down) == 7
    if column == "progress":
        assert (up[:2], down[:2]) == (["GT-2.1", "GT-1.1"], ["GT-1.1", "GT-2.1"])
    if column == "spent":
        assert down[:2] == ["GT-1.1", "GT-2.1"]


@pytest.mark.publication
@pytest.mark.parametrize(
    "query",
    [
        "?office=XX",
        "?heading=XX",
        "?status=x",
        "?sort=priority__section__office__memberships",
        "?sort=headings",
        "?page=x",
        "?page=-1",
        "?page=999",
        "?per_page=400000",
        f"?q={'a' * 101}",
    ],
)
def test_what_the_address_asks_wrongly_never_breaks_the_page(client: Client, query: str) -> None:
    assert len(codes(client, query)) <= 25


@pytest.mark.publication
def test_pages_hold_as_many_rows_as_are_offered(client: Client) -> None:
    assert [len(codes(client, f"?per_page={size}")) for size in ("25", "40", "100")] == [25, 40, 25]
    assert not set(codes(client)) & set(codes(client, "?page=2"))


def test_a_reporter_finds_the_two_forms_beside_activities_of_the_own_office_only(
    client: Client,
) -> None:
    page = client.get(ADDRESS + "?q=&office=GT&sort=-spent").content.decode()
    row = f"{quote('&sort=-spent', safe='=')}%23row-{activity_of('GT-1.1').pk}"
    back = f"{ADDRESS}?office=GT{row}"

    assert f'href="GT-1.1/progress/?next={back}"' in page
    assert f'href="GT-1.1/transactions/new/?next={back}"' in page
    form = client.get(f"{ADDRESS}GT-1.1/progress/?next={back}")
    assert unquote(back) in unescape(form.content.decode())
    assert "Log progress" not in words(client.get(ADDRESS, {"office": "HN"}))


def test_a_viewer_finds_no_form(viewer: User, signed_in: SignIn) -> None:
    page = words(signed_in(viewer).get(ADDRESS))

    assert "Log progress" not in page
    assert "Record spend" not in page


def test_not_reported_is_said_and_zero_is_shown(client: Client, mi2020: Appeal) -> None:
    make_update(
        activity=activity_of("GT-1.1"), period=period_of(mi2020), percent=0, state="approved"
    )

    page: Any = client.get(ADDRESS, {"office": "GT"}).content.decode().replace("\u00a0", " ")

    assert page.count('<span class="not-reported">not reported</span>') == 6
    assert "0 %" in page


def test_what_nobody_reported_on_is_told_apart_from_what_has_not_started(
    client: Client, mi2020: Appeal
) -> None:
    make_update(activity=activity_of("GT-1.1"), period=period_of(mi2020), state="approved")
    later = activity_of("GT-2.1")
    later.starts_on = date(2020, 9, 1)
    later.save_over(later.version, ["starts_on"], at=datetime(2020, 1, 2, tzinfo=UTC))

    spring = "?office=GT&as_at=2020-04-30&status="

    assert codes(client, f"{spring}planned") == ["GT-2.1"]
    assert codes(client, f"{spring}not_reported") == [f"GT-{number}.1" for number in range(3, 8)]
    assert "GT-2.1" in codes(client, "?office=GT&as_at=2020-09-01&status=not_reported")


@pytest.mark.once
def test_the_download_link_asks_for_what_is_shown(client: Client) -> None:
    page: Any = client.get(ADDRESS, {"office": "GT", "as_at": "2020-06-30"}).content.decode()

    assert f"{at('workbook', 'R3')}?office=GT&amp;as_at=2020-06-30" in page


@pytest.mark.once
def test_markup_in_the_search_is_shown_as_typed(client: Client) -> None:
    page = client.get(ADDRESS, {"q": '"><script>alert(1)</script>'}).content.decode()

    assert "<script>alert(1)" not in page


@pytest.mark.once
def test_its_queries_do_not_grow_with_its_rows(client: Client, mi2020: Appeal) -> None:
    few = count_queries(client, ADDRESS + "?q=GT-1&per_page=40")

    assert count_queries(client, ADDRESS + "?per_page=40") == few


def test_another_appeals_activities_stay_out(client: Client) -> None:
    before = found(client, "")

    make_priority().activities.create(
        code="ELSEWHERE", order=1, starts_on="2020-01-01", ends_on="2020-12-31"
    )

    assert found(client, "") == before
    assert client.get(at("activity_detail", "ELSEWHERE")).status_code == 404


def headings(page: Any) -> list[str]:
    return [str(column.header) for column in page.context["table"].columns]


@pytest.mark.once
def test_the_reader_chooses_the_columns_and_the_address_keeps_them(client: Client) -> None:
    page = client.get(ADDRESS, {"office": "GT", "cols": ["spent", "office"]})

    assert headings(page) == ["Activity", "Office", "Spent"]
    assert "cols=spent&amp;cols=office" in page.content.decode()


@pytest.mark.once
@pytest.mark.parametrize("cols", [[], ["pk"], ["priority__section__office__name"]])
def test_a_choice_of_no_column_that_is_offered_shows_all(client: Client, cols: list[str]) -> None:
    assert len(headings(client.get(ADDRESS, {"cols": cols}))) == 10


@pytest.mark.publication
def test_the_sums_are_over_all_that_is_found_not_over_one_page(
    client: Client, mi2020: Appeal
) -> None:
    for code, amount in (("GT-1.1", 100), ("HN-1.1", 23)):
        make_transaction(activity=activity_of(code), amount=amount, posted=True)

    def total(**query: Any) -> str:
        table = client.get(ADDRESS, query).context["table"]
        return next(text for column, text in table.sums if column.name == "spent")

    assert total() == "123"
    assert total(office="GT") == "100"
    assert "Total of 104 rows" in words(client.get(ADDRESS))


def test_nothing_found_has_no_total(client: Client) -> None:
    assert client.get(ADDRESS, {"q": "zzzz"}).context["table"].sums == []


@pytest.mark.once
def test_the_columns_explain_themselves(client: Client) -> None:
    page = words(client.get(ADDRESS))

    assert "What the columns mean" in page
    assert "Disbursements and expenditure minus their reversals." in page


def test_saving_leads_back_to_the_row(client: Client) -> None:
    activity = activity_of("GT-1.1")

    page = client.get(ADDRESS, {"office": "GT"}).content.decode()

    assert f'id="row-{activity.pk}"' in page
    assert f"office=GT%23row-{activity.pk}" in page


@pytest.mark.parametrize("text", ["migracion", "MIGRACIÓN", "migración"])
def test_it_is_searched_with_or_without_accents(client: Client, text: str) -> None:
    assert codes(client, f"?office=GT&q={quote(text)}") == codes(
        client, "?office=GT&q=migraci%C3%B3n"
    )
    assert codes(client, f"?office=GT&q={quote(text)}")
