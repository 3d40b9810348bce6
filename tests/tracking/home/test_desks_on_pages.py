"""Home as each person finds it is what the rows say: desks, what waits, the region, changes."""

from typing import Any

import pytest

from appeal.models import User
from tests.tracking.looking import MOMENTS, Looking
from tests.tracking.reference import desks, log_lines, reporting
from tests.tracking.reference.money import group
from tests.tracking.reference.people import offices_where
from tests.tracking.reference.raw import Row
from tests.tracking.reference.seen import Seen
from tests.tracking.reference.tiles import apart, silent, tiles
from tests.tracking.reference.words import STATES
from tests.tracking.reference.year import TODAY
from tests.tracking.shown import Element, counted, dollars

pytestmark = [pytest.mark.once, pytest.mark.publication, pytest.mark.django_db]

CHANGES_SHOWN = 8
PEOPLE = ["viewer", "reporter", "finance", "finance.ro", "reviewer", "both", "superuser"]


@pytest.mark.parametrize("name", PEOPLE)
def test_home(looking: Looking, name: str) -> None:
    person = looking.week.people[name].pk
    for moment in MOMENTS:
        page, seen = looking.at(name, "tracking:home", moment=moment), looking.seen(name, moment)
        own = [] if seen.known_at else desks.desks(seen, person)
        waits = [] if seen.known_at else desks.waiting(seen, person)
        assert page.has_section("waiting") == bool(waits)
        if waits:
            assert [item.one("span").text for item in page.section("waiting").all("li")] == waits
        for shown, office in zip(page.all("section", "desk"), own, strict=True):
            assert shown.attrs["aria-labelledby"] == f"desk-{office['code']}"
            rows = rows_of(looking, name, shown, office["code"], len(desks.going(seen, office)))
            compare_desk(shown, rows, seen, office, person)
        if own:
            assert not page.has_section("whole")
        else:
            compare_region(page, seen, person)


def test_desks_of_every_kind_are_among_those_compared(looking: Looking) -> None:
    seen, people = looking.seen("viewer"), looking.week.people

    own = {name: desks.desks(seen, people[name].pk) for name in PEOPLE}

    assert [len(own[name]) for name in PEOPLE] == [0, 1, 1, 0, 0, 3, 0]
    assert any(desks.handed_in(seen, office) for name in PEOPLE for office in own[name])
    assert [desks.to_post(seen, people[name].pk) for name in PEOPLE] == [0, 0, 1, 4, 0, 2, 4]
    assert [len(desks.to_review(seen, people[name].pk)) for name in PEOPLE] == [0] * 4 + [2, 0, 4]


def rows_of(looking: Looking, name: str, shown: Element, code: str, number: int) -> list[Any]:
    """The rows of a desk, page after page."""
    rows = shown.rows()
    size = len(rows)
    for turn in range(2, -(-number // size) + 1):
        page = looking.at(name, "tracking:home", **{f"page_{code}": turn})
        (desk,) = [
            each
            for each in page.all("section", "desk")
            if each.attrs["aria-labelledby"] == f"desk-{code}"
        ]
        rows = [*rows, *desk.rows()]
    return rows


def compare_desk(shown: Element, rows: list[Any], seen: Seen, office: Row, person: int) -> None:
    periods = desks.awaiting(seen, office, TODAY)
    first = periods[0]
    writes = office["id"] in offices_where(seen.raw, person, "reporter")
    assert shown.all("h2")[0].parts == [f"{office['name_en']}, {first['code']}"]
    intro = desks.intro(seen, office, periods, writes=writes)
    assert shown.one("div", "desk-state").all("p")[0].text == intro
    handed_in = [each.one("p").text for each in shown.all("div", "handed-in")]
    assert handed_in == desks.handed_in(seen, office)
    reason = desks.returned(seen, office, first)
    told = [f"This report was returned: {reason}"] if reason else []
    assert [each.text for each in shown.all("div", "alert")] == told
    for row, activity in zip(rows, desks.going(seen, office), strict=True):
        expected = desks.row_of(seen, first, activity)
        assert {key: row[key].text for key in expected} == expected
        money_there = "Record spend" in row["more"].text
        assert money_there == bool(desks.paid_from(seen, activity))
        field = row.get(f"Progress, {first['code']}")
        assert (field is not None) == writes
        if field is not None:
            percent = field.one("input", "percent").attrs.get("value", "")
            options = field.all("option")
            # A browser chooses the first by itself.
            status = next((each for each in options if "selected" in each.attrs), options[0])
            asked = (percent, "".join(map(str, status.parts)))
            assert asked == desks.typed(seen, office, first, activity)
    assert shown.terms("tiles") == tiles(seen, office["id"])
    drafts = len(desks.drafts(seen, {office["id"]}))
    told = (
        [counted(drafts, "draft is waiting for finance", "drafts are waiting for finance")]
        if drafts
        else []
    )
    assert [each.text for each in shown.all("a") if "for finance" in each.text] == told


def compare_region(page: Element, seen: Seen, person: int) -> None:
    approved, expected = reporting.approved_of(seen)
    assert page.one("p", "lead").text == (
        f"USD {dollars(group(seen)['requirement'])} required by {len(seen.sections)} offices."
        f" {approved} of {expected} reports approved."
    )
    assert page.section("whole").terms("tiles") == tiles(seen)
    late = [
        {
            "Office": owed["office"]["name_en"],
            "Period": owed["period"]["code"],
            "State": STATES[owed["state"]] + reporting.reminding(seen, person, owed),
            "Days late": str(owed["late"]),
        }
        for owed in reporting.owed_and_late(seen)
    ]
    assert page.section("late").told() == late
    for row, owed in zip(page.section("late").rows(), reporting.owed_and_late(seen), strict=True):
        assert bool(row["Period"].all("a")) == reporting.may_read(seen, owed)
    assert [[*row.values()] for row in page.section("apart").told()] == apart(seen)


@pytest.mark.parametrize(
    ("name", "office", "are_all"),
    [("reporter", "GT", True), ("finance.ro", None, False), ("both", None, True)],
)
def test_changes_since_the_last_visit(
    looking: Looking, name: str, office: str | None, are_all: bool
) -> None:
    page, seen = looking.at(name, "tracking:home"), looking.seen(name, office=office)

    person = seen.raw.by_id(User)[looking.week.people[name].pk]["username"]
    lines = log_lines.news(seen, person, since=looking.week.visits[name])

    assert (0 < len(lines) <= CHANGES_SHOWN) == are_all
    items = [item for item in page.section("since").all("li") if item.all("time")]
    assert [" ".join(item.text.split()) for item in items] == lines[:CHANGES_SHOWN]


def test_the_page_of_an_office(looking: Looking) -> None:
    for name, code in [("viewer", "GT"), ("reporter", "GT"), ("reviewer", "HN")]:
        for page, seen in looking.both(name, "tracking:office_detail", code):
            (pk,) = [row["id"] for row in seen.offices if row["code"] == code]
            main = page.one("main")
            assert main.terms("tiles") == tiles(seen, pk)
            quiet, every = silent(seen, pk)
            sentence = f"{quiet} of {every} activities have not reported a percentage."
            assert sentence in main.text
            (cells,) = [row for office, row in reporting.grid(seen) if office["id"] == pk]
            person = looking.week.people[name].pk
            told = [
                f"{owed['period']['code']} {reporting.state(seen, owed)}"
                f"{reporting.reminding(seen, person, owed)}"
                for owed in cells
            ]
            assert [each.text for each in main.section("reports").all("li")] == told
