"""Pledges, commitments and receipts: recorded once at the month's rate, corrected by a reversal."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.db import DatabaseError
from django.test import Client

from appeal.models import Appeal, Office, Role, User
from tests.factories import (
    make_contribution,
    make_donor,
    make_flow,
    make_membership,
    make_rate,
    undo,
)
from tests.fixture_types import SignIn
from tests.tracking.browsing import at, complaints, filled, words
from tracking.models import Contribution, Flow

pytestmark = [pytest.mark.once, pytest.mark.person("manager_ro")]


TYPED = {"kind": "commitment", "value_on": "2020-03-15", "amount": "1250.50", "note": "Signed."}


@pytest.fixture
def contribution(mi2020: Appeal, guatemala: Office) -> Contribution:
    donor = make_donor(name="A fund")
    return make_contribution(appeal=mi2020, donor=donor, reference="A-1", office=guatemala)


@pytest.fixture
def address(contribution: Contribution) -> str:
    return at("flow_new", contribution.pk)


def send(client: Client, address: str, **typed: Any) -> Any:
    return client.post(address, filled(client.get(address), **TYPED | typed), follow=True)


def test_it_records_a_commitment_in_dollars(client: Client, address: str) -> None:
    response = send(client, address)

    flow = Flow.objects.get()
    assert (flow.kind, flow.value_on) == ("commitment", date(2020, 3, 15))
    assert (flow.amount, flow.rate, flow.usd_amount) == (Decimal("1250.50"), 1, flow.amount)
    assert (flow.recorded_by.username, flow.note) == ("manager.ro", "Signed.")
    assert "Recorded: commitment, USD 1,250.50." in words(response)
    assert response.context["contribution"].figures.funded == Decimal("1250.50")
    assert "1,250.50" in words(response)


@pytest.mark.parametrize("kind", ["pledge", "receipt"])
def test_it_records_pledges_and_receipts(client: Client, address: str, kind: str) -> None:
    send(client, address, kind=kind)

    assert Flow.objects.get().kind == kind


def test_the_rate_of_the_month_gives_the_dollars_rounded_half_even(
    client: Client, address: str, contribution: Contribution
) -> None:
    Contribution.objects.filter(pk=contribution.pk).update(currency="EUR")
    make_rate(currency="EUR", effective_on=date(2020, 3, 1), rate="0.9")
    make_rate(currency="EUR", effective_on=date(2020, 3, 15), rate="0.8")
    make_rate(currency="EUR", effective_on=date(2020, 3, 16), rate="0.7")

    response = send(client, address, amount="0.02")

    flow = Flow.objects.get()
    # 0.02 / 0.8 = 0.025, half way between two cents: to the even one.
    assert (flow.rate, flow.usd_amount) == (Decimal("0.8"), Decimal("0.02"))
    assert "EUR 0.02" in words(response)


def test_without_a_rate_of_the_month_it_says_which_one_is_missing(
    client: Client, address: str, contribution: Contribution
) -> None:
    Contribution.objects.filter(pk=contribution.pk).update(currency="EUR")
    make_rate(currency="EUR", effective_on=date(2020, 2, 1), rate="0.9")
    make_rate(currency="EUR", effective_on=date(2020, 3, 16), rate="0.9")

    response = send(client, address)

    assert response.status_code == 422
    assert complaints(response) == {
        "value_on": [
            "There is no EUR exchange rate for March 2020 up to this day. A manager of"
            " the region must add it first."
        ]
    }
    assert "Signed." in response.content.decode()
    assert not Flow.objects.exists()


@pytest.mark.once
@pytest.mark.parametrize(
    ("amount", "sentence"),
    [
        ("0", "The amount must be above zero."),
        ("-5", "The amount must be above zero."),
        ("NaN", "This is not an amount. Use digits only, for example 1250.50."),
        ("Infinity", "This is not an amount. Use digits only, for example 1250.50."),
        ("12.505", "An amount can have at most two decimals, for example 1250.50."),
        ("10000000000000", "This amount is too large."),
        ("", "This field is required."),
    ],
)
def test_what_is_no_amount_is_refused_and_everything_typed_stays(
    client: Client, address: str, amount: str, sentence: str
) -> None:
    response = send(client, address, amount=amount)

    assert response.status_code == 422
    assert complaints(response) == {"amount": [sentence]}
    for value in (amount, "2020-03-15", "Signed."):
        assert value in response.content.decode()
    assert not Flow.objects.exists()


def test_what_becomes_too_many_dollars_is_refused(
    client: Client, address: str, contribution: Contribution
) -> None:
    Contribution.objects.filter(pk=contribution.pk).update(currency="KWD")
    make_rate(currency="KWD", effective_on=date(2020, 3, 1), rate="0.3")

    response = send(client, address, amount="9999999999999")

    assert complaints(response) == {"amount": ["This amount is too large."]}


@pytest.mark.parametrize(
    ("value_on", "sentence"),
    [
        ("2999-01-01", "This date is in the future."),
        (
            "2017-12-31",
            "Contributions to this appeal must be dated between 1 Jan 2018 and 31 Mar 2021.",
        ),
        (
            "2021-04-01",
            "Contributions to this appeal must be dated between 1 Jan 2018 and 31 Mar 2021.",
        ),
        ("2020-02-30", "Enter a valid date."),
        ("", "This field is required."),
    ],
)
def test_a_date_that_is_not_accepted_is_refused(
    client: Client, address: str, value_on: str, sentence: str
) -> None:
    response = send(client, address, value_on=value_on)

    assert response.status_code == 422
    assert complaints(response) == {"value_on": [sentence]}
    assert not Flow.objects.exists()


@pytest.mark.parametrize("value_on", ["2018-01-01", "2019-12-31", "2021-03-31"])
def test_a_date_outside_the_year_is_normal(client: Client, address: str, value_on: str) -> None:
    send(client, address, value_on=value_on)

    assert Flow.objects.get().value_on.isoformat() == value_on


def test_tomorrow_is_the_future_and_today_is_not(
    manager_ro: User, signed_in: SignIn, address: str
) -> None:
    with time_machine.travel(datetime(2020, 4, 10, 15, tzinfo=UTC), tick=False):
        client = signed_in(manager_ro)

        refused = send(client, address, value_on="2020-04-11")

        assert complaints(refused) == {"value_on": ["This date is in the future."]}
        assert send(client, address, value_on="2020-04-10").status_code == 200
    assert Flow.objects.count() == 1


@pytest.mark.parametrize("kind", ["", "gift"])
def test_a_flow_has_one_of_three_kinds(client: Client, address: str, kind: str) -> None:
    response = send(client, address, kind=kind)

    assert list(complaints(response)) == ["kind"]


def test_the_same_form_sent_twice_has_one_effect_and_one_answer(
    client: Client, address: str
) -> None:
    sent = filled(client.get(address), **TYPED)

    first, second = client.post(address, sent), client.post(address, sent | {"amount": "9"})

    assert (first.status_code, first.url) == (second.status_code, second.url)
    assert Flow.objects.get().amount == Decimal("1250.50")


@pytest.mark.once
def test_an_amount_typed_in_euros_is_not_saved_as_dollars(
    client: Client, address: str, contribution: Contribution
) -> None:
    """Somebody changed the currency while the form was open."""
    sent = filled(client.get(address), **TYPED)
    contribution.currency = "EUR"
    contribution.save_over(contribution.version, ["currency"])

    response = client.post(address, sent)

    assert response.status_code == 409
    assert "Somebody changed this contribution while you were writing" in words(response)
    assert "1250.50" in response.content.decode()
    assert "Amount in EUR" in words(response)
    assert not Flow.objects.exists()


@pytest.mark.parametrize("route", ["contribution_detail", "flow_new", "assignment_new"])
def test_a_contribution_of_another_appeal_is_not_found_here(client: Client, route: str) -> None:
    assert client.get(at(route, make_contribution().pk)).status_code == 404


def test_a_manager_of_one_office_records_for_what_is_earmarked_for_it_alone(
    contribution: Contribution,
    mi2020: Appeal,
    guatemala: Office,
    honduras: Office,
    signed_in: SignIn,
) -> None:
    client = signed_in(make_membership(role=Role.MANAGER, office=guatemala).user)

    assert send(client, at("flow_new", contribution.pk)).status_code == 200
    for office in (honduras, None):
        foreign = make_flow(contribution=make_contribution(appeal=mi2020, office=office))
        place = foreign.contribution.pk
        for address in (at("flow_new", place), at("flow_reverse", place, foreign.pk)):
            assert client.get(address).status_code == 404
            sent = TYPED | {"idempotency_key": uuid4(), "version": 1, "reason": "x"}
            assert client.post(address, sent).status_code == 404
    assert Flow.objects.count() == 3


# Reversals


def reversing(client: Client, flow: Flow, reason: str = "Typed twice.") -> Any:
    address = at("flow_reverse", flow.contribution.pk, flow.pk)
    return client.post(address, filled(client.get(address), reason=reason), follow=True)


def test_a_reversal_mirrors_its_original_and_both_stay(
    client: Client, contribution: Contribution
) -> None:
    flow = make_flow(contribution=contribution, amount=500)

    response = reversing(client, flow)

    reversal = Flow.objects.get(reverses=flow)
    for name in ("contribution", "kind", "value_on", "amount", "rate", "usd_amount"):
        assert getattr(reversal, name) == getattr(flow, name)
    assert (reversal.note, reversal.recorded_by.username) == ("Typed twice.", "manager.ro")
    assert "Reversed: commitment, USD 500.00." in words(response)
    assert response.context["contribution"].figures.funded == 0
    assert "-500.00" in words(response)


@pytest.mark.parametrize("reason", ["", "   ", "x" * 501])
def test_a_reversal_needs_a_reason(client: Client, contribution: Contribution, reason: str) -> None:
    response = reversing(client, make_flow(contribution=contribution), reason)

    assert response.status_code == 422
    assert list(complaints(response)) == ["reason"]
    assert Flow.objects.count() == 1


def test_neither_a_reversal_nor_what_is_reversed_is_reversed(
    client: Client, contribution: Contribution
) -> None:
    flow = make_flow(contribution=contribution)
    reversal = undo(flow)

    late, second = reversing(client, flow), reversing(client, reversal)

    assert (late.status_code, second.status_code) == (409, 422)
    assert complaints(late) == {"__all__": ["This has already been reversed."]}
    assert complaints(second) == {"__all__": ["A reversal cannot be reversed. Record it again."]}
    assert "Typed twice." in late.content.decode()
    assert Flow.objects.count() == 2


def test_the_database_keeps_flows_and_mirrors(contribution: Contribution) -> None:
    flow = make_flow(contribution=contribution)

    for act in (
        lambda: Flow.objects.filter(pk=flow.pk).update(amount=1),
        lambda: Flow.objects.filter(pk=flow.pk).delete(),
        lambda: undo(flow, amount=99),
        lambda: undo(undo(flow)),
    ):
        with pytest.raises(DatabaseError):
            act()


def test_a_flow_of_another_contribution_is_not_found_below_this_one(
    client: Client, contribution: Contribution
) -> None:
    foreign = make_flow(contribution=make_contribution(appeal=contribution.appeal))

    assert client.get(at("flow_reverse", contribution.pk, foreign.pk)).status_code == 404
