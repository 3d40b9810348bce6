"""Restoring a backup into an empty place, and proving that it holds what was backed up."""

import hashlib
import os
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.apps.registry import Apps, apps
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.files.base import File
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from appeal.base import guards
from appeal.base.refusals import Refusal
from appeal.models import Appeal, User

from ..ledger_check import differences
from ..records.seals import wrong_seals
from .envelope import Unreadable, readable
from .manifest import FORM, NAME, Manifest, told_again
from .rows import count_on, digest_of, empty, insert, tables

DAMAGED = "{path} is damaged or is no backup: {reason}. Use another one."


class NotRestored(Refusal):
    """The backup was not restored; the text says why and what to do."""


def restore(path: Path, identity: Path | None = None) -> Manifest:
    """Everything of a backup in an empty database and folder of files; gives what is in it.

    Rows, files, figures, triggers and ledger are compared with the backup and with each other
    before it returns. Raises NotRestored; what had been written until then is of no use.
    """
    with opened(path, identity) as (archive, manifest):
        refuse_what_is_used(manifest)
        registry = as_it_was(manifest)
        with transaction.atomic():
            guards.lift(connection)
            load_rows(archive, manifest, registry)
            connection.check_constraints()
            prove_rows(manifest, registry)
            # Where the engine is another one, that seals each row again, in its own words.
            guards.install(connection)
        load_files(archive, manifest)
    call_command("migrate", verbosity=0, interactive=False)
    ContentType.objects.clear_cache()
    prove(manifest)
    return manifest


@contextmanager
def opened(path: Path, identity: Path | None) -> Iterator[tuple[zipfile.ZipFile, Manifest]]:
    try:
        with readable(path, identity) as plain, zipfile.ZipFile(plain) as archive:
            manifest = Manifest.read(archive.read(NAME))
            if manifest.form != FORM:
                raise NotRestored(f"{path} was made by a later version: upgrade first.")
            yield archive, manifest
    except (zipfile.BadZipFile, EOFError, KeyError, TypeError, ValueError) as error:
        raise NotRestored(DAMAGED.format(path=path, reason=error)) from error
    except Unreadable as error:
        raise NotRestored(str(error)) from error


def refuse_what_is_used(manifest: Manifest) -> None:
    applied = MigrationRecorder(connection).applied_migrations()
    if applied.keys() - set(manifest.migrations):
        raise NotRestored(
            "The tables here are of another version than the backup. Use a database without tables:"
            " restoring makes them."
        )
    if has_files() or (applied and (User.objects.exists() or Appeal.objects.exists())):
        raise NotRestored(
            "A backup is restored into an empty place only, and something is here already."
            " Set DATA_DIR to a new folder, and DATABASE_URL to an empty database where it is set."
        )


def has_files() -> bool:
    try:
        return any(default_storage.listdir(""))
    except FileNotFoundError:
        return False


def as_it_was(manifest: Manifest) -> Apps:
    """The tables as they were in the database that was backed up, made; gives their models."""
    executor = MigrationExecutor(connection)
    squashed = executor.loader.replacements
    applied = set(manifest.migrations)
    if squashed.keys() <= applied:
        applied -= {node for each in squashed.values() for node in each.replaces}
    else:
        # Made before they were squashed: step by step.
        executor.loader = MigrationLoader(connection, replace_migrations=False)
    graph = executor.loader.graph
    if unknown := sorted(f"{app}.{name}" for app, name in applied - graph.nodes.keys()):
        raise NotRestored(
            f"The backup was made by a later version ({', '.join(unknown)}): upgrade first."
        )
    if not graph.nodes.keys() - applied:
        call_command("migrate", verbosity=0, interactive=False)
        return apps
    last = [node for node in applied if not {*graph.node_map[node].children} & applied]
    executor.migrate(last)
    return executor.loader.project_state(last).apps


def load_rows(archive: zipfile.ZipFile, manifest: Manifest, registry: Apps) -> None:
    held = tables(registry)
    labels = {table._meta.label for table in held}
    if labels != manifest.tables.keys():
        differ = ", ".join(sorted(labels ^ manifest.tables.keys()))
        raise NotRestored(f"The backup and its version have different tables: {differ}.")
    for table in held:
        empty(table)
    for table in held:
        with archive.open(f"rows/{table._meta.label}.jsonl") as lines:
            insert(table, iter(lines))
        count_on(table, manifest.numbers.get(table._meta.label, 0))


def prove_rows(manifest: Manifest, registry: Apps) -> None:
    """What was written is read again, and is what was backed up."""
    for table in tables(registry):
        if digest_of(table) != manifest.tables[table._meta.label].sha256:
            raise NotRestored(
                f"The rows of {table._meta.label} are not those that were backed up."
                " Use another backup."
            )


def load_files(archive: zipfile.ZipFile, manifest: Manifest) -> None:
    for name, held in manifest.files.items():
        with archive.open(f"files/{name}") as part:
            stored = default_storage.save(name, File(part))
        with default_storage.open(stored) as file:
            sha256 = hashlib.sha256()
            for chunk in file.chunks():
                sha256.update(chunk)
        if (stored, sha256.hexdigest()) != (name, held.sha256):
            raise NotRestored(
                f"The file {name} is not the one that was backed up. Use another backup."
            )


def prove(manifest: Manifest) -> None:
    """Triggers are those declared, the ledger agrees with itself, figures are what they were."""
    faults = [*differences(), *wrong_seals()]
    # Some engines have no TRUNCATE, so no trigger for it.
    declared = {each.trigger for each in guards.declared() if each.create(connection.vendor)}
    if missing := declared - guards.installed(connection):
        faults.append(f"Triggers are missing: {', '.join(sorted(missing))}.")
    faults += [
        f"{was['appeal']} on {was['day']}, as known {was['known']}: {name} was {was[name]}, and is"
        f" {found[name]} here."
        for was, found in zip(manifest.figures, told_again(manifest.figures), strict=True)
        for name in was
        if was[name] != found[name]
    ]
    if faults:
        raise NotRestored("\n".join(["What was restored is not what was backed up:", *faults]))


# What leads elsewhere than into DATA_DIR.
PLACES = ("DATABASE_URL", "REPLICA_URL", "DATABASE_POOL", "FILES_URL")


def prove_apart(path: Path, identity: Path | None = None) -> str:
    """Restore it into a temporary place, which is removed again; gives what was said there."""
    with tempfile.TemporaryDirectory(prefix="restored-") as folder:
        own = {name: value for name, value in os.environ.items() if name not in PLACES}
        command = [
            sys.executable,
            str(settings.BASE_DIR / "manage.py"),
            "restore",
            str(path.resolve()),
        ]
        own |= {"DATA_DIR": folder} | ({"BACKUP_IDENTITY": str(identity)} if identity else {})
        done = subprocess.run(command, env=own, capture_output=True, text=True)  # noqa: S603
    if done.returncode:
        raise NotRestored(done.stderr.strip().removeprefix("CommandError: "))
    return done.stdout.strip()
