"""The databases of the tests: each content is made once, kept as a template and copied.

A process has a database of its own for each content that its tests ask for, and turns from one to
the other without copying. A template is named after the day and a digest of the sources it is made
of, so nothing stale is ever copied. On SQLite templates are files in `var/tests/`; on PostgreSQL
they are databases.
"""

import fcntl
import hashlib
import os
import shutil
import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import cache
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.db import connection

from appeal.base import guards

from .guarded.naming import LIFTED, named

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "var" / "tests"
# What the schema is made of, its guards and permissions included; the rows depend on all sources.
SCHEMA = (
    "appeal/*.py", "appeal/base/*.py", "appeal/models/**/*.py", "appeal/migrations/*.py",
    "tracking/*.py", "tracking/models/**/*.py", "tracking/migrations/*.py",
    "config/**/*.py", "requirements/test.txt", "tests/databases.py",
)  # fmt: skip
EVERYTHING = (
    *SCHEMA, "appeal/**/*.py", "tracking/**/*.py", "fixtures/**/*.yaml", "tests/**/*.yaml",
    "tests/guarded/naming.py",
)  # fmt: skip
KEPT = 12  # files stay on disk: the templates of some edits
# Waiting for the disk would take a third of the time of the tests.
MEMORY = "/dev/shm"  # noqa: S108 - a folder of our own is made in it


def blank() -> None:
    connection.ensure_connection()


def migrated() -> None:
    call_command("migrate", verbosity=0)


def three_offices() -> None:
    restore("migrated")
    file = ROOT / "tests" / "three_offices" / "appeal.yaml"
    call_command("load_appeal", file, verbosity=0, stdout=StringIO())


def guards_by_name() -> None:
    restore("three_offices")
    declared = [named(each) for each in guards.declared()]
    with pytest.MonkeyPatch.context() as patch, connection.cursor() as cursor:
        patch.setattr(guards, "declared", lambda: declared)
        cursor.execute(f"CREATE TABLE {LIFTED} (guard varchar(200))")
        guards.install(connection)


def published() -> None:
    restore("migrated")
    call_command("load_appeal", verbosity=0, stdout=StringIO())


def demonstrated() -> None:
    restore("published")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DEMO_PASSWORD", "secret")
        call_command("load_demo", verbosity=0, stdout=StringIO())


CONTENTS: dict[str, tuple[Callable[[], None], tuple[str, ...]]] = {
    "blank": (blank, ()),
    "migrated": (migrated, SCHEMA),
    "three_offices": (three_offices, EVERYTHING),
    "guards_by_name": (guards_by_name, EVERYTHING),
    "published": (published, EVERYTHING),
    "demonstrated": (demonstrated, EVERYTHING),
}


@cache
def key(content: str) -> str:
    """What the template of a content is called: the day and its sources decide."""
    digest = hashlib.sha256(time.strftime("%F").encode())
    for file in sorted({file for each in CONTENTS[content][1] for file in ROOT.glob(each)}):
        digest.update(file.read_bytes())
    return f"{digest.hexdigest()[:12]}_{content}"


def restore(content: str) -> None:
    """The database of this process holds `content` again, whatever was committed to it."""
    own = connection.settings_dict["NAME"]
    with alone():
        if not engine().has(key(content)):
            engine().make(key(content), CONTENTS[content][0])
            use(own)
    engine().copy(key(content), own)
    ContentType.objects.clear_cache()


class Turn:
    """The databases of this process alone, by content; the tests see one of them."""

    def __init__(self, places: ExitStack, first: str) -> None:
        self.places, self.names = places, dict[str, str]()
        self.asked = first
        self.to(first)

    def to(self, content: str) -> None:
        """The tests see `content`, in the database that this process has for it."""
        if content in self.names:
            use(self.names[content])
        else:
            worker = os.environ.get("PYTEST_XDIST_WORKER", "alone")
            place = engine().place(f"{worker}_{os.getpid()}_{content}")
            self.names[content] = self.places.enter_context(place)
            use(self.names[content])
            restore(content)
        ContentType.objects.clear_cache()

    def ask(self, content: str) -> None:
        """The next test finds `content`; what its module has turned to stays."""
        if content != self.asked:
            self.asked = content
            self.to(content)

    def back(self) -> None:
        """What was committed to the database that the tests see is gone."""
        own = connection.settings_dict["NAME"]
        restore(next(content for content, name in self.names.items() if name == own))

    @contextmanager
    def aside(self, content: str) -> Iterator[None]:
        """Turned to `content` for a while, then to what was asked for."""
        self.to(content)
        try:
            yield
        finally:
            self.to(self.asked)


@contextmanager
def of_this_process(first: str) -> Iterator[Turn]:
    """Databases of this process alone, which are removed at the end; the first holds `first`."""
    before = connection.settings_dict["NAME"]
    with ExitStack() as places:
        try:
            yield Turn(places, first)
        finally:
            use(before)


def use(name: str) -> None:
    connection.close()
    settings.DATABASES["default"]["NAME"] = connection.settings_dict["NAME"] = name


@contextmanager
def alone() -> Iterator[None]:
    """One process at a time."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with (FOLDER / "lock").open("w") as lock:
        if connection.settings_dict["NAME"] in building:
            yield  # a content that builds on another one
            return
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


building: set[str] = set()


@contextmanager
def built(name: str) -> Iterator[None]:
    """Meanwhile the connection's database is the new one that is to become a template."""
    building.add(name)
    use(name)
    try:
        yield
    finally:
        connection.close()
        building.discard(name)


class Files:
    """SQLite in files: in memory it would neither queue writers nor keep a write-ahead log."""

    def has(self, template: str) -> bool:
        return self._path(template).exists()

    def make(self, template: str, fill: Callable[[], None]) -> None:
        for old in sorted(FOLDER.glob("*.sqlite3"), key=os.path.getmtime)[:-KEPT]:
            old.unlink()
        with tempfile.TemporaryDirectory(prefix="tests-", dir=self._memory()) as folder:
            new = f"{folder}/new.sqlite3"
            with built(new):
                fill()
            shutil.copy(new, self._path(template).with_suffix(".new"))
        self._path(template).with_suffix(".new").rename(self._path(template))

    def copy(self, template: str, own: str) -> None:
        connection.ensure_connection()
        source = sqlite3.connect(f"file:{self._path(template)}?immutable=1", uri=True)
        source.backup(connection.connection)
        source.close()

    @contextmanager
    def place(self, name: str) -> Iterator[str]:
        with tempfile.TemporaryDirectory(prefix="tests-", dir=self._memory()) as folder:
            yield f"{folder}/{name}.sqlite3"

    def _path(self, template: str) -> Path:
        return FOLDER / f"{template}.sqlite3"

    def _memory(self) -> str | None:
        return MEMORY if os.access(MEMORY, os.W_OK) else None


class Databases:
    """PostgreSQL: a template is a database that nobody is connected to."""

    def has(self, template: str) -> bool:
        return bool(self._ask("SELECT 1 FROM pg_database WHERE datname = %s", f"tests_{template}"))

    def make(self, template: str, fill: Callable[[], None]) -> None:
        content = template.partition("_")[2]
        kept = rf"tests\_%\_{content}"
        for (old,) in self._ask("SELECT datname FROM pg_database WHERE datname LIKE %s", kept):
            self._do(f'DROP DATABASE "{old}" WITH (FORCE)')
        new = f"tests_new_{template}"
        self._do(f'DROP DATABASE IF EXISTS "{new}" WITH (FORCE)')
        self._do(f'CREATE DATABASE "{new}"')
        with built(new):
            fill()
        self._do(f'ALTER DATABASE "{new}" RENAME TO "tests_{template}"')

    def copy(self, template: str, own: str) -> None:
        connection.close()
        self._do(f'DROP DATABASE IF EXISTS "{own}" WITH (FORCE)')
        self._do(f'CREATE DATABASE "{own}" TEMPLATE "tests_{template}"')

    @contextmanager
    def place(self, name: str) -> Iterator[str]:
        try:
            yield f"tests_{name}"
        finally:
            self._do(f'DROP DATABASE IF EXISTS "tests_{name}" WITH (FORCE)')

    def _do(self, command: str) -> None:
        with connection._nodb_cursor() as cursor:
            cursor.execute(command)

    def _ask(self, query: str, *given: str) -> list[tuple]:
        with connection._nodb_cursor() as cursor:
            cursor.execute(query, given)
            return cursor.fetchall()


def engine() -> Files | Databases:
    return Files() if connection.vendor == "sqlite" else Databases()
