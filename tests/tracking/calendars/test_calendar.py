"""The calendar of due dates, read as calendar programs read it."""

from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from icalendar import Calendar, Component

from appeal.models import Activity, Appeal, Membership, Milestone, Office, User
from appeal.web.clock import real_now
from tests.factories import make_membership, make_milestone, make_user
from tests.tracking.browsing import activity_of, period_of, pressed
from tracking.models import CalendarAddress
from tracking.views.calendars import MOST_GUESSES

pytestmark = [pytest.mark.person("reporter_gt"), pytest.mark.django_db]
PAGE = "/accounts/calendar/"


@pytest.fixture(autouse=True)
def forgotten_guesses() -> None:
    cache.clear()


@pytest.fixture
def address(client: Client) -> str:
    """That of the calendar of who reports for Guatemala."""
    client.post(PAGE, pressed(client.get(PAGE)))
    return address_of(User.objects.get(username="reporter.gt"))


def address_of(person: User) -> str:
    held, _is_new = CalendarAddress.objects.get_or_create(user=person, defaults={"turn": 1})
    return reverse("tracking:calendar", args=[held.secret])


def events(address: str) -> dict[str, Component]:
    """What a program that nobody has signed in reads at the address, by each event's summary."""
    answer = Client().get(address)
    assert (answer.status_code, answer["Content-Type"]) == (200, "text/calendar; charset=utf-8")
    read = Calendar.from_ical(answer.content)
    assert read.errors == []
    return {str(each["SUMMARY"]): each for each in read.walk("VEVENT")}


def test_a_calendar_program_reads_when_reports_of_ones_offices_are_due(
    address: str, mi2020: Appeal
) -> None:
    event = events(address)["Report of Guatemala on 2020-Q1 is due"]

    assert event.decoded("DTSTART") == period_of(mi2020).due_on
    assert event.decoded("DTEND") == period_of(mi2020).due_on + timedelta(days=1)
    assert event["URL"].endswith("/appeals/MI2020-CNAC/reports/GT/2020-Q1/")
    assert (event["STATUS"], int(event["SEQUENCE"])) == ("CONFIRMED", 0)


def test_a_changed_day_is_the_same_event_with_the_next_number(address: str, mi2020: Appeal) -> None:
    name, period = "Report of Guatemala on 2020-Q1 is due", period_of(mi2020)
    before = events(address)[name]
    period.due_on += timedelta(days=3)
    period.save()

    after = events(address)[name]

    assert after["UID"] == before["UID"]
    assert after.decoded("DTSTART") == before.decoded("DTSTART") + timedelta(days=3)
    assert int(after["SEQUENCE"]) == int(before["SEQUENCE"]) + 1
    assert after.decoded("DTSTAMP") >= before.decoded("DTSTAMP")


def test_a_milestone_that_is_removed_is_cancelled_and_not_gone(address: str) -> None:
    milestone = make_milestone(activity=activity_of("GT-1.1"), title="Doors; open, at last\\")
    before = events(address)["GT-1.1: Doors; open, at last\\"]
    assert before["STATUS"] == "CONFIRMED"
    milestone.delete()

    after = events(address)["GT-1.1: Doors; open, at last\\"]

    assert (after["UID"], after["STATUS"]) == (before["UID"], "CANCELLED")
    assert int(after["SEQUENCE"]) > int(before["SEQUENCE"])


def test_an_activity_that_is_cancelled_cancels_its_milestones(address: str) -> None:
    activity = activity_of("GT-1.1")
    make_milestone(activity=activity, title="Opening")
    before = events(address)["GT-1.1: Opening"]
    activity.hold = Activity.Hold.CANCELLED
    activity.save_over(activity.version, ["hold"])

    after = events(address)["GT-1.1: Opening"]

    assert (before["STATUS"], after["STATUS"]) == ("CONFIRMED", "CANCELLED")
    assert int(after["SEQUENCE"]) > int(before["SEQUENCE"])


def test_no_word_of_another_office_is_in_a_calendar(
    address: str, viewer: User, manager_ro: User
) -> None:
    make_milestone(activity=activity_of("HN-1.1"), title="QUETZAL")
    honduras = Office.objects.get(code="HN")
    far = make_membership(user=make_user(username="far"), role="reporter", office=honduras).user
    assert "HN-1.1: QUETZAL" in events(address_of(far))

    for own in (address, address_of(viewer), address_of(manager_ro)):
        assert not [name for name in events(own) if "QUETZAL" in name or "Honduras" in name]


def test_who_reviews_has_one_day_for_all_reports_of_a_period(reviewer_ro: User) -> None:
    User.objects.filter(pk=reviewer_ro.pk).update(language="en")

    read = events(address_of(reviewer_ro))

    assert "Reports on 2020-Q1 are due" in read
    assert not [name for name in read if name.startswith("Report of")]


def test_who_lost_the_role_has_an_empty_calendar(address: str, reporter_gt: User) -> None:
    Membership.objects.filter(user=reporter_gt).delete()

    assert events(address) == {}


def test_every_milestone_of_the_office_is_in_it(address: str) -> None:
    own = Milestone.objects.filter(activity__priority__section__office__code="GT")

    assert len([name for name in events(address) if name.startswith("GT-")]) == own.count()


def test_a_new_address_stops_the_old_one(client: Client, address: str, reporter_gt: User) -> None:
    assert address in client.get(PAGE).content.decode()
    client.post(PAGE, pressed(client.get(PAGE)))

    assert Client().get(address).status_code == 404
    assert Client().get(address_of(reporter_gt)).status_code == 200


def test_whoever_stops_the_address_has_none_until_they_make_one_and_it_never_holds_again(
    client: Client, address: str, reporter_gt: User
) -> None:
    told = client.post(PAGE, pressed(client.get(PAGE)) | {"step": "stop"}, follow=True)

    assert "The address shows nothing any more." in told.text
    assert (told.context["address"], "Make an address" in told.text) == ("", True)
    assert Client().get(address).status_code == 404
    client.post(PAGE, pressed(told))

    assert address not in client.get(PAGE).text
    assert Client().get(address).status_code == 404
    assert Client().get(address_of(reporter_gt)).status_code == 200


def test_only_an_address_that_holds_can_be_stopped(client: Client) -> None:
    stop = 'value="stop"'
    assert stop not in client.get(PAGE).text
    client.post(PAGE, pressed(client.get(PAGE)))

    assert stop in client.get(PAGE).text


def test_nobody_guesses_an_address(address: str, reporter_gt: User) -> None:
    for guess in (f"{reporter_gt.pk}-1", f"{reporter_gt.pk}-1:forged", "x", "1-1:1-1"):
        assert Client().get(f"/calendar/{guess}.ics").status_code == 404


def test_who_guesses_too_often_is_refused_and_whoever_has_an_address_never_is(
    client: Client, address: str, reporter_gt: User
) -> None:
    def ask(way: str, where: str = "203.0.113.9") -> int:
        return Client(REMOTE_ADDR=where).get(way).status_code

    old = address
    client.post(PAGE, pressed(client.get(PAGE)))
    own = address_of(reporter_gt)
    with time_machine.travel(real_now(), tick=False) as clock:
        first = [ask(f"/calendar/x{turn}.ics") for turn in range(MOST_GUESSES)]
        late = Client(REMOTE_ADDR="203.0.113.9").get(f"/calendar/{reporter_gt.pk}-2:forged.ics")
        # Phones of the same place: one with the address of today, one that nobody told of it.
        phones = [{ask(own) for _turn in range(50)}, {ask(old) for _turn in range(50)}]
        elsewhere = ask("/calendar/x.ics", "203.0.113.10")
        clock.shift(timedelta(minutes=16))
        later = ask("/calendar/x.ics")

    assert first == [404] * MOST_GUESSES
    assert (late.status_code, late["Retry-After"]) == (429, "900")
    assert "Wait 15 minutes" in late.text
    assert phones == [{200}, {404}]
    assert (elsewhere, later) == (404, 404)


def test_polling_with_an_address_that_no_longer_holds_is_no_guess(
    client: Client, address: str
) -> None:
    client.post(PAGE, pressed(client.get(PAGE)))

    assert {Client().get(address).status_code for _turn in range(MOST_GUESSES + 1)} == {404}
    assert Client().get("/calendar/x.ics").status_code == 404


def test_who_may_no_longer_sign_in_has_no_calendar(address: str, reporter_gt: User) -> None:
    User.objects.filter(pk=reporter_gt.pk).update(is_active=False)

    assert Client().get(address).status_code == 404


def test_what_has_not_changed_is_not_sent_again(address: str, mi2020: Appeal) -> None:
    etag = Client().get(address)["ETag"]
    asked = {"HTTP_IF_NONE_MATCH": etag}
    assert Client().get(address, **asked).status_code == 304
    period = period_of(mi2020)
    period.due_on += timedelta(days=1)
    period.save()

    assert Client().get(address, **asked).status_code == 200


def test_what_has_not_changed_is_not_read_again_and_what_has_is(
    address: str, django_assert_max_num_queries: Any
) -> None:
    """However often a program asks, and however long the change log is."""
    activity = activity_of("GT-1.1")
    milestone = make_milestone(activity=activity, title="Opening")
    before = int(events(address)["GT-1.1: Opening"]["SEQUENCE"])
    for day in range(1, 20):
        milestone.due_on = date(2020, 5, day)
        milestone.save()
    assert int(events(address)["GT-1.1: Opening"]["SEQUENCE"]) == before + 19

    with django_assert_max_num_queries(10):
        Client().get(address)
    milestone.delete()

    assert events(address)["GT-1.1: Opening"]["STATUS"] == "CANCELLED"
