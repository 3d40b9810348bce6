"""Years and regions side by side: the same figures as on their pages, matched row by row."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from appeal.models import Activity, Appeal, Heading, Office, Priority
from tests.factories import (
    make_activity,
    make_appeal,
    make_cell,
    make_contribution,
    make_framework,
    make_office,
    make_region,
    make_section,
    make_update,
    make_user,
    publish,
)
from tests.fixture_types import SignIn
from tests.tracking.browsing import count_queries, words
from tracking.actions import submit_report
from tracking.comparing import Comparison, Table
from tracking.models import OfficeReport, ReportingPeriod

from .conftest import activity_in, spend

pytestmark = [pytest.mark.once, pytest.mark.django_db, pytest.mark.person("viewer")]
ADDRESS = reverse("tracking:compare")
BOTH = f"{ADDRESS}?appeals=MI2020-CNAC,MI2021-CNAC"


def made(client: Client, address: str = BOTH) -> Comparison:
    page = client.get(address)
    assert page.status_code == 200
    return page.context["made"]


def values(comparison: Comparison, name: str) -> list[Any]:
    return [side and side.value(name) for side in comparison.whole.sides]


def by_code(table: Table, name: str) -> dict[str, list[Any]]:
    return {
        row.code or row.label: [side and side.value(name) for side in row.sides]
        for row in table.rows
    }


@pytest.mark.usefixtures("next_year")
@pytest.mark.parametrize("asked", ["", "&measure=", "&measure=spent"])
def test_the_figure_that_the_tables_show_is_the_one_that_is_chosen_above_them(
    client: Client, asked: str
) -> None:
    page = client.get(f"{BOTH}{asked}")

    assert page.context["measure"].name == "spent"
    assert '<option value="spent" selected>' in page.content.decode()


@pytest.mark.usefixtures("next_year")
def test_the_running_appeal_is_shown_beside_the_one_that_it_continues(client: Client) -> None:
    sides = made(client, ADDRESS).sides

    assert [side.appeal.code for side in sides] == ["MI2020-CNAC", "MI2021-CNAC"]
    assert [side.viewpoint.as_at for side in sides] == [date(2020, 6, 15), date(2021, 6, 15)]
    assert [side.viewpoint.known_on for side in sides] == [date(2020, 6, 15), None]


def test_each_year_counts_what_had_been_posted_by_the_same_day_of_it(
    client: Client, mi2020: Appeal, next_year: Appeal
) -> None:
    for year, appeal in ((2020, mi2020), (2021, next_year)):
        spend(appeal, 100, date(year, 5, 1))
        spend(appeal, 70, date(year, 6, 15))
    spend(mi2020, 9, date(2020, 6, 16))

    assert values(made(client), "spent") == [170, 170]
    assert values(made(client, f"{BOTH}&as_at=2021-06-14"), "spent") == [100, 100]
    assert values(made(client, f"{BOTH}&moment=end"), "spent") == [179, 170]


def test_what_was_posted_late_a_year_ago_is_not_counted_at_the_same_moment(
    client: Client, mi2020: Appeal, next_year: Appeal
) -> None:
    spend(mi2020, 100, date(2020, 5, 1), posted_on=date(2020, 6, 10))

    early, late = (f"{BOTH}&as_at=2021-06-01&known_on=2021-06-{day}" for day in ("09", "10"))
    assert values(made(client, early), "spent")[0] == 0
    assert values(made(client, late), "spent")[0] == 100


def test_every_table_comes_to_its_total_and_lacks_what_a_year_has_not(
    client: Client, mi2020: Appeal, next_year: Appeal, guatemala: Office
) -> None:
    for code, amount in (("GT-1.1", 40), ("GT-2.1", 30), ("BZ-1.1", 20)):
        spend(mi2020, amount, date(2020, 5, 1), code)
    spend(next_year, 10, date(2021, 5, 1))
    make_contribution(appeal=mi2020, committed=500)
    make_contribution(appeal=next_year, committed=300, office=guatemala)

    whole = made(client, f"{BOTH}&moment=end")
    office = made(client, f"{BOTH}&moment=end&office=GT")

    offices, lines = by_code(whole.offices(), "spent"), by_code(office.lines(), "spent")
    assert offices["GT"] == [70, 10]
    assert offices["BZ"] == [20, None]
    assert lines["GT-1"] == [40, 10]
    assert lines["GT-2"] == [30, None]
    for table in (whole.offices(), whole.headings(), office.headings()):
        for name in ("requirement", "allocated", "funded", "spent"):
            assert_adds_up(table, name)
    for table in (whole.lines(), office.lines()):
        for name in ("allocated", "spent"):
            assert_adds_up(table, name)


def assert_adds_up(table: Table, name: str) -> None:
    for at, total in enumerate(table.total.sides):
        beside = [row.sides[at] for row in table.rows]
        parts = [side.value(name) for side in beside if side]
        expected = total.value(name) if total else None
        assert sum(part for part in parts if part is not None) == (expected or 0), (name, at)


def test_reports_on_time_are_those_submitted_by_their_day_of_all_that_were_due(
    client: Client, mi2020: Appeal, next_year: Appeal
) -> None:
    first, second = ReportingPeriod.objects.of(mi2020).order_by("starts_on")[:2]
    for code, period, day in (
        ("GT-1.1", first, first.due_on),
        ("BZ-1.1", first, date(2020, 4, 20)),
        ("GT-1.1", second, date(2020, 6, 10)),
    ):
        report = make_update(activity=activity_in(mi2020, code), period=period).report
        at = datetime(day.year, day.month, day.day, 18, tzinfo=UTC)
        submit_report(report=report, version=report.version, by=make_user(), at=at)

    found = made(client)

    # One period of three offices had fallen due: the report of Guatemala was in time.
    shares = by_code(found.offices(), "discipline")
    assert values(found, "discipline")[0] == pytest.approx(1 / 3)
    assert (shares["GT"][0], shares["BZ"][0]) == (1, 0)
    assert _by_hand(mi2020, date(2020, 6, 15)) == (1, 3)


def test_reports_that_are_due_on_a_day_to_come_are_not_missed_yet(
    client: Client, mi2020: Appeal, next_year: Appeal
) -> None:
    """The day of the second year is as far into it as the first is seen: still to come."""
    with time_machine.travel("2020-12-15T18:00:00Z", tick=False):
        page = client.get(BOTH)

    (row,) = [row for row in page.context["shown"].headlines() if row.label == "Reports on time"]
    assert [cell.note for cell in row.cells] == ["0 of 9", ""]
    assert row.cells[1].shown == "–"


def _by_hand(appeal: Appeal, day: date) -> tuple[int, int]:
    """Reports on time and reports due, from the raw rows."""
    due = [row for row in ReportingPeriod.objects.of(appeal) if row.due_on < day]
    offices = appeal.sections.count()
    on_time = 0
    for row in OfficeReport.objects.filter(period__in=due, state__in=("submitted", "approved")):
        last = row.reviews.filter(to_state="submitted").order_by("pk").last()
        on_time += last is not None and appeal.day_of(last.at) <= row.period.due_on
    return on_time, offices * len(due)


def test_lines_that_were_split_are_one_and_add_up(
    client: Client, mi2020: Appeal, next_year: Appeal, guatemala: Office
) -> None:
    one, other = Priority.objects.of(next_year).filter(code__in=("GT-1", "GT-3")).order_by("code")
    other.continues = one.continues
    other.save_over(other.version, ["continues"])
    spend(next_year, 10, date(2021, 5, 1), "GT-1.1")
    spend(next_year, 5, date(2021, 5, 1), "GT-3.1")

    table = made(client, f"{BOTH}&office=GT").lines()

    lines = by_code(table, "spent")
    assert lines["GT-1"] == [0, 15]
    (split,) = (row for row in table.rows if row.code == "GT-1")
    assert [each.code for each in split.sides[1].rows] == ["GT-1", "GT-3"]
    assert lines["GT-3"] == [0, None]  # what GT-3 had been copied from goes on no more


def test_every_figure_leads_to_a_page_that_shows_it_from_there(
    client: Client, mi2020: Appeal, next_year: Appeal
) -> None:
    for year, appeal in ((2020, mi2020), (2021, next_year)):
        spend(appeal, 1234, date(year, 5, 1))

    for query in ("", "&office=GT", "&heading=O1", "&office=GT&heading=O1", "&measure=discipline"):
        page = client.get(BOTH + query)
        shown = page.context["shown"].headlines()
        rows = [*shown, *(row for _table, rows, _total in page.context["tables"] for row in rows)]
        addresses = {cell.address for row in rows for cell in row.cells if cell.address}
        assert addresses
        for address in addresses:
            assert "as_at=202" in address
            assert client.get(address).status_code == 200, address
    spent = client.get(BOTH).context["shown"].headlines()[3]
    for cell in spent.cells:
        assert cell.shown == "1,234"
        assert "1,234" in words(client.get(cell.address))


def test_the_address_of_these_figures_shows_them_for_ever(
    client: Client, mi2020: Appeal, next_year: Appeal
) -> None:
    spend(mi2020, 40, date(2020, 5, 1))
    page = client.get(f"{BOTH}&office=GT&measure=funded")

    again = client.get(f"{ADDRESS}?{page.context['pinned']}")

    assert values(again.context["made"], "spent") == values(page.context["made"], "spent")
    assert again.context["measure"].name == "funded"
    assert again.context["made"].sides[0].office.code == "GT"


def test_of_two_the_difference_is_shown_as_an_amount_or_as_points(
    client: Client, mi2020: Appeal, next_year: Appeal
) -> None:
    spend(mi2020, 100, date(2020, 5, 1))
    spend(next_year, 40, date(2021, 5, 1))

    rows = {row.label: row for row in client.get(BOTH).context["shown"].headlines()}

    assert rows["Spent"].change == "-60"
    assert [cell.width for cell in rows["Spent"].cells] == ["100.0", "40.0"]
    assert rows["Delivery"].change.endswith("points")
    assert rows["Reports on time"].change == "0.0 points"


def test_amounts_in_different_currencies_are_shown_and_not_compared(
    client: Client, mi2020: Appeal, today: None
) -> None:
    other = make_appeal(region=mi2020.region, code="EURO", currency="EUR")
    make_cell(appeal=other, amount=500)
    Appeal.objects.filter(pk=other.pk).update(state=Appeal.State.PUBLISHED)

    page = client.get(f"{ADDRESS}?appeals=MI2020-CNAC,EURO")

    rows = {row.label: row for row in page.context["shown"].headlines()}
    assert "in different currencies" in words(page)
    assert rows["Requirement"].change == ""
    assert {cell.width for cell in rows["Requirement"].cells} == {""}
    assert "500" in [cell.shown for cell in rows["Requirement"].cells]


def test_regions_are_compared_by_the_headings_that_they_share(
    client: Client, mi2020: Appeal, today: None
) -> None:
    there = make_appeal(region=make_region(), code="THERE", framework=mi2020.framework)
    heading = Heading.objects.of(mi2020).get(code="O1")
    make_cell(appeal=there, office=make_office(region=there.region), heading=heading, amount=700)
    publish(there)
    apart = make_appeal(region=make_region(), code="APART", framework=make_framework())
    make_cell(appeal=apart, amount=900)
    publish(apart)

    two = made(client, f"{ADDRESS}?appeals=MI2020-CNAC,THERE")
    three = made(client, f"{ADDRESS}?appeals=MI2020-CNAC,THERE,APART")

    required = by_code(two.headings(), "requirement")["O1"]
    assert all(required)
    assert 700 in required
    assert [side.viewpoint.as_at for side in two.sides] == [date(2021, 3, 31)] * 2
    alone = [row for row in three.headings().rows if sum(map(bool, row.sides)) == 1]
    assert 900 in [side.value("requirement") for row in alone for side in row.sides if side]


def test_of_one_appeal_alone_the_page_says_that_there_is_nothing_to_compare(
    client: Client, mi2020: Appeal
) -> None:
    assert "There is nothing to compare with yet" in words(client.get(ADDRESS))


def test_an_appeal_that_one_may_not_see_is_not_found(client: Client, mi2020: Appeal) -> None:
    make_appeal(region=mi2020.region, code="DRAFT")

    for codes in ("DRAFT", "MI2020-CNAC,DRAFT", "NONE"):
        assert client.get(f"{ADDRESS}?appeals={codes}").status_code == 404
    assert "DRAFT" not in client.get(ADDRESS).content.decode()
    for wrong in ("office=XX", "heading=XX", "moment=never", "measure=none"):
        assert client.get(f"{ADDRESS}?{wrong}").status_code == 404


def test_more_than_six_are_cut_with_a_sentence(client: Client, mi2020: Appeal) -> None:
    codes = []
    for number in range(7):
        appeal = make_appeal(region=mi2020.region, code=f"MORE{number}")
        make_section(appeal=appeal)
        codes.append(publish(appeal).code)

    page = client.get(f"{ADDRESS}?appeals={','.join(codes)}")

    assert len(page.context["made"].sides) == 6
    assert "Up to 6 appeals are compared at once." in words(page)


@pytest.mark.parametrize("query", ["", "&office=GT"])
def test_the_page_asks_no_more_where_there_are_more_rows(
    client: Client, mi2020: Appeal, next_year: Appeal, guatemala: Office, query: str
) -> None:
    before = count_queries(client, BOTH + query)
    cell = guatemala.requirements.get(appeal=next_year, heading__code="O1")
    for _number in range(5):
        make_activity_in(next_year, guatemala, cell)

    assert count_queries(client, BOTH + query) == before


def make_activity_in(appeal: Appeal, office: Office, cell: Any) -> Activity:
    priority = Priority.objects.of(appeal).filter(section__office=office)[0]
    return make_activity(priority=priority, cell=cell)


@pytest.mark.parametrize("name", ["reporter_gt", "viewer", "manager_ro"])
def test_everybody_sees_the_same_official_figures(
    mi2020: Appeal, next_year: Appeal, signed_in: SignIn, name: str, request: Any
) -> None:
    spend(mi2020, 100, date(2020, 5, 1))
    client = signed_in(request.getfixturevalue(name))

    assert values(made(client), "spent") == [100, 0]
    assert made(client, f"{BOTH}&include=draft").sides[0].viewpoint.include == "draft"
