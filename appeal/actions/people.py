"""People: invited with their first role, and changed afterwards."""

from collections.abc import Iterable
from datetime import datetime

from django.apps import apps
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from ..base.actions import action
from ..base.refusals import TooLate
from ..models import AccountLetter, LetterKind, Membership, User, hold_rows
from .letters import ask_letter, tell_address_before

PERSON = ("first_name", "last_name", "email", "language", "is_active")


class RoleGiven(TooLate):
    """Somebody else has just given the person this role."""


class NameTaken(TooLate):
    """Somebody else has just given this user name."""


@action
def invite_person(*, person: User, role: Membership | None, by: User, at: datetime) -> User:
    """Save a new person with their first role; they choose a password by a link in a mail.

    Without a role where they are given some in the same transaction. Raises NameTaken.
    """
    person.set_unusable_password()
    person.date_joined = at
    try:
        with transaction.atomic():
            person.save(force_insert=True)
    except IntegrityError as error:
        sentence = _("Somebody else has just used this user name. Choose another one.")
        raise NameTaken(sentence, "username") from error
    if role:
        role.user = person
        role.full_clean()
        role.save(force_insert=True)
    ask_letter(person=person, kind=LetterKind.INVITATION, at=at)
    return person


def renew_invitation(*, person: User) -> None:
    """End every link that was made so far for somebody who has not come in yet.

    The change log keeps no passwords, so that nothing is signed.
    """
    person.set_unusable_password()
    person.save(update_fields=["password"])


@action
def keep_person(*, person: User, version: int | None, by: User, at: datetime) -> User:
    """Save name, address and whether they may sign in; raises StaleVersion if somebody else did."""
    hold_rows(person, version=version)
    tell_address_before(person=person, at=at)
    person.save(update_fields=PERSON)
    return person


@action
def note_sessions_ended(*, person: User, at: datetime) -> None:
    """Keep in the change log that the person signed out in other browsers."""
    person.signed_out_at = at
    person.save(update_fields=["signed_out_at"])


@action
def choose_language(*, person: User, language: str) -> None:
    """Save in which language the person reads pages, whatever that of their office."""
    person.language = language
    person.save(update_fields=["language"])


@action
def take_factors(*, person: User, by: User | None, at: datetime) -> None:
    """Let in with their password alone whoever lost their second step, and tell them."""
    held = User.objects.select_for_update(no_key=True).get(pk=person.pk)
    if apps.is_installed("allauth.mfa"):
        apps.get_model("mfa", "Authenticator").objects.filter(user=held).delete()
    held.has_app, held.passkeys, held.codes_left = False, 0, 0
    held.save(update_fields=["has_app", "passkeys", "codes_left"])
    # However many letters went today: whoever owns the account has to know.
    AccountLetter.objects.create(to=held, kind=LetterKind.FACTORS, at=at)


@action
def give_role(*, role: Membership, at: datetime) -> Membership:
    """Save a new role; raises ValidationError where the person holds it, RoleGiven as of now."""
    role.full_clean()
    try:
        with transaction.atomic():
            role.save(force_insert=True)
    except IntegrityError as error:
        sentence = _("Somebody else has just given this role. Reload the page to see it.")
        raise RoleGiven(sentence) from error
    return role


@action
def change_role(*, role: Membership, version: int | None, at: datetime) -> Membership:
    """Save which role it is and until when; raises StaleVersion if somebody else changed it."""
    hold_rows(role, version=version)
    role.full_clean()
    role.save(update_fields=["role", "ends_on", "stands_in_for"])
    return role


@action
def confirm_roles(*, roles: Iterable[Membership], at: datetime) -> int:
    """Note of each that it is still needed, which the change log keeps; says of how many."""
    held = list(roles)
    hold_rows(*held)
    for role in held:
        role.confirmed_at = at
        role.save(update_fields=["confirmed_at"])
    return len(held)
