"""The page of an activity tells what the rows say, section by section, from each moment."""

import pytest

from tests.tracking.looking import MOMENTS, Looking
from tests.tracking.reference import activity_page, results_page
from tests.tracking.reference.progress import status
from tests.tracking.reference.raw import Row
from tests.tracking.reference.seen import Seen
from tests.tracking.reference.words import STATUSES
from tests.tracking.shown import Element, dollars

pytestmark = [pytest.mark.publication, pytest.mark.django_db]

# With every kind of figure; suspended, cancelled and one without money among them.
ACTIVITIES = ["GT-1.1", "GT-2.1", "GT-3.1", "GT-4.1", "GT-6.1", "GT-7.2", "HN-1.1", "HN-2.1",
              "SV-1.1"]  # fmt: skip


@pytest.mark.once
@pytest.mark.parametrize("code", ACTIVITIES)
@pytest.mark.parametrize("name", ["viewer", "reporter"])
def test_an_activity(looking: Looking, code: str, name: str) -> None:
    for moment in MOMENTS:
        seen = looking.seen(name, moment)
        own = [row for row in seen.every_activity if row["code"] == code]
        for activity in own:
            page = looking.at(name, "tracking:activity_detail", code, moment=moment).one("main")
            compare_head(page, seen, activity)
            compare_flags(page.section("flags"), seen, activity)
            compare_money(page, seen, activity)
            compare_lines(page, seen, activity)
            compare_results(page, seen, activity)


def compare_head(page: Element, seen: Seen, activity: Row) -> None:
    assert page.all("span", "status")[0].text == STATUSES[status(seen, activity)]
    assert page.terms("tiles") == activity_page.tiles(seen, activity)
    passed = [each.text for each in page.all("p", "quiet") if "of its time" in each.text]
    assert passed == [activity_page.passed(seen, activity)]


def compare_flags(shown: Element, seen: Seen, activity: Row) -> None:
    rows = [(row["Aspect"], row["Status"], row["Numbers"]) for row in shown.told()]
    assert rows == activity_page.flag_rows(seen, activity)
    told = [each.text for each in shown.all("p") if "is the assessment of" in each.text]
    assert told == activity_page.judged(seen, activity)


def compare_money(page: Element, seen: Seen, activity: Row) -> None:
    budget, entries = page.section("budget"), activity_page.ledger(seen, activity)
    held = activity_page.budget(seen, activity)
    assert (budget.told() if budget.all("table") else []) == held
    if held:
        total = sum(
            row["amount"] for row in seen.allocations if row["activity_id"] == activity["id"]
        )
        assert [row["Budgeted"] for row in budget.told("tfoot")] == [dollars(total)]
    shown = page.section("ledger")
    assert (shown.told() if entries else []) == entries[: activity_page.SHOWN_ENTRIES]
    more = [each.text for each in shown.all("a") if each.text.startswith("All ")]
    is_more = len(entries) > activity_page.SHOWN_ENTRIES
    assert more == ([f"All {len(entries)} entries"] if is_more else [])


def compare_lines(page: Element, seen: Seen, activity: Row) -> None:
    lines = [each.text for each in page.section("progress").all("article")]
    assert lines == activity_page.updates(seen, activity)
    risks = page.section("risks")
    told = risks.told() if risks.all("table") else []
    assert [
        (
            row["What may happen"].removesuffix(" Change"),
            row["Likelihood"],
            row["Score"],
            row["State"],
        )
        for row in told
    ] == activity_page.risks(seen, activity)


def compare_results(page: Element, seen: Seen, activity: Row) -> None:
    rows = results_page.milestone_rows(seen, activity)
    assert (page.section("milestones").told() if rows else []) == rows
    assert page.has_section("milestones") == bool(rows)
    indicators = results_page.indicators(seen, activity)
    assert page.has_section("indicators") == bool(indicators)
    if indicators:
        articles = page.section("indicators").all("article")
        for shown, (title, to_date, steps) in zip(articles, indicators, strict=True):
            assert shown.one("h3").text == title
            assert shown.terms("beside-fields") == to_date
            assert (shown.told() if steps else []) == steps
