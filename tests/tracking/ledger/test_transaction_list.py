"""The ledger as a list: what each person sees of it, narrowed and sorted by the address."""

import re
from datetime import UTC, date, datetime
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from appeal.base.viewpoint import EVERYTHING
from appeal.models import Appeal, Office, User
from tests.factories import ENTERED, make_appeal, make_rate, make_transaction, make_user
from tests.fixture_types import SignIn
from tests.tracking.browsing import activity_of, at, count_queries, words
from tracking import access
from tracking.models import Transaction

pytestmark = pytest.mark.person("reporter_gt")


JUNE = datetime(2020, 6, 10, 15, tzinfo=UTC)


def entry(code: str = "GT-1.1", **fields: Any) -> Transaction:
    """The change log dates it by its entry."""
    with time_machine.travel(fields.get("entered_at", ENTERED), tick=False):
        return make_transaction(activity=activity_of(code), **fields)


def shown(client: Client, query: str = "") -> list[Transaction]:
    page = client.get(at("transaction_list") + query)
    assert page.status_code == 200
    return list(page.context["table"].page.object_list)


def ids_shown(client: Client, query: str) -> set[int]:
    """Of a past day with drafts the rows are lines of the change log, by the ids of entries."""
    page = client.get(at("transaction_list") + query)
    return {row.id for row in page.context["table"].page.object_list}


def test_it_lists_what_is_posted_anywhere_and_drafts_of_the_own_office_only(
    client: Client, viewer: User, signed_in: SignIn
) -> None:
    own, foreign = entry(), entry("HN-1.1", posted=True)
    entry("HN-1.1")

    assert set(shown(client)) == {own, foreign}
    assert shown(signed_in(viewer)) == [foreign]


def test_it_is_narrowed_by_office_kind_state_and_text(client: Client) -> None:
    draft = entry(counterpart="A garage")
    posted = entry(posted=True, reference="V-17")
    foreign = entry("HN-1.1", posted=True, kind="disbursement")

    assert set(shown(client, "?office=GT")) == {draft, posted}
    assert shown(client, "?kind=disbursement") == [foreign]
    assert shown(client, "?state=draft") == [draft]
    assert set(shown(client, "?state=posted")) == {posted, foreign}
    assert shown(client, "?q=garage") == [draft]
    assert shown(client, "?q=v-17") == [posted]
    assert set(shown(client, "?q=GT-1")) == {draft, posted}


def test_it_is_narrowed_by_heading_currency_dates_and_who_entered(
    client: Client, reporter_gt: User
) -> None:
    make_rate()
    own = entry(value_on=date(2020, 2, 1), entered_by=reporter_gt)
    gtq = entry(value_on=date(2020, 3, 1), currency="GTQ", usd_amount=None)
    foreign = entry("HN-1.1", value_on=date(2020, 4, 1), posted=True)
    heading = own.cell.heading.code
    paid = {row for row in (own, gtq, foreign) if row.cell.heading.code == heading}

    assert set(shown(client, f"?paid_from={heading}")) == paid
    assert shown(client, "?paid_from=P1") == []
    assert shown(client, "?currency=GTQ") == [gtq]
    assert set(shown(client, "?currency=USD")) == {own, foreign}
    assert set(shown(client, "?since=2020-03-01")) == {gtq, foreign}
    assert set(shown(client, "?until=2020-03-01")) == {own, gtq}
    assert shown(client, "?since=2020-02-02&until=2020-03-31") == [gtq]
    assert shown(client, "?entered=me") == [own]


def test_beneath_stands_what_is_posted_of_all_that_is_found_by_kind(client: Client) -> None:
    for _ in range(30):
        entry(posted=True, amount=10)
    entry(posted=True, amount=5, kind="disbursement")
    entry(posted=True, amount=1000, kind="commitment")
    entry(amount=7)
    entry("HN-1.1", posted=True, amount=3)
    original = entry(posted=True, amount=250, kind="disbursement")
    entry(posted=True, amount=250, kind="disbursement", reverses=original)

    page = client.get(at("transaction_list") + "?office=GT")

    assert page.context["sums"] == [
        ("commitment", 1000), ("disbursement", 5), ("expenditure", 300),
    ]  # fmt: skip
    assert page.context["spent"] == 305
    assert "USD 305.00" in words(page)
    assert client.get(at("transaction_list") + "?office=HN").context["spent"] == 3
    drafts = client.get(at("transaction_list") + "?state=draft")
    assert "Nothing here has been posted yet." in words(drafts)


def test_an_entry_shows_its_kind_and_its_own_currency(client: Client) -> None:
    entry(posted=True, kind="disbursement", currency="GTQ", amount=770, usd_amount=100, rate="7.7")

    page = words(client.get(at("transaction_list")))

    assert "disbursement" in page
    assert "GTQ 770.00 at 7.70 100.00" in page


def test_the_newest_value_date_stands_first_and_columns_sort(client: Client) -> None:
    early = entry(value_on=date(2020, 1, 5), amount=30, posted=True)
    late = entry(value_on=date(2020, 6, 5), amount=10, posted=True)

    assert shown(client) == [late, early]
    assert shown(client, "?sort=value_on") == [early, late]
    assert shown(client, "?sort=usd_amount") == [late, early]
    assert shown(client, "?sort=-usd_amount") == [early, late]


@pytest.mark.parametrize(
    "query",
    [
        "?office=XX",
        "?kind=x",
        "?state=x",
        "?paid_from=x",
        "?currency=x",
        "?since=x",
        "?until=x",
        "?entered=x",
        "?sort=x",
        "?page=x",
        "?page=99",
        "?per_page=7",
    ],
)
def test_what_the_address_asks_wrongly_never_breaks_the_page(client: Client, query: str) -> None:
    entry()

    assert client.get(at("transaction_list") + query).status_code == 200


@pytest.mark.parametrize("query", ["since=9999-12-31", "until=0001-01-01"])
def test_a_value_date_that_nobody_means_narrows_nothing(client: Client, query: str) -> None:
    only = entry()

    page = client.get(f"{at('transaction_list')}?{query}")

    assert shown(client, f"?{query}") == [only]
    assert "Enter a date between 1900 and 2999." in words(page)


def test_a_reversal_counts_negative(client: Client, finance_gt: User) -> None:
    original = entry(posted=True, amount=250)
    entry(
        posted=True,
        amount=250,
        reverses=original,
        cell=original.cell,
    )

    assert "-250.00" in words(client.get(at("transaction_list")))


def test_its_queries_do_not_grow_with_its_rows(client: Client) -> None:
    entry(posted=True)
    few = count_queries(client, at("transaction_list"))
    for code in ("GT-1.1", "GT-2.1", "HN-1.1"):
        for _ in range(6):
            entry(code, posted=True)

    assert count_queries(client, at("transaction_list")) == few


def test_as_at_an_earlier_day_a_later_entry_and_its_sum_are_left_out(client: Client) -> None:
    march = entry(posted=True, amount=30)
    june = entry(posted=True, amount=500, value_on=date(2020, 6, 5))
    draft = entry(value_on=date(2020, 6, 5))

    assert set(shown(client)) == {march, june, draft}
    assert shown(client, "?as_at=2020-06-04") == [march]
    assert set(shown(client, "?as_at=2020-06-05")) == {march, june}
    assert set(shown(client, "?as_at=2020-06-05&include=draft")) == {march, june, draft}
    assert client.get(at("transaction_list")).context["spent"] == 530
    before = client.get(at("transaction_list") + "?as_at=2020-06-04")
    assert before.context["spent"] == 30
    assert "USD 30.00" in words(before)


def test_as_known_before_its_posting_an_entry_is_a_draft_of_its_office_and_in_no_sum(
    client: Client, viewer: User, signed_in: SignIn
) -> None:
    early = entry(posted=True, amount=30)
    posted_since = entry(amount=500, rate=1)
    with time_machine.travel(JUNE, tick=False):
        posted_since.posted_by, posted_since.posted_at = posted_since.entered_by, JUNE
        posted_since.save()
    entered_since = entry(entered_at=JUNE)
    then = "?known_on=2020-06-09&include=draft"

    assert ids_shown(client, then) == {early.pk, posted_since.pk}
    assert shown(client, "?known_on=2020-06-09") == [early]
    assert ids_shown(signed_in(viewer), then) == {early.pk}
    assert ids_shown(client, then + "&state=posted") == {early.pk}
    assert ids_shown(client, then + "&state=draft") == {posted_since.pk}
    page = client.get(at("transaction_list") + then)
    assert page.context["spent"] == 30
    assert "<i>draft</i>" in page.content.decode()
    after = "?known_on=2020-06-10&include=draft"
    assert ids_shown(client, after) == {early.pk, posted_since.pk, entered_since.pk}
    assert client.get(at("transaction_list") + after).context["spent"] == 530


def test_as_known_before_its_reversal_an_entry_is_posted(client: Client) -> None:
    original = entry(posted=True, amount=250)
    entry(
        posted=True, amount=250, reverses=original, cell=original.cell,
        entered_at=JUNE, posted_at=JUNE,
    )  # fmt: skip
    entry_now = client.get(at("transaction_list")).content.decode()
    entry_then = client.get(at("transaction_list") + "?known_on=2020-06-09").content.decode()

    assert "status reversed" in entry_now
    assert "<b>posted</b>" in entry_then
    assert "status reversed" not in entry_then


def test_each_row_says_its_own_state(client: Client) -> None:
    original = entry(posted=True, value_on=date(2020, 4, 1))
    entry(posted=True, reverses=original, cell=original.cell, value_on=date(2020, 4, 1))
    for day in (2, 3):
        entry(value_on=date(2020, 4, day))
        entry(posted=True, value_on=date(2020, 4, day))

    page = client.get(at("transaction_list") + "?sort=value_on").content.decode()

    told = re.findall(r"<(?:b|i|span class=\"status \w+\")>(\w+)</", page.partition("<tbody")[2])
    assert told == ["reversed", "reversal", "draft", "posted", "draft", "posted"]


def test_the_offices_to_choose_from_are_sorted_by_their_names(client: Client) -> None:
    Office.objects.filter(code="HN").update(name_en="éclair")

    form = client.get(at("transaction_list")).context["filter"].form

    names = [label for _value, label in form["office"].field.choices]
    assert names == ["All offices", "Belize", "éclair", "Guatemala"]


def test_the_dates_keep_the_filters_the_filters_the_dates_and_the_places_both(
    client: Client,
) -> None:
    entry(posted=True)

    page = client.get(at("transaction_list") + "?kind=expenditure&as_at=2020-06-04")
    text = page.content.decode()

    assert '<input type="hidden" name="kind" value="expenditure">' in text
    assert '<input type="hidden" name="as_at" value="2020-06-04">' in text
    home = client.get(at("home") + "?as_at=2020-06-04").content.decode()
    assert 'href="transactions/?as_at=2020-06-04"' in home


@time_machine.travel(datetime(2020, 5, 20, 15, tzinfo=UTC), tick=False)
def test_without_dates_a_draft_dated_ahead_stands_in_the_list(client: Client) -> None:
    ahead = entry(value_on=date(2020, 6, 5))

    assert shown(client) == [ahead]
    assert shown(client, "?as_at=2020-05-19") == []


def test_what_is_to_be_counted_decides_whether_drafts_are_listed(
    client: Client, viewer: User, signed_in: SignIn
) -> None:
    draft, posted = entry(), entry(posted=True)

    assert set(shown(client)) == {draft, posted}
    assert shown(client, "?include=official") == [posted]
    assert shown(client, "?include=submitted") == [posted]
    assert set(shown(client, "?include=draft")) == {draft, posted}
    assert shown(signed_in(viewer), "?include=draft") == [posted]


def test_the_page_says_what_it_counts_and_its_workbook_counts_the_same(
    client: Client, viewer: User, signed_in: SignIn
) -> None:
    entry()
    own, others = client.get(at("transaction_list")), signed_in(viewer).get(at("transaction_list"))

    assert own.context["viewpoint"].include == "draft"
    assert f'href="{at("workbook", "R6")}?include=draft"' in own.content.decode()
    assert others.context["viewpoint"].include == "official"
    assert f'href="{at("workbook", "R6")}"' in others.content.decode()


def test_a_release_counts_negative_and_its_reversal_positive(client: Client) -> None:
    contract = entry(posted=True, amount=1000, kind="commitment")
    release = entry(posted=True, amount=300, kind="release", against=contract, cell=contract.cell)
    entry(
        posted=True, amount=300, kind="release", against=contract, cell=contract.cell,
        reverses=release,
    )  # fmt: skip
    entry(posted=True, amount=120, kind="release", against=contract, cell=contract.cell)

    page = client.get(at("transaction_list"))

    assert page.context["sums"] == [
        ("commitment", 1000),
        ("release of a commitment", -120),
    ]
    assert "USD -120.00" in words(page)
    assert "-300.00" in words(page)


def test_what_people_typed_is_text_in_cells_and_filters(
    manager_ro: User, signed_in: SignIn
) -> None:
    typed, quoted = "<script>x</script>", '"><i>'
    make_transaction(
        activity=activity_of("GT-1.1"), counterpart=typed, reference=quoted, posted=True
    )

    page = signed_in(manager_ro).get(at("transaction_list"), {"q": quoted}).content.decode()
    full = signed_in(manager_ro).get(at("transaction_list")).content.decode()

    assert "&lt;script&gt;x" in full
    assert typed not in full
    assert quoted not in page + full
    assert 'value="&quot;&gt;&lt;i&gt;"' in page


def test_what_drafts_come_to_is_read_from_an_index_of_drafts(
    client: Client, manager_ro: User
) -> None:
    activity = activity_of("GT-1.1")
    make_transaction(activity=activity)
    client.force_login(manager_ro)

    with CaptureQueriesContext(connection) as asked:
        client.get(at("transaction_list"))

    (sums,) = [each["sql"] for each in asked if 'AS "rated"' in each["sql"]]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL enable_seqscan = off")
            cursor.execute("SET LOCAL enable_bitmapscan = off")
        explain = "EXPLAIN QUERY PLAN" if connection.vendor == "sqlite" else "EXPLAIN"
        cursor.execute(f"{explain} {sums}")
        plan = str(cursor.fetchall())
    assert "drafts_by_currency" in plan


def test_of_an_appeal_there_are_the_entries_that_count_for_who_sees_it(mi2020: Appeal) -> None:
    posted, other = entry(posted=True), make_appeal()

    for person, shown in ((make_user(), []), (make_user(is_superuser=True), [posted])):
        assert list(access.transactions(person, mi2020)) == shown
        assert list(access.transactions_then(person, EVERYTHING, mi2020)) == shown
        assert not access.transactions(person, other).exists()
