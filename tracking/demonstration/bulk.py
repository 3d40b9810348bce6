"""Very many posted lines of the ledger, written column by column in batches."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import lru_cache, partial
from itertools import islice
from typing import Any

from django.db import connection, transaction
from django.db.models import Exists, OuterRef

from appeal.models import log_new

from ..models import Transaction

# What the database does once for a statement it does not do for each row.
A_STATEMENT, A_BATCH = 500, 20_000
# In KiB: with its own 2 MB SQLite would read and write the pages of every index again and again.
CACHE = "PRAGMA cache_size = -262144"

Say = Callable[[int], None]


@contextmanager
def in_one_piece(ledger_lines: int | None) -> Iterator[None]:
    """One transaction for all; none for more lines than a batch: each batch is committed alone."""
    if ledger_lines is None or ledger_lines <= A_BATCH:
        with transaction.atomic():
            yield
    else:
        yield


def insert_posted(entries: Iterable[Mapping[str, object]], say: Say) -> None:
    """Posted entries by column, each with its line in the change log.

    Every batch is a transaction of its own, unless one is open; `say` gets how many are saved.
    """
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute(CACHE)
    rows, count = map(_columns(), entries), 0
    while batch := list(islice(rows, A_BATCH)):
        with transaction.atomic():
            _insert(batch)
        count += len(batch)
        say(count)


FIELDS: list[Any] = [
    field for field in Transaction._meta.local_concrete_fields if not field.primary_key
]


def _columns() -> Callable[[Mapping[str, object]], list[object]]:
    """What makes the columns of an entry; what is not named has the model's default."""
    empty = Transaction(amount=0)
    of_all = [field.get_db_prep_save(getattr(empty, field.attname), connection) for field in FIELDS]
    places = {field.attname: place for place, field in enumerate(FIELDS)}
    # The same days, instants and rates come again and again.
    kept = {
        field.attname: lru_cache(100_000)(partial(field.get_db_prep_save, connection=connection))
        for field in FIELDS
    }

    def columns(entry: Mapping[str, object]) -> list[object]:
        row = of_all.copy()
        for name, value in entry.items():
            row[places[name]] = kept[name](value)
        return row

    return columns


def _insert(batch: list[list[Any]]) -> None:
    newest = Transaction.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    names = ", ".join(connection.ops.quote_name(field.column) for field in FIELDS)
    row = f"({', '.join(['%s'] * len(FIELDS))})"
    with connection.cursor() as cursor:
        for first in range(0, len(batch), A_STATEMENT):
            some = batch[first : first + A_STATEMENT]
            cursor.execute(
                f"INSERT INTO {Transaction._meta.db_table} ({names})"  # noqa: S608
                f" VALUES {', '.join([row] * len(some))}",
                [value for columns in some for value in columns],
            )
    # Not those of others, who wrote theirs themselves.
    logged = Transaction.history.filter(id=OuterRef("pk"))
    log_new(Transaction.objects.filter(~Exists(logged), pk__gt=newest), at="posted_at")
