"""Second steps: set up, used and removed; the change log says which, and never a secret."""

from datetime import datetime

from allauth.core.internal.cryptokit import compare_user_code
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal import auth as totp
from allauth.mfa.utils import decrypt
from cryptography.fernet import InvalidToken
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from ..base.actions import action
from ..base.refusals import Refusal
from ..models import User

APP, CODES, PASSKEY = (
    Authenticator.Type.TOTP, Authenticator.Type.RECOVERY_CODES, Authenticator.Type.WEBAUTHN,
)  # fmt: skip
COUNTED = ("has_app", "passkeys", "codes_left")


class WrongCode(Refusal):
    """The app does not show this code."""

    field = "code"


@action
def set_up_app(*, person: User, secret: str, code: str, by: User, at: datetime) -> None:
    """Make the app with this secret the person's, in the place of any other; raises WrongCode.

    Whoever has no recovery codes yet gets them.
    """
    held = hold(person)
    Authenticator.objects.filter(user=held, type=APP).delete()
    app = totp.TOTP.activate(held, secret).instance
    if not _is_shown(app, code):
        raise WrongCode(_("The app shows another code. Check the clock of the device, then retry."))
    with_codes(held)


@action
def make_codes(*, person: User, by: User, at: datetime) -> None:
    """Make new recovery codes for whoever has a second step; the old ones hold no more."""
    held = hold(person)
    Authenticator.objects.filter(user=held, type=CODES).delete()
    if held.has_factor:
        with_codes(held)


@action
def remove_factor(*, factor: Authenticator, by: User, at: datetime) -> None:
    """Remove an app or a passkey, with the last of them the recovery codes too."""
    held = hold(factor.user)
    mine = Authenticator.objects.filter(user=held)
    mine.filter(pk=factor.pk).delete()
    if not mine.exclude(type=CODES).exists():
        mine.delete()
    _count(held)


@action
def prove(*, person: User, code: str, by: User, at: datetime) -> bool:
    """Whether the person's app shows this code, or it is a recovery code of theirs; either once."""
    held = hold(person)
    for factor in Authenticator.objects.filter(user=held, type__in=(APP, CODES)).order_by("pk"):
        if _accepts(factor, code):
            Authenticator.objects.filter(pk=factor.pk).update(last_used_at=at)
            if factor.type == CODES:
                _count(held)
            return True
    return False


def unused_codes(person: User) -> list[str]:
    """The recovery codes that the person has left."""
    kept = Authenticator.objects.filter(user=person, type=CODES).first()
    return RecoveryCodes(kept).get_unused_codes() if kept else []


def factors_of(person: User) -> QuerySet[Authenticator]:
    """The person's app and passkeys, the oldest first."""
    return Authenticator.objects.filter(user=person, type__in=(APP, PASSKEY)).order_by("pk")


def _accepts(factor: Authenticator, code: str) -> bool:
    try:
        if factor.type == APP:
            return _is_shown(factor, code)
        return bool(RecoveryCodes(factor).validate_code(code))
    except InvalidToken:
        # It was made under another SECRET_KEY: an administrator takes it away.
        return False


def _is_shown(app: Authenticator, code: str) -> bool:
    """Whether the app shows this code about now; none holds twice, nor any before it."""
    secret = decrypt(app.data["secret"])
    for counter in totp.yield_hotp_counters_from_time():
        shown = totp.format_hotp_value(totp.hotp_value(secret, counter))
        is_new = counter > app.data.get("counter", 0)
        if is_new and compare_user_code(actual=code, expected=shown):
            app.data["counter"] = counter
            app.save(update_fields=["data"])
            return True
    return False


def hold(person: User) -> User:
    """The person as stored: one after the other, so that no code is taken twice at once."""
    return User.objects.select_for_update(no_key=True).get(pk=person.pk)


def with_codes(held: User) -> None:
    """Count what the person has, and give recovery codes to whoever has none yet."""
    RecoveryCodes.activate(held)
    _count(held)


def _count(held: User) -> None:
    """Write beside the person what they have now."""
    kinds = list(Authenticator.objects.filter(user=held).values_list("type", flat=True))
    held.has_app, held.passkeys = APP in kinds, kinds.count(PASSKEY)
    held.codes_left = len(unused_codes(held))
    held.save(update_fields=COUNTED)
