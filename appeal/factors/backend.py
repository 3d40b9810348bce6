"""Checks codes where passwords are checked, so that wrong ones count and are paused like those."""

from datetime import datetime

from django.http import HttpRequest

from ..models import User
from .actions import prove
from .passkeys import answer_by_passkey

# What failures count for: never together with those of the password.
CALLED = "{} (second step)"


class Codes:
    """Lets a code count as a password does; who is signed in, another backend reads."""

    def authenticate(
        self,
        request: HttpRequest | None,
        person: User | None = None,
        code: str | None = None,
        credential: dict[str, object] | None = None,
        at: datetime | None = None,
        **others: object,
    ) -> User | None:
        """The person, if the code, or what a passkey answered, is theirs."""
        if person is None or code is None or at is None:
            return None
        if credential:
            is_theirs = answer_by_passkey(person=person, credential=credential, by=person, at=at)
        else:
            is_theirs = prove(person=person, code=code, by=person, at=at)
        return person if is_theirs else None
