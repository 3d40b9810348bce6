"""The overview: the appeal at a glance, and what waits for the person."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from appeal.models import Appeal, Role, User
from tests.factories import make_membership, make_transaction, make_update
from tests.tracking.browsing import activity_of, at, count_queries, words
from tracking.models import ReportingPeriod

SignIn = Callable[[User], Client]


def period(appeal: Appeal) -> ReportingPeriod:
    return ReportingPeriod.objects.of(appeal).get(code="2020-Q1")


@pytest.fixture
def client(reporter_gt: User, signed_in: SignIn) -> Client:
    return signed_in(reporter_gt)


def test_it_shows_what_the_appeal_requires(viewer: User, signed_in: SignIn) -> None:
    page = signed_in(viewer).get(at("home"))

    assert "USD 82,138,527 required by 14 offices." in words(page)
    assert "0 of 56 reports approved." in words(page)
    assert page.context["whole"].requirement == 82_138_527
    assert "What waits for you" not in words(page)


def test_posted_spend_and_approved_progress_show_and_drafts_do_not(
    client: Client, mi2020: Appeal
) -> None:
    activity = activity_of("GT-1.1")
    make_transaction(activity=activity, amount=1250, posted=True)
    make_transaction(activity=activity, amount=77)
    make_update(activity=activity, period=period(mi2020), percent=40, state="approved")

    page = client.get(at("home"))

    office = next(row for row in page.context["offices"] if row.code == "GT")
    assert (office.spent, office.progress, office.silent) == (1250, 40, 6)
    assert "1 of 56 reports approved." in words(page)
    assert client.get(at("home"), {"include": "draft"}).context["whole"].spent == 1327


def test_a_reporter_is_led_to_the_report_that_is_due(client: Client, mi2020: Appeal) -> None:
    make_update(activity=activity_of("GT-1.1"), period=period(mi2020))
    make_transaction(activity=activity_of("GT-1.1"))

    page = client.get(at("home"))

    assert "Guatemala, 2020-Q1: 1 of 7 activities logged, due 15 Apr 2020" in words(page)
    assert "choose an activity; 1 draft waits for finance" in words(page)
    assert at("report_detail", "GT", "2020-Q1") in page.content.decode()


def test_a_reporter_is_told_when_every_open_period_is_submitted(
    client: Client, mi2020: Appeal
) -> None:
    for each in ReportingPeriod.objects.of(mi2020):
        make_update(activity=activity_of("GT-1.1"), period=each, state="submitted")

    assert "Guatemala: every open period is submitted." in words(client.get(at("home")))


def test_a_reviewer_sees_what_is_submitted_and_finance_what_is_drafted(
    reviewer_ro: User, finance_gt: User, signed_in: SignIn, mi2020: Appeal
) -> None:
    make_update(activity=activity_of("GT-1.1"), period=period(mi2020), state="submitted")
    make_update(activity=activity_of("HN-1.1"), period=period(mi2020))
    for code in ("GT-1.1", "GT-2.1", "HN-1.1"):
        make_transaction(activity=activity_of(code))

    reviewer, finance = (signed_in(user).get(at("home")) for user in (reviewer_ro, finance_gt))

    assert [str(report) for report in reviewer.context["to_review"]] == ["GT 2020-Q1"]
    assert reviewer.context["to_post"] == 0
    assert finance.context["to_post"] == 2
    assert not finance.context["to_review"]


def test_a_person_with_several_roles_sees_all_that_waits(
    reporter_gt: User, client: Client, mi2020: Appeal
) -> None:
    make_membership(user=reporter_gt, role=Role.FINANCE, office=activity_of("HN-1.1").office)
    make_transaction(activity=activity_of("HN-1.1"))

    page = client.get(at("home"))

    assert page.context["to_post"] == 1
    assert len(page.context["own"]) == 1


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("2020-13-01", "2020-13-01"),
        ("yesterday", "yesterday"),
        ("1899-12-31", "1899-12-31"),
        ("3000-01-01", "3000-01-01"),
        ("<b>", "<b>"),
        ("1" * 99, "1" * 30),
    ],
)
def test_a_wrong_date_is_named_and_the_default_shown(
    client: Client, written: str, shown: str
) -> None:
    page = client.get(at("home"), {"as_at": written})

    assert page.status_code == 200
    assert f"“{shown}” is not a date from 1900 to 2999: write it as 2020-06-30." in " ".join(
        str(message) for message in page.context["messages"]
    )
    assert "<b>”" not in page.content.decode()
    assert page.context["viewpoint"].as_at.isoformat() == "2021-03-31"


def test_anything_but_the_default_is_said_and_carried_along(client: Client) -> None:
    plain = client.get(at("home"))
    other = client.get(at("home"), {"as_at": "2020-06-30", "include": "draft"})

    assert "not the current official ones" not in words(plain)
    assert "as at 30 Jun 2020, also your offices' drafts" in words(other)
    assert other.context["viewpoint"].query == "as_at=2020-06-30&include=draft"


@pytest.mark.parametrize("page", ["home", "matrix"])
def test_links_carry_date_and_switch_as_the_next_page_reads_them(client: Client, page: str) -> None:
    shown = client.get(at(page), {"as_at": "2020-06-30", "include": "draft"}).content.decode()

    assert "paid_from=O1&amp;as_at=2020-06-30&amp;include=draft" in shown
    assert "&amp;amp;" not in shown


def test_its_queries_do_not_grow_with_its_rows(client: Client, mi2020: Appeal) -> None:
    make_transaction(activity=activity_of("GT-1.1"), posted=True)
    make_update(activity=activity_of("GT-1.1"), period=period(mi2020), state="approved")
    few = count_queries(client, at("home"))
    rows: list[Any] = ["BZ-1.1", "HN-1.1", "PA-1.1", "RO-P1-1.1", "MX-1.1"]
    for code in rows:
        make_transaction(activity=activity_of(code), posted=True)
        make_update(activity=activity_of(code), period=period(mi2020), state="approved")

    assert count_queries(client, at("home")) == few


def test_an_appeal_that_does_not_exist_is_not_found(client: Client) -> None:
    assert client.get("/appeals/MI2099/").status_code == 404
