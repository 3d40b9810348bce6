"""The rows of a table as lines of JSON, which are the same on SQLite and PostgreSQL, and back."""

import json
from base64 import b64encode
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import islice
from typing import Any
from uuid import UUID

from django.apps.registry import Apps
from django.db import connection, models

# Who was signed in, and who tried to: not to be brought back.
LEFT_OUT = {"sessions", "axes"}
BATCH = 1000
Table = type[models.Model]
Columns = list["models.Field[object, object]"]


def tables(registry: Apps) -> list[Table]:
    """Each table that a backup holds, by its label."""
    every = registry.get_models(include_auto_created=True)
    held = [
        model
        for model in every
        if model._meta.managed and not model._meta.proxy and model._meta.app_label not in LEFT_OUT
    ]
    return sorted(held, key=lambda model: model._meta.label)


def columns(table: Table) -> Columns:
    """The columns that are written, by name: their order is another in an earlier version."""
    written = [field for field in table._meta.concrete_fields if not field.generated]
    return sorted(written, key=lambda field: field.attname)


def lines_of(table: Table) -> Iterator[bytes]:
    """The names of the columns, then the rows in the order of their keys, a line each."""
    names = [field.attname for field in columns(table)]
    yield line(names)
    rows = table._base_manager.order_by("pk").values_list(*names)
    yield from map(line, rows.iterator(BATCH))


def line(values: Iterable[object]) -> bytes:
    text = json.dumps(list(values), default=plain, ensure_ascii=False, sort_keys=True)
    return f"{text}\n".encode()


def plain(value: object) -> str:
    """A value that JSON does not know, the same whatever the engine gave it as."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    if isinstance(value, bytes | memoryview):
        return b64encode(value).decode()
    if isinstance(value, date | Decimal | UUID):
        return str(value)
    raise TypeError(f"A backup cannot hold a {type(value).__name__}.")


def insert(table: Table, lines: Iterator[bytes]) -> None:
    """Write rows as they were, keys included; the table must be empty and its guards lifted."""
    by_name = {field.attname: field for field in columns(table)}
    written = [by_name[name] for name in json.loads(next(lines))]
    quoted = ", ".join(connection.ops.quote_name(field.column or "") for field in written)
    marks = ", ".join(["%s"] * len(written))
    name = connection.ops.quote_name(table._meta.db_table)
    statement = f"INSERT INTO {name} ({quoted}) VALUES ({marks})"  # noqa: S608 - names of our own
    with connection.cursor() as cursor:
        while batch := [json.loads(each) for each in islice(lines, BATCH)]:
            cursor.executemany(statement, [stored(written, row) for row in batch])


def stored(fields: Columns, row: list[object]) -> list[Any]:
    """The values as the engine takes them."""
    return [
        field.get_db_prep_save(field.to_python(value), connection)
        for field, value in zip(fields, row, strict=True)
    ]


def empty(table: Table) -> None:
    """Remove what migrations wrote; the guards must be lifted."""
    with connection.cursor() as cursor:
        name = connection.ops.quote_name(table._meta.db_table)
        cursor.execute(f"DELETE FROM {name}")  # noqa: S608 - a name of our own


def is_counted(table: Table) -> bool:
    """Whether its rows are numbered by the database."""
    return isinstance(table._meta.pk, models.AutoField | models.BigAutoField)


def last_number(table: Table) -> int:
    """The highest number that the database ever gave a row, of one since removed too.

    A number that is given twice would mix the histories of two rows.
    """
    name = table._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [name])
        else:
            cursor.execute(
                "SELECT pg_sequence_last_value(pg_get_serial_sequence(%s, %s)::regclass)",
                [f'"{name}"', table._meta.pk.column],
            )
        row = cursor.fetchone()
    return (row and row[0]) or 0


def count_on(table: Table, number: int) -> None:
    """The next row is given a higher number than this."""
    if not number:
        return
    name = table._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("DELETE FROM sqlite_sequence WHERE name = %s", [name])
            cursor.execute(
                "INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", [name, number]
            )
        else:
            cursor.execute(
                "SELECT setval(pg_get_serial_sequence(%s, %s), %s)",
                [f'"{name}"', table._meta.pk.column, number],
            )
