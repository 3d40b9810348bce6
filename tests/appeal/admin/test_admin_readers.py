"""The admin reads numbers and days as every page does."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.contrib import admin
from django.db import models
from django.test import RequestFactory

from appeal.base.days import DayField
from appeal.base.number_fields import AmountField, NumberField
from appeal.models import MoneyField, Office, Requirement, RequirementRevision, User
from tests.appeal.admin.test_admin import at, typed
from tests.factories import make_indicator
from tests.fixture_types import SignIn
from tests.tracking.browsing import activity_of

READERS = {
    models.DateField: DayField,
    models.DecimalField: NumberField,
    models.IntegerField: NumberField,
    MoneyField: AmountField,
}
FIELDS = [
    (model, field)
    for model in admin.site._registry
    for field in model._meta.concrete_fields
    if isinstance(field, tuple(READERS)) and not isinstance(field, models.DateTimeField)
    if field.editable and not field.choices and not field.primary_key
]


@pytest.mark.once
@pytest.mark.django_db
@pytest.mark.parametrize(("model", "field"), FIELDS, ids=lambda given: getattr(given, "name", None))
def test_every_number_and_every_day_of_the_admin_is_read_by_the_one_reader(
    model: Any, field: Any, superuser: User, rf: RequestFactory
) -> None:
    request = rf.get("/")
    request.user = superuser

    shown = admin.site._registry[model].formfield_for_dbfield(field, request)

    reader = next(READERS[kind] for kind in READERS if isinstance(field, kind))
    assert isinstance(shown, reader)


def entry(cell: Requirement, **typed: Any) -> dict[str, Any]:
    return {"cell": cell.pk, "effective_on": "2020-06-01", "reason": "New"} | typed


@pytest.fixture
def cell(mi2020: Any) -> Requirement:
    return Requirement.objects.get(office__code="GT", heading__code="O1")


@pytest.mark.once
@pytest.mark.parametrize(
    ("language", "amount", "day"),
    [
        ("en", "14,000,000", "1 Jun 2020"),
        ("es", "14 000 000.00", "01/06/2020"),
        ("fr", "14.000.000,00", "1 juin 2020"),
        ("en", "USD 14'000'000", "2020-06-01"),
    ],
)
def test_an_amount_and_a_day_are_read_as_people_write_them(
    manager_ro: User, signed_in: SignIn, cell: Requirement, language: str, amount: str, day: str
) -> None:
    User.objects.filter(pk=manager_ro.pk).update(language=language)

    signed_in(manager_ro).post(
        at(RequirementRevision, "add"), entry(cell, amount=amount, effective_on=day)
    )

    recorded = RequirementRevision.objects.get()
    assert (recorded.amount, recorded.effective_on) == (Decimal(14_000_000), date(2020, 6, 1))


@pytest.mark.once
@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"amount": "Q 14,000,000"}, "is in GTQ, but the currency here is USD"),
        ({"amount": "Infinity"}, "This is not an amount."),
        ({"amount": "0,125"}, "An amount can have at most two decimals"),
        ({"amount": "14,00,000"}, "This is not an amount."),
        ({"effective_on": "06/30/2020"}, "Enter a valid date."),
        ({"effective_on": "0001-01-01"}, "Enter a date between 1900 and 2999."),
    ],
)
def test_what_is_neither_is_refused_in_the_same_words(
    manager_ro: User, signed_in: SignIn, cell: Requirement, wrong: dict[str, str], sentence: str
) -> None:
    answer = signed_in(manager_ro).post(
        at(RequirementRevision, "add"), entry(cell, **{"amount": "1000"} | wrong)
    )

    assert sentence in answer.content.decode()
    assert not RequirementRevision.objects.exists()


def test_a_quantity_of_the_plan_is_read_so_too(
    manager_ro: User, signed_in: SignIn, guatemala: Office
) -> None:
    indicator = make_indicator(activity=activity_of("GT-1.1"), order=1)
    client = signed_in(manager_ro)
    address = at(type(indicator), "change", indicator.pk)
    given = {"target": "0,500", "baseline": "1'250"}
    given |= {"target_basis": "assigned", "baseline_basis": "assigned"}

    answer = client.post(address, typed(client.get(address), **given))

    assert answer.status_code == 302
    indicator.refresh_from_db()
    assert (indicator.target, indicator.baseline) == (Decimal("0.5"), 1250)
