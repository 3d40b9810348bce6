"""R18: who may what, for the yearly review of access."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import partial

from django.utils.translation import gettext_lazy as _

from appeal import access as plan
from appeal import duties
from appeal.base.excel import Book, Column, Control, Format, Sheet
from appeal.models import Membership, User

from .asked import Asked


@dataclass(frozen=True)
class HeldRole:
    """A role that a person holds, with its days in the time zone of the appeal."""

    person: User
    role: str
    place: str
    since: date | None
    until: date | None
    stands_in_for: str
    last_seen: date | None
    confirmed_on: date | None
    confirmed_by: str
    is_due: bool

    @property
    def name(self) -> str:
        return self.person.get_full_name()


def who_may_what(asked: Asked) -> Book:
    """R18: the roles where the reader manages, or else their own; then the duties."""
    rows = [*_roles(asked), *_administrators(asked)]
    name = Column(_("Person"), "name", width=28)
    signs_in_as = Column(_("Signs in as"), "person.username", width=24)
    columns = [
        name,
        signs_in_as,
        Column(_("Address"), "person.email", width=30),
        Column(_("May sign in"), lambda row: _yes_or_no(row.person.is_active), width=10),
        Column(_("Role"), "role", width=25),
        Column(_("Place"), "place", width=30),
        Column(_("Since"), "since", Format.DAY, width=13),
        Column(_("Last day"), "until", Format.DAY, width=13),
        Column(_("Stand-in for"), "stands_in_for", width=24),
        Column(_("Last sign-in"), "last_seen", Format.DAY, width=13),
        Column(_("Confirmed on"), "confirmed_on", Format.DAY, width=13),
        Column(_("Confirmed by"), "confirmed_by", width=24),
        Column(_("To confirm"), lambda row: _yes_or_no(row.is_due), width=10),
    ]
    count = Control(_("Roles"), "COUNTA({})", [signs_in_as], len(rows))
    people = Sheet("people", _("People"), columns, rows, controls=[count], frozen=2)
    return asked.book([people, _duties()])


def _roles(asked: Asked) -> list[HeldRole]:
    seen = plan.memberships(asked.user) | Membership.objects.filter(user=asked.user)
    roles = seen.distinct().with_review().select_related(
        "user", "office", "region", "stands_in_for"
    )  # fmt: skip
    return [
        HeldRole(
            role.user, role.get_role_display(), str(role.office or role.region),
            _day(asked, role.since_at), role.ends_on, _named(role.stands_in_for),
            _day(asked, role.user.last_login), _day(asked, role.confirmed_at),
            role.confirmed_by or "", role.is_due,
        )
        for role in roles.order_by("user__last_name", "user__username", "pk")
    ]  # fmt: skip


def _administrators(asked: Asked) -> list[HeldRole]:
    """They hold every duty everywhere without a role; those who are none are not told who is."""
    if not asked.user.is_superuser:
        return []
    return [
        HeldRole(
            person, str(_("administrator")), str(_("everywhere")),
            _day(asked, person.date_joined), None, "",
            _day(asked, person.last_login), None, "", False,
        )
        for person in User.objects.filter(is_superuser=True).order_by("username")
    ]  # fmt: skip


def _day(asked: Asked, instant: datetime | None) -> date | None:
    return asked.appeal.day_of(instant) if instant else None


def _named(person: User | None) -> str:
    return person.get_full_name() or person.username if person else ""


def _yes_or_no(is_so: object) -> object:
    return _("yes") if is_so else _("no")


def _held(turn: int, line: duties.Line) -> object:
    """Whether the role of that turn has the duty."""
    return _("yes") if line.held[turn] else None


def _duties() -> Sheet:
    heads, lines = duties.printed()
    columns = [
        # Together no wider than a page, once the texts are made narrower.
        Column(heads[0], "verb", width=54),
        *(Column(head, partial(_held, turn), width=11) for turn, head in enumerate(heads[1:-3])),
        Column(heads[-3], "whose", width=32),
        Column(heads[-2], "held_for", width=32),
        Column(heads[-1], "while_in", width=26),
    ]
    return Sheet("duties", _("Duties"), columns, lines)
