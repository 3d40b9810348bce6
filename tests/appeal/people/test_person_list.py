"""The list of people: narrowed by name, role, office and whether they may sign in."""

import pytest
from django.test import Client

from appeal.models import Appeal, Office, Role, User
from tests.factories import make_membership, make_user
from tests.tracking.browsing import filled, words

pytestmark = [pytest.mark.django_db, pytest.mark.person("manager_ro")]
PEOPLE = "/appeals/MI2020-CNAC/people/"


@pytest.fixture(autouse=True)
def people(mi2020: Appeal, guatemala: Office, honduras: Office) -> None:
    ana = make_user(username="ana", first_name="Ana", last_name="Pérez", email="ana@iom.int")
    luz = make_user(username="luz", first_name="Luz", last_name="Cano", is_active=False)
    make_membership(user=ana, role=Role.REPORTER, office=guatemala)
    make_membership(user=luz, role=Role.FINANCE, office=honduras)


def found(client: Client, **query: object) -> set[str]:
    page = client.get(PEOPLE, query)
    return {person.username for person in page.context["people"]}


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ({"search": "perez"}, {"ana"}),
        ({"search": "ANA IOM.int"}, {"ana"}),
        ({"role": "finance"}, {"luz"}),
        ({"active": "no"}, {"luz"}),
        ({"role": "reporter", "active": "no"}, set()),
        ({"role": "nonsense"}, {"ana", "luz", "manager.ro"}),
    ],
)
def test_people_are_looked_for(client: Client, query: dict[str, str], names: set[str]) -> None:
    assert found(client, **query) == names


def test_a_role_for_the_region_is_one_for_each_of_its_offices(
    client: Client, guatemala: Office
) -> None:
    assert found(client, office=guatemala.pk) == {"ana", "manager.ro"}
    assert found(client, office=guatemala.pk, role="finance") == set()


def test_who_finds_nobody_is_told_and_shown_the_way_back(client: Client) -> None:
    page = client.get(PEOPLE, {"search": "nobody"})

    assert "0 people" in words(page)
    assert "Nothing matches the filters." in words(page)


def test_the_link_of_an_invitation_is_copied_at_a_click(client: Client, guatemala: Office) -> None:
    address = f"{PEOPLE}new/"
    typed = {"first_name": "Eva", "last_name": "Paz", "email": "eva@iom.int", "role": "reporter"}

    sent = filled(client.get(address), **typed, office=guatemala.pk)
    page = client.post(address, sent, follow=True)

    assert 'data-copies="link"' in page.text
    assert User.objects.filter(email="eva@iom.int").exists()
