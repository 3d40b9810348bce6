"""The appeals beside each other: which a person sees, with which figures, and where they begin."""

import re
from datetime import UTC, date, datetime
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from appeal.models import Appeal, Office, Region, Role, User
from tests.factories import (
    make_appeal,
    make_cell,
    make_membership,
    make_office,
    make_period,
    make_priority,
    make_region,
    publish,
)
from tests.fixture_types import SignIn
from tests.tracking.browsing import count_queries, words
from tracking.views.appeals import PER_PAGE

pytestmark = pytest.mark.django_db
LIST = "/appeals/"


def make_year(year: int, region: Region, **more: Any) -> Appeal:
    days = {"starts_on": date(year, 1, 1), "ends_on": date(year, 12, 31)}
    days["closes_on"] = date(year + 1, 3, 31)
    fields = {"code": f"MI{year}", "title_en": f"Plan of {year}", "year": year} | days
    return make_appeal(region=region, **fields | more)


def codes(page: Any) -> list[str]:
    return [appeal.code for appeal, _whole in page.context["rows"]]


def test_a_viewer_sees_all_that_is_published_their_own_first_and_no_draft(
    mi2020: Appeal, viewer: User, signed_in: SignIn
) -> None:
    publish(make_year(2019, mi2020.region))
    publish(make_year(2021, make_region(), code="FAR2021"))
    make_year(2022, mi2020.region)

    page = signed_in(viewer).get(LIST)

    assert codes(page) == ["MI2020-CNAC", "MI2019", "FAR2021"]
    assert "MI2022" not in words(page)


def test_a_manager_of_the_region_sees_its_draft_and_not_another_regions(
    mi2020: Appeal, manager_ro: User, signed_in: SignIn
) -> None:
    make_year(2021, mi2020.region)
    make_year(2021, make_region(), code="FAR2021")

    assert codes(signed_in(manager_ro).get(LIST)) == ["MI2020-CNAC", "MI2021"]


def test_the_appeals_of_an_office_are_first_for_who_works_there(
    mi2020: Appeal, reporter_gt: User, guatemala: Office, signed_in: SignIn
) -> None:
    publish(make_year(2023, mi2020.region))
    both = make_year(2018, mi2020.region)
    make_cell(appeal=both, office=guatemala)
    publish(both)

    assert codes(signed_in(reporter_gt).get(LIST)) == ["MI2020-CNAC", "MI2018", "MI2023"]


def test_each_appeal_has_the_figures_of_its_overview(
    mi2020: Appeal, viewer: User, signed_in: SignIn
) -> None:
    other = make_year(2021, mi2020.region)
    make_cell(appeal=other, office=make_office(region=mi2020.region), amount=4321)
    publish(other)
    client = signed_in(viewer)

    page = client.get(LIST)

    shown = {appeal.code: whole for appeal, whole in page.context["rows"]}
    for code in ("MI2020-CNAC", "MI2021"):
        overview = client.get(reverse("tracking:overview", args=[code])).context["figures"].whole
        assert shown[code].requirement == overview.requirement
        assert shown[code].delivery == overview.delivery
    assert "4,321" in words(page)


def test_a_title_that_has_the_year_is_shown_with_it_once(
    mi2020: Appeal, manager_ro: User, signed_in: SignIn
) -> None:
    make_year(2021, mi2020.region, title_en="Plan 2021")
    make_year(2022, mi2020.region, title_en="Plan")

    page = words(signed_in(manager_ro).get("/appeals/MI2021/overview/"))

    assert "Plan 2021 MI2021" in page
    assert "Plan 2021 2021" not in page
    assert "Plan 2022 MI2022" in page


# Where `/` leads

BEGINS: list[tuple[datetime, str]] = [
    (datetime(2020, 6, 30, 18, tzinfo=UTC), "MI2020-CNAC"),
    # It is still 31 December in San Jose.
    (datetime(2021, 1, 1, 5, 59, tzinfo=UTC), "MI2020-CNAC"),
    (datetime(2021, 1, 1, 6, tzinfo=UTC), "MI2021"),
    (datetime(2024, 2, 1, tzinfo=UTC), "MI2021"),
]


@pytest.mark.parametrize(("now", "code"), BEGINS)
def test_the_way_in_leads_to_the_appeal_that_runs_today_else_to_the_last(
    mi2020: Appeal, viewer: User, signed_in: SignIn, now: datetime, code: str
) -> None:
    publish(make_year(2021, mi2020.region))
    publish(make_year(2024, make_region(), code="FAR2024"))
    make_year(2025, mi2020.region)

    with time_machine.travel(now, tick=False):
        assert signed_in(viewer).get("/").url == f"/appeals/{code}/"


def test_who_has_no_appeal_of_their_own_is_led_to_any_that_runs(
    mi2020: Appeal, signed_in: SignIn
) -> None:
    nobody = make_membership(role=Role.VIEWER, region=make_region()).user

    with time_machine.travel(datetime(2020, 6, 30, tzinfo=UTC), tick=False):
        assert signed_in(nobody).get("/").url == "/appeals/MI2020-CNAC/"


# The chooser


def chooser(client: Client, address: str) -> str:
    page = client.get(address).content.decode()
    return page.partition('<details class="appeals">')[2].partition("</details>")[0]


def test_one_appeal_alone_has_nothing_to_choose_from(viewer: User, signed_in: SignIn) -> None:
    assert chooser(signed_in(viewer), "/appeals/MI2020-CNAC/overview/") == ""


@pytest.mark.parametrize("address", ["/appeals/MI2020-CNAC/overview/", "/help/", "/appeals/"])
def test_every_page_leads_to_the_other_appeals(
    mi2020: Appeal, viewer: User, signed_in: SignIn, address: str
) -> None:
    publish(make_year(2019, mi2020.region))
    make_year(2022, mi2020.region)

    offered = chooser(signed_in(viewer), address)

    assert f"/appeals/MI2019/like/?page={address}" in offered
    assert "MI2022" not in offered


LIKE = [
    ("overview/", "overview/"),
    ("activities/", "activities/"),
    ("offices/GT/", "offices/GT/"),
    ("offices/HN/", ""),
    ("offices/GT/revisions/", "offices/GT/revisions/"),
    ("priorities/GT-1/", "priorities/"),
    ("activities/GT-1.1/progress/", "activities/"),
    ("transactions/12/edit/", "transactions/"),
    ("people/new/", "people/"),
    ("reports/GT/2020-Q1/", "reports/"),
    ("nothing/like/it/", ""),
]


@pytest.mark.once
@pytest.mark.parametrize(("page", "like"), LIKE)
def test_changing_the_appeal_stays_on_the_same_kind_of_page(
    mi2020: Appeal, guatemala: Office, manager_ro: User, signed_in: SignIn, page: str, like: str
) -> None:
    other = make_year(2021, mi2020.region)
    make_cell(appeal=other, office=guatemala)
    publish(other)

    asked = f"/appeals/MI2021/like/?page=/appeals/MI2020-CNAC/{page}"
    client = signed_in(manager_ro)

    assert client.get(asked).url == f"/appeals/MI2021/{like}"
    assert client.get(client.get(asked).url).status_code == 200


def test_a_report_and_a_priority_lead_to_those_of_the_same_code(
    mi2020: Appeal, guatemala: Office, viewer: User, signed_in: SignIn
) -> None:
    other = make_year(2020, mi2020.region, code="TWIN")
    make_priority(appeal=other, office=guatemala, code="GT-1")
    make_period(appeal=other, quarter=1)
    publish(other)
    client = signed_in(viewer)

    for page in ("priorities/GT-1/", "reports/GT/2020-Q1/"):
        asked = f"/appeals/TWIN/like/?page=/appeals/MI2020-CNAC/{page}"
        assert client.get(asked).url == f"/appeals/TWIN/{page}"


def test_no_page_of_an_appeal_that_one_may_not_see_is_told_apart(
    mi2020: Appeal, viewer: User, signed_in: SignIn
) -> None:
    make_year(2022, mi2020.region)

    assert signed_in(viewer).get("/appeals/MI2022/like/?page=/help/").status_code == 404


def test_so_many_appeals_are_on_a_page_and_it_costs_no_more_with_more_of_them(
    mi2020: Appeal, viewer: User, signed_in: SignIn
) -> None:
    client = signed_in(viewer)
    for year in range(2000, 2010):
        publish(make_year(year, mi2020.region))
    costs = count_queries(client, LIST)

    for year in range(1980, 1994):
        publish(make_year(year, mi2020.region))

    assert len(codes(client.get(LIST))) == PER_PAGE
    assert codes(client.get(LIST, {"page": "3"})) == [
        "MI1984",
        "MI1983",
        "MI1982",
        "MI1981",
        "MI1980",
    ]
    assert count_queries(client, LIST) == costs


def ways_to_begin(page: Any) -> list[str]:
    return re.findall(r'href="(/appeals/new/[^"]*)"', page.content.decode())


def test_a_manager_begins_the_next_appeal_from_one_of_their_region_or_a_file(
    mi2020: Appeal, manager_ro: User, viewer: User, signed_in: SignIn
) -> None:
    publish(make_year(2021, make_region(), code="FAR2021"))
    make_year(2022, mi2020.region)

    assert ways_to_begin(signed_in(manager_ro).get(LIST)) == [
        "/appeals/new/", "/appeals/new/workbook/", "/appeals/new/?of=MI2020-CNAC",
    ]  # fmt: skip
    assert ways_to_begin(signed_in(viewer).get(LIST)) == []
