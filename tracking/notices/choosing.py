"""What a person is told of by mail, and when: as declared, unless they chose otherwise."""

from collections.abc import Iterable

from django.core.signing import BadSignature, Signer

from appeal.models import User

from ..models import NoticeChoice, NoticeKind
from .kinds import KINDS

SIGNER = Signer(salt="notices")


def chosen(person: User) -> dict[str, str]:
    """When the person gets a mail about each kind."""
    own = dict(NoticeChoice.objects.filter(user=person).values_list("kind", "when"))
    return {kind: own.get(kind, str(event.when)) for kind, event in KINDS.items()}


def offered(person: User) -> dict[str, str]:
    """Of these the kinds that the person is told of, by the roles that they hold today."""
    roles = {each.role for each in person.held}
    return {kind: when for kind, when in chosen(person).items() if KINDS[kind].reaches(roles)}


def mark_of(person: User, kinds: Iterable[str]) -> str:
    """What an address says of who no longer wants which kinds; nobody else can make it."""
    return SIGNER.sign(f"{person.pk}:{','.join(sorted(set(kinds)))}")


def read_mark(mark: str) -> tuple[User, list[NoticeKind]] | None:
    """Whom and which kinds a mark names; None for one that is not ours."""
    try:
        key, _colon, kinds = SIGNER.unsign(mark).partition(":")
    except BadSignature:
        return None
    person = User.objects.filter(pk=key, is_active=True).first()
    named = [NoticeKind(kind) for kind in kinds.split(",") if kind in NoticeKind.values]
    return (person, named) if person else None
