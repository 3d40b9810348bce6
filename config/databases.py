"""The databases: where they are, and how connections to them are held."""

from pathlib import Path

from django.core.exceptions import ImproperlyConfigured
from environ import Env

PRIMARY, REPLICA = "default", "replica"
POSTGRESQL = "django.db.backends.postgresql"
SQLITE = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;"
    # 32 MB of pages for each connection, of what the database has: with the 2 MB of its own
    # SQLite reads the indexes of a long ledger again for every few entries that it writes.
    " PRAGMA cache_size=-32768;"
    # Without it REPLACE deletes rows without asking the triggers that guard them.
    " PRAGMA recursive_triggers=ON;",
}


def read(env: Env, file: Path) -> dict[str, dict[str, object]]:
    """What the environment says of them; with nothing said, SQLite in a file.

    SQLite: write-ahead log, writers queue at BEGIN instead of failing half-way, and every
    acknowledged commit is on disk. PostgreSQL: no statement is compiled: ours take milliseconds,
    and compiling what it takes for a dear one half a second. One connection is kept per thread, or
    DATABASE_POOL at most per process.
    """
    found = {PRIMARY: env.db("DATABASE_URL", default=f"sqlite:///{file}")}
    if env.str("REPLICA_URL", ""):
        found[REPLICA] = env.db("REPLICA_URL")
    most = env.int("DATABASE_POOL", 0)
    if (most or REPLICA in found) and {each["ENGINE"] for each in found.values()} != {POSTGRESQL}:
        raise ImproperlyConfigured("REPLICA_URL and DATABASE_POOL are for PostgreSQL only.")
    if most < 0:
        raise ImproperlyConfigured("DATABASE_POOL is how many connections a process may have.")
    for alias, each in found.items():
        each |= {"CONN_MAX_AGE": 0 if most else 600, "CONN_HEALTH_CHECKS": True}
        if each["ENGINE"] == "django.db.backends.sqlite3":
            each |= {"ENGINE": "config.sqlite", "OPTIONS": SQLITE}
        elif each["ENGINE"] == POSTGRESQL:
            tune(each.setdefault("OPTIONS", {}), most, is_replica=alias == REPLICA)
    return found


def tune(own: dict[str, object], most: int, *, is_replica: bool) -> None:
    """Add to the options of PostgreSQL what is the same for all who use it."""
    own["options"] = f"-c jit=off {own.get('options', '')}".strip()
    if most:
        own["pool"] = {"min_size": 1, "max_size": most, "timeout": 10}
    if is_replica:
        # Nobody waits long for one that is gone: the primary could have answered.
        own.setdefault("connect_timeout", 2)
        own.setdefault("tcp_user_timeout", 5000)
