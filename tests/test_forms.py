"""Every field that a person fills in explains itself in a sentence."""

import inspect
from collections.abc import Iterator
from typing import Any

import pytest
from django import forms

import appeal.forms
import appeal.web.forms
import tracking.forms
from appeal.base.days import DayField
from appeal.base.number_fields import NumberField

pytestmark = [pytest.mark.unit, pytest.mark.once]

# Explained by the page that they stand on, or by what they filter.
ELSEWHERE = {
    "AllocationsForm", "ChangeFilter", "ConfirmRolesForm", "OfficeLineForm", "OldPasswordForm",
    "PeopleFilter", "PhasingForm", "QualityFilter",
    "SavedViewForm", "SeveralForm", "TimelineFilter", "WorthForm",
}  # fmt: skip


# Made where it is known how large a file may be.
IN_TIME = {("EvidenceForm", "upload")}


def forms_for_people() -> Iterator[Any]:
    for module in (appeal.forms, appeal.web.forms, tracking.forms):
        for name, form in inspect.getmembers(module, inspect.isclass):
            if issubclass(form, forms.BaseForm) and name not in ELSEWHERE:
                yield form


FORMS = {form.__name__: form for form in forms_for_people()}


@pytest.mark.once
@pytest.mark.parametrize("name", FORMS)
def test_every_field_explains_itself(name: str) -> None:
    silent = [
        (name, field)
        for field, row in FORMS[name].base_fields.items()
        if not isinstance(row.widget, forms.HiddenInput) and not row.help_text
    ]

    assert set(silent) <= IN_TIME


EVERYBODYS: dict[str, Any] = {
    form.__name__: form
    for module in (appeal.forms, appeal.web.forms, tracking.forms)
    for _name, form in inspect.getmembers(module, inspect.isclass)
    if issubclass(form, forms.BaseForm)
}


@pytest.mark.once
@pytest.mark.parametrize("name", EVERYBODYS)
def test_every_number_and_every_day_is_read_by_the_one_reader(name: str) -> None:
    typed = {
        field: row
        for field, row in EVERYBODYS[name].base_fields.items()
        if not isinstance(row.widget, forms.HiddenInput)
    }

    others = [
        field
        for field, row in typed.items()
        if (isinstance(row, forms.IntegerField) and not isinstance(row, NumberField))
        or (isinstance(row, forms.DateField) and not isinstance(row, DayField))
    ]

    assert others == []
