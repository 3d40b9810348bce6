"""What the sheets of T6 have in common: whoever manages, and the people and roles that they see."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import cached_property
from hashlib import sha256
from typing import Any, NamedTuple

from django.db.models import OuterRef, QuerySet, Subquery
from django.utils.translation import gettext_lazy as _

from appeal import access
from appeal.base.given import given
from appeal.models import Appeal, User, log_of

from ..models import Upload
from .columns import TemplateLine
from .outcomes import Reading, Values
from .records import RecordSheet
from .template import UploadPlace

# So many rows of a sheet may change at once: each is tried out, and somebody new is sent a letter.
MOST_CHANGED = 200
UNKNOWN = _(
    "Nobody with this user name or address has a role where you manage. Add them on the sheet"
    " “People”."
)


class NewPerson(NamedTuple):
    """The row of a new person, and the person; None where something is wrong with the row."""

    reading: Reading
    person: User | None


class AccessSheet(RecordSheet):
    """Rows about people where the person manages whose file it is."""

    def __init__(self, appeal: Appeal, place: UploadPlace) -> None:
        super().__init__(appeal, place)
        self.changed = 0
        # New people of the file, by user name and by address.
        self.added: dict[str, NewPerson] = {}

    @property
    def by(self) -> User:
        return given(self.place.person)

    def stamp(self, record: Any) -> str:
        """By what it shows: what the template does not show may change in the meantime."""
        return sha256(repr(self.values(record)).encode()).hexdigest()[:40]

    def _keep(
        self, reading: Reading, record: object, typed: Values, upload: Upload, at: datetime
    ) -> None:
        self.changed += 1
        if self.changed <= MOST_CHANGED:
            super()._keep(reading, record, typed, upload, at)
            return
        sentence = _(
            "More than %(most)s rows of this sheet are new or changed. Divide them among several"
            " files."
        )
        reading.refuse("", sentence % {"most": MOST_CHANGED})

    @cached_property
    def seen(self) -> list[User]:
        """Those with a role where the person manages."""
        return list(access.people(self.by))

    @cached_property
    def changeable(self) -> set[int]:
        """The keys of the records that the person may change."""
        raise NotImplementedError

    def is_fixed(self, line: TemplateLine) -> bool:
        """Whether the row shows a record that somebody else changes."""
        return is_stored(line) and line.pk not in self.changeable

    def find(self, reading: Reading, column: str, written: str) -> User | None:
        """Whom a cell names by user name or address; None, and the row says why, for nobody."""
        name = written.casefold()
        if added := self.added.get(name):
            if added.person is None:
                sentence = _(
                    "This person is wrong, in row %(row)s of the sheet “People”. Correct it, and"
                    " this row can be applied too."
                )
                reading.refuse(column, sentence % {"row": added.reading.row.number})
            return added.person
        found = self._by_name.get(name) or self._by_address.get(name, [])
        if len(found) == 1:
            return found[0]
        several = _("Several people have this address. Write what this one signs in with.")
        reading.refuse(column, several if found else UNKNOWN)
        return None

    @cached_property
    def _by_name(self) -> Mapping[str, list[User]]:
        return _grouped((person.username, person) for person in self.seen)

    @cached_property
    def _by_address(self) -> Mapping[str, list[User]]:
        return _grouped((person.email, person) for person in self.seen)


def is_stored(line: TemplateLine) -> bool:
    return line.pk is not None


def _grouped(named: Iterable[tuple[str, User]]) -> dict[str, list[User]]:
    found: dict[str, list[User]] = {}
    for name, person in named:
        found.setdefault(name.casefold(), []).append(person)
    return found


def with_version(rows: QuerySet[Any]) -> QuerySet[Any]:
    """Adds `seen_version`, as `version_of` has it: in the statement that reads what is compared."""
    model: Any = rows.model
    lines = log_of(model)._base_manager.filter(id=OuterRef("pk")).order_by("-history_id")
    return rows.annotate(seen_version=Subquery(lines.values("history_id")[:1]))
