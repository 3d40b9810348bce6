"""Rows of uploads written as they are, many at a time: many times faster than Django's own."""

from collections.abc import Sequence
from typing import Any

from django.db import connection

from ..models import UploadRow

SAID = ("outcome", "changes", "problems", "asked", "needs_reason", "about")
FIELDS: Sequence[Any] = [field for field in UploadRow._meta.concrete_fields if not field.primary_key]


def insert_rows(rows: Sequence[UploadRow]) -> None:
    columns = ", ".join(map(_column, FIELDS))
    marks = ", ".join(["%s"] * len(FIELDS))
    _execute(f"INSERT INTO {UploadRow._meta.db_table} ({columns}) VALUES ({marks})", rows, FIELDS)


def update_rows(rows: Sequence[UploadRow], names: Sequence[str]) -> None:
    """Save columns of rows that are stored already."""
    fields = [UploadRow._meta.get_field(name) for name in names]
    assigned = ", ".join(f"{_column(field)} = %s" for field in fields)
    key: Any = UploadRow._meta.pk
    _execute(f"UPDATE {UploadRow._meta.db_table} SET {assigned} WHERE id = %s", rows, [*fields, key])


def _execute(statement: str, rows: Sequence[UploadRow], fields: Sequence[Any]) -> None:
    values = (
        [field.get_db_prep_save(getattr(row, field.attname), connection) for field in fields]
        for row in rows
    )
    with connection.cursor() as cursor:
        cursor.executemany(statement, values)


def _column(field: Any) -> str:
    return connection.ops.quote_name(field.column)
