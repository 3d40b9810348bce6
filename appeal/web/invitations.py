"""Invitations: a link that works once and for seven days, and what it asks for."""

from datetime import timedelta

from django import forms
from django.contrib.auth.forms import SetPasswordForm
from django.core import signing
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from ..base.actions import signed
from ..models import User
from ..models.translated import Language

SALT = "appeal.invitations"
INVITATION_LIMIT = timedelta(days=7)


class Invitations:
    """Tokens that hold until the person has chosen a password, and for seven days.

    Django's own, of a forgotten password, end after three.
    """

    def make_token(self, user: User) -> str:
        return signing.dumps(self._of(user), salt=SALT)

    def check_token(self, user: User | None, token: str | None) -> bool:
        if not (user and token and user.is_active):
            return False
        try:
            said = signing.loads(token, salt=SALT, max_age=INVITATION_LIMIT)
        except signing.BadSignature:
            return False
        return constant_time_compare(said, self._of(user))

    def _of(self, user: User) -> str:
        """A link ends with what it was sent for: with the password, and with the address."""
        return salted_hmac(SALT, f"{user.pk} {user.password} {user.email}").hexdigest()


class InvitationForm(SetPasswordForm):
    """The name, the language and the password of whoever was invited."""

    first_name = forms.CharField(label=_("First name"), max_length=150)
    last_name = forms.CharField(label=_("Last name"), max_length=150)
    language = forms.ChoiceField(label=_("Language"), choices=Language.choices)
    field_order = ("first_name", "last_name", "language")

    def get_initial_for_field(self, field: forms.Field, field_name: str) -> object:
        """What is known of them already; the language of the page where none is."""
        if field_name == "language":
            return self.user.language or get_language()
        if field_name in self.field_order:
            return getattr(self.user, field_name)
        return super().get_initial_for_field(field, field_name)

    def save(self, commit: bool = True) -> User:
        for name in self.field_order:
            setattr(self.user, name, self.cleaned_data[name])
        with signed(by=self.user):
            return super().save(commit)
