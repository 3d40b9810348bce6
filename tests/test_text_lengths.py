"""Every text that a form takes: as long as its column holds, and not a letter longer."""

from collections.abc import Iterator
from typing import Any

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.db import models

from appeal.models import Allocation, RequirementRevision
from config import urls
from tracking.models import (
    Attribution,
    Comment,
    ContributionAssignment,
    Donor,
    Evidence,
    ExplainedDifference,
    Flow,
    PeriodEvent,
    ReviewEvent,
    Transaction,
    Upload,
)

pytestmark = [pytest.mark.unit, pytest.mark.once]
OURS = ("appeal.", "tracking.")
# Where what a form without a model of its own takes is kept.
KEPT_IN: dict[tuple[str, str], list[tuple[type[models.Model], str]]] = {
    ("AllocationsForm", "reason"): [(Allocation, "lowered_reason")],
    ("AttributeSeveralForm", "reason"): [(Attribution, "reason")],
    ("AttributionForm", "reason"): [(Attribution, "reason")],
    ("CommentForm", "body"): [(Comment, "body")],
    ("ConfirmForm", "comment"): [(ReviewEvent, "comment")],
    ("ContributionForm", "new_donor"): [(Donor, "name")],
    ("DecideForm", "reason"): [(Upload, "unusual_reason"), (Transaction, "unusual_reason")],
    ("ReasonForm", "reason"): [
        (PeriodEvent, "reason"), (RequirementRevision, "reason"), (ReviewEvent, "comment"),
    ],
    ("ExplainForm", "reason"): [(ExplainedDifference, "reason")],
    ("ReturnForm", "reason"): [(ReviewEvent, "comment")],
    ("ReverseForm", "reason"): [(Transaction, "note")],
    ("UndoForm", "reason"): [(Flow, "note"), (ContributionAssignment, "reason")],
    ("WithdrawForm", "reason"): [(Evidence, "withdrawn_reason")],
}  # fmt: skip
# Checked by other means than their length: a password, answers to questions that were asked, and
# what a browser says of a passkey, which is no text that is stored.
UNBOUNDED = {("PersonCreationForm", "password1"), ("PersonCreationForm", "password2"),
             ("InvitationForm", "new_password1"), ("InvitationForm", "new_password2"),
             ("OldPasswordForm", "old_password"), ("OldPasswordForm", "new_password1"),
             ("OldPasswordForm", "new_password2"), ("AllocationsForm", "answers"),
             ("CodeForm", "credential"), ("PasskeyForm", "credential")}  # fmt: skip


def texts() -> Iterator[tuple[type[forms.BaseForm], str, forms.CharField]]:
    assert urls.urlpatterns  # importing them declares every form
    found = [forms.BaseForm]
    for form in found:
        found += [each for each in form.__subclasses__() if each not in found]
        if form.__module__.startswith(OURS):
            fields = getattr(form, "base_fields", {}).items()
            yield from ((form, name, each) for name, each in fields if is_text(each))


def is_text(field: forms.Field) -> bool:
    return isinstance(field, forms.CharField) and not isinstance(field, forms.UUIDField)


def is_too_long(text: str, field: forms.CharField) -> bool:
    try:
        field.run_validators(text)
    except ValidationError as refusal:
        return "max_length" in [each.code for each in refusal.error_list]
    return False


def test_every_text_of_a_form_has_an_end_and_is_refused_beyond_it() -> None:
    unbounded = set()
    for form, name, field in texts():
        if field.max_length is None:
            unbounded.add((form.__name__, name))
            continue
        assert not is_too_long("x" * field.max_length, field), (form, name)
        assert is_too_long("x" * (field.max_length + 1), field), (form, name)

    assert unbounded == UNBOUNDED


def columns_of(model: Any) -> dict[str, models.Field]:
    return {column.name: column for column in model._meta.concrete_fields} if model else {}


def test_no_form_takes_a_longer_text_than_is_kept() -> None:
    lengths = {(form.__name__, name): field.max_length for form, name, field in texts()}

    for place, kept in KEPT_IN.items():
        longest = [columns_of(model)[name].max_length or 0 for model, name in kept]
        assert (lengths[place] or 0) <= min(longest), place


def test_every_form_of_a_model_takes_as_much_as_the_model_keeps() -> None:
    for form, name, field in texts():
        columns = columns_of(getattr(getattr(form, "_meta", None), "model", None))
        if name in columns and (form.__name__, name) not in KEPT_IN:
            kept = columns[name].max_length
            # A currency may be typed by its name.
            assert kept is None or field.max_length in (kept, 30), (form, name)
