"""Raw SQL, past every rule of the application, and the guards that stop it."""

import re
from collections.abc import Callable
from typing import Any

from django.db import IntegrityError, connection, models, transaction

from appeal.base import guards

from .naming import LIFTED

Act = Callable[[], None]


def columns_of(row: models.Model | type[models.Model]) -> dict[str, models.Field]:
    """The columns of a row's table, its key aside."""
    fields = row._meta.concrete_fields
    return {str(field.column): field for field in fields if not field.primary_key}


def execute(statement: str, values: list[Any] | None = None) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def prepared(row: models.Model, values: dict[str, Any]) -> list[Any]:
    fields = columns_of(row)
    return [fields[name].get_db_prep_save(value, connection) for name, value in values.items()]


def its_key(row: models.Model) -> str:
    return f"{row._meta.pk.column} = %s"


def change(row: models.Model, **values: Any) -> None:
    if not values:
        return
    names = ", ".join(f'"{name}" = %s' for name in values)
    statement = f"UPDATE {row._meta.db_table} SET {names} WHERE {its_key(row)}"
    execute(statement, [*prepared(row, values), row.pk])


def add(row: models.Model, **values: Any) -> None:
    """Insert a copy of the row with other values."""
    copied = {name: getattr(row, field.attname) for name, field in columns_of(row).items()} | values
    names, marks = ", ".join(f'"{name}"' for name in copied), ", ".join("%s" for _name in copied)
    statement = f"INSERT INTO {row._meta.db_table} ({names}) VALUES ({marks})"
    execute(statement, prepared(row, copied))


def remove(row: models.Model) -> None:
    execute(f"DELETE FROM {row._meta.db_table} WHERE {its_key(row)}", [row.pk])


def stopped_by(act: Act) -> set[str]:
    """All guards that refuse what the act does, which is undone; the table's name left out.

    Whichever refuses it first is lifted, and the act tried again. A constraint that refuses it
    counts for nothing: guards speak before.
    """
    found: set[str] = set()
    with transaction.atomic():
        while guard := refusal(act):
            found.add(guard)
            execute(f"INSERT INTO {LIFTED} VALUES (%s)", [guard])
        transaction.set_rollback(True)
    return found


def refusal(act: Act) -> str | None:
    """The guard that refuses it; None where it is done, or only a constraint refuses it."""
    try:
        with transaction.atomic():
            act()
            transaction.set_rollback(True)
    except IntegrityError as refused:
        named = re.match(rf"({guards.PREFIX}\w+): ", str(refused))
        return named[1] if named else None
    return None
