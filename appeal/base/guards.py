"""Database triggers that keep what must not change, whoever writes: ORM, admin or raw SQL.

Each app declares its guards in `<app>/models/guarded.py`. A migration that touches a guarded table
begins with `LiftGuards()` and ends with `InstallGuards()`: SQLite drops a table's triggers when it
rebuilds the table, and refuses to rebuild a table that another table's trigger reads. What triggers
keep up to date is rebuilt when they are installed, since rows may have changed without them.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib import import_module
from typing import Any, Protocol

from django.apps import apps
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.operations.base import Operation
from django.utils.module_loading import module_has_submodule
from django.utils.translation import gettext_noop as _

from .seals import Sealer, begin

PREFIX = "guard_"


@dataclass(frozen=True)
class Guard:
    """Refuses an event on a table, with a sentence.

    `event` is INSERT, UPDATE, DELETE or TRUNCATE (PostgreSQL only). `when` is a condition over OLD
    and NEW in SQL that both engines read; `columns` narrows an UPDATE to real changes of these;
    `reads` names a table in `when`, or a column as table.column, that a later migration than the
    guarded table's makes;
    `lock` is a table and the id, in SQL, of its row that is locked before the condition is read,
    where the condition counts what others may be writing; SQLite's writers queue anyway.
    """

    table: str
    event: str
    message: str
    when: str = ""
    columns: tuple[str, ...] = ()
    name: str = ""
    reads: str = ""
    lock: tuple[str, str] | None = None

    @property
    def trigger(self) -> str:
        return f"{PREFIX}{self.table}_{self.name or self.event.lower()}"

    def condition(self, vendor: str) -> str:
        differs = "IS NOT" if vendor == "sqlite" else "IS DISTINCT FROM"
        changed = " OR ".join(f'OLD."{c}" {differs} NEW."{c}"' for c in self.columns)
        return " AND ".join(f"({part})" for part in (changed, self.when) if part) or "1 = 1"

    def locking(self) -> str:
        """PL/pgSQL: wait for others who hold the row; rows that refer to it can still be added."""
        if self.lock is None:
            return ""
        table, row = self.lock
        return f"PERFORM 1 FROM {table} WHERE id = {row} FOR NO KEY UPDATE;"

    def create(self, vendor: str) -> list[str]:
        """The statements that install it; none where the engine has no such event."""
        message = self.message.replace("'", "''")
        if vendor == "sqlite":
            if self.event == "TRUNCATE":
                return []
            return [
                f"CREATE TRIGGER {self.trigger} BEFORE {self.event} ON {self.table} FOR EACH ROW"
                f" WHEN {self.condition(vendor)} BEGIN SELECT RAISE(ABORT, '{message}'); END"
            ]
        row = "OLD" if self.event == "DELETE" else "NEW"
        level, result = ("STATEMENT", "NULL") if self.event == "TRUNCATE" else ("ROW", row)
        return [
            f"CREATE OR REPLACE FUNCTION {self.trigger}() RETURNS trigger LANGUAGE plpgsql AS $$"
            f" BEGIN {self.locking()} IF {self.condition(vendor)} THEN"
            f" RAISE EXCEPTION '{message.replace('%', '%%')}'"
            f" USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN {result}; END $$",
            f"CREATE TRIGGER {self.trigger} BEFORE {self.event} ON {self.table}"
            f" FOR EACH {level} EXECUTE FUNCTION {self.trigger}()",
        ]


@dataclass(frozen=True)
class Keeper:
    """Keeps something in step with a table: runs a statement after an event, whoever writes.

    `when` is a condition and `statement` an INSERT or UPDATE over OLD and NEW that both engines
    read; `reads` names the table that it writes, which must exist.
    """

    table: str
    event: str
    name: str
    when: str
    statement: str
    reads: str
    columns: tuple[str, ...] = ()

    @property
    def trigger(self) -> str:
        return f"{PREFIX}{self.table}_{self.name}"

    def create(self, vendor: str) -> list[str]:
        """The statements that install it."""
        head = f"CREATE TRIGGER {self.trigger} AFTER {self.event} ON {self.table} FOR EACH ROW"
        if vendor == "sqlite":
            return [f"{head} WHEN {self.when} BEGIN {self.statement}; END"]
        return [
            # The text of an instant is that of the same day and month whatever the session's zone.
            f"CREATE OR REPLACE FUNCTION {self.trigger}() RETURNS trigger LANGUAGE plpgsql"
            " SET timezone TO 'UTC' SET datestyle TO 'ISO' AS $$"
            f" BEGIN IF {self.when} THEN {self.statement}; END IF; RETURN NULL; END $$",
            f"{head} EXECUTE FUNCTION {self.trigger}()",
        ]


Trigger = Guard | Keeper | Sealer


class Index(Protocol):
    """A table that keepers hold in step with `table`; it can be built from it at any time."""

    table: str

    @property
    def columns(self) -> tuple[str, ...]:
        """What it reads of the table."""

    def build(self, vendor: str) -> list[str]:
        """The statements that rebuild it."""

    def drift(self) -> str:
        """SQL that counts the rows whose stored value is not what the table adds up to."""


# What a condition on rows looks at: a row that moves is of where it was, and of where it goes.
ROWS = {"INSERT": ("NEW",), "UPDATE": ("OLD", "NEW"), "DELETE": ("OLD",)}


def of_rows(condition: str, event: str) -> str:
    """SQL: a condition with {row} in it holds of a row that the event finds or leaves."""
    return " OR ".join(f"({condition.format(row=row)})" for row in ROWS[event])


def append_only(table: str, message: str, *, when: str = "") -> list[Guard]:
    """Guards that refuse every change and deletion of the rows for which `when` holds of OLD."""
    return [
        Guard(table, "UPDATE", message, when=when),
        Guard(table, "DELETE", message, when=when),
        Guard(table, "TRUNCATE", message),
    ]


def declared() -> list[Trigger]:
    """All guards and keepers of all apps."""
    return [guard for module in _declaring() for guard in module.GUARDS]


def declared_indexes() -> list[Index]:
    """All indexes of all apps."""
    return [index for module in _declaring() for index in module.INDEXES]


def _declaring() -> list[Any]:
    return [
        import_module(f"{app.name}.models.guarded")
        for app in apps.get_app_configs()
        if app.models_module and module_has_submodule(app.models_module, "guarded")
    ]


def change_log_guards(app: str) -> list[Guard]:
    """Every change log of an app is append-only."""
    tables = [
        model._meta.db_table for model in apps.get_app_config(app).get_models() if is_log(model)
    ]
    message = _("The change log cannot be changed or deleted.")
    return [guard for table in sorted(tables) for guard in append_only(table, message)]


def is_log(model: type[models.Model]) -> bool:
    """Whether the rows of a table are lines of a change log."""
    return bool({"history_id", "m2m_history_id"} & {field.name for field in model._meta.fields})


def installed(connection: BaseDatabaseWrapper) -> set[str]:
    """The names of the guards in the database."""
    query = (
        "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        if connection.vendor == "sqlite"
        else "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal"
    )
    with connection.cursor() as cursor:
        cursor.execute(query)
        return {name for (name,) in cursor.fetchall() if name.startswith(PREFIX)}


def lift(connection: BaseDatabaseWrapper) -> None:
    """Remove every guard."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            for name in sorted(installed(connection)):
                cursor.execute(f"DROP TRIGGER {name}")
            return
        cursor.execute(
            "SELECT proname FROM pg_proc WHERE proname LIKE %s", [PREFIX.replace("_", r"\_") + "%"]
        )
        for (name,) in cursor.fetchall():
            cursor.execute(f"DROP FUNCTION {name}() CASCADE")


def install(connection: BaseDatabaseWrapper) -> None:
    """Reinstall every declared guard whose table and columns exist at this point."""
    lift(connection)
    build_indexes(connection)
    possible = list(_possible(columns_by_table(connection), declared()))
    begin(connection, [each for each in possible if isinstance(each, Sealer)])
    with connection.cursor() as cursor:
        for guard in possible:
            for statement in guard.create(connection.vendor):
                cursor.execute(statement)


def build_indexes(connection: BaseDatabaseWrapper) -> None:
    """Rebuild every declared index whose table and columns exist at this point."""
    columns = columns_by_table(connection)
    with connection.cursor() as cursor:
        for index in declared_indexes():
            if set(index.columns) <= columns.get(index.table, set()):
                for statement in index.build(connection.vendor):
                    cursor.execute(statement)


def drifted(connection: BaseDatabaseWrapper) -> Iterator[tuple[str, int]]:
    """The tables whose index is out of step, and by how many rows."""
    with connection.cursor() as cursor:
        for index in declared_indexes():
            cursor.execute(index.drift())
            if rows := cursor.fetchone()[0]:
                yield index.table, rows


def columns_by_table(connection: BaseDatabaseWrapper) -> dict[str, set[str]]:
    """The columns of each table that is there."""
    columns: dict[str, set[str]] = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            # Django's description of a table reads its whole source, which takes SQLite seconds.
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)} LIMIT 0")
            columns[table] = {column[0] for column in cursor.description}
    return columns


def _possible(columns: dict[str, set[str]], guards: Iterable[Trigger]) -> Iterator[Trigger]:
    for guard in guards:
        read, _dot, column = (guard.reads or guard.table).partition(".")
        if isinstance(guard, Sealer):
            guard = guard.among(columns.get(guard.table, ()))
        needed = {(guard.table, each) for each in guard.columns}
        needed |= {(read, column)} if column else set()
        are_there = {guard.table, read} <= columns.keys()
        if are_there and all(each in columns[table] for table, each in needed):
            yield guard


class _GuardOperation(Operation):
    reversible = True

    def state_forwards(self, app_label: str, state: object) -> None:
        """Triggers are no part of the model state."""

    def deconstruct(self) -> tuple[str, list, dict]:
        return type(self).__name__, [], {}


class LiftGuards(_GuardOperation):
    """First operation of a migration that touches a guarded table."""

    def database_forwards(self, app_label: str, schema_editor: Any, *states: object) -> None:
        lift(schema_editor.connection)

    def database_backwards(self, app_label: str, schema_editor: Any, *states: object) -> None:
        install(schema_editor.connection)


class InstallGuards(_GuardOperation):
    """Last operation of a migration that touches a guarded table."""

    def database_forwards(self, app_label: str, schema_editor: Any, *states: object) -> None:
        install(schema_editor.connection)

    def database_backwards(self, app_label: str, schema_editor: Any, *states: object) -> None:
        lift(schema_editor.connection)
