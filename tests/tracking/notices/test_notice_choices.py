"""Choosing what comes by mail, and the address in each mail that stops its kind."""

import re

import pytest
from django.test import Client

from appeal.models import Appeal, Office, User
from tests.factories import make_membership
from tests.fixture_types import SignIn
from tests.tracking.browsing import filled, words
from tests.tracking.notices.conftest import Clock
from tests.tracking.notices.smtp import Server
from tracking.forms.notices import PARTS
from tracking.models import Mail, Notice, NoticeChoice, NoticeKind
from tracking.notices import Worker

pytestmark = [pytest.mark.once, pytest.mark.django_db]
CHOOSE = "/accounts/notifications/choose/"


MINE = {"due_soon", "due_today", "overdue", "reminder", "returned", "approved", "reopened"}
ANYBODYS = {"comment", "mention", "role_given", "role_ends"}


def kinds(client: Client) -> set[str]:
    """Those that the page asks about."""
    page = client.get(CHOOSE).content.decode()
    return set(re.findall(r'<select name="(\w+)"', page))


def choose(client: Client, **choices: str) -> None:
    answer = client.post(CHOOSE, filled(client.get(CHOOSE), **choices))
    assert answer.status_code == 302


def test_what_is_wanted_never_makes_no_mail_and_stands_in_the_product(
    overdue: Notice, reporter: Client, worker: Worker, server: Server
) -> None:
    choose(reporter, overdue="never")

    worker.go_round()

    assert server.taken == []
    assert "Overdue" in words(reporter.get("/accounts/notifications/"))


def test_what_is_wanted_weekly_comes_on_monday(
    overdue: Notice, reporter: Client, worker: Worker, server: Server, clock: Clock
) -> None:
    choose(reporter, overdue="digest")
    Notice.objects.update(at=clock())
    worker.go_round()
    assert server.taken == []
    clock.go_on(days=7)

    worker.go_round()

    assert Mail.objects.filter(notices=overdue, state="sent").exists()


def test_a_choice_is_one_persons(
    overdue: Notice, finance_gt: User, signed_in: SignIn, worker: Worker, server: Server
) -> None:
    choose(signed_in(finance_gt), overdue="never")

    worker.go_round()

    assert len(server.taken) == 1


def test_a_page_that_was_open_takes_no_choice_back_that_was_made_since(
    reporter: Client, reporter_gt: User
) -> None:
    page = reporter.get(CHOOSE)
    assert 'name="initial-overdue" value="at_once"' in page.content.decode()
    NoticeChoice.objects.create(user=reporter_gt, kind="comment", when="never")

    reporter.post(CHOOSE, filled(page, overdue="digest"))

    chosen = NoticeChoice.objects.filter(user=reporter_gt).values_list("kind", "when")
    assert dict(chosen) == {"comment": "never", "overdue": "digest"}


def test_one_click_stops_the_kind_without_signing_in(
    overdue: Notice, reporter_gt: User, worker: Worker, server: Server
) -> None:
    worker.go_round()
    (mail,) = server.taken
    (address,) = re.findall(r"<https?://[^/]+(/[^>]+)>", mail["List-Unsubscribe"])
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    client = Client(enforce_csrf_checks=True)

    shown = client.get(address)
    assert not NoticeChoice.objects.exists()
    done = client.post(address, {"List-Unsubscribe": "One-Click"})

    assert (shown.status_code, done.status_code) == (200, 200)
    choice = NoticeChoice.objects.get()
    assert (choice.user, choice.kind, choice.when) == (reporter_gt, "overdue", "never")


def test_an_address_that_is_not_ours_stops_nothing(overdue: Notice) -> None:
    address = f"/accounts/notifications/stop/{overdue.to_id}:overdue:forged/"

    assert Client().post(address).status_code == 404
    assert not NoticeChoice.objects.exists()


def test_each_is_asked_about_the_kinds_that_their_roles_are_told_of(
    signed_in: SignIn,
    mi2020: Appeal,
    reporter_gt: User,
    finance_gt: User,
    reviewer_ro: User,
    manager_ro: User,
    viewer: User,
) -> None:
    asked = {
        person.username: kinds(signed_in(person)) - ANYBODYS
        for person in (reporter_gt, finance_gt, reviewer_ro, manager_ro, viewer)
    }

    assert asked == {
        "reporter.gt": MINE | {"uploaded", "week"},
        "finance.gt": {"to_post", "uploaded", "week"},
        "reviewer.ro": {"submitted", "taken_back", "week"},
        "manager.ro": {"month_late", "week"},
        "viewer": set(),
    }
    assert kinds(signed_in(viewer)) == ANYBODYS


def test_who_has_two_roles_is_asked_about_the_kinds_of_both(
    signed_in: SignIn, finance_gt: User, guatemala: Office
) -> None:
    make_membership(user=finance_gt, role="reporter", office=guatemala)

    assert kinds(signed_in(finance_gt)) == ANYBODYS | MINE | {"to_post", "uploaded", "week"}


def test_the_kinds_stand_under_headings_and_none_has_a_star(reporter: Client) -> None:
    page = reporter.get(CHOOSE).content.decode()

    heads = re.findall(r"<legend>([^<]+)</legend>", page)
    assert heads == ["My reports", "Money and uploads", "Comments", "My roles", "Every week"]
    assert 'class="required"' not in page


def test_every_kind_stands_under_one_heading() -> None:
    named = [name for part in PARTS for name in part.names]

    assert sorted(named) == sorted(NoticeKind.values)


def test_what_is_left_out_or_not_asked_about_stays_as_it_is(
    reporter: Client, reporter_gt: User
) -> None:
    NoticeChoice.objects.create(user=reporter_gt, kind="submitted", when="never")

    choose(reporter, overdue="", submitted="at_once")

    assert list(NoticeChoice.objects.values_list("kind", "when")) == [("submitted", "never")]
