"""Changing and closing a risk."""

import pytest
from django.test import Client

from appeal.models import User
from tests.factories import make_risk
from tests.fixture_types import SignIn
from tests.tracking.browsing import activity_of, at, complaints, filled, words
from tracking.models import Risk

pytestmark = [pytest.mark.once, pytest.mark.person("reporter_gt")]


@pytest.fixture
def risk(db: None) -> Risk:
    return make_risk(activity=activity_of("GT-1.1"))


@pytest.fixture
def address(risk: Risk) -> str:
    return at("risk_edit", risk.pk)


def test_it_closes_a_risk_and_the_log_keeps_what_it_was(
    client: Client, address: str, risk: Risk
) -> None:
    response = client.post(address, filled(client.get(address), state="closed"))

    assert response.status_code == 302
    risk.refresh_from_db()
    assert (risk.state, risk.version) == ("closed", 2)
    assert [line.state for line in risk.history.order_by("history_id")] == ["open", "closed"]


def test_it_goes_back_to_where_the_person_came_from(client: Client, address: str) -> None:
    page = client.get(f"{address}?next={at('risk_list')}")

    response = client.post(address, filled(page) | {"next": page.context["back"]})

    assert response.url == at("risk_list")


def test_the_second_of_two_people_sees_both_versions_and_loses_nothing(
    client: Client, address: str, risk: Risk, manager_ro: User, signed_in: SignIn
) -> None:
    colleague = signed_in(manager_ro)
    mine, theirs = client.get(address), colleague.get(address)
    colleague.post(address, filled(theirs, likelihood="5", treatment="Fly them in."))

    conflict = client.post(address, filled(mine, owner="Mine"))

    assert conflict.status_code == 409
    assert "Somebody changed this risk while you were writing" in words(conflict)
    assert "5 almost certain × 4 major = 20" in words(conflict)
    assert "Fly them in." in words(conflict)
    assert conflict.context["form"]["owner"].value() == "Mine"
    assert client.post(address, filled(conflict)).status_code == 302
    risk.refresh_from_db()
    assert (risk.owner, risk.likelihood, risk.version) == ("Mine", 3, 3)


def test_what_is_wrong_is_refused(client: Client, address: str, risk: Risk) -> None:
    response = client.post(address, filled(client.get(address), consequence="9", owner="Mine"))

    assert response.status_code == 422
    assert list(complaints(response)) == ["consequence"]
    assert response.context["form"]["owner"].value() == "Mine"


def test_another_offices_risk_is_not_found(client: Client) -> None:
    foreign = make_risk(activity=activity_of("HN-1.1"))
    address = at("risk_edit", foreign.pk)

    assert client.get(address).status_code == 404
    assert client.post(address, {"owner": "Mine", "version": "1"}).status_code == 404
    foreign.refresh_from_db()
    assert foreign.version == 1


@pytest.mark.parametrize("who", ["viewer", "finance_gt", "reviewer_ro"])
def test_who_keeps_no_risks_finds_no_form(
    who: str, address: str, request: pytest.FixtureRequest, signed_in: SignIn
) -> None:
    assert signed_in(request.getfixturevalue(who)).get(address).status_code == 404
