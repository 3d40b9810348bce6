"""Fields are drawn as Django's own templates draw them, but for white space."""

import re
from typing import Any

import pytest
from django import forms
from django.forms.renderers import DjangoTemplates

from config.forms import Renderer

CHOICES = [("", "Any"), (2, "<two>"), ("Few", [("a&b", 'A "b"'), ("3", "three")])]
HOSTILE = '"><script>&'
FIELDS: dict[str, tuple[forms.Field, Any]] = {
    "text": (forms.CharField(max_length=20), HOSTILE),
    "empty text": (forms.CharField(required=False), ""),
    "no text": (forms.CharField(), None),
    "search": (forms.CharField(widget=forms.TextInput({"type": "search", "title": HOSTILE})), "x"),
    "number": (forms.IntegerField(min_value=1), 1250),
    "day": (forms.DateField(widget=forms.DateInput({"type": "date"})), "2020-06-30"),
    "hidden": (forms.CharField(widget=forms.HiddenInput), "k"),
    "ticked": (forms.BooleanField(), True),
    "not ticked": (forms.BooleanField(required=False), False),
    "choice": (forms.ChoiceField(choices=CHOICES), "2"),
    "choice in a group": (forms.ChoiceField(choices=CHOICES, required=False), "a&b"),
    "several": (forms.MultipleChoiceField(choices=CHOICES), ["2", "3"]),
    "disabled": (forms.ChoiceField(choices=CHOICES, disabled=True), None),
    "long text": (forms.CharField(widget=forms.Textarea), HOSTILE),
    "one of few": (forms.ChoiceField(choices=CHOICES[:2], widget=forms.RadioSelect), "2"),
}


@pytest.mark.once
@pytest.mark.parametrize("name", FIELDS)
def test_a_field_is_drawn_as_django_draws_it(name: str) -> None:
    field, value = FIELDS[name]

    def drawn(renderer: Any, **data: Any) -> str:
        form = type("Form", (forms.Form,), {"asked": field})(renderer=renderer, **data)
        return re.sub(r"\s*\n\s*", "", str(form["asked"])).replace("  ", "")

    filled: list[dict[str, Any]] = [
        {"initial": {"asked": value}}, {"data": {"asked": value}}, {"data": {}},
    ]  # fmt: skip
    for data in filled:
        assert drawn(Renderer(), **data) == drawn(DjangoTemplates(), **data)
