"""Whatever the door, the change log says who changed what, when, and by which one."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
import time_machine
from django.test import Client

from appeal.base.actions import Door, action, signature, signed
from appeal.models import Activity, Appeal, User
from tests.appeal.admin.test_admin import at as at_admin
from tests.appeal.admin.test_admin import typed
from tests.factories import make_priority, make_rate, make_user
from tests.fixture_types import SignIn
from tests.tracking.browsing import at, filled
from tests.tracking.uploads.filling import decide, uploaded
from tracking.actions import keep_rate
from tracking.models import ExchangeRate

pytestmark = [pytest.mark.once, pytest.mark.django_db]

NOW = datetime(2020, 7, 3, 16, 20, 1, tzinfo=UTC)
TYPED = {"currency": "GTQ", "effective_on": "2020-03-01", "rate": "7.70"}


def by_a_page(client: Client) -> None:
    address = at("rate_new")
    client.post(address, filled(client.get(address), **TYPED))


def by_the_admin(client: Client) -> None:
    address = at_admin(ExchangeRate, "change", make_rate(rate=Decimal("7.71")).pk)
    client.post(address, typed(client.get(address), rate="7.70"))


def by_an_upload(client: Client) -> None:
    content = b"currency,effective_on,rate\nGTQ,2020-03-01,7.70\n"
    decide(client, uploaded(client, content))


@pytest.mark.parametrize(
    ("enter", "door"),
    [(by_a_page, Door.PAGE), (by_the_admin, Door.ADMIN), (by_an_upload, Door.UPLOAD)],
)
def test_a_rate_is_logged_with_who_entered_it_when_and_by_which_door(
    mi2020: Appeal, manager_ro: User, signed_in: SignIn, enter: Callable[[Client], None], door: str
) -> None:
    with time_machine.travel(NOW, tick=False):
        enter(signed_in(manager_ro))

    line = ExchangeRate.objects.get().history.latest("history_id")
    assert (line.history_user, line.history_date, line.door) == (manager_ro, NOW, door)


def test_a_command_is_a_door_of_nobody() -> None:
    rate = ExchangeRate(currency="GTQ", effective_on=date(2020, 3, 1), rate=Decimal("7.70"))

    keep_rate(rate=rate, version=None, at=NOW)

    line = rate.history.get()
    assert (line.history_user, line.history_date, line.door) == (None, NOW, Door.COMMAND)


@action
def rename(*, activity: Activity, title: str, by: User, at: datetime) -> None:
    activity.own_title = title
    activity.save()


@action
def rename_twice(*, activity: Activity, first: User, second: User, at: datetime) -> None:
    rename(activity=activity, title="One", by=first, at=at)
    rename(activity=activity, title="Two", by=second, at=at)


def new_activity() -> Activity:
    own = {"code": "GT-1.7", "order": 7, "starts_on": NOW.date(), "ends_on": NOW.date()}
    return Activity.objects.create(priority=make_priority(), **own)


def test_an_action_within_another_is_signed_by_its_own_person() -> None:
    activity, first, second = new_activity(), make_user(), make_user()

    rename_twice(activity=activity, first=first, second=second, at=NOW)

    *_begun, one, two = activity.history.order_by("history_id")
    assert [(line.history_user, line.history_date) for line in (one, two)] == [
        (first, NOW),
        (second, NOW),
    ]


def test_what_fails_leaves_no_signature_behind() -> None:
    with signed(door=Door.UPLOAD), pytest.raises(AttributeError):
        rename(activity=None, title="One", by=make_user(), at=NOW)

    assert (signature().by, signature().at, signature().door) == (None, None, Door.COMMAND)


def test_what_an_action_dated_is_dated_anew_by_whoever_saves_it_next() -> None:
    activity = new_activity()
    rename(activity=activity, title="One", by=make_user(), at=NOW)

    activity.save()

    assert activity.history.latest("history_id").history_date > NOW
