"""The cast: who can sign in to look at the demonstration data."""

from dataclasses import dataclass

from django.contrib.auth.hashers import make_password
from django.db import transaction

from appeal.base.actions import signed
from appeal.models import Appeal, Language, Membership, Office, Role, User


@dataclass(frozen=True)
class Cast:
    """The people by what they do; `kept` are accounts that were there and stay as they were."""

    reporters: dict[str, User]
    finance: dict[str, User]
    reviewer: User
    manager: User
    kept: list[str]


@transaction.atomic
def make_cast(*, appeal: Appeal, password: str) -> Cast:
    """Everybody of the cast with `password`; who exists already keeps password and roles."""
    # Hashed once: thirty slow hashes of one password would protect nothing more.
    hashed, kept = make_password(password), []

    def make(username: str, language: str, role: str = "", **place: object) -> User:
        """Somebody in a role for an office or region; in none, a superuser."""
        rights = {} if role else {"is_staff": True, "is_superuser": True}
        # Nobody has an address at example.org; mail about demonstration data is not sent anyway.
        email = f"{username}@example.org"
        fields = {"password": hashed, "language": language, "email": email, **rights}
        # They joined with the appeal: what is changed of them on its days comes after.
        with signed(at=appeal.end_of(appeal.starts_on)):
            person, is_new = User.objects.get_or_create(username=username, defaults=fields)
            if not is_new:
                kept.append(username)
            elif role:
                Membership.objects.create(user=person, role=role, **place)
        return person

    people: dict[str, dict[str, User]] = {Role.REPORTER: {}, Role.FINANCE: {}}
    for office in Office.objects.of(appeal).in_printed_order():
        for role, found in people.items():
            name = f"{role}.{office.code.lower()}"
            found[office.code] = make(name, office.language, role, office=office)
    region, spanish = appeal.region, Language.SPANISH
    reviewer = make("reviewer.ro", spanish, Role.REVIEWER, region=region)
    manager = make("manager.ro", spanish, Role.MANAGER, region=region)
    make("viewer", Language.ENGLISH, Role.VIEWER, region=region)
    make("admin", Language.ENGLISH)
    return Cast(people[Role.REPORTER], people[Role.FINANCE], reviewer, manager, kept)
