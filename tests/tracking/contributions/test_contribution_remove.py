"""A contribution and a donor are removed while nothing builds on them; donors are merged."""

from typing import Any

import pytest
from django.test import Client

from appeal.models import Office, Role, User
from tests.factories import (
    make_contribution,
    make_donor,
    make_flow,
    make_membership,
    undo,
)
from tests.fixture_types import SignIn
from tests.tracking.browsing import activity_of, at, filled, words
from tracking.models import Contribution, Donor

pytestmark = [pytest.mark.django_db, pytest.mark.person("manager_ro")]


def send(client: Client, address: str, **typed: Any) -> Any:
    return client.post(address, filled(client.get(address), **typed), follow=True)


def test_a_contribution_without_a_flow_goes_and_then_its_donor(client: Client) -> None:
    contribution = make_contribution(appeal=activity_of("GT-1.1").appeal)
    donor = contribution.donor
    assert "contributions (1)" in words(client.get(at("donor_remove", donor.pk)))

    send(client, at("contribution_remove", contribution.pk))
    send(client, at("donor_remove", donor.pk))

    assert not Contribution.objects.exists()
    assert not Donor.objects.filter(pk=donor.pk).exists()
    assert Donor.history.filter(id=donor.pk, history_type="-").exists()


def test_a_contribution_with_a_flow_stays_though_it_is_reversed(client: Client) -> None:
    contribution = make_contribution(appeal=activity_of("GT-1.1").appeal)
    undo(make_flow(contribution=contribution))

    page = client.get(at("contribution_remove", contribution.pk))

    assert "steps of contributions (2)" in words(page)


def test_a_merged_donor_gives_its_contributions_to_the_other(
    client: Client, manager_ro: User
) -> None:
    appeal = activity_of("GT-1.1").appeal
    twice, kept = make_donor(name="USAID "), make_donor(name="USAID")
    contribution = make_contribution(appeal=appeal, donor=twice, reference="A-1")
    make_flow(contribution=contribution)
    version = contribution.version

    page = send(client, at("donor_merge", twice.pk), into=kept.pk)

    contribution.refresh_from_db()
    assert (contribution.donor, contribution.version) == (kept, version + 1)
    assert contribution.history.latest().history_change_reason is None
    assert not Donor.objects.filter(pk=twice.pk).exists()
    gone = Donor.history.get(id=twice.pk, history_type="-")
    assert (gone.name, gone.history_user, gone.door) == (twice.name, manager_ro, "page")
    assert gone.history_date == contribution.history.latest().history_date
    assert "was merged into “USAID”" in words(page)
    changes = client.get(at("change_list"), {"kind": "contribution"})
    assert changes.status_code == 200


def test_donors_with_the_same_reference_in_an_appeal_are_not_merged(client: Client) -> None:
    appeal = activity_of("GT-1.1").appeal
    twice, kept = make_donor(), make_donor()
    for donor in (twice, kept):
        make_contribution(appeal=appeal, donor=donor, reference="A-1")

    page = send(client, at("donor_merge", twice.pk), into=kept.pk)

    assert "Both donors have a contribution with the reference A-1" in words(page)
    assert Donor.objects.filter(pk=twice.pk).exists()


def test_donors_are_kept_by_managers_of_a_region_only(
    guatemala: Office, signed_in: SignIn, viewer: User
) -> None:
    donor = make_donor()
    own = signed_in(make_membership(role=Role.MANAGER, office=guatemala).user)

    for page in ("donor_edit", "donor_merge", "donor_remove"):
        assert own.get(at(page, donor.pk)).status_code == 404
    shown = signed_in(viewer).get(at("donor_list"))
    assert donor.name in words(shown)
    assert at("donor_edit", donor.pk) not in shown.content.decode()


def test_a_donors_name_is_mended(client: Client) -> None:
    donor = make_donor(name="Swedn")

    page = send(client, at("donor_edit", donor.pk), name="Sweden")

    assert "Saved: Sweden." in words(page)
    assert at("donor_edit", donor.pk) in page.content.decode()
