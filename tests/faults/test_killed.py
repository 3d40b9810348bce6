"""kill -9 at random moments: what was acknowledged stays, once, and nothing is half done."""

import hashlib
import os
import random
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread
from uuid import uuid4
from zipfile import ZipFile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client

from appeal.models import User
from tests.fixture_types import SignIn, Tried
from tests.tracking.browsing import at
from tests.tracking.uploads.filling import downloaded, filled_in
from tests.tracking.uploads.test_upload_templates import voucher
from tracking.backups.manifest import NAME, Manifest
from tracking.backups.restoring import prove_apart
from tracking.models import Transaction, Upload

from .person import Person, writing
from .serving import ROOT, environment_of, manage, serving
from .trials import how_often
from .writers import assert_all_is_there_once, crew

pytestmark = [pytest.mark.publication, pytest.mark.slow, pytest.mark.usefixtures("real_commits")]
ROWS = 40


def chance(seed: str) -> random.Random:
    return random.Random(seed)  # noqa: S311


def test_what_was_acknowledged_before_the_server_is_killed_is_there_once(
    reporter_gt: User, signed_in: SignIn, tmp_path: Path, tried: Tried
) -> None:
    """Seeded fault: `OnceMiddleware` and `once` that forget the key: saved twice."""
    drawn, environment = chance("servers"), environment_of(tmp_path)
    with serving(environment) as server:
        writers = crew([server.port], reporter_gt, signed_in)
        with writing(writers):
            for _turn in range(how_often("KILLED_SERVERS")):
                wait_for_more(writers)
                time.sleep(drawn.uniform(0, 0.3))
                server.kill()
                tried()
                server.start()
        assert "Traceback" not in server.said

    assert_all_is_there_once(writers, environment)


def wait_for_more(writers: list) -> None:
    """Until everybody was told once more that something is saved."""
    before = [len(writer.acknowledged) for writer in writers]
    until = time.monotonic() + 300
    while any(
        len(writer.acknowledged) <= count for writer, count in zip(writers, before, strict=True)
    ):
        assert not [writer.fault for writer in writers if writer.fault]
        assert time.monotonic() < until
        time.sleep(0.01)


def test_an_upload_is_applied_whole_or_not_at_all(
    finance_gt: User, signed_in: SignIn, tmp_path: Path, tried: Tried
) -> None:
    """Seeded fault: `apply_upload` and `once` without their transactions: a key, and no rows."""
    drawn, browser = chance("uploads"), signed_in(finance_gt)
    with serving(environment_of(tmp_path)) as server:
        person = Person(server.port, browser)
        took = applied_in(person, sent(person, browser, "U"))
        for turn in range(how_often("KILLED_UPLOADS")):
            upload, form = sent(person, browser, f"U{turn}"), pressed_once(reason="As usual.")
            press = Thread(target=quietly, args=(person, upload, form))
            press.start()
            time.sleep(drawn.uniform(0, took))
            server.kill()
            tried()
            press.join()
            assert_whole(upload, f"U{turn}")
            server.start()
            answer = person.asked_until_answered("POST", at("upload_apply", upload.pk), form)
            assert answer.status == 302, answer.page
            assert rows_with(f"U{turn}") == ROWS
            assert_whole(upload, f"U{turn}")

    assert "All records agree" in manage(environment_of(tmp_path), "check_records")


def sent(person: Person, browser: Client, mark: str) -> Upload:
    """A file of entries with a mark, taken in by the server."""
    cells = {
        cell: value
        for row in range(ROWS)
        for cell, value in voucher(
            row, reference=f"{mark}-{row}", amount=400 + row, note=mark
        ).items()
    }
    content = filled_in(downloaded(browser, "T1", office="GT", rows="100"), cells)
    form = pressed_once() | {"file": SimpleUploadedFile("filled.xlsx", content)}
    answer = person.asked_until_answered("POST", at("upload_new"), token(person) | form)
    assert answer.status == 302, answer.page
    return Upload.objects.latest("pk")


def pressed_once(**typed: object) -> dict[str, object]:
    return {"idempotency_key": str(uuid4()), "version": 0} | typed


def token(person: Person) -> dict[str, str]:
    person.asked_until_answered("GET", at("upload_new"))
    return {"csrfmiddlewaretoken": person.cookies["csrftoken"]}


def applied_in(person: Person, upload: Upload) -> float:
    """Apply it, and say how long that took."""
    form, began = token(person) | pressed_once(), time.monotonic()
    person.ask("POST", at("upload_apply", upload.pk), form)
    assert Upload.objects.get(pk=upload.pk).state == Upload.State.APPLIED
    return time.monotonic() - began


def quietly(person: Person, upload: Upload, form: dict) -> None:
    form |= {"csrfmiddlewaretoken": person.cookies["csrftoken"]}
    try:
        person.ask("POST", at("upload_apply", upload.pk), form)
    except Exception:
        return


def rows_with(mark: str) -> int:
    return Transaction.objects.filter(reference__startswith=f"{mark}-").count()


def assert_whole(upload: Upload, mark: str) -> None:
    state = Upload.objects.get(pk=upload.pk).state
    whole = ROWS if state == Upload.State.APPLIED else 0
    assert rows_with(mark) == whole, state


@contextmanager
def empty_database(folder: Path, name: str) -> Iterator[dict[str, str]]:
    """What commands need to work on a database without a table."""
    if connection.vendor == "sqlite":
        yield environment_of(folder, str(folder / f"{name}.sqlite3"))
        return
    database = f"tests_{name}_{os.getpid()}"
    with connection._nodb_cursor() as cursor:
        cursor.execute(f'CREATE DATABASE "{database}"')
    try:
        yield environment_of(folder, database)
    finally:
        with connection._nodb_cursor() as cursor:
            cursor.execute(f'DROP DATABASE "{database}" WITH (FORCE)')


def killed(environment: dict[str, str], after: float, *command: str) -> None:
    started = subprocess.Popen(
        [sys.executable, "manage.py", *command], cwd=ROOT, env=environment,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    time.sleep(after)
    started.kill()
    started.wait()


@pytest.mark.skipif(not how_often("KILLED_MIGRATIONS"), reason="Takes half a minute: make faults")
def test_a_migration_that_was_killed_completes_when_it_is_run_again(
    tmp_path: Path, tried: Tried
) -> None:
    """Seeded fault: migrations with `atomic = False`: the second run stops at what is there."""
    drawn = chance("migrations")
    with empty_database(tmp_path, "measured") as environment:
        began = time.monotonic()
        manage(environment, "migrate")
        took = time.monotonic() - began
    for turn in range(how_often("KILLED_MIGRATIONS")):
        with empty_database(tmp_path, f"killed{turn}") as environment:
            killed(environment, drawn.uniform(0.5, took), "migrate")
            tried()

            manage(environment, "migrate")

            manage(environment, "migrate", "--check")
            assert "All records agree" in manage(environment, "check_records")


def test_a_backup_that_was_killed_leaves_nothing_that_passes_for_one(
    reporter_gt: User, tmp_path: Path, tried: Tried
) -> None:
    """Seeded fault: `back_up` that writes at `path` itself: a half archive under its name."""
    drawn, environment = chance("backups"), environment_of(tmp_path)
    began = time.monotonic()
    manage(environment, "backup", str(tmp_path / "first.zip"))
    took = time.monotonic() - began
    for turn in range(how_often("KILLED_BACKUPS")):
        path = tmp_path / f"{turn}.zip"
        killed(environment, drawn.uniform(took / 3, took * 1.1), "backup", str(path))
        tried()
        if path.exists():
            assert_good(path)
            path.unlink()

    manage(environment, "backup", str(tmp_path / "next.zip"))
    assert_good(tmp_path / "next.zip")
    if how_often("KILLED_BACKUPS") > 1:
        assert prove_apart(tmp_path / "next.zip").startswith("Restored: ")


def assert_good(path: Path) -> None:
    """Everything that its manifest names is in it, as it was."""
    with ZipFile(path) as archive:
        manifest = Manifest.read(archive.read(NAME))
        named = {f"rows/{label}.jsonl": held.sha256 for label, held in manifest.tables.items()}
        named |= {f"files/{name}": held.sha256 for name, held in manifest.files.items()}
        assert set(archive.namelist()) == {NAME, *named}
        for part, sha256 in named.items():
            assert hashlib.sha256(archive.read(part)).hexdigest() == sha256, part
