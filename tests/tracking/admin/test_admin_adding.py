"""What managers add in the admin: partners, donors, rates and risks, each once."""

import uuid
from typing import Any

import pytest
from django.test import Client

from appeal.models import Appeal, Office, Partner, Role, User
from tests.appeal.admin.test_admin import at
from tests.factories import make_membership
from tests.fixture_types import SignIn
from tests.tracking.browsing import activity_of, words
from tracking.models import Donor, ExchangeRate, Risk

pytestmark = pytest.mark.once

RISK = {
    "what": "A flood closes the road", "likelihood": 3, "consequence": 4, "owner": "Ana",
    "state": "open", "language": "en",
}  # fmt: skip
GIVEN: dict[Any, dict[str, Any]] = {
    Partner: {"name_en": "A ministry", "kind": "government"},
    Donor: {"name": "A fund", "kind": "other"},
    ExchangeRate: {"currency": "HNL", "effective_on": "1 Mar 2020", "rate": "24.85",
                   "source": "The bank"},
    Risk: RISK,
}  # fmt: skip


def given(model: Any) -> dict[str, Any]:
    own = {"activity": activity_of("GT-1.1").pk} if model is Risk else {}
    return GIVEN[model] | own


@pytest.fixture
def client(manager_ro: User, signed_in: SignIn, mi2020: Appeal) -> Client:
    return signed_in(manager_ro)


@pytest.mark.parametrize("model", GIVEN)
def test_a_manager_adds_it_and_a_second_click_adds_no_other(model: Any, client: Client) -> None:
    count = model.objects.count()
    page = client.get(at(model, "add"))
    assert 'name="idempotency_key"' in page.content.decode()
    sent = given(model) | {"idempotency_key": str(uuid.uuid4())}

    first = client.post(at(model, "add"), sent)
    second = client.post(at(model, "add"), sent)

    assert (first.status_code, second.status_code) == (302, 302), words(first)
    assert second.url == first.url
    assert model.objects.count() == count + 1


def test_a_form_that_is_mended_keeps_its_key(client: Client) -> None:
    key = str(uuid.uuid4())

    page = client.post(at(Donor, "add"), {"name": "", "idempotency_key": key})

    assert f'name="idempotency_key" value="{key}"' in page.content.decode()


def test_a_rate_that_looks_unusual_is_asked_about_and_added_with_its_reason(
    client: Client, mi2020: Appeal
) -> None:
    entry = GIVEN[ExchangeRate]
    client.post(at(ExchangeRate, "add"), entry)

    asked = client.post(at(ExchangeRate, "add"), entry | {"effective_on": "2 Mar 2020",
                                                          "rate": "248.5"})  # fmt: skip

    assert asked.status_code == 200
    answers = asked.context["adminform"].form["answers"].value()
    told = client.post(
        at(ExchangeRate, "add"),
        entry | {"effective_on": "2 Mar 2020", "rate": "248.5", "answers": answers,
                 "unusual_reason": "A new currency"},
    )  # fmt: skip
    assert told.status_code == 302


@pytest.mark.parametrize("model", GIVEN)
def test_who_manages_nothing_adds_nothing(
    model: Any, viewer: User, finance_gt: User, signed_in: SignIn
) -> None:
    for person in (finance_gt,):
        assert signed_in(person).post(at(model, "add"), given(model)).status_code == 403
    assert not Donor.objects.filter(name="A fund").exists()


def test_a_risk_is_added_to_an_activity_of_the_own_office_only(
    guatemala: Office, signed_in: SignIn
) -> None:
    client = signed_in(make_membership(role=Role.MANAGER, office=guatemala).user)

    refused = client.post(at(Risk, "add"), RISK | {"activity": activity_of("HN-1.1").pk})

    assert "activity" in refused.context["adminform"].form.errors
    assert not Risk.objects.filter(what=RISK["what"]).exists()


def test_a_partner_that_is_used_is_merged_and_not_removed(client: Client) -> None:
    used = Partner.objects.create(name_en="Used", kind="government")
    activity_of("GT-1.1").partners.add(used)

    answer = client.post(at(Partner, "delete", used.pk), {"post": "yes"}, follow=True)

    assert "merge one into the other instead" in words(answer)
    assert Partner.objects.filter(pk=used.pk).exists()


def test_a_manager_edits_the_names_and_the_language_of_the_office(
    guatemala: Office, signed_in: SignIn
) -> None:
    client = signed_in(make_membership(role=Role.MANAGER, office=guatemala).user)
    address = at(Office, "change", guatemala.pk)
    sent = {
        "name_en": "Guatemala",
        "name_es": "Guatemala",
        "name_fr": "Le Guatemala",
        "language": "fr",
        "countries": [each.pk for each in guatemala.countries.all()],
    }

    assert client.post(address, sent).status_code == 302

    guatemala.refresh_from_db()
    assert (guatemala.name_fr, guatemala.language) == ("Le Guatemala", "fr")
