"""Changing a contribution: all of it before the first flow, then no more than its names."""

from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.test import Client

from appeal.models import Appeal, Heading, Office, Role
from tests.factories import make_contribution, make_donor, make_flow, make_membership, undo
from tests.fixture_types import SignIn
from tests.tracking.browsing import at, complaints, filled, words
from tracking.models import Contribution

pytestmark = [pytest.mark.once, pytest.mark.person("manager_ro")]


@pytest.fixture
def contribution(mi2020: Appeal, guatemala: Office) -> Contribution:
    return make_contribution(
        appeal=mi2020, office=guatemala, donor=make_donor(name="A fund"), reference="A-1"
    )


@pytest.fixture
def address(contribution: Contribution) -> str:
    return at("contribution_edit", contribution.pk)


def test_everything_may_be_changed_before_the_first_flow(
    client: Client, address: str, contribution: Contribution, honduras: Office
) -> None:
    heading = Heading.objects.get(code="O1")
    typed = {
        "reference": "A-2", "currency": "EUR", "office": honduras.pk, "heading": heading.pk,
        "note": "Renewed.",
    }  # fmt: skip

    response = client.post(address, filled(client.get(address), **typed), follow=True)

    contribution.refresh_from_db()
    assert (contribution.reference, contribution.currency) == ("A-2", "EUR")
    assert (contribution.office, contribution.heading) == (honduras, heading)
    assert (contribution.note, contribution.version) == ("Renewed.", 2)
    assert "Saved: A fund A-2." in words(response)


def test_without_a_donor_the_page_asks_for_one_and_names_what_is_stored(
    client: Client, address: str
) -> None:
    response = client.post(address, filled(client.get(address), donor="", reference="A-2"))

    assert response.status_code == 422
    assert "Choose a donor, or enter the name of a new one below." in complaints(response)["donor"]
    assert "Contributions › A fund A-1" in words(response)


def test_after_a_flow_only_the_names_are_offered(
    client: Client, address: str, contribution: Contribution, guatemala: Office
) -> None:
    make_flow(contribution=contribution)
    page = client.get(address)

    client.post(address, filled(page, reference="A-2"))

    assert not {"currency", "office", "heading"} & set(page.context["form"].fields)
    assert "the currency and earmarking cannot change" in words(page)
    contribution.refresh_from_db()
    assert (contribution.reference, contribution.office) == ("A-2", guatemala)


def test_a_flow_recorded_while_one_writes_keeps_currency_and_earmark(
    client: Client, address: str, contribution: Contribution, honduras: Office
) -> None:
    sent = filled(client.get(address), office=honduras.pk, note="Typed at length.")
    make_flow(contribution=contribution)

    response = client.post(address, sent)

    assert response.status_code == 422
    sentence = (
        "Pledges, commitments or receipts are already recorded, so the earmarking cannot change."
    )
    assert complaints(response) == {"office": [sentence]}
    assert sentence in words(response)
    assert "Typed at length." in response.content.decode()
    contribution.refresh_from_db()
    assert contribution.office != honduras


@pytest.mark.parametrize("name", ["currency", "office_id", "heading_id"])
def test_the_database_keeps_them_too(contribution: Contribution, name: str) -> None:
    make_flow(contribution=contribution)
    changed: dict[str, Any] = {"currency": "EUR", "office_id": None, "heading_id": 1}
    changed["heading_id"] = Heading.objects.get(code="O1").pk

    with pytest.raises(DatabaseError, match=r"Flows are (recorded|in force)"):
        Contribution.objects.filter(pk=contribution.pk).update(**{name: changed[name]})


def test_once_every_flow_is_reversed_the_currency_can_be_corrected_and_the_earmark_cannot(
    client: Client, address: str, contribution: Contribution, guatemala: Office
) -> None:
    first, second = (make_flow(contribution=contribution) for _turn in range(2))
    undo(first)
    assert "currency" not in client.get(address).context["form"].fields
    undo(second)
    page = client.get(address)

    client.post(address, filled(page, currency="EUR"))

    assert {"office", "heading"}.isdisjoint(page.context["form"].fields)
    assert "the currency can be corrected again" in words(page)
    contribution.refresh_from_db()
    assert (contribution.currency, contribution.office) == ("EUR", guatemala)
    # What was recorded in the other currency says so for ever, and counts for nothing.
    assert set(contribution.flows.values_list("currency", flat=True)) == {"USD"}
    shown = words(client.get(at("contribution_detail", contribution.pk)))
    assert "USD 100.00" in shown.replace("\u00a0", " ")
    with pytest.raises(DatabaseError, match="earmarking"), transaction.atomic():
        Contribution.objects.filter(pk=contribution.pk).update(office=None)


def test_a_flow_recorded_while_one_corrects_the_currency_keeps_it(
    client: Client, address: str, contribution: Contribution
) -> None:
    undo(make_flow(contribution=contribution))
    sent = filled(client.get(address), currency="EUR")
    make_flow(contribution=contribution)

    response = client.post(address, sent)

    assert response.status_code == 422
    sentence = (
        "Pledges, commitments or receipts are already recorded. Reverse all of them before"
        " changing the currency."
    )
    assert complaints(response) == {"currency": [sentence]}


def test_a_flow_in_another_currency_than_its_contribution_is_refused(
    contribution: Contribution,
) -> None:
    with pytest.raises(DatabaseError, match="in the currency of its contribution"):
        make_flow(contribution=contribution, currency="EUR")


def test_the_second_of_two_people_is_told_and_keeps_what_was_typed(
    client: Client, address: str, contribution: Contribution
) -> None:
    page = client.get(address)
    client.post(address, filled(page, note="First."))

    again = filled(client.get(address)) | filled(page, note="Second.")
    response = client.post(address, again | {"idempotency_key": make_key()})

    assert response.status_code == 409
    assert "Somebody changed this contribution while you were writing" in words(response)
    assert "First." in words(response)
    assert "Second." in response.content.decode()
    contribution.refresh_from_db()
    assert contribution.note == "First."
    assert client.post(address, filled(response)).status_code == 302
    contribution.refresh_from_db()
    assert contribution.note == "Second."


def make_key() -> str:
    return "0b9c5b0a-5f0e-4c8e-9f0e-1d2c3b4a5f6e"


def test_the_reference_of_another_contribution_of_the_donor_is_refused(
    client: Client, address: str, contribution: Contribution, mi2020: Appeal
) -> None:
    make_contribution(appeal=mi2020, donor=contribution.donor, reference="A-2")

    response = client.post(address, filled(client.get(address), reference="A-2"))

    assert response.status_code == 422
    assert list(complaints(response)) == ["reference"]


def test_a_manager_of_one_office_changes_what_is_earmarked_for_it_and_nothing_else(
    contribution: Contribution,
    mi2020: Appeal,
    guatemala: Office,
    honduras: Office,
    signed_in: SignIn,
) -> None:
    client = signed_in(make_membership(role=Role.MANAGER, office=guatemala).user)
    address = at("contribution_edit", contribution.pk)

    for place in (honduras.pk, ""):
        response = client.post(address, filled(client.get(address), office=place))
        assert (response.status_code, list(complaints(response))) == (422, ["office"])
    assert client.post(address, filled(client.get(address), note="Ours.")).status_code == 302
    for foreign in (make_contribution(appeal=mi2020, office=honduras), make_contribution()):
        assert client.get(at("contribution_edit", foreign.pk)).status_code == 404
    unearmarked = make_contribution(appeal=mi2020)
    assert client.get(at("contribution_edit", unearmarked.pk)).status_code == 404
