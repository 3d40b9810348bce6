"""Answering questions about unusual rows before they are saved."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from appeal.base.refusals import Refusal
from appeal.web.forms import retype

from ..actions import Unusual
from ..models import LONGEST_REASON


class AnswerForm(forms.Form):
    """A form whose row may be queried: the reason shows once it is needed, or was given.

    `answers` names the questions shown beside the reason.
    """

    unusual_reason = forms.CharField(
        label=gettext_lazy("Reason (if unusual)"),
        required=False,
        max_length=LONGEST_REASON,
        widget=forms.HiddenInput,
        help_text=gettext_lazy(
            "Explain why this is right. Your reason is saved and listed among the issues to fix."
        ),
    )
    answers = forms.CharField(required=False, max_length=16, widget=forms.HiddenInput)

    instance: Any

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        row = self.instance
        if row.asked or self["answers"].value():
            self._show_reason()
        if row.asked and not self.is_bound:
            asked = [*map(str, row.questions), self.fields["unusual_reason"].help_text]
            self.fields["unusual_reason"].help_text = " ".join(map(str, asked))

    def refuse(self, refusal: Refusal) -> None:
        """Ask, where saving was refused with a question."""
        if isinstance(refusal, Unusual):
            self._ask(refusal)
        else:
            super().refuse(refusal)  # type: ignore[misc]

    def _ask(self, unusual: Unusual) -> None:
        """Put each question beside its field, and the cursor where it is answered."""
        for question in unusual.questions:
            self.add_error(question.about, str(question))
        self.add_error(
            "unusual_reason", _("Correct the unusual value, or explain why it is right.")
        )
        retype(self, "answers", unusual.mark)
        self._show_reason().attrs["autofocus"] = True

    def _show_reason(self) -> forms.Widget:
        field = self.fields["unusual_reason"]
        field.widget = forms.TextInput(attrs={"maxlength": LONGEST_REASON})
        return field.widget
