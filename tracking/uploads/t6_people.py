"""People and their roles (T6): invited, changed, given roles and losing them, many at once."""

from collections.abc import Sequence
from copy import copy
from dataclasses import replace
from datetime import datetime
from functools import cached_property
from typing import Any, ClassVar

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from appeal import access, actions, duties
from appeal.base.excel import Column
from appeal.forms import InviteForm, PersonForm
from appeal.models import Appeal, Language, User
from appeal.models.ordering import in_order

from ..models import Upload
from .columns import choice, text
from .outcomes import Reading, Values, unsettled
from .records import RecordTemplate
from .t6_access import AccessSheet, NewPerson, is_stored, with_version
from .t6_roles import RoleSheet
from .template import NotUploadable, UploadPlace

YES, NO = "yes", "no"
ANSWERS = {YES: _("yes"), NO: _("no")}
STAYS = _("What somebody signs in with does not change.")
KEPT_ELSEWHERE = _(
    "This account is managed by an administrator: the person is a manager, or has a role elsewhere."
)
NEEDS_A_ROLE = _("Give this person a role on the sheet “Roles”: by this address, in an empty row.")
MAY_SIGN_IN = _("Somebody who is invited may sign in. Leave this blank.")


class PeopleSheet(AccessSheet):
    """A person a row; somebody new is invited."""

    name = "people"
    title = _("People")
    alone = ("email",)
    ruled = ("email",)

    def __init__(self, appeal: Appeal, place: UploadPlace) -> None:
        super().__init__(appeal, place)
        # Whom rows of the other sheet give a role.
        self.given_roles: set[str] = set()

    def own_columns(self) -> Sequence[Column]:
        named = PersonForm.Meta.help_texts
        columns = (
            text("email", _("Address"), 32, User, _("Needed of somebody new: they are invited.")),
            text("first_name", _("First name"), 20, User, named["first_name"]),
            text("last_name", _("Last name"), 24, User, named["last_name"]),
            choice(
                "language", _("Language"), 14, lambda: dict(Language.choices), named["language"]
            ),
            choice("is_active", _("May sign in"), 12, lambda: ANSWERS,
                   _("“no”: they cannot sign in, and nothing of theirs is deleted.")),
        )  # fmt: skip
        blank = _("For somebody new only. If blank: the address.")
        return (
            *(replace(each, is_locked=self.is_fixed) for each in columns),
            replace(text("username", _("Signs in as"), 28, User, blank), is_locked=is_stored),
        )

    def stored(self) -> Sequence[User]:
        people = with_version(access.people(self.by))
        return list(in_order(people, "last_name", "first_name", "username"))

    def values(self, person: User) -> Values:
        named = ("email", "first_name", "last_name", "language", "username")
        shown = {name: getattr(person, name) for name in named}
        return shown | {"is_active": YES if person.is_active else NO}

    def keep(
        self, reading: Reading, record: Any, typed: Values, upload: Upload, at: datetime
    ) -> User | None:
        if record is None:
            return self._invite(reading, typed, upload, at)
        if record.pk not in self.changeable:
            reading.refuse("", KEPT_ELSEWHERE)
        if typed["username"] != record.username:
            reading.refuse("username", STAYS)
        form = PersonForm(self._written(typed, upload), instance=copy(record))
        self.tell_form(reading, form)
        if reading.problems:
            return None
        return actions.keep_person(
            person=form.instance, version=record.seen_version, by=upload.uploaded_by, at=at
        )

    @cached_property
    def changeable(self) -> set[int]:
        kept = access.people(self.by, duties.KEEP_ACCOUNTS)
        return {*kept.values_list("pk", flat=True)}

    def _invite(self, reading: Reading, typed: Values, upload: Upload, at: datetime) -> User | None:
        names = {typed["email"].casefold(), typed["username"].casefold()} - {""}
        if not reading.problems:  # Nobody above has this address.
            form = InviteForm(self._written(typed, upload), instance=User())
            form.ask()
            form.only_who_it_is()
            self.tell_form(reading, form)
        if typed["is_active"] == NO:
            reading.refuse("is_active", MAY_SIGN_IN)
        if not names & self.given_roles:
            reading.refuse("email", NEEDS_A_ROLE)
        person = None
        if not reading.problems:
            person = actions.invite_person(
                person=form.instance, role=None, by=upload.uploaded_by, at=at
            )
        for name in names:
            self.added.setdefault(name, NewPerson(reading, person))
        if same := self._same(typed):  # No other row of the file may say it.
            self.wrong.setdefault(same, reading)
        return person

    def _written(self, typed: Values, upload: Upload) -> Values:
        """What a person would have typed into the form of the page."""
        return typed | {
            "is_active": typed["is_active"] != NO,
            "idempotency_key": upload.sha256[:32],
            "version": 0,
        }


class PeopleTemplate(RecordTemplate):
    """People first: those who are new get their roles in the same file."""

    code = "T6"
    spare = 200
    is_of_appeal = False
    parts: ClassVar = (PeopleSheet, RoleSheet)
    about_rows = _(
        "You can change people and the last day of roles that are filled in already. For somebody"
        " new use an empty row on the sheet “People”, and an empty row on the sheet “Roles” for"
        " each role: they are sent an invitation. A role ends by its last day only: a row that you"
        " delete from the file ends nothing and removes nobody."
    )

    def check_reader(self, appeal: Appeal, place: UploadPlace, user: User) -> None:
        if not access.may(user, duties.SEE_PEOPLE):
            raise NotUploadable(gettext("Only managers invite people and give roles."))

    def carry_out(self, readings: list[Reading], upload: Upload, at: datetime) -> None:
        place, given = UploadPlace.of(upload), unsettled(readings, RoleSheet.name)
        people = PeopleSheet(upload.appeal, place)
        people.given_roles = {str(each.value("person", "")).casefold() for each in given}
        people.carry_out(unsettled(readings, people.name), upload, at)
        roles = RoleSheet(upload.appeal, place)
        roles.added = people.added
        roles.carry_out(given, upload, at)
