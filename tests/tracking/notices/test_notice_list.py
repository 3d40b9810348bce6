"""What is new for a person: the bell, the list, and what is read."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from appeal.models import Appeal, Membership, User
from tests.factories import make_notice, make_update
from tests.tracking.browsing import activity_of, period_of, pressed, words
from tests.tracking.notices.test_letters import MOMENT
from tracking import actions
from tracking.models import Notice

pytestmark = [pytest.mark.person("reporter_gt"), pytest.mark.django_db]
LIST, HOME = "/accounts/notifications/", "/appeals/MI2020-CNAC/glossary/"


def bell(client: Client) -> str:
    page = client.get(HOME).content.decode()
    part = page[page.index('class="bell ') :]
    return part[: part.index("</a>")]


def test_the_bell_says_how_many_are_new(client: Client, overdue: Notice) -> None:
    assert "<b>1</b>" in bell(client)

    opened = client.get(f"{LIST}{overdue.pk}/")

    assert opened.url == "/appeals/MI2020-CNAC/reports/GT/2020-Q1/"
    assert "<b>" not in bell(client)


def test_the_bell_costs_no_query(client: Client, overdue: Notice) -> None:
    client.get(HOME)

    with CaptureQueriesContext(connection) as queries:
        client.get(HOME)

    (asked,) = [each["sql"] for each in queries if "tracking_notice" in each["sql"]]
    assert 'FROM "appeal_user"' in asked


def test_the_list_shows_ones_own_newest_first(
    client: Client, overdue: Notice, finance_gt: User, mi2020: Appeal
) -> None:
    make_notice(to=finance_gt, period=period_of(mi2020), appeal=mi2020, office=overdue.office)

    page = client.get(LIST)

    assert [notice for notice, _words in page.context["lines"]] == [overdue]
    assert "Overdue: report of Guatemala on 2020-Q1" in words(page)


def test_everything_is_marked_as_read_at_once(client: Client, overdue: Notice) -> None:
    client.post(f"{LIST}read/", pressed(client.get(LIST)))

    assert not Notice.objects.filter(read_at=None).exists()
    assert "Mark all as read" not in words(client.get(LIST))


def test_what_a_person_may_no_longer_read_is_in_no_list(
    client: Client, overdue: Notice, reporter_gt: User, manager_ro: User
) -> None:
    line = make_update(activity=activity_of("HN-1.1"), period=period_of(overdue.appeal))
    comment = actions.add_comment(body="QUETZAL", by=manager_ro, at=MOMENT, report=line.report)
    make_notice(
        to=reporter_gt, kind="comment", row=comment.pk, period=period_of(overdue.appeal),
        office=line.report.office,
    )  # fmt: skip
    Membership.objects.filter(user=reporter_gt).update(role="viewer")

    page = client.get(LIST)

    assert page.context["lines"] == []
    assert client.get(f"{LIST}{overdue.pk}/").status_code == 404
    assert "Nothing yet." not in words(page)


def test_what_a_person_may_no_longer_read_is_new_until_they_look(
    client: Client, overdue: Notice, reporter_gt: User
) -> None:
    Membership.objects.filter(user=reporter_gt).update(role="viewer")
    assert "<b>1</b>" in bell(client)

    client.get(LIST)

    assert "<b>" not in bell(client)


def test_another_persons_notice_is_not_found(client: Client, finance_gt: User) -> None:
    other = make_notice(to=finance_gt)

    assert client.get(f"{LIST}{other.pk}/").status_code == 404
