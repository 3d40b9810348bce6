"""Adding a risk to an activity."""

import pytest
from django.test import Client

from tests.fixture_types import SignIn
from tests.tracking.browsing import activity_of, at, complaints, filled, words
from tracking.models import Risk

pytestmark = [pytest.mark.once, pytest.mark.person("reporter_gt")]

TYPED = {
    "what": "Rain closes the road.",
    "likelihood": "4",
    "consequence": "3",
    "treatment": "Store the kits before May.",
    "owner": "Logistics",
}


@pytest.fixture
def address(db: None) -> str:
    return at("risk_new", "GT-1.1")


@pytest.mark.parametrize("who", ["reporter_gt", "manager_ro"])
def test_it_adds_a_risk(
    who: str, address: str, request: pytest.FixtureRequest, signed_in: SignIn
) -> None:
    client = signed_in(request.getfixturevalue(who))

    response = client.post(address, filled(client.get(address), **TYPED))

    assert (response.status_code, response.url) == (302, at("activity_detail", "GT-1.1"))
    risk = Risk.objects.with_score().get()
    assert (risk.activity.code, risk.score, risk.level) == ("GT-1.1", 12, "high")
    assert (risk.state, risk.owner, risk.version) == ("open", "Logistics", 1)
    line = risk.history.get()
    assert (line.history_user.username, line.door) == (
        request.getfixturevalue(who).username,
        "page",
    )


@pytest.mark.parametrize(
    ("name", "typed"),
    [("what", ""), ("what", "x" * 501), ("likelihood", ""), ("likelihood", "6"),
     ("consequence", "0"), ("owner", " "), ("state", "gone")],
)  # fmt: skip
def test_what_is_wrong_is_refused_and_what_was_typed_stays(
    client: Client, address: str, name: str, typed: str
) -> None:
    sent = filled(client.get(address), **TYPED) | {name: typed}

    response = client.post(address, sent)

    assert response.status_code == 422
    assert list(complaints(response)) == [name]
    assert response.context["form"]["treatment"].value() == "Store the kits before May."
    assert not Risk.objects.exists()


def test_the_same_form_sent_twice_adds_one_risk(client: Client, address: str) -> None:
    sent = filled(client.get(address), **TYPED)

    first, second = client.post(address, sent), client.post(address, sent)

    assert (first.url, second.status_code) == (second.url, 302)
    assert Risk.objects.count() == 1


def test_another_offices_activity_is_not_found(client: Client) -> None:
    foreign = at("risk_new", "HN-1.1")

    assert client.get(foreign).status_code == 404
    assert client.post(foreign, TYPED).status_code == 404
    assert activity_of("HN-1.1").risks.count() == 0


def test_the_form_says_never_to_name_beneficiaries(client: Client, address: str) -> None:
    assert "Never write the names of beneficiaries" in words(client.get(address))
