"""What grants pay is on the pages of contributions what the rows say, to each their own."""

from datetime import date

import pytest

from tests.tracking.looking import Looking
from tests.tracking.reference import grants
from tests.tracking.reference.money import spent
from tests.tracking.reference.raw import Row
from tests.tracking.reference.seen import Seen, whole
from tests.tracking.shown import Element, cents, counted, dollars, share

pytestmark = [pytest.mark.publication, pytest.mark.django_db]

READERS = [("viewer", "official"), ("reporter", "draft")]


def tiles(row: Row) -> dict[str, str]:
    days = row["days_left"]
    end = "no end agreed" if days is None else counted(days, "day left", "days left")
    return {
        "Spent": cents(row["spent"]),
        "Committed by us": cents(row["committed"]),
        "Overhead": cents(row["overhead"]),
        "Balance of the grant": f"{cents(row['balance'])} funded − spent − committed by us −"
        " overhead",
        "Burn: spent / funded": share(row["burn"]),
        "Time gone": f"{share(row['time_gone'])} {end}",
    }


def tables(page: Element) -> list[list[tuple[str, str]]]:
    return [
        [(row.cells[0].text, row.cells[1].text) for row in table.one("tbody").all("tr")]
        for table in page.section("grant").all("table")
    ]


@pytest.mark.parametrize(("name", "include"), READERS)
def test_the_page_of_a_grant(looking: Looking, name: str, include: str) -> None:
    told = 0
    for pk in grants.contributions(looking.seen(name)):
        both = looking.both(name, "tracking:contribution_detail", pk, include=include)
        for page, seen in both:
            for row in grants.grants(seen):
                if row["id"] == pk:
                    compare(page, seen, row)
                    told += bool(row["spent"])
    assert told > 4


def compare(page: Element, seen: Seen, row: Row) -> None:
    assert page.section("grant").terms("tiles") == tiles(row)
    assert bool(page.section("grant").all("p", "alert-danger")) == (row["balance"] < 0)
    codes = {each["id"]: each["code"] for each in seen.every_activity}
    by_activity = [(codes[pk], usd) for pk, usd in grants.by_activity(seen, row["id"]).items()]
    by_activity.sort(key=lambda pair: (-pair[1], pair[0]))
    months = sorted(grants.by_month(seen, row["id"]).items())
    by_month = [(f"{date.fromisoformat(f'{name}-01'):%B %Y}", usd) for name, usd in months]
    total = [("Total", row["spent"])]
    shown = [[(name, cents(usd)) for name, usd in rows + total] for rows in (by_activity, by_month)]
    assert tables(page) == (shown if by_activity else [])


@pytest.mark.parametrize(("name", "include"), READERS)
def test_what_grants_pay_and_what_is_unfunded_come_to_the_ledger(
    looking: Looking, name: str, include: str
) -> None:
    for page, seen in looking.both(name, "tracking:contribution_list", include=include):
        unfunded = grants.spent_of(seen, None)
        paid = whole(row["spent"] for row in grants.grants(seen))
        assert paid > 0
        assert paid + unfunded == spent(seen.entries)
        assert page.one("main").terms("tiles")["Spent, unfunded yet"] == dollars(unfunded)


def test_the_entry_says_who_pays_it(looking: Looking) -> None:
    seen, split = looking.seen("viewer"), 0
    names = {pk: gift(row) for pk, row in grants.contributions(seen).items()}
    for row in seen.entries:
        page = looking.at("viewer", "tracking:transaction_detail", row["id"])
        held = {} if row["kind"] == "release" else grants.held(seen, row)
        said = [f"{names[pk] if pk else 'unfunded yet'} · USD {cents(held[pk])}" for pk in held]
        shown = page.one("main").terms("facts").get("Paid by the grant", "")
        assert len(shown) == len(" ".join(said))
        assert [each for each in said if each not in shown] == []
        split += len(said) > 1
    assert split > 1


def gift(row: Row) -> str:
    return f"{row['donor']['name']} {row['reference']}"
