"""Rows beside the newest line that the change log has of each: all that is logged is compared."""

from collections.abc import Iterator

from django.apps import apps
from django.db import connection, models
from simple_history.models import HistoricalChanges

from appeal.models.changes import Pairs, columns_of, log_of, pairs_of


def logged() -> list[type[models.Model]]:
    """The models that have a change log."""
    return sorted(
        {
            model
            for model in apps.get_models()
            if hasattr(model, "history") and not issubclass(model, HistoricalChanges)
        },
        key=lambda model: model._meta.db_table,
    )


def wrong_rows() -> Iterator[str]:
    """Rows that the log does not know, or knows otherwise, or that are gone without a line."""
    for model in logged():
        yield from unlike_their_line(model)
        yield from gone(model)
        for pairs in pairs_of(model):
            yield from unlike_their_pairs(model, pairs)


def unlike_their_line(model: type[models.Model]) -> Iterator[str]:
    log = log_of(model)
    names = columns_of(model)
    differs = "IS NOT" if connection.vendor == "sqlite" else "IS DISTINCT FROM"
    unlike = [f'live."{name}" {differs} log."{name}"' for name in names]
    for pk, line, kind, *is_unlike in rows_of(
        f"SELECT live.id, log.history_id, log.history_type, {', '.join(unlike)}"  # noqa: S608
        f" FROM {model._meta.db_table} live LEFT JOIN {log._meta.db_table} log"
        f" ON log.history_id = {_newest(log, 'live.id')}"
        f" WHERE log.history_id IS NULL OR log.history_type = '-' OR {' OR '.join(unlike)}"
        " ORDER BY live.id"
    ):
        told = f"{model._meta.db_table} {pk}"
        if line is None:
            yield f"{told}: the change log does not know it."
        elif kind == "-":
            yield f"{told}: line {line} of the change log says that it was deleted."
        else:
            columns = [name for name, differ in zip(names, is_unlike, strict=True) if differ]
            yield f"{told}: {', '.join(columns)} unlike line {line} of the change log."


def gone(model: type[models.Model]) -> Iterator[str]:
    log, table = log_of(model), model._meta.db_table
    for pk, line in rows_of(
        f"SELECT log.id, log.history_id FROM {log._meta.db_table} log"  # noqa: S608
        f" WHERE log.history_type <> '-' AND log.history_id = {_newest(log, 'log.id')}"
        f" AND NOT EXISTS (SELECT 1 FROM {table} live WHERE live.id = log.id) ORDER BY log.id"
    ):
        yield f"{table} {pk}: it is gone, and line {line} of the change log still has it."


def unlike_their_pairs(model: type[models.Model], pairs: Pairs) -> Iterator[str]:
    columns = f"SELECT {pairs.own}, {pairs.other} FROM"
    newest = f"SELECT MAX(history_id) FROM {pairs.log} GROUP BY id"  # noqa: S608
    of_rows = f"{pairs.own} IN (SELECT id FROM {model._meta.db_table})"  # noqa: S608
    live = f"{columns} {pairs.table}"
    kept = f"{columns} {pairs.logged} WHERE history_id IN ({newest}) AND {of_rows}"
    for pk, to in rows_of(f"{live} EXCEPT {kept} ORDER BY 1, 2"):
        yield f"{pairs.table} {pk}: {pairs.other} {to} is not in the change log."
    for pk, to in rows_of(f"{kept} EXCEPT {live} ORDER BY 1, 2"):
        yield f"{pairs.table} {pk}: {pairs.other} {to} is gone, and the change log still has it."


def _newest(log: type[models.Model], key: str) -> str:
    return f"(SELECT MAX(own.history_id) FROM {log._meta.db_table} own WHERE own.id = {key})"  # noqa: S608


def rows_of(query: str) -> Iterator[tuple]:
    """What the query finds; it is made of our own declarations alone."""
    with connection.cursor() as cursor:
        cursor.execute(query)
        yield from cursor.fetchall()
