"""The rows of a table as lines of JSON, which SQLite and PostgreSQL both read, and back."""

import hashlib
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
from django.db.models import ExpressionWrapper, F

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


def lines_of(table: Table) -> Iterator[tuple[bytes, bytes]]:
    """The names of the columns, then the rows in the order of their keys, each as two lines.

    The first is the row as it is stored: SQLite seals the text of JSON, the order of its keys too.
    The second is the same on either engine, as PostgreSQL orders keys in its own way.
    """
    written = columns(table)
    yield (names := line([field.attname for field in written])), names
    rows = table._base_manager.order_by("pk").values_list(*map(_as_stored, written))
    has_keys = any(isinstance(field, models.JSONField) for field in written)
    for row in rows.iterator(BATCH):
        stored_row = line(row)
        yield stored_row, line(row, is_sorted=True) if has_keys else stored_row


def _as_stored(field: models.Field) -> str | ExpressionWrapper:
    """The column, without what a field of our own makes of JSON."""
    if isinstance(field, models.JSONField):
        return ExpressionWrapper(F(field.attname), output_field=models.JSONField())
    return field.attname


def line(values: Iterable[object], *, is_sorted: bool = False) -> bytes:
    text = json.dumps(list(values), default=plain, ensure_ascii=False, sort_keys=is_sorted)
    return f"{text}\n".encode()


def digest_of(table: Table) -> str:
    """The SHA-256 of its rows, the same on either engine."""
    sha256 = hashlib.sha256()
    for _stored, same in lines_of(table):
        sha256.update(same)
    return sha256.hexdigest()


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
