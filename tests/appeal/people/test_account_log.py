"""The change log of a person's account: who changed name, address, language or signing in."""

from datetime import UTC, datetime

import pytest
from django.test import Client
from django.urls import reverse

from appeal.actions import keep_person
from appeal.models import Appeal, Role, User, log_of
from tests.factories import make_membership, make_user
from tests.tracking.browsing import APPEAL, filled, words

LATER = datetime(2030, 1, 1, 12, tzinfo=UTC)
pytestmark = [pytest.mark.django_db, pytest.mark.person("manager_ro")]


@pytest.fixture
def colleague(mi2020: Appeal, reporter_gt: User) -> User:
    return reporter_gt


def home(person: User) -> str:
    return reverse("appeal:person_edit", args=[APPEAL, person.pk])


def lines(person: User) -> int:
    return int(person.history.count())


def test_who_changed_what_of_an_account_is_told_on_its_page_and_in_the_admin(
    client: Client, colleague: User
) -> None:
    page = client.get(home(colleague))
    typed = filled(page) | {"email": "ana@example.org", "last_name": "Pérez", "language": "fr"}

    client.post(home(colleague), typed)

    line = colleague.history.latest("history_id")
    assert (line.history_user.username, line.door, line.language) == ("manager.ro", "page", "fr")
    admin = reverse("admin:appeal_user_history", args=[colleague.pk])
    for shown in (words(client.get(home(colleague))), words(client.get(admin))):
        assert "Email address: – → ana@example.org" in shown
        assert "Last name: – → Pérez" in shown
        assert "Preferred language: English → French" in shown


def test_a_change_in_the_admin_and_by_an_action_are_logged_with_who_and_when(
    client: Client, colleague: User, manager_ro: User
) -> None:
    colleague.is_active = False
    keep_person(person=colleague, version=None, by=manager_ro, at=LATER)

    line = colleague.history.latest("history_id")
    assert (line.is_active, line.history_user, line.history_date) == (False, manager_ro, LATER)
    assert "Active: yes → no" in words(client.get(home(colleague)))


def test_neither_a_password_nor_when_they_signed_in_is_ever_in_it(
    client: Client, colleague: User
) -> None:
    before = lines(colleague)

    colleague.set_password("correct horse battery staple")
    colleague.save()
    client.force_login(colleague)

    assert lines(colleague) == before
    columns = {field.name for field in log_of(User)._meta.get_fields()}
    assert not columns & {"password", "last_login", "date_joined"}


def test_whoever_is_invited_begins_their_log(client: Client, mi2020: Appeal) -> None:
    person = make_membership(user=make_user(), role=Role.REPORTER).user

    assert lines(person) == 1
    assert User.objects.get(pk=person.pk).history.get().history_type == "+"
