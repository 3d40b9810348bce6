"""The plan on its pages is what the rows say: published, revised, allocated, named."""

from collections import Counter
from decimal import Decimal

import pytest

from appeal.models import Activity, Partner, RequirementRevision
from tests.tracking.looking import OF_THE_PLAN, Looking
from tests.tracking.reference import split
from tests.tracking.reference.lists import stated_totals
from tests.tracking.reference.money import allocated_from, group, heading_name
from tests.tracking.reference.raw import Row, before
from tests.tracking.reference.seen import Seen, less
from tests.tracking.shown import Element, day, dollars, moment, money
from tracking.models import Contribution, Donor

pytestmark = [pytest.mark.once, pytest.mark.publication, pytest.mark.django_db]


def office_of(seen: Seen, code: str) -> int:
    (pk,) = [row["id"] for row in seen.offices if row["code"] == code]
    return int(pk)


@pytest.mark.parametrize("code", ["GT", "HN", "SV"])
def test_the_allocations(looking: Looking, code: str) -> None:
    for page, seen in looking.both("viewer", "appeal:allocations", code, moments=OF_THE_PLAN):
        office = office_of(seen, code)
        cells = split.cells(seen, office)
        codes = [seen.all_headings[row["heading_id"]]["code"] for row in cells]
        heads = [
            f"{code} {money(seen.requirements[row['id']])}"
            for code, row in zip(codes, cells, strict=True)
        ]
        rows = page.told()
        assert list(rows[0]) == ["Activity", *heads, "Total"]
        for row, activity in zip(rows, split.activities(seen, office), strict=True):
            head, *shares, total = row.values()
            assert head.startswith(f"{activity['code']} {activity['title']}")
            assert shares == [split.share(seen, activity, cell) for cell in cells]
            assert total == money(split.total(seen, activity, cells))
        (foot,) = page.told("tfoot")
        assert list(foot.values())[1:-1] == [
            money(split.remainder(seen, office, cell)) for cell in cells
        ]


def test_the_allocations_that_a_manager_changes(looking: Looking) -> None:
    page, seen = looking.at("manager", "appeal:allocations", "GT"), looking.seen("manager")
    office = office_of(seen, "GT")
    cells = split.cells(seen, office)
    for row, activity in zip(page.rows(), split.activities(seen, office), strict=True):
        _head, *fields = row.values()
        others = fields[len(cells)]
        for field, cell in zip(fields, cells, strict=False):
            stored = split.drawn(seen, activity["id"], cell["id"])
            typed = [each.attrs.get("value") for each in field.all("input", type="text")]
            wanted = [stored["amount"]] if stored else []
            assert [Decimal(value) for value in typed if value] == wanted
        assert not [each for each in others.all("input", type="text") if each.attrs.get("value")]


@pytest.mark.parametrize("code", ["GT", "HN", "SV"])
def test_the_requirements_and_their_revisions(looking: Looking, code: str) -> None:
    for page, seen in looking.both("viewer", "appeal:revisions", code, moments=OF_THE_PLAN):
        office = office_of(seen, code)
        cells = [row for row in seen.all_cells if row["office_id"] == office]
        table, revisions = page.one("main").all("div", "scroll")[0], page.section("revisions")
        assert table.told() == [requirement(seen, cell) for cell in cells]
        expected = [row for cell in cells for row in revised(seen, cell)]
        assert (revisions.told() if expected else []) == expected


def requirement(seen: Seen, cell: Row) -> dict[str, str]:
    current, allocated = seen.requirements[cell["id"]], allocated_from(seen, cell["id"])
    return {
        "Heading": heading_name(seen.all_headings[cell["heading_id"]]),
        "Published": money(cell["amount"]),
        "Current": money(current),
        "Difference": money(less(current, cell["amount"])),
        "Budgeted": money(allocated),
        "Not budgeted": money(less(current, allocated)),
    }


def revised(seen: Seen, cell: Row) -> list[dict[str, str]]:
    """The revisions of a cell known then, the last in force first."""
    rows = before(seen.raw.table(RequirementRevision), "recorded_at", seen.known_at)
    undone = {row["reverses_id"] for row in rows}
    own = [row for row in rows if row["cell_id"] == cell["id"]]
    own.sort(key=lambda row: (row["effective_on"], row["id"]), reverse=True)
    return [
        {
            "Heading": heading_name(seen.all_headings[cell["heading_id"]]),
            "Effective on": day(row["effective_on"]),
            "New amount": money(row["amount"]),
            "Reason": row["reason"],
            "Recorded": f"{seen.people[row['revised_by_id']]['username']},"
            f" {moment(seen.local(row['recorded_at']))}",
            "State": "reversal" if row["reverses_id"] else
            "reversed" if row["id"] in undone else "in force",
        }
        for row in own
    ]  # fmt: skip


def test_the_reconciliation(looking: Looking) -> None:
    for page, seen in looking.both("viewer", "appeal:reconciliation", moments=OF_THE_PLAN):
        stated = stated_totals(seen)
        lead = page.one("p", "lead").text
        amounts = sum(row["amount"] is not None for row in seen.all_cells)
        counts = f"{len(seen.all_cells)} requirement lines as published: {amounts} amounts and"
        assert f"{counts} {len(seen.all_cells) - amounts} dashes." in lead
        agreeing = sum(group(seen, *key)["published"] == value for key, value in stated.items())
        assert f"{agreeing} of {len(stated)} stated totals equal" in lead
        assert lead.endswith(f"USD {dollars(stated[None, None])}")
        compare_published(page.section("published"), seen)
        compare_current(page.section("current"), seen)


def compare_published(shown: Element, seen: Seen) -> None:
    stated = stated_totals(seen)
    columns = [row["id"] for row in seen.headings]
    for row, section in zip(shown.rows(), seen.sections, strict=True):
        office = section["office_id"]
        name, *cells, computed, given, difference = [cell.text for cell in row.values()]
        assert name == section["printed_name"]
        of_office = group(seen, office)["published"]
        assert cells == [published(seen, office, heading) for heading in columns]
        apart = stated[office, None] - of_office
        assert (computed, given, difference) == (
            dollars(of_office), dollars(stated[office, None]), dollars(apart),
        )  # fmt: skip
    sums = [group(seen, None, heading)["published"] for heading in columns]
    given = [stated[None, heading] for heading in columns]
    apart = [one - other for one, other in zip(given, sums, strict=True)]
    whole, total = group(seen)["published"], stated[None, None]
    feet = [list(row.values())[1:] for row in shown.told("tfoot")]
    assert feet == [
        [*map(dollars, sums), dollars(whole), "", ""],
        [*map(dollars, given), "", dollars(total), ""],
        [*map(dollars, apart), "", "", dollars(total - whole)],
    ]


def published(seen: Seen, office: int, heading: int) -> str:
    """As dollars, with the current amount below it where that is another."""
    row = group(seen, office, heading)
    current = f" current {dollars(row['requirement'])}"
    return dollars(row["published"]) + (current if row["requirement"] != row["published"] else "")


def compare_current(shown: Element, seen: Seen) -> None:
    names = ("published", "requirement", "allocated", "unallocated")
    rows = [[*row.values()] for row in shown.told()]
    (foot,) = shown.told("tfoot")
    assert rows == [
        [row["name_en"], *(dollars(group(seen, row["id"])[name]) for name in names)]
        for row in seen.offices
    ]
    assert list(foot.values()) == ["Total", *(dollars(group(seen)[name]) for name in names)]


def test_a_priority(looking: Looking) -> None:
    for code in ("GT-1", "GT-2", "GT-7"):
        for page, seen in looking.both("viewer", "appeal:priority_detail", code):
            own = [row for row in seen.every_activity if row["priority"]["code"] == code]
            for shown, row in zip(page.section("activities").all("article"), own, strict=True):
                held = [each for each in seen.allocations if each["activity_id"] == row["id"]]
                is_split = any(each["basis"] == "indicative" for each in held)
                amount = dollars(sum((each["amount"] for each in held), Decimal(0)))
                basis = " indicative" if is_split else ""
                assert shown.one("h3").text == f"{row['code']} {row['title']}"
                assert shown.all("p")[0].text == f"Budget: USD {amount}{basis}"


def test_the_priorities_are_counted(looking: Looking) -> None:
    page, seen = looking.at("viewer", "appeal:priority_list"), looking.seen("viewer")

    count = len(seen.priorities)

    assert page.one("p", "lead").text.startswith(f"{count} priorities in printed order")
    assert len(page.one("main").all("li")) == count


def test_partners_and_donors_are_counted(looking: Looking) -> None:
    seen = looking.seen("viewer")
    named = seen.raw.table(Activity._meta.get_field("partners").remote_field.through)
    given = seen.raw.table(Contribution)
    for page, title, model, name, uses in [
        ("appeal:partner_list", "Activities", Partner, "name_en",
         Counter(row["partner_id"] for row in named)),
        ("tracking:donor_list", "Contributions", Donor, "name",
         Counter(row["donor_id"] for row in given)),
    ]:  # fmt: skip
        rows = looking.at("viewer", page).told()
        expected = Counter((row[name], str(uses[row["id"]])) for row in seen.raw.table(model))
        assert Counter((row["Name"], row[title]) for row in rows) == expected
