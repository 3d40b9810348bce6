"""The chain of seals, and every sealed row beside its seal."""

from collections.abc import Iterator
from itertools import groupby

from django.db import connection, transaction

from appeal.base.guards import declared
from appeal.base.seals import (
    FORMS,
    NOTHING,
    SEALS,
    Sealer,
    content_in_sql,
    digest_in_sql,
    forms_of,
    settle,
)

from .changes import rows_of


def wrong_seals() -> Iterator[str]:
    """Seals that do not follow from the one before, and rows that are not as they were sealed."""
    with transaction.atomic():
        settle(connection)
        yield from broken_links()
        sealers = sorted(
            (each for each in declared() if isinstance(each, Sealer)), key=lambda one: one.table
        )
        for _table, events in groupby(sealers, lambda one: one.table):
            of_table = {each.event: each for each in events}
            yield from unlike_their_seals(of_table["INSERT"], is_fixed="UPDATE" not in of_table)


def sealed_again(since: str) -> Iterator[str]:
    """Tables of which all rows were sealed again after a seal: it does not prove them any more."""
    for table, first in rows_of(
        f"SELECT f.name, MIN(s.number) FROM {FORMS} f JOIN {SEALS} s ON s.form_id = f.id"  # noqa: S608
        f" WHERE f.is_again AND EXISTS (SELECT 1 FROM {FORMS} b WHERE b.name = f.name"
        " AND b.id < f.id) GROUP BY f.id, f.name ORDER BY f.id"
    ):
        if first > int(since.partition("-")[0]):
            yield f"{table}: all rows were sealed again, beginning with seal {first}."


def broken_links() -> Iterator[str]:
    digest = digest_in_sql(connection.vendor, "before", "number", "form_id", "key", "content")
    for number, expected, is_of_a_form in rows_of(
        "SELECT number, after, is_of_a_form FROM"  # noqa: S608
        f" (SELECT s.*, COALESCE(LAG(number) OVER w, 0) + 1 AS after,"
        " LAG(digest) OVER w AS before,"
        f" EXISTS (SELECT 1 FROM {FORMS} f WHERE f.id = s.form_id) AS is_of_a_form"
        f" FROM {SEALS} s WINDOW w AS (ORDER BY number)) c"
        f" WHERE number <> after OR NOT is_of_a_form OR digest <> {digest} ORDER BY number"
    ):
        told = f"{SEALS} {number}:"
        if number != expected:
            yield f"{told} the seal before it is missing."
        elif not is_of_a_form:
            yield f"{told} what it is made of is not known."
        else:
            yield f"{told} it does not follow from the seal before it."


def unlike_their_seals(sealer: Sealer, *, is_fixed: bool) -> Iterator[str]:
    """Rows of a table beside the newest seal of each; what never changes has no other."""
    table, key = sealer.table, f'live."{sealer.key}"'
    forms = forms_of(connection, table)
    listed = ", ".join(str(form) for form, _columns, _engine in forms) or "0"
    made = " ".join(
        f"WHEN {form} THEN {content_in_sql(connection.vendor, 'live', columns)}"
        for form, columns, _engine in forms
    )
    unlike = f"seal.content <> CASE seal.form_id {made} END" if forms else "1 = 1"
    newest = (
        f"(SELECT key, MAX(number) AS number, COUNT(*) AS times FROM {SEALS}"  # noqa: S608
        f" WHERE form_id IN ({listed}) GROUP BY key)"
    )
    too_many = "newest.times > 1" if is_fixed else "1 = 0"
    for row, number, times in rows_of(
        f"SELECT {key}, newest.number, CASE WHEN {too_many} THEN newest.times ELSE 1 END"  # noqa: S608
        f" FROM {table} live LEFT JOIN {newest} newest ON newest.key = {key}"
        f" LEFT JOIN {SEALS} seal ON seal.number = newest.number"
        f" WHERE newest.number IS NULL OR {too_many} OR {unlike} ORDER BY 1"
    ):
        if number is None:
            yield f"{table} {row}: it was never sealed."
        elif times > 1:
            yield f"{table} {row}: it was sealed {times} times, the last time by seal {number}."
        else:
            yield f"{table} {row}: it is not what was sealed by seal {number}."
    for row, number in rows_of(
        f"SELECT newest.key, seal.number FROM {newest} newest"  # noqa: S608
        f" JOIN {SEALS} seal ON seal.number = newest.number"
        f" WHERE seal.content <> {NOTHING[connection.vendor]}"
        f" AND NOT EXISTS (SELECT 1 FROM {table} live WHERE {key} = newest.key) ORDER BY 1"
    ):
        yield f"{table} {row}: it is gone, and seal {number} still has it."
