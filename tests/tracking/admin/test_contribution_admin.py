"""The admin of contributions: own offices only, donors kept by managers of a region, no more."""

from typing import Any

import pytest

from appeal.models import Appeal, Heading, Office, Role, User
from tests.appeal.admin.test_admin import INLINE_CODE, at, typed
from tests.factories import (
    make_assignment,
    make_contribution,
    make_donor,
    make_membership,
    undo,
)
from tests.fixture_types import SignIn
from tracking.models import Contribution, ContributionAssignment, Donor, Flow

pytestmark = pytest.mark.once


def rows_of(appeal: Appeal, office: Office | None) -> list[Any]:
    """A contribution for the office with a flow, an assignment and its reversal."""
    contribution = make_contribution(appeal=appeal, office=office, committed=100)
    heading = Heading.objects.get(code="O1")
    move = make_assignment(contribution=contribution, office=office, heading=heading)
    return [contribution, contribution.flows.get(), move, undo(move)]


def test_a_reporter_finds_those_of_the_own_office_and_of_no_single_one(
    reporter_gt: User, mi2020: Appeal, guatemala: Office, honduras: Office, signed_in: SignIn
) -> None:
    client = signed_in(reporter_gt)

    for row in [*rows_of(mi2020, guatemala), *rows_of(mi2020, None)]:
        assert client.get(at(type(row), "change", row.pk)).status_code == 200
        assert row in client.get(at(type(row), "changelist")).context["cl"].queryset
    for row in rows_of(mi2020, honduras):
        assert client.get(at(type(row), "change", row.pk)).status_code == 404
        assert row not in client.get(at(type(row), "changelist")).context["cl"].queryset


@pytest.mark.parametrize("who", ["reporter_gt", "manager_ro", "superuser"])
def test_every_page_opens_and_none_needs_inline_script_or_style(
    who: str, request: pytest.FixtureRequest, mi2020: Appeal, guatemala: Office, signed_in: SignIn
) -> None:
    client = signed_in(request.getfixturevalue(who))
    rows = rows_of(mi2020, guatemala)

    for row in [*rows, rows[0].donor]:
        pages = [at(type(row), "changelist")]
        pages += [at(type(row), page, row.pk) for page in ("change", "history")]
        for page in pages:
            response = client.get(page)
            assert response.status_code == 200, page
            assert not INLINE_CODE.search(response.content.decode()), page


@pytest.mark.parametrize("model", [Contribution, Flow, ContributionAssignment])
def test_not_even_a_superuser_adds_changes_or_deletes(
    model: Any, superuser: User, mi2020: Appeal, guatemala: Office, signed_in: SignIn
) -> None:
    rows_of(mi2020, guatemala)
    client, row = signed_in(superuser), model.objects.earliest("pk")

    assert client.get(at(model, "add")).status_code == 403
    assert client.post(at(model, "change", row.pk), {"amount": "1"}).status_code == 403
    answer = client.post(at(model, "delete", row.pk), {"post": "yes"}, follow=True)
    # A contribution without flows may go; of this one the page says by what it is used.
    assert answer.status_code == (200 if model is Contribution else 403)
    assert model.objects.filter(pk=row.pk).exists()


def test_a_manager_of_the_region_corrects_a_donors_name(
    manager_ro: User, signed_in: SignIn
) -> None:
    donor = make_donor(name="A goverment")
    client, address = signed_in(manager_ro), at(Donor, "change", donor.pk)

    response = client.post(address, typed(client.get(address), name="A government"))

    assert response.status_code == 302
    donor.refresh_from_db()
    assert donor.name == "A government"
    assert donor.history.first().door == "admin"


def test_the_second_to_change_a_donors_name_is_told_and_may_save_again(
    manager_ro: User, superuser: User, signed_in: SignIn
) -> None:
    donor = make_donor(name="A goverment")
    client, address = signed_in(manager_ro), at(Donor, "change", donor.pk)
    late = typed(client.get(address), name="A Government")
    signed_in(superuser).post(address, typed(client.get(address), name="The government"))

    answer = client.post(address, late)

    assert answer.status_code == 200
    assert "Somebody changed this to “The government”" in answer.content.decode()
    assert Donor.objects.get(pk=donor.pk).name == "The government"
    again = typed(answer, name="A Government")
    assert 'name="initial-name" value="The government"' in answer.content.decode()
    assert client.post(address, again).status_code == 302
    assert Donor.objects.get(pk=donor.pk).name == "A Government"


def test_two_who_change_different_things_of_a_donor_both_keep_theirs(
    manager_ro: User, superuser: User, signed_in: SignIn
) -> None:
    donor = make_donor(name="A government")
    client, address = signed_in(manager_ro), at(Donor, "change", donor.pk)
    late = typed(client.get(address), kind=Donor.Kind.OTHER)
    signed_in(superuser).post(address, typed(client.get(address), name="The government"))

    assert client.post(address, late).status_code == 302

    stored = Donor.objects.get(pk=donor.pk)
    assert (stored.name, stored.kind) == ("The government", Donor.Kind.OTHER)


@pytest.mark.parametrize("role", [Role.REPORTER, Role.FINANCE, Role.MANAGER])
def test_who_works_for_one_office_reads_donors_and_changes_none(
    role: str, guatemala: Office, signed_in: SignIn
) -> None:
    donor = make_donor()
    client = signed_in(make_membership(role=role, office=guatemala).user)

    assert donor.name in client.get(at(Donor, "changelist")).content.decode()
    assert client.post(at(Donor, "change", donor.pk), {"name": "Mine"}).status_code == 403


def test_a_name_that_another_donor_has_is_refused(manager_ro: User, signed_in: SignIn) -> None:
    first, second = make_donor(name="A fund"), make_donor()
    client, address = signed_in(manager_ro), at(Donor, "change", second.pk)

    response = client.post(address, typed(client.get(address), name=first.name))

    assert response.status_code == 200
    second.refresh_from_db()
    assert second.name != first.name
