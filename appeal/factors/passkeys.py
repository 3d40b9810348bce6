"""Passkeys: what a browser is asked for, and whether it answered as it should."""

from datetime import datetime

from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.internal import auth as webauthn
from cryptography.exceptions import InvalidSignature
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from ..base.actions import action
from ..base.refusals import Refusal
from ..models import User
from .actions import hold, with_codes

# What the libraries raise for an answer that is none, or not to what was asked.
WRONG = (ValidationError, InvalidSignature, ValueError, TypeError, KeyError, AttributeError)


class WrongPasskey(Refusal):
    """The browser's answer is not to what it was asked."""


def ask_for_new(person: User) -> dict[str, object]:
    """What a browser needs to make a passkey; the session holds what it must answer to."""
    return webauthn.begin_registration(person, passwordless=False)


def ask_for(person: User) -> dict[str, object]:
    """What a browser needs to ask for one of the person's passkeys."""
    return webauthn.begin_authentication(person)


@action
def add_passkey(
    *, person: User, name: str, credential: dict[str, object], by: User, at: datetime
) -> None:
    """Add what the browser made; raises WrongPasskey. The first step of all brings codes."""
    held = hold(person)
    try:
        webauthn.parse_registration_response(credential)
        webauthn.complete_registration(credential)
    except WRONG as error:
        raise WrongPasskey(_("The passkey did not answer as asked. Try again.")) from error
    webauthn.WebAuthn.add(held, name, credential)
    with_codes(held)


@action
def answer_by_passkey(
    *, person: User, credential: dict[str, object], by: User, at: datetime
) -> bool:
    """Whether one of the person's passkeys answered what was asked just now."""
    try:
        webauthn.parse_authentication_response(credential)
        factor = webauthn.complete_authentication(person, credential)
    except WRONG:
        return False
    Authenticator.objects.filter(pk=factor.pk).update(last_used_at=at)
    return True
