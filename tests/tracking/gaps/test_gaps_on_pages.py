"""The page of gaps lists what the rows say is amiss: each rule's count, its oldest, every row."""

import pytest

from appeal.models import Region
from tests.tracking.looking import MOMENTS, Looking
from tests.tracking.reference import gaps
from tests.tracking.reference.r11 import RULES
from tests.tracking.reference.seen import Seen
from tests.tracking.shown import Element
from tracking.views.gaps import FIRST, PER_PAGE

pytestmark = [pytest.mark.once, pytest.mark.publication, pytest.mark.django_db]

# What a reader's own drafts add shows to them alone.
READERS = [
    ("viewer", "official"),
    ("reporter", "draft"),
    ("manager", "submitted"),
    ("reviewer", "official"),
]


@pytest.mark.parametrize(("name", "include"), READERS)
def test_every_rule_and_its_first_rows(looking: Looking, name: str, include: str) -> None:
    for page, seen in looking.both(name, "tracking:gaps", include=include):
        compare(page, seen, gaps.found(seen))


def test_every_rule_finds_something(looking: Looking) -> None:
    seen = [looking.seen("reporter", moment, "draft") for moment in MOMENTS]
    found = [title for each in seen for (title, _s, _r), rows in gaps.found(each) if rows]

    assert {title for title, _severity, _role, _find in RULES} == set(found)


@pytest.mark.parametrize("moment", MOMENTS)
def test_of_an_office(looking: Looking, moment: str) -> None:
    for code in ("GT", "HN"):
        page = looking.at("reporter", "tracking:gaps", moment=moment, office=code)
        seen = looking.seen("reporter", moment, office=code)
        compare(page, seen, gaps.found(seen))


@pytest.mark.parametrize("severity", ["high", "medium", "low"])
def test_of_a_severity(looking: Looking, severity: str) -> None:
    page, seen = looking.at("viewer", "tracking:gaps", severity=severity), looking.seen("viewer")

    compare(page, seen, [row for row in gaps.found(seen) if row[0][1] == severity])


def compare(page: Element, seen: Seen, found: gaps.Found) -> None:
    region = seen.raw.by_id(Region)[seen.appeal["region_id"]]
    shown = page.one("main").all("section")
    for section, (rule, rows) in zip(shown, gaps.with_some(found), strict=True):
        title, severity, role = rule
        assert section.one("summary").text == gaps.rule(seen, title, severity, rows)
        assert ("open" in section.one("details").attrs) == (title not in gaps.REMINDERS)
        assert section.told() == [gaps.row(seen, role, row, region) for row in rows[:FIRST]]
        links = [each.text for each in section.all("a")]
        (more,) = [text for text in links if text.startswith("See all ")] or [""]
        assert more == (f"See all {len(rows)}" if len(rows) > FIRST else "")
    none = [title for (title, _s, _r), rows in gaps.reminders_last(found) if not rows]
    told = page.one("main").all("details", "rule")[len(shown) :]
    assert [each.text for row in told for each in row.all("li")] == (none if shown else [])


def test_all_of_a_rule(looking: Looking) -> None:
    """Page by page, where the rule is asked for alone."""
    seen = looking.seen("viewer")
    region = seen.raw.by_id(Region)[seen.appeal["region_id"]]
    whole = looking.at("viewer", "tracking:gaps").one("main")
    keys = [each.attrs["aria-labelledby"] for each in whole.all("section")]
    with_some = gaps.with_some(gaps.found(seen))
    assert max(len(rows) for _rule, rows in with_some) > PER_PAGE
    for key, ((_title, _severity, role), rows) in zip(keys, with_some, strict=True):
        for number, start in enumerate(range(0, len(rows), PER_PAGE), 1):
            page = looking.at("viewer", "tracking:gaps", rule=key, page=number)
            expected = [gaps.row(seen, role, row, region) for row in rows[start:][:PER_PAGE]]
            assert page.section(key).told() == expected
