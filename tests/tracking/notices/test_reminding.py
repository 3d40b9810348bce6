"""Sending a reminder of an overdue report from the product, at most once a day."""

import pytest
from django.test import Client

from appeal.models import Appeal, User
from tests.tracking.browsing import at, pressed, words
from tracking.models import Notice

pytestmark = [pytest.mark.person("manager_ro"), pytest.mark.django_db]
PAGE = at("report_remind", "GT", "2020-Q1")


def test_the_office_is_reminded_once_a_day(
    client: Client, mi2020: Appeal, reporter_gt: User, manager_ro: User
) -> None:
    first = client.post(PAGE, pressed(client.get(PAGE)))
    again = client.post(PAGE, pressed(client.get(PAGE)))

    assert first.status_code == 302
    notice = Notice.objects.get(kind="reminder")
    assert (notice.to, notice.by, notice.office.code) == (reporter_gt, manager_ro, "GT")
    assert again.status_code == 409
    assert "already been reminded" in words(again)


def test_where_nobody_reports_the_page_offers_no_button(client: Client, mi2020: Appeal) -> None:
    assert "Send a reminder" not in words(client.get(PAGE))
