"""The yearly review of access: confirmed, changed or ended; and who stands in for whom."""

import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from appeal.models import Appeal, Membership, Office, Role, User
from tests.factories import make_membership, make_region, make_user
from tests.fixture_types import SignIn
from tests.tracking.browsing import complaints, filled, pressed, words

pytestmark = [pytest.mark.once, pytest.mark.person("manager_gt"), pytest.mark.django_db]

PEOPLE = "/appeals/MI2020-CNAC/people/"
REVIEW = f"{PEOPLE}review/"
FAR = date(2999, 12, 31)


@pytest.fixture
def manager_gt(guatemala: Office) -> User:
    return make_membership(
        user=make_user(username="manager.gt"), role=Role.MANAGER, office=guatemala
    ).user


@pytest.fixture
def role(reporter_gt: User, client: Client) -> Membership:
    return reporter_gt.memberships.get()


def confirmed(client: Client, *roles: Membership) -> Any:
    page = client.get(REVIEW)
    return client.post(REVIEW, pressed(page) | {"roles": [each.pk for each in roles]})


def age(*roles: Membership, days: int = 366) -> None:
    """Has the change log know the roles, or every role, since so long ago."""
    for role in roles or Membership.objects.all():
        line = role.history.earliest()
        line.pk, line.history_date = None, timezone.now() - timedelta(days=days)
        line.save(force_insert=True)


def test_a_role_that_was_given_within_a_year_is_not_to_be_confirmed(
    client: Client, role: Membership
) -> None:
    assert "No role is to be confirmed now" in words(client.get(REVIEW))

    age(role, days=364)
    assert "No role is to be confirmed now" in words(client.get(REVIEW))

    age(role)
    assert "1 role is to be confirmed" in words(client.get(REVIEW))


def test_a_role_that_the_change_log_does_not_know_is_to_be_confirmed(
    client: Client, guatemala: Office, role: Membership
) -> None:
    unknown = Membership(user=role.user, role=Role.VIEWER, office=guatemala)
    Membership.objects.bulk_create([unknown])

    assert "1 role is to be confirmed" in words(client.get(REVIEW))


def test_what_is_not_needed_is_removed_by_the_name_of_the_page_it_leads_to(
    client: Client, role: Membership
) -> None:
    page = client.get(REVIEW).content.decode()

    address = f"/appeals/MI2020-CNAC/roles/{role.pk}/remove/"
    (called,) = re.findall(rf'href="{address}\?next=[^"]*">([^<]*)<', page)
    assert called == "Remove"
    assert "Remove" in words(client.get(address))


def test_a_confirmation_is_kept_in_the_change_log_each_time(
    client: Client, role: Membership, manager_gt: User
) -> None:
    age()
    assert "2 roles are to be confirmed" in words(client.get(REVIEW))

    assert confirmed(client, role).status_code == 302
    assert confirmed(client, role).status_code == 302

    page = words(client.get(REVIEW))
    assert "1 role is to be confirmed" in page
    lines = role.history.exclude(confirmed_at=None)
    assert [line.history_user for line in lines] == [manager_gt] * 2
    assert len({line.confirmed_at for line in lines}) == 2


def test_after_a_year_a_role_is_to_be_confirmed_again(client: Client, role: Membership) -> None:
    age()
    now = timezone.now()
    Membership.objects.update(confirmed_at=now - timedelta(days=364))
    Membership.objects.filter(pk=role.pk).update(confirmed_at=now - timedelta(days=366))

    assert "1 role is to be confirmed" in words(client.get(REVIEW))


def test_who_manages_is_confirmed_by_an_administrator_only(
    client: Client, manager_gt: User, role: Membership
) -> None:
    own = manager_gt.memberships.get()

    answer = confirmed(client, own)

    assert answer.status_code == 422
    assert Membership.objects.get(pk=own.pk).confirmed_at is None
    assert "an administrator" in words(client.get(REVIEW))


def test_no_role_of_another_office_is_shown_or_confirmed(
    client: Client, honduras: Office, role: Membership
) -> None:
    far = make_membership(user=make_user(username="far.hn"), role=Role.REPORTER, office=honduras)

    answer = confirmed(client, far)

    assert answer.status_code == 422
    assert "far.hn" not in words(client.get(REVIEW))


def test_nothing_ticked_is_said(client: Client, role: Membership) -> None:
    answer = confirmed(client)

    assert answer.status_code == 422
    assert "Roles: Select at least one." in words(answer)
    User.objects.update(language="es")
    assert "Funciones: Marque al menos uno." in words(confirmed(client))


def test_the_list_asks_as_many_queries_for_many_roles(
    client: Client, guatemala: Office, role: Membership, django_assert_max_num_queries: Any
) -> None:
    for number in range(12):
        make_membership(user=make_user(username=f"p{number}"), role=Role.VIEWER, office=guatemala)

    with django_assert_max_num_queries(14):
        client.get(REVIEW)


def give(client: Client, person: User, **typed: Any) -> Any:
    address = f"{PEOPLE}{person.pk}/roles/new/"
    return client.post(address, filled(client.get(address), **typed))


def test_a_stand_in_holds_the_role_until_a_day_and_is_named_so(
    client: Client, guatemala: Office, role: Membership, finance_gt: User
) -> None:
    absent = {"role": "reporter", "office": guatemala.pk, "stands_in_for": role.user_id}

    refused = give(client, finance_gt, **absent)
    done = give(client, finance_gt, **absent, ends_on=FAR.isoformat())

    assert "Say until which day they stand in." in str(complaints(refused))
    assert done.status_code == 302
    held = finance_gt.memberships.get(role="reporter")
    assert (held.stands_in_for, held.ends_on) == (role.user, FAR)
    assert "stand-in for reporter.gt" in words(client.get(f"{PEOPLE}{finance_gt.pk}/"))


def test_nobody_stands_in_for_themselves(
    client: Client, role: Membership, guatemala: Office
) -> None:
    offered = client.get(f"{PEOPLE}{role.user_id}/roles/new/").context["form"]

    assert role.user not in offered.fields["stands_in_for"].queryset


def test_a_stand_in_is_for_somebody_with_a_role_in_the_region(
    role: Membership, superuser: User, signed_in: SignIn
) -> None:
    beside = make_membership(role=Role.VIEWER, office=role.office)
    elsewhere = make_membership(role=Role.MANAGER, region=make_region())

    offered = signed_in(superuser).get(f"{PEOPLE}{role.user_id}/roles/new/").context["form"]

    absent = set(offered.fields["stands_in_for"].queryset)
    assert beside.user in absent
    assert not {elsewhere.user, role.user, superuser} & absent


def test_whom_somebody_stands_in_for_is_chosen_by_name(
    client: Client, role: Membership, finance_gt: User
) -> None:
    User.objects.filter(pk=role.user_id).update(first_name="Ana", last_name="Morales")

    page = client.get(f"{PEOPLE}{finance_gt.pk}/roles/new/").content.decode()

    assert ">Ana Morales<" in page
    assert ">manager.gt<" in page
    assert ">reporter.gt<" not in page


def test_a_long_list_turns_pages_and_what_is_confirmed_is_what_is_ticked_on_this_one(
    client: Client, guatemala: Office, role: Membership
) -> None:
    for number in range(60):
        make_membership(user=make_user(username=f"p{number}"), role=Role.VIEWER, office=guatemala)
    age()
    first, second = client.get(REVIEW), client.get(REVIEW, {"page": 2})
    assert "62 roles are to be confirmed" in words(first)
    assert "Only what is ticked on this page is confirmed." in words(first)
    shown = [set(ticks(page)) for page in (first, second)]
    assert [len(each) for each in shown] == [49, 12]
    assert not shown[0] & shown[1]

    refused = client.post(f"{REVIEW}?page=2", pressed(second))
    one = next(iter(shown[1]))
    done = client.post(f"{REVIEW}?page=2", pressed(second) | {"roles": [one]})

    assert set(ticks(refused)) == shown[1]
    assert "Select at least one." in words(refused)
    assert done.headers["Location"] == REVIEW
    confirmed = Membership.objects.exclude(confirmed_at=None)
    assert [str(each.pk) for each in confirmed] == [one]


def ticks(page: Any) -> list[str]:
    """The roles that can be ticked on it."""
    return re.findall(r'name="roles"\s+value="(\d+)"', page.content.decode())


def test_a_short_list_says_nothing_of_pages(client: Client, role: Membership) -> None:
    assert "on this page" not in words(client.get(REVIEW))


def test_no_day_of_a_role_is_broken(client: Client, role: Membership, manager_gt: User) -> None:
    assert confirmed(client, role).status_code == 302

    page = client.get(REVIEW).content.decode()

    days = re.findall(r'<(\w+) class="nowrap">\s*\d+ \w+ \d{4}', page)
    assert sorted(set(days)) == ["span", "td"]


@pytest.mark.parametrize("act", ["edit", "remove"])
def test_whoever_changes_or_removes_a_role_from_the_review_comes_back_to_it(
    client: Client, role: Membership, act: str
) -> None:
    way = re.findall(rf'href="([^"]+roles/{role.pk}/{act}/[^"]*)"', client.get(REVIEW).text)[0]
    form = client.get(way)

    answer = client.post(way, filled(form), follow=True)

    assert answer.redirect_chain[-1] == (REVIEW, 302)
    assert answer.status_code == 200


def test_whoever_removes_the_only_role_of_a_person_comes_back_to_the_list(
    client: Client, role: Membership
) -> None:
    way = f"{PEOPLE.removesuffix('people/')}roles/{role.pk}/remove/"

    answer = client.post(way, filled(client.get(way)), follow=True)

    assert answer.redirect_chain[-1] == (PEOPLE, 302)


def test_in_the_demonstration_it_is_said_by_which_date_roles_go(
    client: Client, role: Membership
) -> None:
    way = f"{PEOPLE.removesuffix('people/')}roles/{role.pk}/edit/"
    assert "the real date" not in words(client.get(way))

    Appeal.objects.update(is_demonstration=True)

    assert "Roles go by the real date" in words(client.get(way))
