"""Entering a contribution: the donor found or new, the earmark within one's scope, once."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from appeal.models import Appeal, Heading, Office, Region, Role, User
from tests.factories import (
    make_appeal,
    make_cell,
    make_contribution,
    make_donor,
    make_heading,
    make_membership,
    make_office,
    publish,
)
from tests.fixture_types import SignIn
from tests.tracking.browsing import at, complaints, filled, words
from tracking.models import Contribution, Donor

pytestmark = [pytest.mark.once, pytest.mark.person("manager_ro")]

TYPED = {
    "new_donor": "A government",
    "new_donor_kind": "government",
    "reference": "AG-2020/7",
    "currency": "EUR",
    "note": "Three years.",
}


@pytest.fixture
def manager_gt(guatemala: Office, mi2020: Appeal) -> User:
    return make_membership(role=Role.MANAGER, office=guatemala).user


ADDRESS = "contribution_new"


def send(client: Client, **typed: Any) -> Any:
    return client.post(at(ADDRESS), filled(client.get(at(ADDRESS)), **typed), follow=True)


def assert_refused(response: Any, **sentences: str) -> None:
    assert response.status_code == 422
    assert complaints(response) == {name: [sentence] for name, sentence in sentences.items()}
    assert not Contribution.objects.exists()


def test_it_saves_a_contribution_with_a_new_donor(client: Client, guatemala: Office) -> None:
    response = send(client, **TYPED, office=guatemala.pk)

    contribution = Contribution.objects.get()
    assert (contribution.donor.name, contribution.donor.kind) == ("A government", "government")
    assert (contribution.reference, contribution.currency) == ("AG-2020/7", "EUR")
    assert (contribution.office, contribution.heading) == (guatemala, None)
    assert "Saved: A government AG-2020/7." in words(response)
    assert response.redirect_chain[-1][0] == at("contribution_detail", contribution.pk)
    for row in (contribution, contribution.donor):
        assert row.history.get().history_user.username == "manager.ro"


def test_a_donor_is_chosen_from_those_who_are_known(client: Client) -> None:
    donor = make_donor()

    send(client, **TYPED | {"new_donor": "", "new_donor_kind": ""}, donor=donor.pk)

    assert Contribution.objects.get().donor == donor
    assert Donor.objects.count() == 1


@pytest.mark.parametrize("name", ["unión europea", "  UNIÓN   EUROPEA "])
def test_a_donor_typed_in_other_letters_is_the_one_that_is_known(client: Client, name: str) -> None:
    donor = make_donor(name="Unión Europea", kind=Donor.Kind.MULTILATERAL)

    send(client, **TYPED | {"new_donor": name, "new_donor_kind": ""})

    assert Contribution.objects.get().donor == donor
    assert Donor.objects.get().kind == Donor.Kind.MULTILATERAL


def test_a_currency_is_read_in_small_letters_too(client: Client) -> None:
    send(client, **TYPED | {"currency": " eur "})

    assert Contribution.objects.get().currency == "EUR"


@pytest.mark.parametrize(
    ("typed", "name", "sentence"),
    [
        (
            {"new_donor": ""},
            "donor",
            "Choose a donor, or enter the name of a new one below.",
        ),
        ({"new_donor_kind": ""}, "new_donor_kind", "Choose what kind of donor this is."),
        ({"reference": " "}, "reference", "This field is required."),
        (
            {"currency": "XYZ"},
            "currency",
            "“XYZ” is not an ISO 4217 currency. Enter its three letters, such as GTQ.",
        ),
        ({"currency": ""}, "currency", "This field is required."),
        (
            {"reference": "x" * 101},
            "reference",
            "Ensure this value has at most 100 characters (it has 101).",
        ),
    ],
)
def test_what_is_wrong_is_said_and_everything_typed_stays(
    client: Client, typed: dict[str, str], name: str, sentence: str
) -> None:
    response = send(client, **TYPED | typed)

    assert_refused(response, **{name: sentence})
    assert "Three years." in response.content.decode()
    assert not Donor.objects.exists()


def test_a_donor_is_chosen_or_typed_and_not_both(client: Client) -> None:
    response = send(client, **TYPED, donor=make_donor().pk)

    assert_refused(response, new_donor="Choose a donor or type a new one, not both.")


@pytest.mark.parametrize("name", ["donor", "office", "heading"])
def test_a_row_that_does_not_exist_is_refused(client: Client, name: str) -> None:
    typed = TYPED | ({"new_donor": ""} if name == "donor" else {})

    response = send(client, **typed | {name: "999999"})

    assert next(iter(complaints(response))) == name
    assert not Contribution.objects.exists()


def test_a_place_outside_the_appeal_is_refused(client: Client) -> None:
    for place in ({"office": make_office().pk}, {"heading": make_heading().pk}):
        response = send(client, **TYPED, **place)

        assert list(complaints(response)) == list(place)
    assert not Contribution.objects.exists()


@pytest.mark.parametrize("page", [ADDRESS, "assignment_new"])
def test_an_office_and_a_heading_without_a_cell_are_refused_at_the_office(
    client: Client, region: Region, guatemala: Office, honduras: Office, page: str
) -> None:
    appeal = make_appeal(region=region)
    for office in (guatemala, honduras):
        make_cell(appeal=appeal, office=office)
    heading = Heading.objects.get(requirements__appeal=appeal, requirements__office=honduras)
    whole = make_contribution(appeal=publish(appeal), committed=100)
    kept = [whole.pk] if page == "assignment_new" else []
    address = reverse(f"tracking:{page}", args=[appeal.code, *kept])
    typed = {"source": "0-0", "amount": "40", "effective_on": "2020-03-01", "reason": "Agreed."}

    form = filled(client.get(address), **(typed if kept else TYPED))
    response = client.post(address, form | {"office": guatemala.pk, "heading": heading.pk})

    sentence = (
        "This appeal has no requirement line for this office and heading. Choose another"
        " office or heading."
    )
    assert response.status_code == 422
    assert complaints(response) == {"office": [sentence]}


def test_the_same_reference_of_the_same_donor_is_refused(client: Client) -> None:
    send(client, **TYPED)

    response = send(client, **TYPED | {"note": "Once more."})

    sentence = "This donor already has a contribution with this reference. Open that one."
    assert response.status_code == 422
    assert complaints(response) == {"reference": [sentence]}
    assert "Once more." in response.content.decode()
    assert Contribution.objects.count() == 1


def test_the_same_form_sent_twice_has_one_effect_and_one_answer(client: Client) -> None:
    sent = filled(client.get(at(ADDRESS)), **TYPED)

    first, second = (client.post(at(ADDRESS), sent) for _ in range(2))

    assert (first.status_code, first.url) == (second.status_code, second.url)
    assert Contribution.objects.count() == Donor.objects.count() == 1


def test_a_manager_of_one_office_earmarks_for_it_and_its_cells(
    manager_gt: User, guatemala: Office, signed_in: SignIn
) -> None:
    client = signed_in(manager_gt)
    heading = Heading.objects.get(code="O1")

    send(client, **TYPED, office=guatemala.pk, heading=heading.pk)

    contribution = Contribution.objects.get()
    assert (contribution.office, contribution.heading) == (guatemala, heading)


def test_a_manager_of_one_office_earmarks_for_no_other_and_not_for_all(
    manager_gt: User, honduras: Office, signed_in: SignIn
) -> None:
    client = signed_in(manager_gt)

    assert_refused(send(client, **TYPED, office=""), office="This field is required.")
    foreign = send(client, **TYPED, office=honduras.pk)
    assert list(complaints(foreign)) == ["office"]
    assert not Contribution.objects.exists()


@pytest.mark.parametrize("role", [Role.REPORTER, Role.FINANCE, Role.REVIEWER])
def test_who_manages_nothing_enters_no_contribution(
    role: str, guatemala: Office, signed_in: SignIn
) -> None:
    client = signed_in(make_membership(role=role, office=guatemala).user)

    assert client.get(at(ADDRESS)).status_code == 404
    assert client.post(at(ADDRESS), TYPED).status_code == 404


def test_what_the_form_does_not_ask_cannot_be_forged(client: Client, mi2020: Appeal) -> None:
    send(client, **TYPED, appeal="1234", id="77", version="9")

    contribution = Contribution.objects.get()
    assert (contribution.appeal, contribution.version) == (mi2020, 1)
