"""People on their pages: invited, kept, given roles that end, and who sees and may what."""

import re
from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from appeal import duties
from appeal.access import may
from appeal.actions import keep_person
from appeal.models import Membership, Office, Role, StaleVersion, User, version_of
from tests.factories import ENTERED, make_membership, make_user
from tests.fixture_types import SignIn
from tests.tracking.browsing import words

pytestmark = [pytest.mark.once, pytest.mark.django_db]

HOME = "/appeals/MI2020-CNAC/"
PEOPLE = f"{HOME}people/"
PAST, FUTURE = date(2019, 12, 31), date(2999, 12, 31)


@pytest.fixture
def manager_gt(guatemala: Office) -> User:
    return make_membership(
        user=make_user(username="manager.gt"), role=Role.MANAGER, office=guatemala
    ).user


@pytest.fixture
def client(manager_gt: User, signed_in: SignIn) -> Client:
    """The browser of a manager of Guatemala only."""
    return signed_in(manager_gt)


@pytest.fixture
def colleague(guatemala: Office) -> User:
    person = make_user(username="ana.gt", first_name="Ana", last_name="Pérez", email="ana@iom.int")
    return make_membership(user=person, role=Role.REPORTER, office=guatemala).user


def sent(version: int = 0, **fields: Any) -> dict[str, Any]:
    return {"idempotency_key": uuid4(), "version": version, **fields}


def invitation(place: Office, **fields: Any) -> dict[str, Any]:
    named = {"first_name": "Luz", "last_name": "Cano", "email": "luz@iom.int"}
    return sent(**(named | {"role": "reporter", "office": place.pk} | fields))


def seen(page: Any) -> int:
    """The version that a form carries."""
    return int(re.findall(r'name="version" value="(\d+)"', page.text)[0])


def test_somebody_invited_chooses_a_password_and_reports(
    client: Client, guatemala: Office, manager_gt: User
) -> None:
    page = client.post(f"{PEOPLE}new/", invitation(guatemala), follow=True)
    link = re.findall(r'value="(http[^"]+/accounts/invitation/[^"]+)"', page.text)[0]
    assert "they choose a password within seven days" in page.text

    theirs = Client()
    form = theirs.get(link.removeprefix("http://testserver"), follow=True)
    chosen = {"first_name": "Luz", "last_name": "Cano", "language": "es"}
    chosen |= {"new_password1": "Quetzal-2020-x", "new_password2": "Quetzal-2020-x"}
    home = theirs.post(form.request["PATH_INFO"], chosen, follow=True)

    person = User.objects.get(username="luz@iom.int")
    assert (person.first_name, person.email, person.is_active) == ("Luz", "luz@iom.int", True)
    role = person.memberships.get()
    assert (role.role, role.office, role.ends_on) == ("reporter", guatemala, None)
    assert role.history.get().history_user == manager_gt
    assert home.status_code == 200
    assert theirs.get(f"{HOME}activities/GT-1.1/progress/").status_code == 200
    assert theirs.get(f"{HOME}activities/HN-1.1/progress/").status_code == 404


def test_the_link_is_shown_once_and_works_once(client: Client, colleague: User) -> None:
    home = f"{PEOPLE}{colleague.pk}/"
    client.post(f"{home}link/", sent())
    first, second = client.get(home).text, client.get(home).text
    link = re.findall(r'value="http://testserver(/accounts/reset/[^"]+)"', first)[0]
    assert "they choose a password within three days" in first
    chosen = {"new_password1": "Quetzal-2020-x", "new_password2": "Quetzal-2020-x"}
    form = Client().get(link, follow=True)
    theirs = Client()
    theirs.get(link, follow=True)
    theirs.post(form.request["PATH_INFO"], chosen)

    again = Client().get(link, follow=True)

    assert "/accounts/reset/" not in second
    assert User.objects.get(pk=colleague.pk).check_password("Quetzal-2020-x")
    assert "This link was used already" in again.text


def test_a_new_invitation_ends_the_links_before(client: Client, guatemala: Office) -> None:
    invited = client.post(f"{PEOPLE}new/", invitation(guatemala), follow=True)
    person = User.objects.get(username="luz@iom.int")
    client.post(f"{PEOPLE}{person.pk}/link/", sent())
    renewed = client.get(f"{PEOPLE}{person.pk}/")
    links = [
        re.findall(r'value="http://testserver(/accounts/invitation/[^"]+)"', page.text)[0]
        for page in (invited, renewed)
    ]

    answers = [Client().get(link, follow=True).text for link in links]

    assert [("new_password1" in answer) for answer in answers] == [False, True]


def test_letters_that_no_server_sends_are_not_called_waiting(
    client: Client, guatemala: Office
) -> None:
    client.post(f"{PEOPLE}new/", invitation(guatemala))
    person = User.objects.get(username="luz@iom.int")
    home = f"{PEOPLE}{person.pk}/"
    assert "Invitation, luz@iom.int: not sent: no mail server is set" in words(client.get(home))

    person.set_password("Quetzal-2020-x")
    person.save()

    assert "Invitation, luz@iom.int: no longer needed" in words(client.get(home))


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"email": ""}, "This field is required."),
        ({"first_name": ""}, "This field is required."),
        ({"email": "ANA@iom.int"}, "Somebody with this address has an account."),
        ({"role": "manager"}, "This role is given by an administrator only."),
        ({"ends_on": "2020-12-31"}, "This day is past."),
        ({"office": ""}, "This field is required."),
    ],
)
def test_an_invitation_that_may_not_be_is_refused_and_nothing_is_saved(
    client: Client, guatemala: Office, colleague: User, fields: dict[str, str], sentence: str
) -> None:
    count = User.objects.count()

    answer = client.post(f"{PEOPLE}new/", invitation(guatemala, **fields))

    assert answer.status_code == 422
    assert sentence in answer.text
    assert 'value="Cano"' in answer.text
    assert User.objects.count() == count


def test_a_manager_of_an_office_gives_roles_there_only(
    client: Client, honduras: Office, colleague: User
) -> None:
    answers = [
        client.post(f"{PEOPLE}new/", invitation(honduras)),
        client.post(f"{PEOPLE}{colleague.pk}/roles/new/",
                    sent(role="finance", office=honduras.pk)),
    ]  # fmt: skip

    assert [answer.status_code for answer in answers] == [422, 422]
    assert not User.objects.filter(email="luz@iom.int").exists()
    assert colleague.memberships.count() == 1


def test_people_of_other_offices_are_not_there(client: Client, honduras: Office) -> None:
    foreign = make_membership(user=make_user(username="rosa.hn"), office=honduras)
    ways = [
        f"people/{foreign.user_id}/", f"people/{foreign.user_id}/link/",
        f"people/{foreign.user_id}/roles/new/", f"roles/{foreign.pk}/edit/",
        f"roles/{foreign.pk}/remove/",
    ]  # fmt: skip

    assert "rosa.hn" not in client.get(PEOPLE).text
    for way in ways:
        assert client.get(f"{HOME}{way}").status_code == 404
        assert client.post(f"{HOME}{way}", sent(ends_on="2019-01-01")).status_code == 404


def test_the_account_of_somebody_with_a_role_elsewhere_is_read_only_and_its_roles_stay_here(
    client: Client, colleague: User, honduras: Office
) -> None:
    make_membership(user=colleague, role=Role.VIEWER, office=honduras)
    home = f"{PEOPLE}{colleague.pk}/"

    page = client.get(home)

    assert "This account is managed by an administrator" in page.text
    assert "Honduras" not in page.text.split("<main")[1]
    assert client.post(home, sent(email="x@iom.int")).status_code == 404
    assert client.get(f"{home}link/").status_code == 404
    assert client.get(f"{home}roles/new/").status_code == 200


def test_the_list_names_people_their_roles_and_who_may_what(
    client: Client, colleague: User
) -> None:
    Membership.objects.filter(user=colleague).update(ends_on=FUTURE)

    page = client.get(PEOPLE).text

    assert "Ana Pérez" in page
    assert "reporting officer, Guatemala (until 31 Dec 2999)" in " ".join(page.split())
    assert "approve reports" in page
    assert "what they neither submitted nor wrote a line of" in page


def test_a_person_is_deactivated_and_cannot_sign_in(client: Client, colleague: User) -> None:
    home = f"{PEOPLE}{colleague.pk}/"
    fields = {"first_name": "Ana", "last_name": "Pérez", "email": "ana@iom.int", "language": ""}

    client.post(home, sent(seen(client.get(home)), **fields))

    assert not User.objects.get(pk=colleague.pk).is_active
    entry = Client()
    entry.post("/accounts/login/", {"username": "ana.gt", "password": "secret"})
    assert "_auth_user_id" not in entry.session
    assert "cannot sign in" in client.get(PEOPLE).text


def test_the_second_to_change_a_person_is_told(
    client: Client, colleague: User, manager_gt: User
) -> None:
    home = f"{PEOPLE}{colleague.pk}/"
    before = seen(client.get(home))
    colleague.last_name = "Theirs"
    keep_person(person=colleague, version=before, by=manager_gt, at=ENTERED)

    answer = client.post(home, sent(before, last_name="Ours", is_active="on"))

    assert answer.status_code == 409
    assert "Somebody changed this to “Theirs”" in answer.text
    assert User.objects.get(pk=colleague.pk).last_name == "Theirs"
    with pytest.raises(StaleVersion):
        keep_person(person=colleague, version=before, by=manager_gt, at=ENTERED)


@pytest.mark.parametrize(("ends_on", "holds"), [(None, True), (FUTURE, True), (PAST, False)])
def test_a_role_has_no_effect_after_its_last_day(
    guatemala: Office, signed_in: SignIn, ends_on: date | None, holds: bool
) -> None:
    person = make_user()
    make_membership(user=person, role=Role.VIEWER, office=guatemala)
    make_membership(user=person, role=Role.REPORTER, office=guatemala, ends_on=ends_on)

    page = signed_in(person).get(f"{HOME}activities/GT-1.1/progress/")

    assert may(person, duties.REPORT, guatemala.sections.get().appeal, guatemala) == holds
    assert page.status_code == (200 if holds else 404)


def test_the_last_day_of_a_role_is_set_and_stands_in_the_change_log(
    client: Client, colleague: User, manager_gt: User
) -> None:
    role = colleague.memberships.get()
    way = f"{HOME}roles/{role.pk}/edit/"
    version = seen(client.get(way))

    past = client.post(way, sent(version, ends_on="2020-12-31"))
    client.post(way, sent(version, ends_on="2998-12-31", role="finance"))
    late = client.post(way, sent(version, ends_on="2999-12-31"))

    role.refresh_from_db()
    assert (role.ends_on, role.role) == (date(2998, 12, 31), "reporter")
    assert (past.status_code, "This day is past." in past.text) == (422, True)
    assert late.status_code == 409
    line = role.history.order_by("history_id").last()
    assert (line.history_user, line.door) == (manager_gt, "page")


def test_a_role_is_given_once_and_taken_away(
    client: Client, colleague: User, guatemala: Office
) -> None:
    way = f"{PEOPLE}{colleague.pk}/roles/new/"
    given = {"role": "finance", "office": guatemala.pk}

    client.post(way, sent(**given))
    twice = client.post(way, sent(**given))
    made = colleague.memberships.get(role="finance")
    client.post(f"{HOME}roles/{made.pk}/remove/", sent(version_of(made)))

    assert twice.status_code == 422
    assert "This person already has this role for this office." in twice.text
    assert [row.role for row in colleague.memberships.all()] == ["reporter"]


def test_the_menu_leads_to_people_for_managers_only(manager: Client, reporter: Client) -> None:
    assert 'href="people/"' in manager.get(HOME).text
    assert 'href="people/"' not in reporter.get(HOME).text
