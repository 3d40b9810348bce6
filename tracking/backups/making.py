"""Making a backup, while people go on working: it holds what had been saved when it began."""

import hashlib
import os
import shutil
import tempfile
import tomllib
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import django
from django.apps import apps
from django.conf import settings
from django.core.files.storage import default_storage
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from appeal.base.snapshot import snapshot

from ..models import BooksExport, Evidence, Upload
from .envelope import encrypt
from .manifest import NAME, Content, Manifest, headlines
from .rows import is_counted, last_number, lines_of, tables

BEGINNING, UNFINISHED = "backup-", ".backup-"
# What is unfinished after a day, in seconds, was stopped.
ABANDONED_AFTER = 24 * 60 * 60
WITH_FILES = (Evidence, Upload, BooksExport)


@dataclass(frozen=True)
class Made:
    """A backup that is on the disk; `faults` says of each file what is wrong with it."""

    path: Path
    manifest: Manifest
    faults: list[str]


def back_up_into(folder: Path, at: datetime, *, recipient: str = "", most: int = 0) -> Made:
    """A backup in a folder, named after the moment; of those there only the newest `most` stay."""
    ending = ".zip.age" if recipient else ".zip"
    made = back_up(folder / f"{BEGINNING}{at:%Y%m%d-%H%M%S}{ending}", at, recipient=recipient)
    if most:
        for old in sorted(folder.glob(f"{BEGINNING}*.zip*"), reverse=True)[most:]:
            old.unlink()
    return made


def back_up(path: Path, at: datetime, *, recipient: str = "") -> Made:
    """One file with everything; where it cannot be written whole, nothing is at `path`.

    Raises OSError, and Unreadable where it cannot be encrypted.
    """
    for stopped in path.parent.glob(f"{UNFINISHED}*"):
        if at.timestamp() - stopped.stat().st_mtime > ABANDONED_AFTER:
            shutil.rmtree(stopped)
    with tempfile.TemporaryDirectory(prefix=UNFINISHED, dir=path.parent) as folder:
        whole, sealed = Path(folder) / "whole.zip", Path(folder) / "sealed"
        with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as archive:
            with snapshot():
                manifest = begun(at)
                add_rows(archive, manifest)
                manifest.figures = headlines(at.date())
                named = named_files()
            faults = add_files(archive, manifest, named)
            archive.writestr(NAME, manifest.written())
        if recipient:
            encrypt(whole, sealed, recipient)
            whole = sealed
        # Hashes of passwords are in it.
        whole.chmod(0o600)
        on_disk(whole)
        whole.replace(path)
        on_disk(path.parent)
    return Made(path, manifest, faults)


def begun(at: datetime) -> Manifest:
    own = tomllib.loads((settings.BASE_DIR / "pyproject.toml").read_text())["project"]
    return Manifest(
        made_at=at.isoformat(),
        engine=connection.vendor,
        versions={own["name"]: own["version"], "django": django.__version__},
        migrations=sorted(MigrationRecorder(connection).applied_migrations()),
    )


def add_rows(archive: zipfile.ZipFile, manifest: Manifest) -> None:
    for table in tables(apps):
        label = table._meta.label
        same = hashlib.sha256()
        pieces, _sha256 = add(archive, f"rows/{label}.jsonl", _written(lines_of(table), same))
        manifest.tables[label] = Content(pieces - 1, same.hexdigest())
        if is_counted(table):
            manifest.numbers[label] = last_number(table)


def _written(lines: Iterable[tuple[bytes, bytes]], sha256: "hashlib._Hash") -> Iterator[bytes]:
    """The rows as they are stored; `sha256` takes what is the same on either engine."""
    for stored, same in lines:
        sha256.update(same)
        yield stored


def add(archive: zipfile.ZipFile, name: str, pieces: Iterable[bytes]) -> tuple[int, str]:
    """Write a part; gives the number of its pieces and the SHA-256 of all of it."""
    sha256, number = hashlib.sha256(), 0
    with archive.open(name, "w", force_zip64=True) as part:
        for piece in pieces:
            part.write(piece)
            sha256.update(piece)
            number += 1
    return number, sha256.hexdigest()


def named_files() -> dict[str, str]:
    """The SHA-256 of each file that a row names, by its name."""
    return dict(
        pair
        for table in WITH_FILES
        for pair in table.objects.exclude(file="").values_list("file", "sha256")
    )


def add_files(archive: zipfile.ZipFile, manifest: Manifest, named: Mapping[str, str]) -> list[str]:
    """Gives a sentence for each file that is not what it was."""
    faults = {}
    for name, sha256 in sorted(named.items()):
        try:
            with default_storage.open(name) as file:
                _pieces, found = add(archive, f"files/{name}", file.chunks())
        except OSError:
            faults[name] = f"{name} is missing."
            continue
        manifest.files[name] = Content(default_storage.size(name), found)
        if found != sha256:
            faults[name] = f"{name} was changed: its SHA-256 is not what it was when it was added."
    # The file of what was withdrawn since is gone on purpose.
    return [faults[name] for name in faults.keys() & named_files().keys()]


def on_disk(path: Path) -> None:
    """Wait until a file, or the names in a folder, are on the disk."""
    opened = os.open(path, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
