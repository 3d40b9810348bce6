"""What every form begins with: it takes effect once, on what was read, and holds clean text."""

import re
import uuid
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ..base.actions import signed
from ..base.given import given
from ..base.refusals import Refusal
from ..models import StaleVersion, hold_rows

CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")


def retype(form: forms.BaseForm, name: str, value: Any) -> None:
    """Put a value in the place of what was sent for a field."""
    sent: Any = form.data
    form.data = sent = sent.copy()
    sent[form.add_prefix(name)] = value


class CleanTextMixin(forms.Form):
    """Strips control characters, which no workbook can hold; alone they are no text."""

    # What a field offers is set once a form is made.
    fields: dict[str, Any]
    cleaned_data: dict[str, Any]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        cleaned = {
            name: CONTROL.sub("", value) if isinstance(value, str) else value
            for name, value in cleaned.items()
        }
        for name, field in self.fields.items():
            if field.required and cleaned.get(name) == "":
                self.add_error(name, field.error_messages["required"])
        return cleaned


class OnceForm(CleanTextMixin):
    """A form that takes effect once (`idempotency_key`) and on what was read (`version`)."""

    idempotency_key: forms.Field | None = forms.UUIDField(
        widget=forms.HiddenInput, initial=uuid.uuid4
    )
    version: forms.Field | None = forms.IntegerField(
        widget=forms.HiddenInput, min_value=0, initial=0
    )
    # What somebody else saved while the person was writing.
    theirs: Any = None

    def refuse(self, refusal: Refusal) -> None:
        """Keep everything as typed and say, where it belongs, why it was not done.

        Over what somebody else saved the person may save once they have read it; where there is
        nothing left to save over, the refusal is raised again.
        """
        if isinstance(refusal, StaleVersion):
            self.theirs = self.stored()
            if self.theirs is None:
                raise refusal
            self.set_on(self.version_of(self.theirs))
        else:
            self.add_error(refusal.field if refusal.field in self.fields else None, str(refusal))

    def stored(self) -> Any:
        """The row that the form is about as it is stored now; None where it is gone."""
        row = getattr(self, "instance", None)
        return row and type(row)._base_manager.filter(pk=row.pk).first()

    def version_of(self, row: Any) -> int:
        """What `version` says of a stored row."""
        return int(row.version)

    def set_on(self, version: int) -> None:
        """Keep everything as typed, but save over `version`: that of what is stored now."""
        retype(self, "version", version)


class ConfirmForm(OnceForm):
    """A button that does one thing once: post, submit, approve, discard."""

    comment = forms.CharField(
        label=_("Comment"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Saved in the report's review log."),
    )


class ReasonForm(OnceForm):
    """A button that does one thing once, and asks why."""

    reason = forms.CharField(
        label=_("Why?"), max_length=500, help_text=_("Everybody can read this in the log.")
    )


class KeptForm(OnceForm, forms.ModelForm):
    """What is written of a row that has no version: the last line of its change log is one."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["version"] = self._last_line()

    def _last_line(self) -> int:
        lines = type(self.instance).history.filter(id=self.instance.pk).order_by("history_id")
        return lines.values_list("history_id", flat=True).last() or 0

    def keep(self, at: datetime) -> None:
        """Write what was changed; raises StaleVersion where somebody wrote since it was read."""
        hold_rows(self.instance)
        if self.cleaned_data["version"] != self._last_line():
            raise StaleVersion(self.instance)
        with signed(at=at):
            self.instance.save(update_fields=[*given(self._meta.fields)])

    def version_of(self, row: Any) -> int:
        return self._last_line()

    def refuse(self, refusal: Refusal) -> None:
        """Say beside each field what is stored now; saving again writes over it."""
        super().refuse(refusal)
        for name in given(self._meta.fields) if self.theirs else ():
            if getattr(self.theirs, name) != self.cleaned_data[name]:
                sentence = gettext(
                    "Somebody changed this to “%(value)s” while you were writing. What"
                    " you entered is still here: save again to replace theirs."
                )
                self.add_error(name, sentence % {"value": getattr(self.theirs, name)})
