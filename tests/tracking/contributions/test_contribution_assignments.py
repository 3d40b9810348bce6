"""Assigning money of a contribution: down, from where it stands, never more than stands there."""

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.db import DatabaseError
from django.test import Client

from appeal.models import Appeal, Heading, Office, Role, User
from tests.factories import (
    make_assignment,
    make_contribution,
    make_flow,
    make_heading,
    make_membership,
    make_office,
    undo,
)
from tests.fixture_types import SignIn
from tests.test_races import at_once, sending
from tests.tracking.browsing import at, complaints, filled, words
from tracking import actions
from tracking.models import Contribution, ContributionAssignment, Flow

pytestmark = [pytest.mark.once, pytest.mark.person("manager_ro")]


@pytest.fixture
def o1(mi2020: Appeal) -> Heading:
    return Heading.objects.get(code="O1")


@pytest.fixture
def given(mi2020: Appeal) -> Contribution:
    """1 000 dollars for the whole appeal, committed on 1 February 2020."""
    return make_contribution(appeal=mi2020, committed=1000)


def send(client: Client, contribution: Contribution, **typed: Any) -> Any:
    address = at("assignment_new", contribution.pk)
    typed = {"amount": "400", "effective_on": "2020-03-01", "reason": "Agreed."} | typed
    return client.post(address, filled(client.get(address), **typed), follow=True)


def stands(contribution: Contribution, day: date = date(2021, 3, 31)) -> dict[Any, Decimal]:
    """By the codes of office and heading."""
    return {
        tuple(row and row.code for row in place): amount
        for place, amount in actions.standing_on(contribution, day).items()
        if amount
    }


def test_money_moves_from_the_appeal_to_an_office_and_on_to_a_cell(
    client: Client, given: Contribution, guatemala: Office, o1: Heading
) -> None:
    send(client, given, source="0-0", office=guatemala.pk)
    response = send(client, given, source=f"{guatemala.pk}-0", heading=o1.pk, amount="150.25")

    assert stands(given) == {
        (None, None): 600,
        ("GT", None): Decimal("249.75"),
        ("GT", "O1"): Decimal("150.25"),
    }
    move = ContributionAssignment.objects.latest("pk")
    assert (move.from_office, move.from_heading) == (guatemala, None)
    assert (move.office, move.heading) == (guatemala, o1)
    assert (move.recorded_by.username, move.reason) == ("manager.ro", "Agreed.")
    assert "Distributed: USD 150.25." in words(response)
    assert "Guatemala, O1 150.25" in words(response)


def test_money_goes_straight_to_a_heading_or_a_cell(
    client: Client, given: Contribution, guatemala: Office, o1: Heading
) -> None:
    send(client, given, source="0-0", heading=o1.pk)
    send(client, given, source="0-0", office=guatemala.pk, heading=o1.pk, amount="5")
    send(client, given, source=f"0-{o1.pk}", office=guatemala.pk, amount="7")

    assert stands(given) == {(None, None): 595, (None, "O1"): 393, ("GT", "O1"): 12}


def test_it_offers_what_stands_somewhere_and_may_go_further_down(
    client: Client, given: Contribution, guatemala: Office, o1: Heading
) -> None:
    make_assignment(contribution=given, office=guatemala, amount=300)
    make_assignment(contribution=given, office=guatemala, heading=o1, amount=50)

    page = client.get(at("assignment_new", given.pk))

    offered = dict(page.context["form"].fields["source"].choices)
    assert offered == {
        "0-0": "the appeal as a whole: USD 650.00",
        f"{guatemala.pk}-0": "Guatemala: USD 300.00",
    }


def test_the_last_cent_is_assigned_and_not_one_more(
    client: Client, given: Contribution, guatemala: Office
) -> None:
    refused = send(client, given, source="0-0", office=guatemala.pk, amount="1000.01")

    assert refused.status_code == 422
    sentence = "Only USD 1,000.00 of this contribution is there. Distribute that much or less."
    assert complaints(refused) == {"amount": [sentence]}
    assert "1000.01" in refused.content.decode()
    assert "Agreed." in refused.content.decode()
    assert not ContributionAssignment.objects.exists()
    assert send(client, given, source="0-0", office=guatemala.pk, amount="1000").status_code == 200
    assert stands(given) == {("GT", None): 1000}


def test_a_pledge_is_nothing_that_could_be_assigned(client: Client, mi2020: Appeal) -> None:
    pledged = make_contribution(appeal=mi2020)
    make_flow(contribution=pledged, kind=Flow.Kind.PLEDGE, amount=1000)

    page = client.get(at("assignment_new", pledged.pk))

    assert "There is no money to distribute" in words(page)


def test_money_is_not_assigned_before_it_was_there(
    client: Client, given: Contribution, guatemala: Office
) -> None:
    make_flow(contribution=given, amount=500, value_on=date(2020, 6, 1))
    place = {"source": "0-0", "office": guatemala.pk, "amount": "1200"}

    early = send(client, given, **place, effective_on="2020-05-31")

    assert early.status_code == 422
    assert complaints(early) == {
        "effective_on": [
            "On 31 May 2020 only USD 1,000.00 of this contribution was there. Choose a later date."
        ]
    }
    assert send(client, given, **place, effective_on="2020-06-01").status_code == 200


def test_what_is_assigned_later_is_not_assigned_earlier_too(
    client: Client, given: Contribution, guatemala: Office, honduras: Office
) -> None:
    """300 are in hand today, since more came in autumn, but on 1 June all was assigned."""
    make_assignment(contribution=given, office=honduras, amount=1000, effective_on=date(2020, 6, 1))
    make_flow(contribution=given, amount=300, value_on=date(2020, 9, 1))

    refused = send(client, given, source="0-0", office=guatemala.pk, amount="300")

    assert list(complaints(refused)) == ["effective_on"]
    assert "On 1 Jun 2020 only USD 0.00" in words(refused)


@pytest.mark.parametrize(
    ("typed", "name", "sentence"),
    [
        ({"amount": "0"}, "amount", "The amount must be above zero."),
        ({"amount": "-4"}, "amount", "The amount must be above zero."),
        (
            {"amount": "NaN"},
            "amount",
            "This is not an amount. Use digits only, for example 1250.50.",
        ),
        ({"amount": "10000000000000"}, "amount", "This amount is too large."),
        (
            {"amount": "1.005"},
            "amount",
            "An amount can have at most two decimals, for example 1250.50.",
        ),
        ({"effective_on": "2999-01-01"}, "effective_on", "This date is in the future."),
        (
            {"effective_on": "2021-04-01"},
            "effective_on",
            "Contributions to this appeal must be dated between 1 Jan 2018 and 31 Mar 2021.",
        ),
        ({"effective_on": ""}, "effective_on", "This field is required."),
        (
            {"office": ""},
            "office",
            "Choose where the money goes: an office, a heading, or both.",
        ),
        (
            {"source": "1-1"},
            "source",
            "This contribution has no money left there. Choose another place.",
        ),
        (
            {"source": "0"},
            "source",
            "This contribution has no money left there. Choose another place.",
        ),
        ({"source": ""}, "source", "This field is required."),
    ],
)
def test_what_is_wrong_is_said_and_everything_typed_stays(
    client: Client,
    given: Contribution,
    guatemala: Office,
    typed: dict[str, str],
    name: str,
    sentence: str,
) -> None:
    response = send(client, given, **{"source": "0-0", "office": guatemala.pk} | typed)

    assert response.status_code == 422
    assert complaints(response) == {name: [sentence]}
    assert "Agreed." in response.content.decode()
    assert not ContributionAssignment.objects.exists()


def test_money_of_one_office_does_not_move_to_another(
    client: Client, given: Contribution, guatemala: Office, honduras: Office
) -> None:
    make_assignment(contribution=given, office=guatemala, amount=300)

    response = send(client, given, source=f"{guatemala.pk}-0", office=honduras.pk, amount="10")

    sentence = "Money can only move down: choose a place within the one where it is now."
    assert complaints(response) == {"office": [sentence]}
    assert ContributionAssignment.objects.count() == 1


def test_money_earmarked_for_an_office_is_offered_to_no_other(
    client: Client, mi2020: Appeal, guatemala: Office, honduras: Office
) -> None:
    earmarked = make_contribution(appeal=mi2020, office=guatemala, committed=1000)

    response = send(client, earmarked, source=f"{guatemala.pk}-0", office=honduras.pk)

    assert list(complaints(response)) == ["office"]
    assert not ContributionAssignment.objects.exists()


def test_a_place_outside_the_appeal_is_refused(client: Client, given: Contribution) -> None:
    for place in ({"office": make_office().pk}, {"heading": make_heading().pk}):
        response = send(client, given, source="0-0", **place)

        assert list(complaints(response)) == list(place)
    assert not ContributionAssignment.objects.exists()


@pytest.mark.parametrize(
    ("source", "to"),
    [
        (("GT", ""), ("HN", "")),
        (("GT", ""), ("HN", "O1")),
        (("GT", ""), ("GT", "")),
        (("GT", ""), ("", "")),
        (("GT", ""), ("", "O1")),
        (("", "O1"), ("GT", "")),
        (("", "O1"), ("GT", "P1")),
        (("GT", "O1"), ("GT", "")),
        (("", ""), ("", "")),
    ],
)
def test_the_database_moves_money_down_only(
    given: Contribution, source: tuple[str, str], to: tuple[str, str]
) -> None:
    def office(code: str) -> Office | None:
        return Office.objects.filter(code=code).first()

    def heading(code: str) -> Heading | None:
        return Heading.objects.filter(code=code).first()

    with pytest.raises(DatabaseError, match="moves_money_down"):
        make_assignment(
            contribution=given, from_office=office(source[0]), from_heading=heading(source[1]),
            office=office(to[0]), heading=heading(to[1]),
        )  # fmt: skip


def test_the_same_form_sent_twice_has_one_effect_and_one_answer(
    client: Client, given: Contribution, guatemala: Office
) -> None:
    address = at("assignment_new", given.pk)
    typed = {"source": "0-0", "office": guatemala.pk, "amount": "400"}
    sent = filled(client.get(address), **typed, effective_on="2020-03-01")

    first, second = client.post(address, sent), client.post(address, sent)

    assert (first.status_code, first.url) == (second.status_code, second.url)
    assert stands(given)["GT", None] == 400


def test_a_manager_of_one_office_assigns_what_is_earmarked_for_it_alone(
    given: Contribution, mi2020: Appeal, guatemala: Office, o1: Heading, signed_in: SignIn
) -> None:
    client = signed_in(make_membership(role=Role.MANAGER, office=guatemala).user)
    own = make_contribution(appeal=mi2020, office=guatemala, committed=1000)
    move = make_assignment(contribution=given, office=guatemala)

    assert send(client, own, source=f"{guatemala.pk}-0", heading=o1.pk).status_code == 200
    for address in (
        at("assignment_new", given.pk),
        at("assignment_reverse", given.pk, move.pk),
        at("assignment_reverse", own.pk, move.pk),
    ):
        assert client.get(address).status_code == 404
        assert client.post(address, {"idempotency_key": uuid4()}).status_code == 404


# Reversals


def reversing(client: Client, move: ContributionAssignment) -> Any:
    address = at("assignment_reverse", move.contribution.pk, move.pk)
    return client.post(address, filled(client.get(address), reason="A mistake."), follow=True)


def test_a_reversal_gives_the_money_back_and_both_stay(
    client: Client, given: Contribution, guatemala: Office
) -> None:
    move = make_assignment(contribution=given, office=guatemala, amount=300)

    response = reversing(client, move)

    reversal = ContributionAssignment.objects.get(reverses=move)
    assert (reversal.amount, reversal.effective_on) == (300, move.effective_on)
    assert reversal.reason == "A mistake."
    assert stands(given) == {(None, None): 1000}
    assert "Reversed: USD 300.00." in words(response)


def test_what_moved_further_down_is_not_taken_back_from_above(
    client: Client, given: Contribution, guatemala: Office, o1: Heading
) -> None:
    first = make_assignment(contribution=given, office=guatemala, amount=300)
    second = make_assignment(
        contribution=given, from_office=guatemala, office=guatemala, heading=o1, amount=1
    )

    refused = reversing(client, first)

    assert refused.status_code == 422
    assert complaints(refused) == {
        "__all__": [
            "This money has since been distributed further. Reverse that distribution first."
        ]
    }
    assert "A mistake." in refused.content.decode()
    assert reversing(client, second).status_code == 200
    assert reversing(client, first).status_code == 200
    assert stands(given) == {(None, None): 1000}


def test_what_was_moved_down_in_between_is_not_taken_back_though_as_much_stands_there_today(
    client: Client, given: Contribution, guatemala: Office, o1: Heading
) -> None:
    """300 came in March and went down in May; 300 more came in July: they stand there today."""
    first = make_assignment(contribution=given, office=guatemala, amount=300)
    make_assignment(
        contribution=given, from_office=guatemala, office=guatemala, heading=o1, amount=300,
        effective_on=date(2020, 5, 1),
    )  # fmt: skip
    last = make_assignment(
        contribution=given, office=guatemala, amount=300, effective_on=date(2020, 7, 1)
    )

    refused = reversing(client, first)

    assert refused.status_code == 422
    assert not ContributionAssignment.objects.filter(reverses=first).exists()
    assert stands(given, date(2020, 6, 1)) == {(None, None): 700, ("GT", "O1"): 300}
    assert reversing(client, last).status_code == 200
    assert stands(given, date(2020, 7, 1)) == {(None, None): 700, ("GT", "O1"): 300}


def test_neither_a_reversal_nor_what_is_reversed_is_reversed(
    client: Client, given: Contribution, guatemala: Office
) -> None:
    move = make_assignment(contribution=given, office=guatemala)
    reversal = undo(move)

    late, second = reversing(client, move), reversing(client, reversal)

    assert (late.status_code, second.status_code) == (409, 422)
    assert complaints(late) == {"__all__": ["This has already been reversed."]}
    assert complaints(second) == {"__all__": ["A reversal cannot be reversed. Record it again."]}
    assert ContributionAssignment.objects.count() == 2


def test_more_assigned_than_a_reversed_flow_leaves_is_told(
    client: Client, given: Contribution, guatemala: Office
) -> None:
    make_assignment(contribution=given, office=guatemala, amount=300)
    undo(given.flows.get())

    page = client.get(at("contribution_detail", given.pk))

    assert "USD 300.00 more is distributed than the contribution is now worth" in words(page)
    assert stands(given) == {(None, None): -300, ("GT", None): 300}


# At once


@pytest.mark.usefixtures("real_commits")
def test_of_two_who_assign_the_last_money_at_once_one_is_told(
    manager_ro: User, guatemala: Office, honduras: Office, mi2020: Appeal, signed_in: SignIn
) -> None:
    given = make_contribution(appeal=mi2020, committed=1000)
    address = at("assignment_new", given.pk)
    page = signed_in(manager_ro).get(address)
    typed = {"source": "0-0", "amount": "700", "effective_on": "2020-03-01"}
    forms = [
        filled(page, **typed, office=office.pk, idempotency_key=str(uuid4()))
        for office in (guatemala, honduras, guatemala, honduras)
    ]

    answers = at_once(*(sending(signed_in(manager_ro), address, form) for form in forms))

    assert sorted(answers) == [302, 422, 422, 422]
    assert stands(given)[None, None] == 300
    assert ContributionAssignment.objects.count() == 1


@pytest.mark.usefixtures("real_commits")
def test_money_taken_back_and_moved_on_at_once_is_not_in_two_places(
    manager_ro: User, guatemala: Office, mi2020: Appeal, signed_in: SignIn
) -> None:
    given = make_contribution(appeal=mi2020, committed=1000)
    move = make_assignment(contribution=given, office=guatemala, amount=1000)
    heading = Heading.objects.get(code="O1")
    onward, back = at("assignment_new", given.pk), at("assignment_reverse", given.pk, move.pk)
    client = signed_in(manager_ro)
    typed = {"source": f"{guatemala.pk}-0", "heading": heading.pk, "amount": "1000"}
    sent = filled(client.get(onward), **typed, effective_on="2020-03-01")

    answers = at_once(
        sending(signed_in(manager_ro), onward, sent),
        sending(signed_in(manager_ro), back, filled(client.get(back), reason="A mistake.")),
    )

    assert sorted(answers) == [302, 422]
    assert min(stands(given).values()) == max(stands(given).values()) == 1000


@pytest.mark.usefixtures("real_commits")
def test_a_flow_reversed_four_times_at_once_is_reversed_once(
    manager_ro: User, mi2020: Appeal, signed_in: SignIn
) -> None:
    flow = make_contribution(appeal=mi2020, committed=1000).flows.get()
    address = at("flow_reverse", flow.contribution.pk, flow.pk)
    form = filled(signed_in(manager_ro).get(address), reason="Typed twice.")

    answers = at_once(
        *(
            sending(signed_in(manager_ro), address, form | {"idempotency_key": str(uuid4())})
            for _ in range(4)
        )
    )

    assert sorted(answers) == [302, 409, 409, 409]
    assert Flow.objects.filter(reverses=flow).count() == 1
