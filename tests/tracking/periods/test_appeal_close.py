"""The page that closes an appeal: first what is open by number, with the way to each part."""

import re
from typing import Any

import pytest
from django.test import Client

from appeal.models import Appeal, User
from tests.factories import make_milestone, make_transaction
from tests.fixture_types import SignIn
from tests.tracking.browsing import activity_of, at, words
from tracking.actions import close_appeal
from tracking.models import Transaction

pytestmark = [pytest.mark.django_db, pytest.mark.person("manager_ro")]
CARRY = "Carry it over"


@pytest.fixture
def commitment(mi2020: Appeal) -> Transaction:
    return make_transaction(
        activity=activity_of("GT-1.1"), kind="commitment", posted=True, amount=40
    )


def close(appeal: Appeal, by: User) -> None:
    appeal.refresh_from_db()
    close_appeal(
        appeal=appeal, version=None, reason="Over.", by=by, at=appeal.end_of(appeal.ends_on)
    )


def places(page: Any) -> set[str]:
    """Where its own links lead within the page."""
    return set(re.findall(r'href="#([^"]+)"', page.content.decode().split("<main")[1]))


def test_it_begins_with_how_many_points_are_open_and_the_way_to_the_form(
    client: Client, commitment: Transaction
) -> None:
    make_milestone(activity=activity_of("GT-1.1"))

    page = client.get(at("appeal_close"))

    rows = page.context["still_open"]
    number = sum(bool(row.count) for row in rows)
    assert f"{number} of {len(rows)} points are open." in words(page)
    assert '<a href="#closing">to the form that closes the appeal</a>' in page.content.decode()


def test_what_is_listed_on_it_is_led_to_on_it_and_every_place_is_there(
    client: Client, commitment: Transaction
) -> None:
    make_milestone(activity=activity_of("GT-1.1"))

    page = client.get(at("appeal_close"))

    assert {"left-commitments", "open-milestones", "closing"} <= places(page)
    assert [place for place in places(page) if f'id="{place}"' not in page.content.decode()] == []


def test_what_is_done_leads_nowhere(client: Client, mi2020: Appeal) -> None:
    page = client.get(at("appeal_close"))

    assert "Commitments that are not spent: done" in words(page)
    assert "left-commitments" not in page.content.decode()


def test_a_commitment_of_a_closed_appeal_says_to_reopen_it_instead_of_carrying_it_over(
    signed_in: SignIn, finance_gt: User, manager_ro: User, mi2020: Appeal, commitment: Transaction
) -> None:
    detail, following = at("transaction_detail", commitment.pk), "/appeals/new/?of=MI2020-CNAC"
    finance, manager = signed_in(finance_gt), signed_in(manager_ro)
    carry = at("commitment_carry", commitment.pk)
    for client, page in ((finance, detail), (manager, following)):
        assert carry in client.get(page).content.decode()

    close(mi2020, manager_ro)

    for client, page in ((finance, detail), (manager, following)):
        shown = client.get(page)
        assert carry not in shown.content.decode()
        assert "Ask a manager of the region to re-open the appeal first." in words(shown)


def test_whoever_carries_nothing_over_is_told_nothing_of_it(
    signed_in: SignIn, viewer: User, manager_ro: User, mi2020: Appeal, commitment: Transaction
) -> None:
    close(mi2020, manager_ro)

    page = signed_in(viewer).get(at("transaction_detail", commitment.pk))

    assert "carrying a commitment over" not in words(page)
