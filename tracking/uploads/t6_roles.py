"""The roles of T6: given in an empty row, ended by their last day."""

from collections.abc import Sequence
from copy import copy
from dataclasses import replace
from datetime import datetime
from functools import cached_property
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from appeal import access, actions, duties
from appeal.base.excel import Column
from appeal.forms import GrantForm, offer_roles
from appeal.models import Membership, Office, Region, Role, User
from appeal.models.ordering import in_order

from ..models import Upload
from .columns import choice, column, day, text
from .outcomes import Reading, Values
from .t6_access import AccessSheet, is_stored, with_version

WHERE = ("office", "region")
WHAT_IT_IS = ("person", "role", *WHERE)
ANOTHER = _("A role that is held does not change into another. Give a new one in an empty row.")
OF_ANOTHER = _(
    "Roles of this person are given and ended by an administrator: they manage something, or they"
    " are one."
)


class RoleSheet(AccessSheet):
    """A role a row: whose, which and where stay as they were given."""

    name = "roles"
    title = _("Roles")
    ruled = (*WHERE, "role")

    @cached_property
    def offices(self) -> dict[str, Office]:
        found = access.offices(self.by, duties.GIVE_ROLES).select_related("region")
        return {each.code: each for each in in_order(found, "name")}

    @cached_property
    def regions(self) -> dict[str, Region]:
        found = in_order(access.regions(self.by, duties.GIVE_ROLES), "name")
        return {each.code: each for each in found}

    def own_columns(self) -> Sequence[Column]:
        told = GrantForm.Meta.help_texts
        given = (
            text("person", _("Person"), 28, User,
                 _("What they sign in with, or their address, as on the sheet “People”."),
                 "username"),
            column("called", _("Name"), None, 28),
            choice("role", _("Role"), 20, lambda: dict(Role.choices),
                   _("Everybody with a role can read; see under People what each role adds.")),
            choice("office", _("Office"), 26,
                   lambda: {code: f"{code} {each.name}" for code, each in self.offices.items()},
                   told["office"]),
            choice("region", _("Region"), 26, lambda: self.regions, told["region"]),
        )  # fmt: skip
        until = (
            day("ends_on", _("Last day"), 14, told["ends_on"]),
            text("stands_in_for", _("Stand-in for"), 28, User, told["stands_in_for"], "username"),
        )
        return (
            *(replace(each, is_locked=is_stored) for each in given),
            *(replace(each, is_locked=self.is_fixed) for each in until),
        )

    def stored(self) -> Sequence[Membership]:
        roles = with_version(access.memberships(self.by))
        named = roles.select_related("user", "office__region", "region", "stands_in_for")
        return list(in_order(named, "user__last_name", "user__first_name", "user__username"))

    def values(self, role: Membership) -> Values:
        return {
            "person": role.user.username,
            "role": role.role,
            "office": role.office.code if role.office else "",
            "region": role.region.code if role.region else "",
            "ends_on": role.ends_on or "",
            "stands_in_for": role.stands_in_for.username if role.stands_in_for else "",
        }

    def facts(self, role: Membership) -> Values:
        return {"called": role.user.get_full_name() or None}

    @cached_property
    def others(self) -> set[int]:
        """Whose roles the person sees and does not give."""
        given = access.people(self.by, duties.GIVE_ROLES).values_list("pk", flat=True)
        return {person.pk for person in self.seen} - {*given}

    @cached_property
    def changeable(self) -> set[int]:
        roles = access.memberships(self.by, duties.GIVE_ROLES)
        return {*roles.values_list("pk", flat=True)}

    def keep(
        self, reading: Reading, record: Any, typed: Values, upload: Upload, at: datetime
    ) -> Membership | None:
        person = record.user if record else self._whose(reading, typed)
        if record and record.pk not in self.changeable:
            reading.refuse("", OF_ANOTHER)
        elif person and person.pk in self.others:
            reading.refuse("person", OF_ANOTHER)
        role = copy(record) or Membership(user=person or User())
        form = GrantForm(self._written(reading, record, typed, upload), instance=role)
        form.offer_absent(self.by, self._region(role, typed))
        if record:
            self._refuse_another(reading, record, typed)
            form.only_its_end()
        else:
            offer_roles(form, self.by)
        for name in WHERE if {*WHERE} & reading.unread else ():
            # The other one may well be empty.
            form.errors.pop(name, None)
        self.tell_form(reading, form)
        if reading.problems:
            return None
        try:
            if record:
                return actions.change_role(role=role, version=record.seen_version, at=at)
            return actions.give_role(role=role, at=at)
        except ValidationError as refusal:
            self.tell(reading, refusal)
            return None

    def _region(self, role: Membership, typed: Values) -> Region:
        """Where the role is held; the appeal's where that cannot be read."""
        office = role.office or self.offices.get(typed["office"])
        region = office.region if office else role.region or self.regions.get(typed["region"])
        return region or self.appeal.region

    def _whose(self, reading: Reading, typed: Values) -> User | None:
        if typed["person"]:
            return self.find(reading, "person", typed["person"])
        self.refuse_missing(reading, "person")
        return None

    def _refuse_another(self, reading: Reading, record: Membership, typed: Values) -> None:
        before = self.values(record)
        for name in WHAT_IT_IS:
            if typed[name] != before[name]:
                reading.refuse(name, ANOTHER)

    def _written(
        self, reading: Reading, record: Membership | None, typed: Values, upload: Upload
    ) -> Values:
        """What a person would have chosen in the form of the page."""
        office, region = self.offices.get(typed["office"]), self.regions.get(typed["region"])
        return {
            "role": typed["role"],
            "office": office.pk if office else "",
            "region": region.pk if region else "",
            "ends_on": typed["ends_on"].isoformat() if typed["ends_on"] else "",
            "stands_in_for": self._absent(reading, record, typed["stands_in_for"]) or "",
            "idempotency_key": upload.sha256[:32],
            "version": 0,
        }

    def _absent(self, reading: Reading, record: Membership | None, written: str) -> int | None:
        """The key of the person whose stand-in it is."""
        if record and record.stands_in_for and record.stands_in_for.username == written:
            return record.stands_in_for_id
        found = self.find(reading, "stands_in_for", written) if written else None
        return found.pk if found else None
