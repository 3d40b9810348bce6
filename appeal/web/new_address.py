"""A link that confirms a new address: it works once, within three days, for one person."""

from datetime import timedelta

from django.core import signing
from django.utils.crypto import constant_time_compare, salted_hmac

from ..models import AccountLetter, LetterKind, User

SALT = "appeal.new_address"
ADDRESS_LIMIT = timedelta(days=3)


def token_for(person: User, address: str) -> str:
    return signing.dumps([person.pk, address, _state_of(person)], salt=SALT)


def address_in(token: str, person: User) -> str:
    """The address that the person may confirm by it; empty where it is not theirs, or used up."""
    try:
        pk, address, state = signing.loads(token, salt=SALT, max_age=ADDRESS_LIMIT)
    except signing.BadSignature:
        return ""
    is_theirs = pk == person.pk and constant_time_compare(state, _state_of(person))
    return str(address) if is_theirs else ""


def _state_of(person: User) -> str:
    """What is another once the address or the password was changed, even if it is changed back."""
    moves = AccountLetter.objects.filter(to=person, kind=LetterKind.MOVED).count()
    return salted_hmac(SALT, f"{person.email} {person.password} {moves}").hexdigest()
