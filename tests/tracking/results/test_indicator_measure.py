"""What an indicator measures stands once values are reported; what nobody reported is free."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from appeal.models import Activity, Indicator, Milestone, User
from tests.factories import (
    make_achievement,
    make_activity,
    make_actual,
    make_evidence,
    make_indicator,
    make_milestone,
)
from tests.fixture_types import SignIn

pytestmark = pytest.mark.django_db


@pytest.fixture
def indicator() -> Indicator:
    return make_indicator(
        activity=Activity.objects.get(code="GT-1.1"), by_sex=True, by_nationality=True
    )


def change(row: Any, **fields: Any) -> None:
    """By SQL alone, past every form."""
    with transaction.atomic():
        type(row).objects.filter(pk=row.pk).update(**fields)


@pytest.mark.parametrize("measure", ["percentage", "yes_no"])
def test_the_measure_stands_once_a_value_is_reported(indicator: Indicator, measure: str) -> None:
    change(indicator, measure=measure)
    change(indicator, measure="number")
    make_actual(indicator=indicator, value=5)

    with pytest.raises(IntegrityError, match="so its measure and its activity cannot change"):
        change(indicator, measure=measure)


def test_no_data_fixes_no_measure(indicator: Indicator) -> None:
    make_actual(indicator=indicator, value=None, missing_reason="Closed.")

    change(indicator, measure="yes_no")


def test_a_reported_indicator_stays_with_its_activity(indicator: Indicator) -> None:
    other = make_activity(priority=indicator.activity.priority)
    make_actual(indicator=indicator, value=5)

    with pytest.raises(IntegrityError, match="so its measure and its activity cannot change"):
        change(indicator, activity=other)


def test_a_breakdown_in_use_stays_and_others_come_and_go(indicator: Indicator) -> None:
    make_actual(indicator=indicator, value=5, parts={("sex", "female"): 3})

    change(indicator, by_nationality=False, by_age_group=True)
    with pytest.raises(IntegrityError, match="reported with this breakdown"):
        change(indicator, by_sex=False)


def test_how_it_is_judged_can_be_corrected(indicator: Indicator) -> None:
    """Direction, accumulation, baseline and target: read at each date from the change log."""
    make_actual(indicator=indicator, value=5)

    change(
        indicator, direction="down", accumulation="latest", baseline=1, baseline_basis="assigned"
    )


@pytest.mark.parametrize("used", [make_achievement, make_evidence])
def test_a_milestone_in_use_stays_with_its_activity(used: Callable[..., Any]) -> None:
    milestone = make_milestone()
    other = make_activity(priority=milestone.activity.priority)
    change(milestone, activity=other)
    change(milestone, activity=milestone.activity)
    used(milestone=milestone)

    with pytest.raises(IntegrityError, match="so it cannot move to another activity"):
        change(Milestone.objects.get(pk=milestone.pk), activity=other)


def test_the_admin_says_why_and_keeps_what_was_typed(
    indicator: Indicator, manager_ro: User, signed_in: SignIn
) -> None:
    make_actual(indicator=indicator, value=5)
    client = signed_in(manager_ro)
    address = reverse("admin:appeal_indicator_change", args=[indicator.pk])
    form = client.get(address).context["adminform"].form
    sent = {name: form[name].value() for name in form.fields}
    sent = {name: value for name, value in sent.items() if value not in (None, False)}
    counts = {f"period_targets-{name}": 0 for name in ("TOTAL_FORMS", "INITIAL_FORMS")}

    response = client.post(address, sent | counts | {"measure": "percentage"})

    assert response.status_code == 200
    assert "Add another indicator" in response.content.decode()
    assert response.context["adminform"].form["measure"].value() == "percentage"
    indicator.refresh_from_db()
    assert indicator.measure == "number"
