"""The grid of who reported when: states for all, links for those who may read."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client

from appeal.models import Appeal, Office, User
from tests.factories import make_report, make_update
from tests.tracking.browsing import activity_of, at, count_queries, words
from tracking.models import OfficeReport, ReportingPeriod

SignIn = Callable[[User], Client]


@pytest.fixture
def client(reporter_gt: User, signed_in: SignIn) -> Client:
    return signed_in(reporter_gt)


def period(appeal: Appeal, code: str = "2020-Q1") -> ReportingPeriod:
    return ReportingPeriod.objects.of(appeal).get(code=code)


def row_of(page: Any, office: Office) -> str:
    """The cells of one office as read from left to right."""
    rows = page.content.decode().split("<tr>")
    return next(row for row in rows if at("office_detail", office.code) in row)


def test_it_shows_every_office_by_every_period(client: Client, mi2020: Appeal) -> None:
    page = client.get(at("report_list"))

    assert len(page.context["rows"]) == mi2020.sections.count() == 14
    assert [each.code for each in page.context["periods"]] == [
        "2020-Q1", "2020-Q2", "2020-Q3", "2020-Q4",
    ]  # fmt: skip
    assert words(page).count("not started") == 14 * 4


def test_it_links_to_reports_that_the_person_may_read_only(
    client: Client, mi2020: Appeal, guatemala: Office, honduras: Office
) -> None:
    for office in (guatemala, honduras):
        make_report(office=office, period=period(mi2020))
        make_report(office=office, period=period(mi2020, "2020-Q2"), state="approved")

    page = client.get(at("report_list")).content.decode()

    for place, is_linked in [
        (("GT", "2020-Q1"), True),
        (("GT", "2020-Q2"), True),
        (("HN", "2020-Q1"), False),
        (("HN", "2020-Q2"), True),
    ]:
        assert (at("report_detail", *place) in page) == is_linked


@pytest.mark.parametrize("state", OfficeReport.State.values)
def test_what_is_past_due_and_not_handed_in_is_overdue(
    client: Client, mi2020: Appeal, guatemala: Office, state: str
) -> None:
    make_report(office=guatemala, period=period(mi2020), state=state)

    def says_overdue(day: date) -> bool:
        page = client.get(at("report_list"), {"as_at": day.isoformat()})
        return "overdue" in row_of(page, guatemala)

    assert not says_overdue(date(2020, 4, 15))
    assert says_overdue(date(2020, 4, 16)) == (state in ("draft", "returned"))


def test_its_queries_do_not_grow_with_the_reports(client: Client, mi2020: Appeal) -> None:
    few = count_queries(client, at("report_list"))
    for section in mi2020.sections.select_related("office"):
        make_report(office=section.office, period=period(mi2020), state="approved")
    make_update(activity=activity_of("GT-1.1"), period=period(mi2020))

    assert count_queries(client, at("report_list")) == few
    assert "approved" in words(client.get(at("report_list")))
