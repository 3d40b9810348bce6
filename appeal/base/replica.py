"""Reading from a replica of the database for a while, in this thread alone.

The connection is changed and not each query's alias: one snapshot, the statements that we write
ourselves and every row's relations come from the same place.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper

REPLICA = "replica"
_primary: ContextVar[BaseDatabaseWrapper | None] = ContextVar("primary", default=None)


@contextmanager
def on_replica() -> Iterator[None]:
    """Everything inside that asks the database asks the replica, which refuses to write."""
    primary = connections[DEFAULT_DB_ALIAS]
    token = _primary.set(primary)
    connections[DEFAULT_DB_ALIAS] = connections[REPLICA]
    try:
        yield
    finally:
        connections[DEFAULT_DB_ALIAS] = primary
        _primary.reset(token)


@contextmanager
def on_primary() -> Iterator[None]:
    """Inside `on_replica`, for what is written all the same; elsewhere it changes nothing."""
    primary = _primary.get()
    if primary is None:
        yield
        return
    replica = connections[DEFAULT_DB_ALIAS]
    connections[DEFAULT_DB_ALIAS] = primary
    try:
        yield
    finally:
        connections[DEFAULT_DB_ALIAS] = replica
