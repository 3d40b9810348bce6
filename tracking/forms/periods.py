"""What people type when they lock a period, close an appeal or take a report up again."""

from django import forms
from django.utils.translation import gettext_lazy as _

from appeal.web.forms import ReasonForm


class ClosingForm(ReasonForm):
    """The same for the appeal, whose change log holds a reason of 100 letters."""

    reason = forms.CharField(
        label=_("Why?"),
        max_length=100,
        help_text=_("At most 100 characters. Everybody can read this in the log."),
    )
