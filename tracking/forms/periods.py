"""What people type when they lock a period, close an appeal or take a report up again."""

from django import forms
from django.utils.translation import gettext_lazy as _

from appeal.web.forms import ReasonForm


class ClosingForm(ReasonForm):
    """Why an appeal is closed or re-opened, in 100 characters: its change log holds no more."""

    reason = forms.CharField(
        label=_("Why?"),
        max_length=100,
        help_text=_("At most 100 characters. Everybody can read this in the log."),
    )
