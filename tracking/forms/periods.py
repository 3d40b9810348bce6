"""What people type when they lock a period, close an appeal or take a report up again."""

from django import forms
from django.utils.translation import gettext_lazy as _

from appeal.base.refusals import Refusal
from appeal.models import Appeal, StaleVersion, version_of
from appeal.web.forms import ReasonForm


class ClosingForm(ReasonForm):
    """Why an appeal is closed or re-opened, in 100 characters: its change log holds no more."""

    reason = forms.CharField(
        label=_("Why?"),
        max_length=100,
        help_text=_("At most 100 characters. Everybody can read this in the log."),
    )

    def refuse(self, refusal: Refusal) -> None:
        """Say so; the page shows what is open now, and what was typed may be sent over it."""
        if isinstance(refusal, StaleVersion) and isinstance(refusal.row, Appeal):
            self.set_on(version_of(refusal.row))
        self.add_error(None, str(refusal))
