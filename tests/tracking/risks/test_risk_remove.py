"""A risk is removed while nothing was done about it."""

from typing import Any

import pytest
from django.test import Client

from appeal.models import User
from tests.factories import (
    make_risk,
)
from tests.fixture_types import SignIn
from tests.tracking.browsing import activity_of, at, filled, words
from tracking.models import Risk

pytestmark = [pytest.mark.django_db, pytest.mark.person("manager_ro")]


def send(client: Client, address: str, **typed: Any) -> Any:
    return client.post(address, filled(client.get(address), **typed), follow=True)


def test_a_risk_entered_by_mistake_goes_and_one_that_was_treated_stays(
    signed_in: SignIn, reporter_gt: User
) -> None:
    client = signed_in(reporter_gt)
    activity = activity_of("GT-1.1")
    mistake, treated = make_risk(activity=activity), make_risk(activity=activity)
    treated.state = Risk.State.TREATED
    treated.save()
    treated.state = Risk.State.OPEN
    treated.save()

    page = send(client, at("risk_remove", mistake.pk))
    refused = client.get(at("risk_remove", treated.pk))

    assert "was removed." in words(page)
    assert "Close it instead" in words(refused)
    assert list(Risk.objects.values_list("pk", flat=True)) == [treated.pk]


def test_what_somebody_changed_since_its_removal_was_asked_for_stays(client: Client) -> None:
    risk = make_risk(activity=activity_of("GT-1.1"))
    page = client.get(at("risk_remove", risk.pk))
    risk.save_over(risk.version, ["owner"])

    answer = client.post(at("risk_remove", risk.pk), filled(page))

    assert answer.status_code == 409
    assert Risk.objects.filter(pk=risk.pk).exists()
