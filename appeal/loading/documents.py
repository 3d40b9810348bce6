"""YAML files whose every entry knows its file and line, so that a refusal can name the place."""

from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any, NoReturn, TypeVar

import yaml
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import models
from django.utils.translation import gettext as _

from ..base.amounts import DASH
from ..models import in_languages
from ..models.columns import field_of
from .faults import Faults, FixtureError

Made = TypeVar("Made", bound=models.Model)


class LoadedEntry(dict):
    """A mapping of a file; `lines` holds the line of each key."""

    file: Path
    line: int
    lines: dict[str, int]
    # What may be missing although its column is needed.
    later: tuple[str, ...] = ()
    # The id of what its row continues, where it says so under `continues`.
    earlier: int | None = None

    def name_of(self, key: str) -> str:
        """What its reader calls a key."""
        return key

    def refuse(self, reason: str, key: str | None = None) -> NoReturn:
        """Raise FixtureError at the line of `key`, or of the entry."""
        raise FixtureError(self.file, self.lines.get(key or "", self.line), reason)

    def only(self, *keys: str) -> "LoadedEntry":
        """Refuse a key that is not among `keys`: it is a slip that would be lost in silence."""
        for key in self:
            if key not in keys:
                self.refuse(
                    _("“%(key)s” is not known here. Use one of these: %(keys)s.")
                    % {"key": key, "keys": ", ".join(keys)},
                    key,
                )
        return self

    def entry(self, key: str) -> "LoadedEntry":
        return self._typed(key, LoadedEntry, _("a mapping"))

    def entries(self, key: str) -> list["LoadedEntry"]:
        rows = self.get(key, [])
        if not isinstance(rows, list) or not all(isinstance(row, LoadedEntry) for row in rows):
            self.refuse(_("“%(key)s” must be a list of mappings.") % {"key": key}, key)
        return rows

    def texts(self, key: str) -> list[str]:
        items = self.get(key, [])
        if not isinstance(items, list):
            self.refuse(_("“%(key)s” must be a list.") % {"key": key}, key)
        return [str(item) for item in items]

    def text(self, key: str) -> str:
        """A text that must be there."""
        return self._typed(key, str, _("a text")).strip()

    def optional(self, key: str) -> str:
        return self.text(key) if key in self else ""

    def translations(self, *names: str) -> dict[str, str]:
        """`<name>_en`, which must be there, `_es` and `_fr`, for each name."""
        columns = in_languages(*names)
        return {
            name: self.text(name) if name.endswith("_en") else self.optional(name)
            for name in columns
        }

    def whole(self, key: str) -> int:
        return self._typed(key, int, _("a whole number"))

    def day(self, key: str) -> date:
        return self._typed(key, date, _("a date such as 2020-01-31"))

    def choice(self, key: str, choices: Iterable[str]) -> str:
        value = self.text(key)
        if value not in choices:
            self.refuse(
                _("“%(value)s” is not one of %(choices)s.")
                % {"value": value, "choices": ", ".join(choices)},
                key,
            )
        return value

    def number(self, key: str) -> Decimal | None:
        if key not in self:
            return None
        try:
            return Decimal(str(self[key]))
        except InvalidOperation:
            self.refuse(_("“%(written)s” is not a number.") % {"written": self[key]}, key)

    def made(
        self, model: type[Made], *names: str, beside: Iterable[str] = (), **given: object
    ) -> Made:
        """A new row of the model, not saved: its columns of these `names`, and what is `given`.

        Refuses, at its line, what the model does not take, and keys beyond names and `beside`.
        """
        self.only(*names, *beside)
        faults, columns = Faults(), dict[str, object]()
        for name in names:
            faults.gather(self._fill, columns, model, name)
        row = model(**given, **columns)
        self.prove(row, faults, [name for name in names if name not in columns])
        faults.raise_all()
        return row

    def _fill(self, columns: dict[str, object], model: type[models.Model], name: str) -> None:
        columns[name] = self._column(model, name)

    def _column(self, model: type[models.Model], name: str) -> object:
        """What a column of the model is to hold; one that may be empty is optional."""
        field = field_of(model, name)
        may_lack = field.null or field.has_default() or name in self.later
        if name not in self and may_lack:
            return field.get_default()
        if isinstance(field, models.BooleanField):
            return self._typed(name, bool, _("yes or no"))
        if field.choices and (name in self or not field.blank):
            return self.choice(name, [code for code, _label in field.flatchoices])
        if isinstance(field, models.DateField):
            return self.day(name)
        if isinstance(field, models.IntegerField):
            return self.whole(name)
        if isinstance(field, models.DecimalField):
            return self.number(name)
        return self.optional(name) if field.blank else self.text(name)

    def prove(self, row: models.Model, faults: Faults, refused: list[str]) -> None:
        """Gather in its place what the model does not take: too long a text, a broken rule.

        Of a row of which columns were `refused` only the others are looked at, each by itself.
        """
        excluded = {field.name for field in row._meta.fields if field.is_relation} | {*refused}
        excluded |= {name for name in self.later if name not in self}
        try:
            if refused:
                row.clean_fields(excluded)
            else:
                row.full_clean(excluded, validate_unique=False, validate_constraints=False)
        except ValidationError as error:
            for name, reasons in error.message_dict.items():
                faults.gather(self._refuse_column, name, " ".join(reasons))
        for constraint in () if faults else row._meta.constraints:
            if isinstance(constraint, models.CheckConstraint):
                faults.gather(self._prove_rule, constraint, row)

    def _refuse_column(self, name: str, reason: str) -> NoReturn:
        if name == NON_FIELD_ERRORS:
            self.refuse(reason)
        self.refuse(f"{self.name_of(name)}: {reason}", name if name in self else None)

    def _prove_rule(self, rule: models.CheckConstraint, row: models.Model) -> None:
        try:
            rule.validate(type(row), row)
        except ValidationError as error:
            self.refuse(" ".join(error.messages))

    def _typed(self, key: str, kind: type, name: str) -> Any:
        if key not in self:
            self.refuse(_("“%(key)s” is missing.") % {"key": self.name_of(key)}, key)
        if not isinstance(self[key], kind):
            self.refuse(
                _("“%(key)s” must be %(kind)s, not “%(written)s”.")
                % {"key": self.name_of(key), "kind": name, "written": self[key]},
                key,
            )
        return self[key]


class _Loader(yaml.CSafeLoader):
    """Makes Entries and refuses a key written twice; libyaml reads in a tenth of the time."""

    file: Path

    def construct_entry(self, node: yaml.MappingNode) -> Iterator[LoadedEntry]:
        entry = LoadedEntry()
        entry.file, entry.line, entry.lines = self.file, node.start_mark.line + 1, {}
        yield entry
        for key_node, value_node in node.value:
            key = str(self.construct_object(key_node))
            if key in entry:
                raise FixtureError(
                    self.file, key_node.start_mark.line + 1, f"“{key}” is here twice."
                )
            entry.lines[key] = key_node.start_mark.line + 1
            entry[key] = self.construct_object(value_node, deep=True)


_Loader.add_constructor("tag:yaml.org,2002:map", _Loader.construct_entry)


def read(file: Path) -> Any:
    """The content of a YAML file; raises FixtureError where it cannot be read."""
    try:
        text = file.read_text(encoding="utf-8")
    except OSError as error:
        raise FixtureError(file, 1, f"it cannot be opened ({error.strerror}).") from error
    except UnicodeDecodeError as error:
        line = file.read_bytes()[: error.start].count(b"\n") + 1
        raise FixtureError(file, line, "it is not written in UTF-8.") from error
    loader = _Loader(text)
    loader.file = file
    try:
        return loader.get_single_data()
    except yaml.reader.ReaderError as error:
        line = text.encode()[: error.position].count(b"\n") + 1
        raise FixtureError(file, line, f"it is not valid YAML: {error.reason}.") from error
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise FixtureError(file, line, f"it is not valid YAML: {error.problem}.") from error
    finally:
        loader.dispose()


def read_entry(file: Path) -> LoadedEntry:
    """The mapping that a file consists of."""
    content = read(file)
    if not isinstance(content, LoadedEntry):
        raise FixtureError(file, 1, "it must be a mapping of keys to values.")
    return content


def read_list(file: Path) -> list[LoadedEntry]:
    """The list of mappings that a file consists of."""
    content = read(file)
    if not isinstance(content, list) or not all(isinstance(row, LoadedEntry) for row in content):
        raise FixtureError(file, 1, "it must be a list of mappings.")
    return content


def read_amount(entry: LoadedEntry, key: str, printed: object) -> Decimal | None:
    """A printed amount: digits with spaces between thousands, or an en dash for none."""
    text = str(printed).strip()
    if text == DASH:
        return None
    groups = text.split(" ")
    is_grouped = len(groups[0]) <= 3 and all(len(group) == 3 for group in groups[1:])
    if (
        not text.replace(" ", "").isascii()
        or not text.replace(" ", "").isdigit()
        or (len(groups) > 1 and not is_grouped)
    ):
        entry.refuse(f"“{text}” is not an amount such as 1 250 000, nor an en dash (–).", key)
    return Decimal(text.replace(" ", ""))
