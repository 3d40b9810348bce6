"""What is shared or unused is mended, merged and removed; what is used says where it is used."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from appeal import actions
from appeal.base.where_used import uses_of
from appeal.models import (
    Activity,
    Allocation,
    Appeal,
    Country,
    Indicator,
    Milestone,
    Office,
    Partner,
    Role,
    User,
)
from tests.factories import (
    make_activity,
    make_allocation,
    make_indicator,
    make_membership,
    make_milestone,
    make_risk,
    make_transaction,
    make_update,
)
from tests.fixture_types import SignIn
from tests.tracking.browsing import APPEAL, complaints, filled, words

pytestmark = [pytest.mark.django_db, pytest.mark.person("manager_ro")]

AT = datetime(2026, 11, 1, 15, tzinfo=UTC)


def at(page: str, *args: Any) -> str:
    return reverse(f"appeal:{page}", args=[APPEAL, *args])


@pytest.fixture
def spare() -> Activity:
    """An activity that somebody added and nothing was ever put on."""
    priority = Activity.objects.get(code="GT-1.1").priority
    return make_activity(priority=priority, code="GT-1.9")


def send(client: Client, address: str, **typed: Any) -> Any:
    return client.post(address, filled(client.get(address), **typed), follow=True)


# Activities


def test_an_unused_activity_goes_with_its_milestones_and_indicators_and_its_log_stays(
    client: Client, spare: Activity, manager_ro: User
) -> None:
    make_milestone(activity=spare)
    make_indicator(activity=spare, targets={spare.ends_on: 3})

    page = send(client, at("activity_remove", "GT-1.9"))

    assert "was removed." in words(page)
    assert not Activity.objects.filter(pk=spare.pk).exists()
    assert not Milestone.objects.filter(activity=spare.pk).exists()
    assert not Indicator.objects.filter(activity=spare.pk).exists()
    gone = Activity.history.get(id=spare.pk, history_type="-")
    assert (gone.history_user, gone.door) == (manager_ro, "page")
    changes = client.get(reverse("tracking:change_list", args=[APPEAL]), {"kind": "activity"})
    assert "GT-1.9" in words(changes)
    assert "deleted" in words(changes)


def allocate(activity: Activity) -> Allocation:
    row = Allocation.objects.filter(activity__code="GT-1.1")[0]
    row.amount -= 5
    row.save()
    return make_allocation(activity=activity, cell=row.cell, amount=5)


@pytest.mark.parametrize(
    ("use", "told"),
    [
        (lambda activity: make_update(activity=activity), "progress updates (1)"),
        (lambda activity: make_risk(activity=activity), "risks (1)"),
        (lambda activity: allocate(activity), "budgets (1)"),
    ],
)
def test_an_activity_that_is_used_stays_and_says_where(
    use: Callable[[Activity], Any], told: str, client: Client, spare: Activity
) -> None:
    sent = filled(client.get(at("activity_remove", "GT-1.9")))
    use(spare)

    shown = client.get(at("activity_remove", "GT-1.9"))
    refused = client.post(at("activity_remove", "GT-1.9"), sent)

    assert f"It is used by: {told}." in words(shown)
    assert '<button class="btn btn-primary">' not in shown.content.decode()
    assert refused.status_code == 422
    assert told in words(refused)
    assert Activity.objects.filter(pk=spare.pk).exists()


def test_a_published_indicator_keeps_its_activity(client: Client, spare: Activity) -> None:
    make_indicator(activity=spare, target=4, target_basis="published", title_en="Units")
    milestone = make_milestone(activity=spare)

    page = send(client, at("activity_remove", "GT-1.9"))

    assert "“Units” is published and cannot be removed." in words(page)
    assert Milestone.objects.filter(pk=milestone.pk).exists()


@pytest.mark.publication
def test_loading_again_does_not_bring_a_removed_activity_back(
    mi2020: Appeal, manager_ro: User
) -> None:
    activity = Activity.objects.get(code="GT-2.1")
    Allocation.objects.filter(activity=activity).delete()
    actions.remove(row=activity, version=None, at=AT)

    call_command("load_appeal", verbosity=0)

    assert not Activity.objects.filter(code="GT-2.1").exists()


def test_only_who_manages_the_office_removes_and_only_in_an_open_appeal(
    signed_in: SignIn, spare: Activity, guatemala: Office, honduras: Office, mi2020: Appeal
) -> None:
    own = signed_in(make_membership(role=Role.MANAGER, office=guatemala).user)
    other = signed_in(make_membership(role=Role.MANAGER, office=honduras).user)
    address = at("activity_remove", "GT-1.9")

    assert own.get(address).status_code == 200
    assert other.get(address).status_code == 404
    Appeal.objects.filter(pk=mi2020.pk).update(state=Appeal.State.CLOSED)
    assert own.get(address).status_code == 404


# Partners


@pytest.fixture
def partner() -> Partner:
    return Partner.objects.create(name_en="Ministery of Health", kind="government")


def test_a_manager_of_one_office_mends_a_typo_for_everybody(
    partner: Partner, guatemala: Office, signed_in: SignIn
) -> None:
    client = signed_in(make_membership(role=Role.MANAGER, office=guatemala).user)

    page = send(client, at("partner_edit", partner.pk), name_en="Ministry of Health")

    partner.refresh_from_db()
    assert partner.name == "Ministry of Health"
    assert "Saved: Ministry of Health." in words(page)
    assert partner.history.count() == 2
    assert client.get(at("partner_merge", partner.pk)).status_code == 404


def test_the_name_of_another_partner_is_refused(client: Client, partner: Partner) -> None:
    Partner.objects.create(name_en="Ministry of Health", kind="government")

    page = send(client, at("partner_edit", partner.pk), name_en="Ministry of Health")

    assert list(complaints(page)) == ["name_en"]


def test_the_second_of_two_is_told_what_the_first_saved(client: Client, partner: Partner) -> None:
    sent = filled(client.get(at("partner_edit", partner.pk)), name_en="Mine")
    send(client, at("partner_edit", partner.pk), name_en="Theirs")

    page = client.post(at("partner_edit", partner.pk), sent)

    assert page.status_code == 409
    assert "Somebody changed this to “Theirs” while you were writing." in words(page)
    again = client.post(at("partner_edit", partner.pk), filled(page))
    assert again.status_code == 302
    partner.refresh_from_db()
    assert partner.name == "Mine"


def test_a_merged_partner_is_named_by_the_other_wherever_it_was_and_the_log_keeps_its_name(
    client: Client, partner: Partner, manager_ro: User
) -> None:
    kept = Partner.objects.create(name_en="Ministry of Health", kind="government")
    first, second = Activity.objects.filter(code__in=["GT-1.1", "HN-1.1"]).order_by("pk")
    for activity in (first, second):
        activity.partners.set([partner])
    second.partners.add(kept)

    send(client, at("partner_merge", partner.pk), into=kept.pk)

    assert not Partner.objects.filter(pk=partner.pk).exists()
    assert list(first.partners.all()) == list(second.partners.all()) == [kept]
    assert Partner.history.get(id=partner.pk, history_type="-").history_user == manager_ro
    changes = client.get(reverse("tracking:change_list", args=[APPEAL]), {"kind": "activity"})
    assert "Ministery of Health" in words(changes)


def test_a_partner_that_an_activity_names_is_not_removed(client: Client, partner: Partner) -> None:
    activity = Activity.objects.get(code="GT-1.1")
    activity.partners.add(partner)
    assert uses_of(partner) == [("activities", 1)]

    refused = client.get(at("partner_remove", partner.pk))
    assert "It is used by: activities (1)." in words(refused)
    activity.partners.remove(partner)
    page = send(client, at("partner_remove", partner.pk))

    assert "“Ministery of Health” was removed." in words(page)
    assert not Partner.objects.filter(pk=partner.pk).exists()


def test_what_uses_an_activity_is_told_without_the_sums_of_it(client: Client) -> None:
    entry = make_transaction(activity=Activity.objects.get(code="GT-1.1"), posted=True)

    refused = words(client.get(at("activity_remove", entry.activity.code)))

    assert "ledger entries (1)" in refused
    assert "stored totals" not in refused


# Offices


def test_a_manager_keeps_the_names_the_language_and_the_countries_of_the_office(
    guatemala: Office, signed_in: SignIn, reporter_gt: User
) -> None:
    client = signed_in(make_membership(role=Role.MANAGER, office=guatemala).user)
    covered = Country.objects.filter(code__in=["GT", "BZ"])
    fields = {"name_es": "Guatemala (país)", "language": "en"}

    send(client, at("office_edit", "GT"), countries=[row.pk for row in covered], **fields)

    guatemala.refresh_from_db()
    assert {*guatemala.countries.all()} == {*covered}
    assert (guatemala.name_es, guatemala.language, guatemala.code) == (
        "Guatemala (país)", "en", "GT",
    )  # fmt: skip
    assert guatemala.history.latest().history_user is not None
    assert client.get(at("office_edit", "HN")).status_code == 404
    assert signed_in(reporter_gt).get(at("office_edit", "GT")).status_code == 404


# The admin


def admin_at(row: Any, page: str) -> str:
    name = row._meta.label_lower.replace(".", "_")
    return reverse(f"admin:{name}_{page}", args=[row.pk])


def test_the_admin_removes_what_is_unused_and_says_where_a_row_is_used(
    client: Client, spare: Activity, partner: Partner
) -> None:
    make_risk(activity=spare)

    page = client.post(admin_at(spare, "delete"), {"post": "yes"}, follow=True)
    assert "It is used by: risks (1)." in words(page)
    spare.risks.all().delete()
    client.post(admin_at(spare, "delete"), {"post": "yes"})
    client.post(admin_at(partner, "delete"), {"post": "yes"})

    assert not Activity.objects.filter(pk=spare.pk).exists()
    assert not Partner.objects.filter(pk=partner.pk).exists()
    assert Partner.history.get(id=partner.pk, history_type="-").door == "admin"


def test_the_admin_merges_a_partner_and_offers_it_to_managers_of_a_region_only(
    client: Client, partner: Partner, guatemala: Office, signed_in: SignIn
) -> None:
    kept = Partner.objects.create(name_en="Ministry of Health", kind="government")
    activity = Activity.objects.get(code="GT-1.1")
    activity.partners.set([partner])
    own = signed_in(make_membership(role=Role.MANAGER, office=guatemala).user)
    assert "into" not in own.get(admin_at(partner, "change")).context["adminform"].form.fields
    sent = {"name_en": partner.name_en, "kind": partner.kind, "initial-name_en": partner.name_en,
            "initial-kind": partner.kind, "into": kept.pk}  # fmt: skip

    page = client.post(admin_at(partner, "change"), sent, follow=True)

    assert "was merged into another" in words(page)
    assert list(activity.partners.all()) == [kept]
    assert not Partner.objects.filter(pk=partner.pk).exists()


def test_in_the_admin_a_manager_keeps_an_offices_settings_and_not_its_kind(
    guatemala: Office, honduras: Office, signed_in: SignIn
) -> None:
    client = signed_in(make_membership(role=Role.MANAGER, office=guatemala).user)

    form = client.get(admin_at(guatemala, "change")).context["adminform"].form

    assert set(form.fields) == {"name_en", "name_es", "name_fr", "language", "countries"}
    assert client.get(admin_at(honduras, "change")).status_code == 404
