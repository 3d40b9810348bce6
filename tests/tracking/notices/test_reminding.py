"""Sending a reminder of an overdue report from the product, at most once a day."""

import pytest
from django.test import Client

from appeal.models import Appeal, Office, User
from tests.factories import make_membership
from tests.tracking.browsing import at, pressed, words
from tracking.models import Notice

pytestmark = [pytest.mark.person("manager_ro"), pytest.mark.django_db]
PAGE = at("report_remind", "GT", "2020-Q1")


def test_the_office_is_reminded_once_a_day(
    client: Client, mi2020: Appeal, reporter_gt: User, manager_ro: User
) -> None:
    open_before = client.get(PAGE)

    first = client.post(PAGE, pressed(client.get(PAGE)))
    again = client.post(PAGE, pressed(open_before))

    assert first.status_code == 302
    notice = Notice.objects.get(kind="reminder")
    assert (notice.to, notice.by, notice.office.code) == (reporter_gt, manager_ro, "GT")
    assert again.status_code == 409
    assert words(again).count("already been reminded") == 1


def test_where_a_reminder_went_today_each_page_says_so_and_offers_none(
    client: Client, mi2020: Appeal, reporter_gt: User
) -> None:
    places = [at("home"), at("report_list"), at("office_detail", "GT")]
    way, other = f'href="{PAGE}"', f'href="{at("report_remind", "GT", "2020-Q2")}"'
    assert [way in client.get(place).text for place in places] == [True, True, True]
    assert not any("reminded today" in client.get(place).text for place in places)

    client.post(PAGE, pressed(client.get(PAGE)))

    pages = [client.get(place).text for place in places]
    assert [page.count("reminded today") for page in pages] == [1, 1, 1]
    assert not any(way in page for page in pages)
    assert all(other in page for page in pages)
    shown = words(client.get(PAGE))
    assert shown.count("already been reminded") == 1
    assert "Send a reminder" not in shown


def test_a_reminder_that_is_refused_with_its_form_says_why_once(
    client: Client, mi2020: Appeal, manager_ro: User, guatemala: Office
) -> None:
    make_membership(user=manager_ro, role="reporter", office=guatemala)

    answer = client.post(PAGE, pressed(client.get(PAGE)))

    assert words(answer).count("Nobody has a role to report for this office.") == 1


def test_where_nobody_reports_the_page_offers_no_button(client: Client, mi2020: Appeal) -> None:
    assert "Send a reminder" not in words(client.get(PAGE))
