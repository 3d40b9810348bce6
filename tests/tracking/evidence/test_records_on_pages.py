"""Rates, uploads, evidence and single entries show on their pages what the rows say."""

import pytest

from tests.tracking.looking import MOMENTS, Looking
from tests.tracking.reference import records
from tests.tracking.reference.seen import Seen
from tests.tracking.shown import Element

pytestmark = [pytest.mark.once, pytest.mark.publication, pytest.mark.django_db]


@pytest.mark.parametrize("currency", [None, "EUR", "GTQ"])
def test_the_rates(looking: Looking, currency: str | None) -> None:
    page = looking.at("viewer", "tracking:rate_list", currency=currency)

    assert page.one("main").told() == records.rates(looking.seen("viewer"), currency)


@pytest.mark.parametrize("name", ["viewer", "reporter", "neighbour", "superuser"])
def test_the_uploads(looking: Looking, name: str) -> None:
    seen, person = looking.seen(name), looking.week.people[name].pk
    rows = [records.upload(seen, row) for row in records.uploads(seen, person)]

    page = looking.at(name, "tracking:upload_list")

    assert (page.one("main").told() if rows else []) == rows
    assert len(rows) == {"viewer": 0, "reporter": 5, "neighbour": 4, "superuser": 6}[name]


def test_an_upload(looking: Looking) -> None:
    seen, person = looking.seen("superuser"), looking.week.people["superuser"].pk
    for row in records.uploads(seen, person):
        page = looking.at("superuser", "tracking:upload_detail", row["id"]).one("main")
        own, counts = records.rows_of(seen, row), row["counts"]
        if row["state"] == "read":
            done = f"{len(own) - counts['']} of {len(own)} rows checked."
            assert done in page.section("progress").text
            continue
        tabs = [each.text for each in page.one("nav", "tabs").all("a")]
        assert tabs == [
            "All except unchanged",
            *(f"{each} ({counts[each]})" for each in records.OUTCOMES if counts[each]),
        ]
        if row["state"] == "checked":
            assert records.verdict(seen, row) in page.text
        compare_rows(page, [each for each in own if each["outcome"] != "unchanged"])
        for outcome in filter(None, counts):
            narrowed = looking.at("superuser", "tracking:upload_detail", row["id"], outcome=outcome)
            compare_rows(narrowed, [each for each in own if each["outcome"] == outcome])


def compare_rows(page: Element, rows: list) -> None:
    shown = [(row["Row"], row["About"], row["Outcome"]) for row in page.told()] if rows else []
    assert shown == [
        (
            f"{row['sheet_title']} {row['number']}",
            (row["about"] or {}).get("en", ""),
            row["outcome"],
        )
        for row in sorted(rows, key=lambda row: row["id"])
    ]


@pytest.mark.once
@pytest.mark.parametrize("name", ["viewer", "reporter"])
def test_the_evidence_of_an_activity(looking: Looking, name: str) -> None:
    told = 0
    for code in ("GT-1.1", "GT-4.1", "HN-1.1"):
        for page, seen in looking.both(name, "tracking:activity_detail", code):
            (pk,) = [row["id"] for row in seen.every_activity if row["code"] == code]
            proofs = records.proofs(seen, activity=pk)
            assert items(page) == proofs
            told += len(proofs)
    assert told > 10


def items(page: Element) -> list[str]:
    shown = page.section("evidence").all("li")
    return [each.text.removesuffix(" Withdraw") for each in shown]


@pytest.mark.once
@pytest.mark.parametrize("moment", MOMENTS)
def test_a_posted_entry(looking: Looking, moment: str) -> None:
    seen = looking.seen("viewer", moment)
    for row in records.entries(seen):
        page = looking.at("viewer", "tracking:transaction_detail", row["id"], moment=moment)
        facts = page.one("main").terms("facts")
        assert page.one("h1").text == records.title(row)
        assert page.one("main").all("span", "status")[0].text == records.state(seen, row)
        assert {name: facts.get(name) for name in FACTS} == dict.fromkeys(FACTS) | records.facts(
            seen, row
        )
        assert items(page) == records.proofs(seen, entry=row["id"])
        compare_draws(page, seen, row)


FACTS = ("Value date", "Amount", "Rate", "In USD", "Paid from the commitment",
         "Committed, not yet spent", "Entered", "Posted", "Reverses", "Reversed by")  # fmt: skip


def compare_draws(page: Element, seen: Seen, row: dict) -> None:
    draws = records.draws(seen, row)
    if row["kind"] == "commitment" and not row["reverses_id"]:
        assert (page.section("draws").told() if draws else []) == draws
