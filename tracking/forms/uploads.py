"""What people choose to upload: a filled workbook, or a list of rates."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from appeal.web.forms import OnceForm

from ..models import LONGEST_REASON

MOST_MEGABYTES = 10
TOO_LARGE = _("This file is larger than 10 MB. Split it into smaller files.")


class DecideForm(OnceForm):
    """The decision on an upload, with the reason for its unusual rows that give none."""

    reason = forms.CharField(
        label=_("Reason for the unusual rows"),
        required=False,
        max_length=LONGEST_REASON,
        widget=forms.TextInput(attrs={"required": True}),
        help_text=_("Saved with each row that has no reason of its own."),
    )


def file_field(label: Any, accept: str, help_text: Any) -> forms.FileField:
    """A file to send, refused by its size before the browser sends it."""
    attrs = {"accept": accept, "data-most": MOST_MEGABYTES, "data-too-large": TOO_LARGE}
    return forms.FileField(label=label, widget=forms.FileInput(attrs=attrs), help_text=help_text)


class UploadForm(OnceForm):
    """A filled workbook or a list of rates; what is in it is judged once it is read."""

    file = file_field(
        _("Filled template, or list of rates"),
        ".xlsx,.csv,.txt,.xml",
        _(
            "An Excel file (.xlsx) made from one of the templates, up to 10 MB; or a list"
            " of exchange rates as published by the United Nations (CSV or XML)."
        ),
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > MOST_MEGABYTES * 1024 * 1024:
            raise ValidationError(TOO_LARGE)
        return file
