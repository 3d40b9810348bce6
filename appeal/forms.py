"""What every form here is: it takes effect once, on what was read, and holds clean text."""

import re
import uuid
from typing import Any

from crispy_forms.helper import FormHelper
from django import forms
from django.utils.translation import gettext_lazy as _

CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")
DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class CleanTextMixin:
    """Strips control characters, which no workbook can hold, from every text."""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data  # type: ignore[misc]
        return {
            name: CONTROL.sub("", value) if isinstance(value, str) else value
            for name, value in cleaned.items()
        }


class OnceForm(CleanTextMixin, forms.Form):
    """A form that takes effect once (`idempotency_key`) and on what was read (`version`)."""

    idempotency_key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, initial=0)

    def set_on(self, version: int) -> None:
        """Keep everything as typed, but save over `version`: that of what is stored now."""
        self.data = self.data.copy()
        self.data["version"] = version

    @property
    def helper(self) -> FormHelper:
        """For crispy: the page brings its own form tag and buttons."""
        helper = FormHelper()
        helper.form_tag = False
        helper.disable_csrf = True
        helper.include_media = False
        return helper


class ConfirmForm(OnceForm):
    """A button that does one thing once: post, submit, approve, discard."""

    comment = forms.CharField(
        label=_("Comment"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
