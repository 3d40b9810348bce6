"""`load_demo` with many lines, in a database of its own, beside as many rows by bulk_create."""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path

from django.db import connection

from appeal.models import Appeal
from tests.factories import make_user
from tracking.models import Transaction

from .measuring import Table
from .people import SERVER
from .posting import MANY, drafts

# Batches of this command, which are committed one by one; the first is not measured.
LINES = 40_000
MILLION, MOST = 1_000_000, 180
# The file of SQLite, and what the names of stored databases end with.
FILE, SAVED = "appeal.sqlite3", "_saved"
TICKS = os.sysconf("SC_CLK_TCK")


def measure(table: Table, appeal: Appeal) -> None:
    with the_appeal_again("demonstration") as elsewhere:
        saved = list(told(run(elsewhere, "load_demo", "--ledger-lines", str(LINES))))
    a_line = min((then - at) / (more - lines) for (lines, at), (more, then) in pairwise(saved))
    table.say("load_demo: processor time of a million lines", a_line * MILLION, "s", MOST)
    rows, began = drafts(appeal, make_user(), MANY), time.process_time()
    Transaction.objects.bulk_create(rows)
    plain = (time.process_time() - began) / MANY
    table.say("load_demo, a line, with history and totals / by bulk_create", a_line / plain, "x")


@contextmanager
def many_activities(number: int) -> Iterator[None]:
    """The demonstration with so many activities: what is read and written here is in there."""
    with the_appeal_again("activities") as elsewhere:
        run(elsewhere, "load_demo", "--activities", str(number)).communicate()
        settings, here = connection.settings_dict, connection.settings_dict["NAME"]
        path = f"{elsewhere['DATA_DIR']}/{FILE}"
        connection.close()
        settings["NAME"] = "activities" if "DATABASE_URL" in elsewhere else path
        try:
            yield
        finally:
            connection.close()
            settings["NAME"] = here


def save_the_appeal() -> None:
    """Store the database as it is now, to begin with again."""
    here = connection.settings_dict["NAME"]
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM INTO %s", [f"{here}{SAVED}"])
    else:
        copied(f"{here}{SAVED}", here)


def copied(name: str, original: str) -> None:
    """A database of PostgreSQL, which nobody may be connected to now."""
    quoted = [connection.ops.quote_name(each) for each in (name, original)]
    connection.close()
    with connection._nodb_cursor() as cursor:
        cursor.execute("CREATE DATABASE {} TEMPLATE {}".format(*quoted))


def run(elsewhere: dict[str, str], *command: str) -> subprocess.Popen[str]:
    return subprocess.Popen(  # noqa: S603
        [sys.executable, "-u", SERVER, *command],
        stdout=subprocess.PIPE, text=True, env=os.environ | elsewhere,
    )  # fmt: skip


def told(command: subprocess.Popen[str]) -> Iterator[tuple[int, float]]:
    """How many lines were saved, and the processor time that it took until this was said."""
    with command:
        for line in command.stdout or ():
            if line.endswith("lines of the ledger.\n"):
                yield int(line.split()[0].replace(",", "")), processor_time(command.pid)


def processor_time(pid: int) -> float:
    """Seconds of a process (Linux only)."""
    user, system = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[11:13]
    return (int(user) + int(system)) / TICKS


@contextmanager
def the_appeal_again(name: str) -> Iterator[dict[str, str]]:
    """A database with what was stored, as settings; on the engine that is measured."""
    saved = f"{connection.settings_dict['NAME']}{SAVED}"
    with tempfile.TemporaryDirectory(prefix="benchmarks-") as folder:
        if connection.vendor == "sqlite":
            shutil.copy(saved, f"{folder}/{FILE}")
            yield {"DATA_DIR": folder}
            return
        server, _slash, _here = os.environ["DATABASE_URL"].rpartition("/")
        copied(name, saved)
        yield {"DATA_DIR": folder, "DATABASE_URL": f"{server}/{name}"}
        with connection.cursor() as cursor:
            cursor.execute(f"DROP DATABASE {name}")
