"""A list read page by page by key: every row once, in either direction, in every order."""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from html import unescape
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from appeal.models import ordering
from appeal.models.ordering import MOST_COUNTED
from appeal.templatetags import figures
from tests.factories import make_appeal, make_cell, make_transaction, make_user
from tests.tracking.browsing import activity_of, at, count_queries, words
from tracking import filters, key_pages
from tracking.models import Transaction
from tracking.tables import TransactionTable
from tracking.views.activities import MOST_COUNTED_ENTRIES

pytestmark = pytest.mark.person("manager_ro")


Kind = Transaction.Kind
SORTS = [
    f"{sign}{name}"
    for name, column in TransactionTable.base_columns.items()
    if column.orderable is not False
    for sign in ("", "-")
]
NAMES = ["", "Zeta", "Ñandú", "ñandu", "banco", ""]
# Modules and not their names: one that is first read while another's number is changed keeps that.
COUNTED = (ordering, figures, filters, key_pages)


def sixty() -> Iterator[Transaction]:
    """Of two offices: some drafts, some reversed, many alike in what they are sorted by."""
    person = make_user()
    for number in range(60):
        posted = number % 5 > 0
        fields = {"posted_at": datetime(2020, 6, 1 + number % 3, tzinfo=UTC)} if posted else {}
        yield make_transaction(
            activity=activity_of(("GT-1.1", "HN-1.1", "GT-2.1")[number % 3]),
            kind=list(Kind)[number % 2],
            value_on=date(2020, 2, 10) + timedelta(days=20 * (number % 4)),
            amount=10 + number % 7,
            counterpart=NAMES[number % 6],
            reference=f"V-{number % 8}",
            posted=posted,
            entered_by=person,
            **fields,
        )


@pytest.fixture(scope="module")
def entries(django_db_setup: None, django_db_blocker: Any) -> Iterator[list[Transaction]]:
    """Sixty, made once: each test here is undone down to them."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield list(sixty())
        transaction.set_rollback(True)


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> int:
    """So many are counted one by one, and no more."""
    for module in COUNTED:
        monkeypatch.setattr(module, "MOST_COUNTED", 9)
    return 9


def turn(client: Client, query: str) -> Any:
    page = client.get(at("transaction_list") + query)
    assert page.status_code == 200
    return page.context["table"].page


def shown(page: Any) -> list[int]:
    return [row.pk for row in page.object_list]


def walk(client: Client, query: str, first: str) -> Iterator[list[int]]:
    """The pages from the first on, or from the last back."""
    page = turn(client, f"{query}&{first}")
    while True:
        yield shown(page)
        if not (page.has_previous() if first else page.has_next()):
            return
        pk = page.first_key if first else page.last_key
        page = turn(client, f"{query}&{'before' if first else 'after'}={pk}")


@pytest.mark.parametrize("sort", SORTS)
def test_every_row_stands_once_from_either_end(
    client: Client, entries: list[Transaction], sort: str
) -> None:
    query = f"?sort={sort}"
    together = shown(turn(client, f"{query}&per_page=100"))

    forward = [pk for page in walk(client, query, "") for pk in page]
    backward = [pk for page in list(walk(client, query, "page=last"))[::-1] for pk in page]

    assert sorted(together) == sorted(entry.pk for entry in entries)
    assert forward == together
    # What is left over of the last stands on the first, which is whole.
    assert backward[-50:] == together[10:]
    assert backward[:25] == together[:25]


def test_as_known_on_a_past_day_too(client: Client, entries: list[Transaction]) -> None:
    query = "?include=draft&as_at=2020-12-31&known_on=2999-01-01"
    together = shown(turn(client, f"{query}&per_page=100"))

    assert len(together) == len(entries)
    assert [pk for page in walk(client, query, "") for pk in page] == together


def test_pages_by_number_are_answered_still(client: Client, entries: list[Transaction]) -> None:
    together = shown(turn(client, "?per_page=100"))

    assert shown(turn(client, "?page=2")) == together[25:50]
    assert shown(turn(client, "?page=3")) == together[50:]
    for query in ("?page=4", "?page=99999999"):
        assert shown(turn(client, query)) == shown(turn(client, "?page=last"))
    for query in ("?page=x", "?page=1", "?page=", "?after=x", "?before=0", "?after=99999999999"):
        assert shown(turn(client, query)) == together[:25]


def test_a_page_stays_what_it_is_while_entries_come_in(
    client: Client, entries: list[Transaction]
) -> None:
    second = f"?after={turn(client, '').last_key}"
    before = shown(turn(client, second))

    make_transaction(activity=activity_of("GT-1.1"), value_on=date(2020, 12, 1), posted=True)

    assert shown(turn(client, second)) == before


def test_it_leads_to_the_first_last_next_and_previous_and_says_where_one_is(
    client: Client, entries: list[Transaction]
) -> None:
    page = client.get(at("transaction_list") + "?office=GT&page=2&sort=amount")
    turned = page.context["table"].page
    text = page.content.decode()

    assert (turned.first_place, turned.last_place, turned.count) == (26, 40, 40)
    assert "26 to 40 of 40" in words(page)
    assert 'href="?office=GT&amp;sort=amount"' in text
    assert f'href="?office=GT&amp;sort=amount&amp;before={turned.first_key}"' in text
    assert not turned.has_next()
    first = client.get(at("transaction_list") + "?office=GT").content.decode()
    assert 'href="?office=GT&amp;page=last"' in first
    assert 'rel="prev"' not in first


def test_of_many_it_says_more_than_so_many_and_offers_the_orders_that_cost_nothing(
    client: Client, entries: list[Transaction], few: int
) -> None:
    page = client.get(at("transaction_list"))
    text = page.content.decode()

    assert "more than 9 rows" in words(page)
    assert 'id="sort-amount"' in text
    assert 'id="sort-counterpart"' not in text
    narrowed = client.get(at("transaction_list") + "?q=v-7").content.decode()
    assert 'id="sort-counterpart"' in narrowed


@pytest.mark.parametrize(
    "query",
    ["", "?office=GT", "?paid_from=O1", "?kind=disbursement", "?activity=gt-1.1", "?state=posted",
     "?office=HN&kind=commitment&state=posted", "?as_at=2020-03-31", "?as_at=2020-03-15",
     "?as_at=2020-03-15&office=GT"],
)  # fmt: skip
def test_sums_of_many_are_those_of_all_entries_found(
    client: Client, entries: list[Transaction], monkeypatch: pytest.MonkeyPatch, query: str
) -> None:
    added = client.get(at("transaction_list") + query).context["sums"]
    for module in COUNTED:
        monkeypatch.setattr(module, "MOST_COUNTED", 0)

    page = client.get(at("transaction_list") + query)

    assert page.context["sums"] == added
    assert "Calculate the totals" not in words(page)


@pytest.mark.parametrize(
    "query",
    ["?q=nandu", "?currency=USD", "?since=2020-03-01", "?known_on=2020-07-01", "?entered=me"],
)
def test_other_sums_of_many_are_worked_out_where_they_are_asked_for(
    client: Client, entries: list[Transaction], monkeypatch: pytest.MonkeyPatch, query: str
) -> None:
    added = client.get(at("transaction_list") + query).context["sums"]
    for module in COUNTED:
        monkeypatch.setattr(module, "MOST_COUNTED", -1)

    page = client.get(at("transaction_list") + query)

    assert page.context["sums"] is None
    assert f'href="{query.replace("&", "&amp;")}&amp;sums=1#sums"' in page.content.decode()
    assert client.get(at("transaction_list") + query + "&sums=1").context["sums"] == added


def test_a_page_costs_the_same_number_of_queries_wherever_it_stands(
    client: Client, entries: list[Transaction], few: int
) -> None:
    first = count_queries(client, at("transaction_list"))
    key = turn(client, "").last_key

    assert count_queries(client, at("transaction_list") + "?page=last") == first
    # One more for what the row is ordered by.
    assert count_queries(client, at("transaction_list") + f"?after={key}") == first + 1


def test_an_entry_is_of_the_appeal_of_its_cell(client: Client, entries: list[Transaction]) -> None:
    other = make_transaction(cell=make_cell(appeal=make_appeal(), amount=900), posted=True)

    assert other.appeal == other.cell.appeal
    assert other.pk not in shown(turn(client, "?per_page=100"))


def plans(client: Client, address: str, cut: str) -> list[str]:
    """How SQLite answers a page's queries for keys that are `cut` off: each step of each."""
    with connection.cursor() as cursor:
        # As in use: told of the tables, SQLite has been seen to sort the whole ledger instead.
        cursor.execute("ANALYZE")
        with CaptureQueriesContext(connection) as queries:
            client.get(address)
        found = [each["sql"] for each in queries if cut in each["sql"]]
        steps = [
            row[3]
            for sql in found
            for row in cursor.execute(f"EXPLAIN QUERY PLAN {sql}").fetchall()
        ]
    assert steps
    return steps


needs_plans = pytest.mark.skipif(
    connection.vendor != "sqlite", reason="PostgreSQL reads a table as small as this one whole."
)


@needs_plans
@pytest.mark.parametrize(
    "query",
    ["", "?page=last", "?office=GT", "?kind=commitment", "?currency=USD", "?entered=me",
     "?activity=gt-1.1",
     *(f"?sort={sign}{name}" for name in TransactionTable.indexed for sign in ("", "-"))],
)  # fmt: skip
def test_an_index_gives_the_order(client: Client, entries: list[Transaction], query: str) -> None:
    steps = plans(client, at("transaction_list") + query, " LIMIT 26")

    named = "ledger_of_activity" if "activity" in query else "ledger_by_"
    assert any(f"INDEX {named}" in step for step in steps)
    assert not any("TEMP B-TREE" in step for step in steps)


@needs_plans
@pytest.mark.parametrize(
    "query",
    ["", "?office=GT", "?state=posted", "?since=2020-03-01", "?until=2020-04-01",
     "?as_at=2020-04-01", "?activity=GT-1.1"],
)  # fmt: skip
def test_how_many_there_are_is_counted_without_their_rows(
    client: Client, entries: list[Transaction], query: str
) -> None:
    steps = plans(client, at("transaction_list") + query, f" LIMIT {MOST_COUNTED + 1}")

    assert any("COVERING INDEX ledger_" in step for step in steps)


@needs_plans
def test_the_newest_of_an_activity_are_found_without_the_rows_of_all(
    client: Client, entries: list[Transaction]
) -> None:
    steps = plans(client, at("activity_detail", "GT-1.1"), f" LIMIT {MOST_COUNTED_ENTRIES + 1}")

    assert any("COVERING INDEX ledger_of_activity" in step for step in steps)
    assert not any("TEMP B-TREE" in step for step in steps)


@needs_plans
def test_the_index_of_words_is_asked_once(client: Client, entries: list[Transaction]) -> None:
    steps = plans(client, at("transaction_list") + "?q=nandu&office=GT", " LIMIT 26")

    assert steps[0].startswith("SCAN tracking_transactionwords VIRTUAL TABLE")


def test_all_rows_are_shown_to_be_printed_up_to_so_many(
    entries: list[Transaction], client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tracking.views.lists.MOST_PRINTED", len(entries))
    some = client.get(at("transaction_list") + "?sort=value_on&per_page=50")
    (address,) = re.findall(r'<p class="printing">\s*<a href="(.*?)"', some.content.decode())
    every = client.get(at("transaction_list") + unescape(address))
    monkeypatch.setattr("tracking.views.lists.MOST_PRINTED", len(entries) - 1)
    more = client.get(at("transaction_list") + "?per_page=all")

    assert "50 of 60 rows are printed. To print all of them" in words(some)
    assert len(every.context["table"].page.object_list) == len(entries)
    assert "rows are printed" not in words(every)
    assert "59 of 60 rows are printed. For all of them, download" in words(more)
    assert 'class="printing"' not in more.content.decode()
