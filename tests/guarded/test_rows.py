"""Of every guarded row, each column changed and the row removed by SQL: what may, and what not."""

from datetime import timedelta
from functools import partial
from typing import Any
from uuid import uuid4

import pytest
from django.apps import apps
from django.db import connection, models

from appeal.base import guards
from appeal.models import MoneyField

from .expected import KEPT_WHOLE, ROWS, UNGUARDED
from .row import EVERYTHING, Row
from .scenes import NOON
from .sql import add, change, columns_of, execute, refusal, remove, stopped_by

pytestmark = pytest.mark.django_db
SITUATIONS = {
    f"{table} {situation}": row for table, rows in ROWS.items() for situation, row in rows.items()
}


def by_trigger(table: str, names: str) -> set[str]:
    return {f"guard_{table}_{name}" for name in names.split("+") if name}


def expectations(row: Row, columns: set[str]) -> dict[str, str]:
    """By column, the guards that keep it."""
    if EVERYTHING in row.kept.values():
        return dict.fromkeys(columns, next(iter(row.kept)))
    kept = {column: names for names, listed in row.kept.items() for column in listed.split()}
    return kept | dict.fromkeys(row.free.split(), "")


def other(field: models.Field, value: Any) -> Any:
    """A value of the column unlike this one, of which nothing else is known."""
    if field.is_relation:
        return (value or 0) + 900_000
    if field.choices:
        return next(key for key, _name in field.flatchoices if key not in (value, "draft"))
    if isinstance(field, models.BooleanField):
        return not value
    if isinstance(field, models.DateTimeField):
        return (value or NOON) + timedelta(hours=1)
    if isinstance(field, models.DateField):
        return (value or NOON.date()) + timedelta(days=1)
    if isinstance(field, models.DecimalField | models.IntegerField | MoneyField):
        return (value or 0) + 1
    if isinstance(field, models.BinaryField):
        return b"other"
    if isinstance(field, models.UUIDField):
        return uuid4()
    if isinstance(field, models.JSONField):
        return ["other"]
    return "B" if value != "B" else "C"


@pytest.mark.parametrize("situation", SITUATIONS)
def test_of_a_row_changes_what_may_and_nothing_else(situation: str) -> None:
    table, expected = situation.split()[0], SITUATIONS[situation]
    row = expected.make()
    columns = columns_of(row)
    by_column = expectations(expected, set(columns))
    assert row._meta.db_table == table
    assert by_column.keys() == columns.keys()

    for name, guard in by_column.items():
        value = other(columns[name], getattr(row, columns[name].attname))
        stopped = stopped_by(partial(change, row, **{name: value}))
        assert stopped == by_trigger(table, guard), name
    assert stopped_by(lambda: remove(row)) == by_trigger(table, expected.removal)


def tables() -> dict[str, type[models.Model]]:
    return {
        model._meta.db_table: model
        for app in ("appeal", "tracking")
        for model in apps.get_app_config(app).get_models()
        if not model._meta.proxy
    }


def change_log() -> set[str]:
    return {table for table in tables() if "_historical" in table}


def test_each_table_is_expected_to_be_guarded_or_not() -> None:
    assert tables().keys() - change_log() == ROWS.keys() | UNGUARDED
    refusing = (each for each in guards.declared() if isinstance(each, guards.Guard))
    assert {guard.table for guard in refusing} == ROWS.keys() | change_log()


# The change log


def any_row(model: type[models.Model]) -> models.Model:
    """A row of the table, put there whatever its relations."""
    row = model()
    columns = columns_of(row).items()
    add(row, **{name: None if field.null else other(field, None) for name, field in columns})
    row.pk = model._default_manager.order_by("pk").values_list("pk", flat=True).last()
    return row


@pytest.mark.parametrize("table", sorted(change_log()))
def test_the_change_log_is_never_changed(table: str) -> None:
    row = any_row(tables()[table])

    for name in columns_of(row):
        assert refusal(partial(change, row, **{name: None})) == f"guard_{table}_update"
    assert refusal(lambda: remove(row)) == f"guard_{table}_delete"


@pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite has no TRUNCATE.")
def test_no_table_that_is_kept_is_emptied_at_once() -> None:
    for table in sorted(tables()):
        emptied = stopped_by(partial(execute, f"TRUNCATE {table} CASCADE"))
        is_kept = f"guard_{table}_truncate" in emptied
        assert is_kept == (table in KEPT_WHOLE | change_log()), table
