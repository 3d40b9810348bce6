"""Letters about an account: an invitation, a link to a new password, a new address."""

from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth.forms import PasswordResetForm

from ..base.actions import action
from ..models import AccountLetter, LetterKind, ResetAttempt, User

# So many of a kind a day to one person, whoever asks for them: what strangers ask for leaves
# managers theirs.
MOST_LETTERS = 3
# So many links asked for from one network address within the pause of signing in: a whole office
# may be behind it.
MOST_RESETS = 20


@action
def ask_letter(*, person: User, kind: str, at: datetime, address: str = "") -> bool:
    """Have a letter sent to the person; says whether, for there are never too many a day."""
    # One after the other, so that each counts those before.
    User.objects.select_for_update(no_key=True).get(pk=person.pk)
    if AccountLetter.objects.lately_to(person, at).filter(kind=kind).count() >= MOST_LETTERS:
        return False
    AccountLetter.objects.create(to=person, kind=kind, address=address, at=at)
    return True


@action
def ask_reset(*, address: str, client: str, at: datetime) -> bool:
    """Have a link to a new password sent to whoever has this address and may sign in, if any.

    Says whether it was not too much from the `client`'s network address, whoever was meant.
    """
    begun = at - timedelta(hours=settings.AXES_COOLOFF_TIME)
    if ResetAttempt.objects.filter(client=client, at__gt=begun).count() >= MOST_RESETS:
        return False
    ResetAttempt.objects.filter(at__lte=begun).delete()
    ResetAttempt.objects.create(client=client, at=at)
    for person in PasswordResetForm().get_users(address):
        ask_letter(person=person, kind=LetterKind.RESET, at=at)
    return True


@action
def tell_address_before(*, person: User, at: datetime) -> None:
    """Before another address is saved: whose address it was has to know that it is not any more."""
    before = User.objects.get(pk=person.pk).email
    if before and before != person.email:
        AccountLetter.objects.create(to=person, kind=LetterKind.REPLACED, address=before, at=at)


@action
def move_address(*, person: User, address: str, by: User, at: datetime) -> None:
    """Save the address that the person confirmed, and tell the one before."""
    held = User.objects.select_for_update(no_key=True).get(pk=person.pk)
    if held.email == address:
        return
    if held.email:
        # However many letters went today: whose address it was has to know.
        AccountLetter.objects.create(to=held, kind=LetterKind.MOVED, address=held.email, at=at)
    held.email = address
    held.save(update_fields=["email"])
