"""An instant is shown as the day and hour that it was for the appeal, on every page of it."""

from datetime import UTC, datetime

import pytest
from django.urls import reverse
from django.utils.timezone import get_current_timezone_name

from appeal.models import Appeal, User
from tests.fixture_types import SignIn
from tests.tracking.browsing import activity_of, at, words
from tracking import actions

pytestmark = [pytest.mark.django_db, pytest.mark.once]

# Past midnight in Greenwich: the evening before in Costa Rica, the afternoon on Kiritimati.
AT = datetime(2020, 3, 2, 3, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("zone", "shown"),
    [
        ("America/Costa_Rica", "1 Mar 2020, 21:30"),
        ("UTC", "2 Mar 2020, 03:30"),
        ("Pacific/Kiritimati", "2 Mar 2020, 17:30"),
    ],
)
def test_a_page_shows_an_instant_by_the_clocks_of_its_appeal(
    zone: str, shown: str, viewer: User, mi2020: Appeal, signed_in: SignIn
) -> None:
    Appeal.objects.filter(pk=mi2020.pk).update(time_zone=zone)
    actions.add_comment(body="Why?", activity=activity_of("GT-1.1"), by=viewer, at=AT)
    client = signed_in(viewer)

    assert shown in words(client.get(at("activity_detail", "GT-1.1")))


def test_the_next_page_does_not_keep_the_time_zone_of_another_appeal(
    viewer: User, mi2020: Appeal, signed_in: SignIn
) -> None:
    Appeal.objects.filter(pk=mi2020.pk).update(time_zone="Pacific/Kiritimati")
    client = signed_in(viewer)
    client.get(at("rate_list"))
    assert get_current_timezone_name() == "Pacific/Kiritimati"

    client.get(reverse("password_change"))

    assert get_current_timezone_name() == "America/Costa_Rica"
