"""Days out of an appeal's reach are refused by every door, with the days that it accepts."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse

from appeal import reach
from appeal.models import Activity, Appeal, IndicatorTarget, RequirementRevision, User
from tests.factories import (
    make_activity,
    make_appeal,
    make_indicator,
    make_milestone,
    make_period,
)
from tests.fixture_types import SignIn

pytestmark = pytest.mark.django_db

FIRST, LAST, END = date(2020, 1, 1), date(2021, 3, 31), date(2020, 12, 31)
DAY = timedelta(days=1)


def make_target(activity: Activity) -> IndicatorTarget:
    indicator = make_indicator(activity=activity, targets={date(2020, 6, 30): 5})
    return indicator.period_targets.get()


def make_year(activity: Activity) -> Any:
    """A period as long as the appeal's year, so that either end is free to move within it."""
    return make_period(appeal=activity.appeal, ends_on=END, due_on=date(2021, 1, 15))


# What bears a day: the row, the column, the days it accepts and those that it does not.
THINGS: dict[str, tuple[Callable[[Activity], Any], str, list[date], list[date]]] = {
    "start of an activity": (
        lambda activity: activity, "starts_on", [FIRST, END], [FIRST - DAY],
    ),
    "end of an activity": (lambda activity: activity, "ends_on", [FIRST, LAST], [LAST + DAY]),
    "milestone": (
        lambda activity: make_milestone(activity=activity), "due_on", [FIRST, LAST],
        [FIRST - DAY, LAST + DAY, date(2035, 1, 1)],
    ),
    "target of a period": (
        make_target, "ends_on", [FIRST, LAST], [FIRST - DAY, LAST + DAY],
    ),
    "start of a period": (make_year, "starts_on", [FIRST, END], [FIRST - DAY]),
    "end of a period": (make_year, "ends_on", [FIRST, END], [END + DAY]),
}  # fmt: skip


@pytest.fixture
def activity() -> Activity:
    appeal = make_appeal(starts_on=FIRST, ends_on=END, closes_on=LAST)
    return make_activity(appeal=appeal, starts_on=FIRST, ends_on=END)


@pytest.mark.parametrize("thing", THINGS)
def test_a_day_is_accepted_up_to_its_edge_and_refused_beyond_by_form_and_by_sql(
    thing: str, activity: Activity
) -> None:
    make, column, accepted, refused = THINGS[thing]
    row = make(activity)

    def write(day: date) -> None:
        with transaction.atomic():
            type(row).objects.filter(pk=row.pk).update(**{column: day})

    for day in accepted:
        setattr(row, column, day)
        row.clean()
        write(day)
    for day in refused:
        setattr(row, column, day)
        with pytest.raises(ValidationError) as error:
            row.clean()
        assert "1 Jan 2020" in error.value.message_dict[column][0]
        with pytest.raises(IntegrityError, match="This date is outside the appeal"):
            write(day)


def test_reports_are_due_soon_after_the_appeal(activity: Activity) -> None:
    period = make_period(appeal=activity.appeal)

    period.due_on = LAST + timedelta(days=90)
    period.clean()
    period.due_on += DAY
    with pytest.raises(ValidationError) as refused:
        period.clean()

    assert "due_on" in refused.value.message_dict


def test_a_revision_out_of_reach_is_refused_by_sql_too(mi2020: Appeal, superuser: User) -> None:
    cell = mi2020.requirements.filter(amount__isnull=False)[0]
    revision = RequirementRevision(
        cell=cell,
        amount=1,
        effective_on=date(2022, 1, 1),
        reason="Late.",
        revised_by=superuser,
        recorded_at="2020-03-01T12:00Z",
    )

    with pytest.raises(ValidationError):
        revision.full_clean()
    with pytest.raises(IntegrityError), transaction.atomic():
        revision.save()


def test_contributions_reach_two_years_back_and_documents_twenty(mi2020: Appeal) -> None:
    assert reach.CONTRIBUTION.days(mi2020) == (date(2018, 1, 1), mi2020.closes_on)
    assert reach.EVIDENCE.days(mi2020) == (date(2000, 1, 1), mi2020.closes_on)
    leap = make_appeal(
        code="LEAP", starts_on=date(2020, 2, 29), ends_on=END, closes_on=LAST, region=mi2020.region
    )
    assert reach.CONTRIBUTION.days(leap)[0] == date(2018, 2, 28)


@pytest.mark.parametrize(
    ("model", "field", "day"),
    [("activity", "starts_on", "2019-01-01"), ("activity", "ends_on", "2025-12-31")],
)
def test_the_admin_names_the_field_and_the_days(
    model: str, field: str, day: str, manager_ro: User, signed_in: SignIn
) -> None:
    client = signed_in(manager_ro)
    activity = Activity.objects.get(code="GT-1.1")
    address = reverse(f"admin:appeal_{model}_change", args=[activity.pk])
    form = client.get(address).context["adminform"].form
    sent = {name: form[name].value() or "" for name in form.fields}
    empty = {
        f"{name}-{count}": 0
        for name in ("milestones", "allocations", "indicators")
        for count in ("TOTAL_FORMS", "INITIAL_FORMS")
    }

    response = client.post(address, sent | empty | {field: day})

    assert response.status_code == 200
    (sentence,) = response.context["adminform"].form.errors[field]
    assert "1 Jan 2020" in sentence
    assert "30 Mar 2021" in sentence or "31 Mar 2021" in sentence
