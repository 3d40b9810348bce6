"""Who may see and edit the plan."""

from typing import Any

import pytest

from appeal import access, duties
from appeal.models import Activity, Appeal, Office, Role, User
from tests.factories import (
    make_activity,
    make_appeal,
    make_membership,
    make_office,
    make_priority,
    make_region,
    make_section,
    make_user,
    publish,
)

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def member(role: str, **place: Any) -> User:
    return make_membership(role=role, **place).user


@pytest.fixture
def office() -> Office:
    return make_office()


@pytest.fixture
def neighbour(office: Office) -> Office:
    """Another office of the same region."""
    return make_office(region=office.region)


# Who comes in at all, and what appeals they see.


def test_a_stranger_does_not_come_in(stranger: User) -> None:
    assert not access.may_enter(stranger)


@pytest.mark.parametrize("role", Role.values)
def test_any_role_comes_in(role: str) -> None:
    assert access.may_enter(member(role))


def test_a_superuser_comes_in_without_a_role(superuser: User) -> None:
    assert access.may_enter(superuser)


def test_a_stranger_sees_no_appeal(stranger: User, mi2020: Appeal) -> None:
    assert not access.appeals(stranger).exists()


@pytest.mark.parametrize("role", Role.values)
def test_a_member_of_any_office_sees_every_published_and_closed_appeal(
    role: str, mi2020: Appeal
) -> None:
    closed = publish(make_appeal())
    Appeal.objects.filter(pk=closed.pk).update(state="closed")

    seen = access.appeals(member(role))

    assert {mi2020, closed} <= set(seen)


def test_a_draft_is_seen_by_its_regions_managers_and_superusers_only(superuser: User) -> None:
    draft = make_appeal()
    own_office = make_office(region=draft.region)

    may = [member(Role.MANAGER, region=draft.region), superuser]
    may_not = [
        member(Role.MANAGER, region=make_region()),
        member(Role.MANAGER, office=own_office),
        member(Role.REVIEWER, region=draft.region),
        member(Role.VIEWER, region=draft.region),
    ]

    assert all(draft in access.appeals(person) for person in may)
    assert not any(draft in access.appeals(person) for person in may_not)


# Offices and regions in which one holds a role.


def test_a_role_for_an_office_is_for_that_office_only(office: Office, neighbour: Office) -> None:
    person = member(Role.REPORTER, office=office)

    assert list(access.offices(person, duties.REPORT)) == [office]


def test_a_role_for_a_region_is_for_its_offices_only(office: Office, neighbour: Office) -> None:
    make_office()
    person = member(Role.REVIEWER, region=office.region)

    assert set(access.offices(person, duties.APPROVE)) == {office, neighbour}


def test_one_role_does_not_bring_another(office: Office) -> None:
    person = member(Role.REPORTER, office=office)

    assert not access.offices(person, duties.POST).exists()
    assert not access.offices(person, duties.PLAN).exists()
    assert list(access.offices(person, duties.ENTER)) == [office]


def test_a_person_with_several_roles_holds_each_where_it_was_given(
    office: Office, neighbour: Office
) -> None:
    person = member(Role.REPORTER, office=office)
    make_membership(user=person, role=Role.FINANCE, office=neighbour)
    make_membership(user=person, role=Role.FINANCE, region=make_region())

    assert list(access.offices(person, duties.REPORT)) == [office]
    assert list(access.offices(person, duties.POST)) == [neighbour]
    assert set(access.offices(person, duties.WORK)) == {office, neighbour}


def test_anothers_role_is_not_ones_own(office: Office, stranger: User) -> None:
    make_membership(role=Role.REPORTER, office=office)

    assert not access.offices(stranger, duties.REPORT).exists()


def test_a_superuser_holds_every_role_everywhere(superuser: User, office: Office) -> None:
    assert office in access.offices(superuser, duties.POST)
    assert office.region in access.regions(superuser, duties.EDIT_APPEAL)


@pytest.mark.parametrize(
    ("role", "is_own"),
    [
        (Role.VIEWER, False),
        (Role.REPORTER, True),
        (Role.FINANCE, True),
        (Role.REVIEWER, True),
        (Role.MANAGER, True),
    ],
)
def test_every_role_but_viewer_works_for_the_office(
    office: Office, role: str, is_own: bool
) -> None:
    assert (office in access.offices(member(role, office=office), duties.WORK)) == is_own


def test_an_office_manager_manages_the_office_and_not_the_region(office: Office) -> None:
    person = member(Role.MANAGER, office=office)

    assert list(access.offices(person, duties.PLAN)) == [office]
    assert not access.regions(person, duties.EDIT_APPEAL).exists()


def test_a_region_manager_manages_the_region_and_its_offices(
    office: Office, neighbour: Office
) -> None:
    person = member(Role.MANAGER, region=office.region)

    assert list(access.regions(person, duties.EDIT_APPEAL)) == [office.region]
    assert set(access.offices(person, duties.PLAN)) == {office, neighbour}


# The plan that one edits.


@pytest.fixture
def activity(office: Office) -> Activity:
    """An activity of the office in a published appeal of its region."""
    appeal = make_appeal(region=office.region)
    section = make_section(appeal=appeal, office=office)
    activity = make_activity(priority=make_priority(section=section))
    publish(appeal)
    return activity


def edited(person: User) -> Any:
    return access.rows(person, duties.PLAN, Activity.objects.all())


@pytest.mark.parametrize(
    ("role", "place", "may"),
    [
        (Role.MANAGER, "office", True),
        (Role.MANAGER, "region", True),
        (Role.MANAGER, "neighbour", False),
        (Role.MANAGER, "elsewhere", False),
        (Role.REVIEWER, "region", False),
        (Role.REPORTER, "office", False),
        (Role.FINANCE, "office", False),
        (Role.VIEWER, "office", False),
    ],
)
def test_only_managers_of_the_office_edit_its_activities(
    activity: Activity, neighbour: Office, role: str, place: str, may: bool
) -> None:
    places = {
        "office": {"office": activity.office},
        "region": {"region": activity.office.region},
        "neighbour": {"office": neighbour},
        "elsewhere": {"region": make_region()},
    }

    person = member(role, **places[place])

    assert (activity in edited(person)) == may


def test_nobody_edits_the_plan_of_a_closed_appeal(activity: Activity, superuser: User) -> None:
    person = member(Role.MANAGER, region=activity.office.region)
    assert activity in edited(person)

    Appeal.objects.filter(pk=activity.appeal.pk).update(state="closed")

    assert activity not in edited(person)
    assert activity not in edited(superuser)


def test_the_appeal_as_a_whole_is_edited_by_its_regions_managers(
    activity: Activity, superuser: User
) -> None:
    appeal = activity.appeal
    may = [member(Role.MANAGER, region=appeal.region), superuser]
    may_not = [
        member(Role.MANAGER, office=activity.office),
        member(Role.REVIEWER, region=appeal.region),
        make_user(),
    ]

    assert all(
        appeal in access.rows(person, duties.EDIT_APPEAL, Appeal.objects.all()) for person in may
    )
    assert not any(
        appeal in access.rows(person, duties.EDIT_APPEAL, Appeal.objects.all())
        for person in may_not
    )


def test_ones_own_rows_are_those_of_ones_offices(activity: Activity, neighbour: Office) -> None:
    own = member(Role.REPORTER, office=activity.office)
    others = [member(Role.REPORTER, office=neighbour), member(Role.VIEWER, office=activity.office)]

    assert list(access.rows(own, duties.WORK, Activity.objects.all())) == [activity]
    assert not any(
        access.rows(each, duties.WORK, Activity.objects.all()).exists() for each in others
    )


# People.


def test_a_manager_gives_every_role_but_manager(superuser: User, office: Office) -> None:
    manager = member(Role.MANAGER, office=office)

    assert set(access.grantable_roles(manager)) == {"viewer", "reporter", "finance", "reviewer"}
    assert set(access.grantable_roles(superuser)) == set(Role.values)


def test_a_manager_keeps_the_accounts_of_those_who_work_for_the_own_offices_only(
    office: Office, neighbour: Office
) -> None:
    manager = member(Role.MANAGER, office=office)
    own = member(Role.REPORTER, office=office)
    also_elsewhere = member(Role.REPORTER, office=office)
    make_membership(user=also_elsewhere, role=Role.VIEWER, office=neighbour)
    colleague = member(Role.MANAGER, office=office)
    foreign = member(Role.REPORTER, office=neighbour)

    assert set(access.people(manager, duties.KEEP_ACCOUNTS)) == {own}
    assert set(access.people(manager)) == {manager, own, also_elsewhere, colleague}
    assert set(access.people(manager, duties.GIVE_ROLES)) == {own, also_elsewhere}
    assert foreign not in access.people(manager)


def test_a_superuser_is_out_of_a_managers_sight(superuser: User, office: Office) -> None:
    manager = member(Role.MANAGER, office=office)
    make_membership(user=superuser, role=Role.REPORTER, office=office)

    assert superuser not in access.people(manager)


def test_a_manager_takes_only_roles_held_where_they_manage(
    office: Office, neighbour: Office
) -> None:
    manager = member(Role.MANAGER, office=office)
    own = make_membership(role=Role.REPORTER, office=office)
    elsewhere = make_membership(user=own.user, role=Role.FINANCE, office=neighbour)

    assert own in access.memberships(manager, duties.GIVE_ROLES)
    assert elsewhere not in access.memberships(manager)
    assert not access.memberships(manager, duties.GIVE_ROLES).filter(user=manager).exists()
