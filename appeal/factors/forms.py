"""What is typed about a second step: a code, and the password where something changes."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from ..forms import OwnPasswordForm

DIGITS = {"autocomplete": "one-time-code", "inputmode": "numeric"}


class CredentialField(forms.JSONField):
    """What a browser says of a passkey."""

    widget = forms.HiddenInput

    def clean(self, value: object) -> dict[str, object] | None:
        said = super().clean(value)
        if said is not None and not isinstance(said, dict):
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return said


class CodeForm(forms.Form):
    """The second step itself: a code that is typed, or what a passkey answered."""

    credential = CredentialField(required=False)
    code = forms.CharField(
        label=_("Code"),
        max_length=20,
        widget=forms.TextInput(attrs=DIGITS | {"autofocus": True}),
        help_text=_("The six digits that your app shows now, or one of your recovery codes."),
    )

    def full_clean(self) -> None:
        """Whoever answers by a passkey types no code."""
        self.fields["code"].required = not self.data.get("credential")
        super().full_clean()


class AppForm(OwnPasswordForm):
    """The first code of a new app."""

    code = forms.CharField(
        label=_("Code"),
        max_length=20,
        widget=forms.TextInput(attrs=DIGITS),
        help_text=_("The six digits that the app shows once it knows the key."),
    )
    field_order = ("code", "password")


class PasskeyForm(OwnPasswordForm):
    """A new passkey, by which name its owner knows it again."""

    name = forms.CharField(
        label=_("Name"), max_length=60, help_text=_("So that you know it again: “my phone”.")
    )
    credential = CredentialField()
    field_order = ("name", "password")
