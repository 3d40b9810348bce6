"""Many rows of the admin changed at once: by the rules of one, each refusal by its row."""

from datetime import date
from typing import Any

import pytest
from django.test import Client

from appeal.models import Activity, Appeal, Membership, Office, Partner, Role, User
from appeal.web import admin_several
from tests.appeal.admin.test_admin import at
from tests.factories import make_membership, make_user
from tests.fixture_types import SignIn
from tests.tracking.browsing import activity_of, words

pytestmark = pytest.mark.once


@pytest.fixture
def client(manager_ro: User, signed_in: SignIn, mi2020: Appeal) -> Client:
    return signed_in(manager_ro)


def chosen(rows: list[Any], seen: str = "version") -> dict[str, Any]:
    """What the page of the list sends for the rows that are ticked, and the page after it."""
    sent: dict[str, Any] = {"action": "change_several", "_selected_action": [r.pk for r in rows]}
    return sent | {f"seen-{row.pk}": getattr(row, seen) for row in rows if seen}


def apply(client: Client, rows: list[Any], seen: str = "version", **typed: Any) -> Any:
    return client.post(at(type(rows[0]), "changelist"), chosen(rows, seen) | typed | {"apply": "1"})


def test_what_is_ticked_is_named_before_anything_is_changed(client: Client) -> None:
    rows = [activity_of("GT-1.1"), activity_of("GT-2.1")]

    page = client.post(at(Activity, "changelist"), chosen(rows) | {"index": "0"})

    assert all(str(row) in words(page) for row in rows)
    assert Activity.objects.filter(lead="").count() == Activity.objects.count()


def test_lead_days_and_partners_of_several_activities_change_each_with_its_line_in_the_log(
    client: Client, manager_ro: User
) -> None:
    rows = [activity_of("GT-1.1"), activity_of("HN-1.1")]
    old = Partner.objects.create(name_en="The old ministry", kind="government")
    new = Partner.objects.create(name_en="The new ministry", kind="government")
    rows[0].partners.add(old)
    rows = [activity_of("GT-1.1"), activity_of("HN-1.1")]

    answer = apply(client, rows, lead="Ana", starts_on="1 Feb 2020", added=[new.pk], taken=[old.pk])

    assert answer.status_code == 302
    for row in rows:
        before = row.ends_on
        row.refresh_from_db()
        assert (row.lead, row.starts_on, row.ends_on) == ("Ana", date(2020, 2, 1), before)
        assert new in row.partners.all()
        assert old not in row.partners.all()
        line = row.history.latest("history_id")
        assert (line.door, line.history_user) == ("admin", manager_ro)


def test_so_many_rows_are_changed_at_once_and_no_more(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [activity_of(code) for code in ("GT-1.1", "GT-2.1", "GT-3.1")]
    monkeypatch.setattr(admin_several, "MOST", 2)

    answer = client.post(at(Activity, "changelist"), chosen(rows) | {"index": "0"}, follow=True)
    assert "Choose at most 500 rows at a time." in words(answer)

    page = client.post(at(Activity, "changelist"), chosen(rows[:2]) | {"index": "0"})
    assert "Choose at most 500 rows at a time." not in words(page)
    assert all(str(row) in words(page) for row in rows[:2])


def test_a_row_that_is_refused_is_named_with_the_reason_and_the_others_are_changed(
    client: Client,
) -> None:
    good, bad = activity_of("GT-1.1"), activity_of("GT-2.1")
    Activity.objects.filter(pk=bad.pk).update(ends_on="2020-03-31")

    answer = apply(client, [good, bad], starts_on="2020-06-01")

    assert answer.status_code == 422
    page = words(answer)
    assert str(bad) in page
    assert "The activity must end on or after the day it starts." in page
    assert str(good) not in page
    assert "1 row was changed." in page
    assert "1 row was not changed. The reason is in its row." in page
    good.refresh_from_db()
    bad.refresh_from_db()
    assert (good.starts_on, bad.starts_on) == (date(2020, 6, 1), date(2020, 1, 1))


def test_where_all_rows_are_refused_nothing_is_said_to_be_done(client: Client) -> None:
    bad = [activity_of("GT-1.1"), activity_of("GT-2.1")]
    Activity.objects.filter(pk__in=[row.pk for row in bad]).update(ends_on="2020-03-31")

    answer = apply(client, bad, starts_on="2020-06-01")

    told = [(message.level_tag, str(message)) for message in answer.context["messages"]]
    assert told == [("error", "2 rows were not changed. The reason is in each row.")]


def test_a_row_that_somebody_saved_meanwhile_is_named_and_stays(client: Client) -> None:
    row = activity_of("GT-1.1")
    theirs = activity_of("GT-1.1")
    theirs.lead = "Theirs"
    theirs.save_over(theirs.version, ["lead"])

    answer = apply(client, [row], lead="Mine")

    assert "Somebody else" in words(answer)
    row.refresh_from_db()
    assert row.lead == "Theirs"


def test_rows_of_another_office_are_not_changed(
    guatemala: Office, honduras: Office, signed_in: SignIn
) -> None:
    person = make_membership(role=Role.MANAGER, office=guatemala).user
    make_membership(user=person, role=Role.REPORTER, office=honduras)
    foreign = activity_of("HN-1.1")

    answer = apply(signed_in(person), [foreign], lead="Mine")

    assert "You may look at this, but not change it." in words(answer)
    foreign.refresh_from_db()
    assert foreign.lead == ""


def test_who_manages_nothing_is_offered_no_such_thing(reporter_gt: User, signed_in: SignIn) -> None:
    client, row = signed_in(reporter_gt), activity_of("GT-1.1")

    assert 'name="action"' not in client.get(at(Activity, "changelist")).content.decode()
    apply(client, [row], lead="Mine")
    row.refresh_from_db()
    assert row.lead == ""


def test_nothing_filled_in_changes_nothing_and_says_so(client: Client) -> None:
    row = activity_of("GT-1.1")

    answer = apply(client, [row])

    assert "everything is empty" in words(answer)
    row.refresh_from_db()
    assert row.version == 1


def test_several_roles_get_a_last_day_and_that_of_a_manager_stays(
    client: Client, guatemala: Office
) -> None:
    roles = [
        make_membership(user=make_user(username=name), role=role, office=guatemala)
        for name, role in (("a", Role.REPORTER), ("b", Role.FINANCE), ("c", Role.MANAGER))
    ]
    for role in roles:
        role.seen = role.history.latest("history_id").history_id

    answer = apply(client, roles, "seen", ends_on="31 Dec 2030")

    days = dict(
        Membership.objects.filter(office=guatemala).values_list("user__username", "ends_on")
    )
    assert (days["a"], days["b"], days["c"]) == (date(2030, 12, 31), date(2030, 12, 31), None)
    assert "You may look at this, but not change it." in words(answer)
    assert roles[0].history.count() == 2


def test_a_role_is_given_to_several_people_and_who_holds_it_already_is_named(
    client: Client, guatemala: Office, honduras: Office
) -> None:
    people = [make_user(username=name) for name in ("a", "b")]
    for person in people:
        make_membership(user=person, role=Role.REPORTER, office=guatemala)
    make_membership(user=people[0], role=Role.FINANCE, office=guatemala)

    answer = apply(client, people, "", role="finance", office=guatemala.pk)

    assert "This person already has this role for this office." in words(answer)
    assert people[1].memberships.filter(role=Role.FINANCE, office=guatemala).exists()
    refused = apply(client, [people[1]], "", role="manager", office=guatemala.pk)
    assert "role" in refused.context["form"].errors
