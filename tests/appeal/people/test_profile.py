"""One's own account: name and language, and in which browsers one is signed in."""

import re
from typing import Any
from uuid import uuid4

import pytest
from django.conf import LazySettings
from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.models import Session
from django.test import Client

from appeal.models import User
from tests.tracking.browsing import complaints, filled, words

pytestmark = pytest.mark.django_db
PROFILE, END = "/accounts/profile/", "/accounts/sessions/end/"
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; rv:128.0) Gecko/20100101 Firefox/128.0"
EDGE = "Mozilla/5.0 (Linux; Android 10) Chrome/130.0 Mobile Safari/537.36 EdgA/130.0"


def enter(person: User, agent: str = FIREFOX) -> Client:
    """A browser of the person's, signed in by the page."""
    browser = Client(headers={"User-Agent": agent})
    browser.post("/accounts/login/", {"username": person.username, "password": "secret"})
    return browser


def is_in(browser: Client) -> bool:
    return bool(browser.get(PROFILE).status_code == 200)


def marks(page: Any) -> list[str]:
    """What the buttons of the page send, in their order; empty for all others."""
    return re.findall(r'name="session"(?: value="(\w*)")?', page.text)


def end(browser: Client, mark: str) -> Any:
    sent = {"session": mark, "idempotency_key": uuid4(), "version": 0}
    return browser.post(END, sent, follow=True)


def test_people_change_their_own_name_and_language(reporter_gt: User) -> None:
    browser = enter(reporter_gt)
    page = browser.get(PROFILE)

    sent = filled(page, first_name="Lucía", last_name="Cano", language="es")
    saved = browser.post(PROFILE, sent, follow=True)

    assert "Su cuenta está guardada." in words(saved)
    person = User.objects.get(pk=reporter_gt.pk)
    assert (person.first_name, person.last_name, person.language) == ("Lucía", "Cano", "es")
    line = person.history.latest()
    assert (line.first_name, line.history_user) == ("Lucía", person)


def test_nobody_makes_themselves_more_than_they_are(reporter_gt: User) -> None:
    browser = enter(reporter_gt)
    more = {"email": "x@example.org", "is_superuser": "on", "is_staff": "on", "username": "admin"}

    browser.post(PROFILE, filled(browser.get(PROFILE), first_name="Ana", **more))

    person = User.objects.get(pk=reporter_gt.pk)
    assert (person.first_name, person.username) == ("Ana", "reporter.gt")
    assert (person.email, person.is_superuser, person.is_staff) == ("", False, False)


def test_what_a_manager_changed_meanwhile_is_not_written_over(reporter_gt: User) -> None:
    browser = enter(reporter_gt)
    sent = filled(browser.get(PROFILE), first_name="Ana")
    reporter_gt.first_name = "Anita"
    reporter_gt.save()

    refused = browser.post(PROFILE, sent)

    assert refused.status_code == 409
    assert "Anita" in complaints(refused)["first_name"][0]
    assert User.objects.get(pk=reporter_gt.pk).first_name == "Anita"


def test_the_page_lists_every_browser_and_marks_this_one(
    reporter_gt: User, manager_ro: User
) -> None:
    here, _there, _others = enter(reporter_gt), enter(reporter_gt, EDGE), enter(manager_ro)

    page = here.get(PROFILE)

    listed = [(each.browser, each.is_this) for each, _form in page.context["sessions"]]
    assert listed == [("Firefox, Windows", True), ("Edge, Android", False)]
    assert all(each.since for each, _form in page.context["sessions"])
    keys = Session.objects.values_list("session_key", flat=True)
    assert not [key for key in keys if key in page.text]


def test_one_browser_is_signed_out_and_no_other(reporter_gt: User) -> None:
    here, phone, desk = enter(reporter_gt), enter(reporter_gt, EDGE), enter(reporter_gt)
    (mark,) = (
        each.mark
        for each, _form in here.get(PROFILE).context["sessions"]
        if each.browser == "Edge, Android"
    )

    end(here, mark)

    assert [is_in(each) for each in (here, phone, desk)] == [True, False, True]


def test_all_others_are_signed_out_at_once_but_nobody_elses(
    reporter_gt: User, manager_ro: User
) -> None:
    here, phone, colleague = enter(reporter_gt), enter(reporter_gt, EDGE), enter(manager_ro)
    assert marks(here.get(PROFILE)).count("") == 1

    page = end(here, "")

    assert [is_in(each) for each in (here, phone, colleague)] == [True, False, True]
    assert marks(page) == []
    line = reporter_gt.history.latest("history_id")
    assert (line.history_user, bool(line.signed_out_at)) == (reporter_gt, True)


def test_guesses_of_the_old_password_are_paused_as_when_signing_in(
    reporter_gt: User, settings: LazySettings
) -> None:
    here = enter(reporter_gt)
    new = {"new_password1": "Quetzal-2020-y", "new_password2": "Quetzal-2020-y"}
    for number in range(settings.AXES_FAILURE_LIMIT):
        here.post("/accounts/password_change/", {"old_password": f"guess {number}", **new})

    here.post("/accounts/password_change/", {"old_password": "secret", **new})

    assert User.objects.get(pk=reporter_gt.pk).check_password("secret")


def test_nobody_ends_the_session_of_another(reporter_gt: User, manager_ro: User) -> None:
    here, colleague = enter(reporter_gt), enter(manager_ro)
    (shown, _form) = colleague.get(PROFILE).context["sessions"][0]

    end(here, shown.mark)
    end(here, str(colleague.session.session_key))

    assert is_in(colleague)


def test_a_session_ends_by_a_button_of_ours_only(reporter_gt: User) -> None:
    here, phone = Client(enforce_csrf_checks=True), enter(reporter_gt, EDGE)
    here.cookies = enter(reporter_gt).cookies

    assert end(here, "").status_code == 403
    here.get(END)

    assert is_in(phone)


def test_a_new_password_closes_the_others_and_keeps_this_one(reporter_gt: User) -> None:
    here, phone = enter(reporter_gt), enter(reporter_gt, EDGE)
    new = {"new_password1": "Quetzal-2020-y", "new_password2": "Quetzal-2020-y"}

    here.post("/accounts/password_change/", {"old_password": "secret", **new})

    (shown,) = (each for each, _form in here.get(PROFILE).context["sessions"])
    assert (shown.is_this, shown.browser, bool(shown.since)) == (True, "Firefox, Windows", True)
    assert not is_in(phone)


def test_an_unfinished_session_is_nobodys(reporter_gt: User) -> None:
    store = Client().session
    store[SESSION_KEY] = str(reporter_gt.pk)
    store.save()
    assert HASH_SESSION_KEY not in store

    page = enter(reporter_gt).get(PROFILE)

    assert len(page.context["sessions"]) == 1


@pytest.mark.person("stranger")
def test_who_has_no_role_yet_has_an_account_too(client: Client) -> None:
    page = client.get(PROFILE)

    assert page.status_code == 200
    assert "/accounts/notifications/" not in page.text


def test_no_language_chosen_is_called_what_it_is(reporter_gt: User) -> None:
    page = enter(reporter_gt).get(PROFILE).content.decode()

    assert '<option value="">that of the office' in page
    assert "-----" not in page
