"""The change log and the search show what the rows say, to each person their own."""

from collections import Counter
from datetime import date, timedelta
from urllib.parse import parse_qs, urlparse

import pytest

from appeal.base.actions import Door
from tests.tracking.looking import Looking
from tests.tracking.reference import log_lines
from tests.tracking.reference.searching import found
from tests.tracking.shown import Element

pytestmark = [pytest.mark.once, pytest.mark.publication, pytest.mark.django_db]

ON_A_PAGE, HITS_SHOWN = 50, 8


def rows_of(page: Element) -> list[dict[str, str]]:
    return page.one("main").told() if page.all("table", "change-log") else []


@pytest.mark.parametrize("name", ["viewer", "reporter", "manager"])
def test_the_newest_changes(looking: Looking, name: str) -> None:
    lines = log_lines.lines(looking.seen(name))
    assert len(lines) > 2 * ON_A_PAGE

    page = looking.at(name, "tracking:change_list", written="all")
    assert rows_of(page) == lines[:ON_A_PAGE]
    (older,) = page.one("nav", "pages").all("a")
    query = {key: value for key, (value,) in parse_qs(urlparse(older.attrs["href"]).query).items()}
    page = looking.at(name, "tracking:change_list", **query)
    assert rows_of(page) == lines[ON_A_PAGE : 2 * ON_A_PAGE]


def test_changes_that_are_asked_for(looking: Looking) -> None:
    appeal, since, until = looking.week.year.appeal, date(2020, 7, 10), date(2020, 8, 10)
    first, last = appeal.end_of(since - timedelta(days=1)), appeal.end_of(until)
    for name in ("viewer", "reporter", "reviewer"):
        seen = looking.seen(name)
        for asked, lines in {
            "person=manager.ro": log_lines.lines(seen, who="manager.ro"),
            "kind=transaction": log_lines.lines(seen, kind="ledger entry"),
            "kind=reviewevent": log_lines.lines(seen, kind="review of a report"),
            f"door={Door.COMMAND}": log_lines.lines(seen, door="command"),
            f"since={since}&until={until}": log_lines.lines(seen, since=first, until=last),
            "office=HN": log_lines.lines(looking.seen(name, office="HN")),
        }.items():
            query = {key: value for key, (value,) in parse_qs(f"{asked}&written=all").items()}
            page = looking.at(name, "tracking:change_list", **query)
            assert rows_of(page) == lines[:ON_A_PAGE], (name, asked)


def test_the_changes_of_an_activity(looking: Looking) -> None:
    for code in ("GT-1.1", "GT-2.1"):
        page_of = ("viewer", "tracking:activity_detail", code)
        for page, seen in looking.both(*page_of, history="shown"):
            (pk,) = [row["id"] for row in seen.every_activity if row["code"] == code]
            lines = log_lines.lines(seen, until=seen.known_at, activity=pk)[:20]
            shown = page.section("history").told() if lines else []
            assert shown == lines


ASKED = [
    "guatemala", "GT-1", "migracion haiti", "third words", "rain", "roads", "told", "builders",
    "edge", "beta b-2", "Ábaco", "elsewhere", "draft", "august", "institut", "quarter two", "of",
]  # fmt: skip


@pytest.mark.parametrize("name", ["viewer", "reporter", "superuser"])
def test_what_is_searched(looking: Looking, name: str) -> None:
    seen = looking.seen(name)
    kinds: set[str] = set()
    for asked in ASKED:
        page, expected = looking.at(name, "tracking:search", q=asked), found(seen, asked)
        sections = page.one("main").all("section")
        for section, (title, rows) in zip(sections, expected.items(), strict=True):
            hits = [each.all("a")[0].text for each in section.all("li")]
            assert section.one("h2").text == f"{title} {len(rows)}", asked
            assert len(hits) == min(len(rows), HITS_SHOWN)
            assert Counter(hits) <= Counter(" ".join(row.split()) for row in rows), asked
        kinds |= expected.keys()
    assert len(kinds) == 7
