"""What people choose to upload: a filled workbook, or a list of rates."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from appeal.web.forms import OnceForm

from ..models import LONGEST_REASON

MOST_MEGABYTES = 10
TOO_LARGE = _("This file is larger than 10 MB: divide it.")


class DecideForm(OnceForm):
    """What becomes of an upload, with the reason of its rows that are asked about and give none."""

    reason = forms.CharField(
        label=_("Reason for the rows that are asked about"),
        required=False,
        max_length=LONGEST_REASON,
        widget=forms.TextInput(attrs={"required": True}),
        help_text=_("It is kept with each of them that gives no reason of its own."),
    )


class UploadForm(OnceForm):
    """A filled workbook or a list of rates; what is in it is judged once it is read."""

    file = forms.FileField(
        label=_("Filled workbook, or list of rates"),
        widget=forms.FileInput(
            attrs={
                "accept": ".xlsx,.csv,.txt,.xml",
                "data-most": MOST_MEGABYTES,
                "data-too-large": TOO_LARGE,
            }
        ),
        help_text=_(
            "An Excel file (.xlsx) made from one of the templates, of at most 10 MB; or rates of"
            " exchange as the United Nations publish them (CSV or XML)."
        ),
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > MOST_MEGABYTES * 1024 * 1024:
            raise ValidationError(TOO_LARGE)
        return file
