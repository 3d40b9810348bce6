"""The cast: who can sign in to look at the demonstration data."""

from dataclasses import dataclass
from typing import Any

from django.contrib.auth.hashers import make_password
from django.db import transaction

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
    """Everybody of the cast with `password`; somebody who exists keeps password and roles."""
    # Hashed once: thirty slow hashes of one password would protect nothing more.
    maker = _Maker(make_password(password))
    offices = Office.objects.of(appeal).in_printed_order()
    region, spanish = {"region": appeal.region}, Language.SPANISH
    reporters, finance = {}, {}
    for office in offices:
        code = office.code.lower()
        place: dict[str, Any] = {"office": office}
        reporters[office.code] = maker.make(
            f"reporter.{code}", office.language, Role.REPORTER, place
        )
        finance[office.code] = maker.make(f"finance.{code}", office.language, Role.FINANCE, place)
    reviewer = maker.make("reviewer.ro", spanish, Role.REVIEWER, region)
    manager = maker.make("manager.ro", spanish, Role.MANAGER, region)
    maker.make("viewer", Language.ENGLISH, Role.VIEWER, region)
    maker.make_superuser("admin", Language.ENGLISH)
    return Cast(reporters, finance, reviewer, manager, maker.kept)


class _Maker:
    """Makes people who are not there yet, and remembers who was."""

    def __init__(self, password: str) -> None:
        self.password = password
        self.kept: list[str] = []

    def make(self, username: str, language: str, role: str, place: dict[str, Any]) -> User:
        person, is_new = self._person(username, language=language)
        if is_new:
            Membership.objects.create(user=person, role=role, **place)
        return person

    def make_superuser(self, username: str, language: str) -> None:
        self._person(username, language=language, is_staff=True, is_superuser=True)

    def _person(self, username: str, **fields: Any) -> tuple[User, bool]:
        person, is_new = User.objects.get_or_create(
            username=username, defaults={"password": self.password, **fields}
        )
        if not is_new:
            self.kept.append(username)
        return person, is_new
