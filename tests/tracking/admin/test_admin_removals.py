"""What the admin removes, and how it merges donors."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.factories import (
    make_assignment,
    make_contribution,
    make_donor,
    make_rate,
    make_risk,
)
from tests.tracking.browsing import activity_of

pytestmark = [pytest.mark.django_db, pytest.mark.person("manager_ro")]


@pytest.mark.parametrize("make", [make_risk, make_donor, make_rate, make_contribution])
def test_the_admin_removes_what_is_unused(make: Callable[..., Any], client: Client) -> None:
    activity = activity_of("GT-1.1")
    own: dict[Any, dict[str, Any]] = {
        make_risk: {"activity": activity}, make_contribution: {"appeal": activity.appeal},
    }  # fmt: skip
    row = make(**own.get(make, {}))
    name = row._meta.label_lower.replace(".", "_")

    page = client.post(reverse(f"admin:{name}_delete", args=[row.pk]), {"post": "yes"}, follow=True)

    assert page.status_code == 200
    assert not type(row).objects.filter(pk=row.pk).exists()
    assert type(row).history.get(id=row.pk, history_type="-").door == "admin"


def test_the_admin_merges_donors(client: Client) -> None:
    twice, kept = make_donor(), make_donor()
    contribution = make_contribution(
        appeal=activity_of("GT-1.1").appeal, donor=twice, committed=100
    )
    make_assignment(contribution=contribution, into=make_contribution(donor=twice))
    sent = {"name": twice.name, "kind": twice.kind, "initial-name": twice.name,
            "initial-kind": twice.kind, "into": kept.pk}  # fmt: skip

    client.post(reverse("admin:tracking_donor_change", args=[twice.pk]), sent)

    contribution.refresh_from_db()
    assert contribution.donor == kept
