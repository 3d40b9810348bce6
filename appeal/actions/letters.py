"""Asking for letters about an account: an invitation, a link to a new password."""

from datetime import datetime

from django.contrib.auth.forms import PasswordResetForm

from ..base.actions import action
from ..models import AccountLetter, LetterKind, User

# So many a day to one person, whoever asks for them.
MOST_LETTERS = 3


@action
def ask_letter(*, person: User, kind: str, at: datetime) -> bool:
    """Have a letter sent to the person; says whether, for there are never too many a day."""
    if AccountLetter.objects.lately_to(person, at).count() >= MOST_LETTERS:
        return False
    AccountLetter.objects.create(to=person, kind=kind, at=at)
    return True


@action
def ask_reset(*, address: str, at: datetime) -> None:
    """Have a link to a new password sent to whoever has this address and may sign in, if any."""
    for person in PasswordResetForm().get_users(address):
        ask_letter(person=person, kind=LetterKind.RESET, at=at)
