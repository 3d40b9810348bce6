"""What the pages print after a random year is what the notebook says, from three viewpoints."""

import re
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
import time_machine
from django.db import transaction
from django.urls import reverse

from appeal.base.viewpoint import Include, Viewpoint
from appeal.models import Office, User
from tests.fixture_types import SignIn
from tests.tracking.notebook.figures import Known
from tests.tracking.notebook.histories import REFUSALS, STEPS, begin
from tests.tracking.notebook.world import Dice, World
from tests.tracking.shown import read
from tracking.models import Transaction

JUNE = date(2020, 6, 30)
Kind = Transaction.Kind
Rows = list[tuple[str, dict[str, str]]]


pytestmark = [pytest.mark.publication, pytest.mark.django_db]


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    """After a year of steps, taken once; the tests here only look at pages."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield a_year()
        transaction.set_rollback(True)


def a_year() -> World:
    made = begin()
    for seed in range(130):
        made.at += timedelta(hours=64)
        try:
            dice = Dice(seed)
            dice.of(STEPS)(made, dice)
        except REFUSALS:
            continue
    return made


def viewpoints(world: World) -> Iterator[tuple[str, Viewpoint]]:
    """The address's query, and what it asks for."""
    nobody, known_on = Office.objects.none(), date(2020, 8, 31)
    end = world.appeal.end_of(known_on)
    yield "", Viewpoint(world.today, Include.OFFICIAL, nobody)
    yield f"?as_at={JUNE}", Viewpoint(JUNE, Include.OFFICIAL, nobody)
    both = Viewpoint(JUNE, Include.OFFICIAL, nobody, known_on=known_on, known_at=end)
    yield f"?as_at={JUNE}&known_on={known_on}", both


def tables_with(page: Any, heading: str) -> list[Rows]:
    """Those with a column of that heading: of each row the first cell, the others by theirs."""
    found = []
    for table in read(page).all("table"):
        first, *rows = [row.cells for row in table.all("tr")]
        headings = [cell.text for cell in first]
        if heading in headings:
            cells = ([cell.text for cell in row] for row in rows)
            found.append([(row[0], dict(zip(headings, row, strict=False))) for row in cells])
    return found


def tiles(page: Any) -> dict[str, str]:
    """What stands big on the page, by its name."""
    return read(page).terms("tiles")


def number(text: str) -> Decimal | None:
    """The first number of a text; None for a dash or words."""
    found = re.match(r"-?[\d,]+(\.\d+)?", text.replace("USD", "").replace("−", "-").strip())
    return Decimal(found[0].replace(",", "")) if found else None


def assert_shown(text: str, wanted: Any, times: int = 0) -> None:
    """Money in dollars; a share as a percentage (`times` 100) or points (1) to its decimal."""
    shown = number(text)
    if wanted is None or shown is None:
        assert shown is wanted, text
        return
    if not times:
        assert abs(shown - Decimal(wanted)) <= Decimal("0.5"), text
        return
    exact = getattr(wanted, "expected", wanted)
    assert abs(Fraction(shown) - Fraction(exact) * times) <= Fraction(51, 1000), (text, exact)


# What a column prints: the figure, and by what a share is multiplied.
GROUP = {
    "Requirement": ("requirement", 0), "Funded": ("funded", 0), "Coverage": ("coverage", 100),
    "Budgeted": ("allocated", 0), "Spent": ("spent", 0), "Balance": ("balance", 0),
    "Delivery": ("delivery", 100), "Progress": ("progress", 1), "Not reported": ("unreported", 100),
}  # fmt: skip
CELL = {
    "Current": ("requirement", 0), "Funded": ("funded", 0), "Coverage": ("coverage", 100),
    "Budgeted": ("allocated", 0), "Not budgeted": ("unallocated", 0), "Spent": ("spent", 0),
    "Balance": ("balance", 0), "Delivery": ("delivery", 100),
}  # fmt: skip
ACTIVITY = {
    "Budgeted": ("allocated", 0), "Spent": ("spent", 0), "Balance": ("balance", 0),
    "Delivery": ("delivery", 100), "Progress": ("progress", 1),
}  # fmt: skip
TILES = {
    "Budgeted": ("allocated", 0), "Spent": ("spent", 0), "Balance": ("balance", 0),
    "Progress": ("progress", 1),
}  # fmt: skip
GIVEN = {
    "Funded": ("funded", 0), "Committed": ("agreed", 0), "Received": ("received", 0),
    "Still to be received": ("outstanding", 0), "Pledged": ("pledged", 0),
    "Not distributed to a requirement line": ("unassigned", 0),
}  # fmt: skip
MEASURES = {
    "requirement": 0, "allocated": 0, "unallocated": 0, "spent": 0, "committed": 0, "balance": 0,
    "delivery": 100, "funded": 0, "coverage": 100, "pledged": 0, "progress": 1,
}  # fmt: skip


def assert_row(shown: dict[str, str], columns: dict[str, tuple[str, int]], row: Any) -> None:
    for label, (name, times) in columns.items():
        assert_shown(shown[label], row[name], times)


@pytest.fixture
def look(
    world: World, superuser: User, signed_in: SignIn
) -> Callable[..., Iterator[tuple[Any, Known]]]:
    """A page from each viewpoint, with what the notebook says from there."""
    client = signed_in(superuser)

    def see(page: str, *args: Any, query: str = "") -> Iterator[tuple[Any, Known]]:
        address = reverse(f"tracking:{page}", args=[world.appeal.code, *args])
        for asked, viewpoint in viewpoints(world):
            with time_machine.travel(world.at, tick=False):
                shown = client.get(address + (f"{asked}&{query}" if asked else f"?{query}"))
            assert shown.status_code == 200
            yield shown, Known(world, viewpoint)

    return see


def test_the_overview(look: Any) -> None:
    for page, known in look("overview"):
        whole = known.group()
        offices, headings = tables_with(page, "Not reported")
        for shown, level in ((offices, "offices"), (headings, "headings")):
            *rows, rest = known.rows(level)
            for (_, cells), row in zip(shown, rows, strict=False):
                assert_row(cells, GROUP, row)
            assert_row(shown[-1][1], GROUP, whole)
            is_left = bool(rest["funded"] or rest["pledged"])
            assert len(shown) == len(rows) + 1 + is_left
            if is_left:
                assert_shown(shown[-2][1]["Funded"], rest["funded"])
        assert_row(tiles(page), TILES, whole)


@pytest.mark.parametrize("measure", MEASURES)
def test_the_matrix(look: Any, measure: str) -> None:
    times = MEASURES[measure]
    for page, known in look("matrix", query=f"measure={measure}"):
        table = read(page).all("table")[0]
        rows = [[cell.text for cell in row.cells[1:]] for row in table.all("tr")]
        for office in range(2):
            cells = rows[1 + office]
            for heading in range(2):
                assert_shown(cells[heading], known.group(office, heading)[measure], times)
            assert_shown(cells[-1], known.group(office)[measure], times)
        for heading in range(2):
            assert_shown(rows[-1][heading], known.group(heading=heading)[measure], times)
        assert_shown(rows[-1][-1], known.group()[measure], times)


def test_the_page_of_an_office(look: Any, world: World) -> None:
    for number_, office in enumerate(world.offices):
        for page, known in look("office_detail", office.code):
            assert_row(tiles(page), TILES, known.office(number_))
            (cells,) = tables_with(page, "Not budgeted")
            for heading in range(2):
                row = known.group(number_, heading)
                if row["requirement"] is None:
                    # Of a dash nothing is funded or spent, unless something is.
                    row |= {name: row[name] or None for name in ("funded", "spent")}
                assert_row(cells[heading][1], CELL, row)
            own = tables_with(page, "Overall")[0]
            for (_, shown), activity in zip(own, (2 * number_, 2 * number_ + 1), strict=True):
                columns = {label: ACTIVITY[label] for label in ACTIVITY.keys() - {"Balance"}}
                assert_row(shown, columns, known.activity(activity))


def test_the_page_of_an_activity(look: Any, world: World) -> None:
    for number_, activity in enumerate(world.activities):
        for page, known in look("activity_detail", activity.code):
            assert_row(tiles(page), TILES, known.activity(number_))
            own = [amount for (of, _), amount in known.allocations.items() if of == number_]
            shown = page.context["allocations"]
            assert sorted(row.amount for row in shown) == sorted(own)


def test_the_lists_and_their_sums(look: Any) -> None:
    for page, known in look("activity_list"):
        table = page.context["table"]
        rows = {int(row.pk): row.figures for row in table.page.object_list}
        assert [rows[row.pk].spent for row in known.world.activities] == [
            known.activity(number_)["spent"] for number_ in range(4)
        ]
        sums = {column.name: text for column, text in table.sums}
        for name in ("allocated", "spent", "balance"):
            wanted = sum(known.activity(number_)[name] for number_ in range(4))
            assert_shown(sums[name], wanted)
    for page, known in look("contribution_list"):
        given = known.rows("contributions")
        assert page.context["table"].paginator.count == len(given)
        sums = {column.name: text for column, text in page.context["table"].sums}
        assert_shown(sums.get("committed", "0"), sum(row["agreed"] for row in given))
        for name in ("funded", "pledged", "received", "outstanding", "unassigned"):
            assert_shown(sums.get(name, "0"), sum(row[name] for row in given))


def test_the_page_of_a_contribution(look: Any, world: World) -> None:
    known_later = Known(world, next(viewpoints(world))[1])
    for key in known_later.contributions:
        for page, known in look("contribution_detail", key):
            if key in known.contributions:
                row = known.contribution(key)
                purses = known.purses(key)
                apart = sum(
                    (amount for place, amount in purses.items() if None in place), Decimal(0)
                )
                assert_row(tiles(page), GIVEN, row | {"unassigned": apart})
                stands = sorted(stand["amount"] for stand in page.context["stands"])
                assert stands == sorted(purses.values())


def test_the_ledger_and_its_sums(look: Any) -> None:
    for page, known in look("transaction_list", query="include=official&per_page=100"):
        entries = known.counted_entries()
        assert {row.id for row in page.context["table"].page.object_list} == set(entries)
        sums = dict(page.context["sums"])
        for kind in Kind:
            sign = -1 if kind == Kind.RELEASE else 1
            own = [sign * row.signed for row in entries.values() if row.kind == kind]
            assert sums.get(kind.label, Decimal(0)) == sum(own, Decimal(0))
        assert page.context["spent"] == known.spent(list(entries.values()))


def test_the_risks(look: Any) -> None:
    for page, known in look("risk_list"):
        rows = known.rows("risks")
        shown = [(row.score, row.state) for row in page.context["table"].page.object_list]
        assert sorted(shown) == sorted((row["score"], row["state"]) for row in rows)
        spread = sum(cell["count"] for _, cells in page.context["matrix"] for cell in cells)
        assert spread == len(rows)


def test_home_of_the_region(look: Any, world: World) -> None:
    for page, known in look("home"):
        assert_row(tiles(page), TILES, known.group())
        rows = {row.code: known.activity(number_) for number_, row in enumerate(world.activities)}
        told = {
            code: (row["progress"], row["delivery"])
            for code, row in rows.items()
            if row["progress"] is not None and row["delivery"] is not None
        }
        apart = page.context["apart"]
        assert {row.code: (row.figures.progress, row.figures.delivery) for row in apart} == told
        gaps = [abs(row.figures.progress - row.figures.delivery * 100) for row in apart]
        assert gaps == sorted(gaps, reverse=True)
