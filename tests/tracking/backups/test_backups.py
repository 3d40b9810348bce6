"""A backup holds everything as of one moment, and comes back whole on either engine or not."""

import json
import os
import shutil
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from threading import Thread

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.test import override_settings
from pyrage import x25519

from appeal.base import guards
from appeal.models import Activity, User
from tests import databases
from tests.conftest import QUICK
from tests.factories import (
    make_evidence,
    make_explained,
    make_transaction,
    make_upload,
    make_user,
)
from tracking.backups import NotRestored, Unreadable, back_up, back_up_into, making, restore
from tracking.models import Evidence, Transaction

pytestmark = [pytest.mark.usefixtures("files"), pytest.mark.slow]

AT = datetime(2020, 10, 23, 18, tzinfo=UTC)
RELEASES = Path(__file__).parent / "releases"
Elsewhere = Callable[..., AbstractContextManager[None]]


@contextmanager
def files_in(folder: Path) -> Iterator[None]:
    """Evidence and uploads are stored in a folder on the disk."""
    storage = {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": str(folder)},
    }
    with override_settings(STORAGES=QUICK["STORAGES"] | {"default": storage}):
        yield


@pytest.fixture
def files(tmp_path: Path) -> Iterator[Path]:
    with files_in(tmp_path / "files"):
        yield tmp_path / "files"


@pytest.fixture
def empty_place(
    real_commits: None, databases_of_this_process: databases.Turn, tmp_path: Path
) -> Elsewhere:
    """A database with empty tables, or with none, and a folder without files."""

    @contextmanager
    def aside(content: str = "migrated") -> Iterator[None]:
        place = tmp_path / "elsewhere"
        shutil.rmtree(place, ignore_errors=True)
        with databases_of_this_process.aside(content), files_in(place):
            databases.restore(content)
            yield

    return aside


@pytest.fixture
def entered(real_commits: None) -> Evidence:
    """A posted entry of USD 100 with a file that proves it, an upload, and an export.

    What is kept as JSON has its keys in an order that is not theirs.
    """
    rows = make_upload().upload_rows
    rows.update(cells={"status": {"value": "late", "at": "C7"}, "percent": {"value": 120}})
    Activity.objects.filter(code="GT-2.1").update(phasing={"2020-05": "10.00", "2020-02": "5.00"})
    make_explained()
    entry = make_transaction(activity=Activity.objects.get(code="GT-1.1"), posted=True)
    return make_evidence(transaction=entry, content=b"%PDF-1.4 an invoice")


def test_it_comes_back_with_every_row_file_and_figure(
    entered: Evidence, empty_place: Elsewhere, tmp_path: Path
) -> None:
    made = back_up(tmp_path / "one.zip", AT)

    with empty_place():
        restore(made.path)
        again = back_up(tmp_path / "two.zip", AT)
        with Evidence.objects.get().file.open() as file:
            assert file.read() == b"%PDF-1.4 an invoice"

    assert made.faults == again.faults == []
    assert len(made.manifest.files) == 3
    for part in ("tables", "numbers", "files", "figures", "migrations"):
        assert getattr(again.manifest, part) == getattr(made.manifest, part)


def shape_of_tables() -> dict[str, tuple[list[str], Counter]]:
    """The columns of each table, in any order, and what its constraints and indexes are of."""
    shapes = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)} LIMIT 0")  # noqa: S608
            columns = sorted(column[0] for column in cursor.description)
            rules = connection.introspection.get_constraints(cursor, table).values()
            sorts = [
                (each["primary_key"], each["unique"], each["foreign_key"], each["check"])
                for each in rules
            ]
            of = [(*each["columns"], each["index"]) for each in rules]
            shapes[table] = columns, Counter(zip(of, sorts, strict=True))
    return shapes


@pytest.mark.once
@pytest.mark.parametrize("release", sorted(RELEASES.glob("*.zip")), ids=lambda path: path.stem)
def test_what_an_earlier_release_backed_up_is_restored_with_its_figures(
    release: Path, empty_place: Elsewhere
) -> None:
    with empty_place():
        in_one_step = shape_of_tables()

    with empty_place("blank"):
        manifest = restore(release)
        entries = Transaction.objects.count()
        step_by_step = shape_of_tables()

    assert step_by_step == in_one_step
    assert manifest.engine == "sqlite"
    assert entries == manifest.tables["tracking.Transaction"].size == 4
    assert [each["spent"] for each in manifest.figures[:2]] == ["340.00", "340.00"]


def test_it_is_restored_from_either_engine_onto_sqlite_by_the_command(
    entered: Evidence, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "one.zip"

    call_command("backup", path)
    call_command("backup", "--verify", path)

    made, proved = capsys.readouterr().out.splitlines()
    assert made.startswith(f"{path}: ")
    assert proved.startswith("Restored: ")
    assert made.removeprefix(f"{path}: ").rstrip(".") in proved
    assert path.stat().st_mode & 0o777 == 0o600


def test_people_go_on_writing_and_what_they_write_then_is_not_in_it(
    entered: Evidence, tmp_path: Path, empty_place: Elsewhere, monkeypatch: pytest.MonkeyPatch
) -> None:
    headlines = making.headlines

    def write() -> None:
        make_user(username="a.colleague")
        connection.close()

    def write_meanwhile(today: date) -> list[dict[str, str]]:
        writer = Thread(target=write)
        writer.start()
        writer.join(timeout=300)
        assert not writer.is_alive()
        return headlines(today)

    monkeypatch.setattr(making, "headlines", write_meanwhile)
    made = back_up(tmp_path / "one.zip", AT)
    assert User.objects.filter(username="a.colleague").exists()

    with empty_place():
        restore(made.path)
        assert not User.objects.filter(username="a.colleague").exists()


def test_a_number_is_never_given_twice(
    entered: Evidence, empty_place: Elsewhere, tmp_path: Path
) -> None:
    draft = make_transaction()
    number = draft.pk
    draft.delete()
    made = back_up(tmp_path / "one.zip", AT)

    with empty_place():
        restore(made.path)
        assert make_transaction().pk > number


def changed(path: Path, name: str, change: Callable[[bytes], bytes]) -> Path:
    """A copy of a backup in which one part is another."""
    copy = path.with_name("changed.zip")
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(copy, "w") as new:
        for part in old.namelist():
            content = old.read(part)
            new.writestr(part, change(content) if part == name else content)
    return copy


def in_manifest(change: Callable[[dict], object]) -> Callable[[bytes], bytes]:
    def changed_text(content: bytes) -> bytes:
        manifest = json.loads(content)
        change(manifest)
        return json.dumps(manifest).encode()

    return changed_text


LATER = ["mfa", "0003_authenticator_type_uniq"]


def of_an_earlier_version(manifest: dict) -> None:
    manifest["migrations"].remove(LATER)


@pytest.mark.once
def test_one_of_an_earlier_version_is_restored_in_its_tables_which_are_then_migrated(
    entered: Evidence, empty_place: Elsewhere, tmp_path: Path
) -> None:
    made = back_up(tmp_path / "one.zip", AT)
    path = changed(made.path, "manifest.json", in_manifest(of_an_earlier_version))

    with empty_place("blank"):
        restore(path)
        assert tuple(LATER) in MigrationRecorder(connection).applied_migrations()
        assert Transaction.objects.count() == 1
        assert guards.installed(connection)


def of_a_later_version(manifest: dict) -> None:
    manifest["migrations"].append(["tracking", "9999_of_tomorrow"])


def with_another_figure(manifest: dict) -> None:
    manifest["figures"][0]["spent"] = "101.00"


@pytest.mark.parametrize(("name", "change", "sentence"), [
    ("rows/appeal.Priority.jsonl", lambda rows: rows.replace(b"GT", b"GX", 1), "not those that"),
    ("manifest.json", in_manifest(of_a_later_version), r"later version \(tracking.9999"),
    ("manifest.json", in_manifest(with_another_figure), "spent was 101.00, and is 100.00 here"),
    ("manifest.json", lambda text: text[:100], "is damaged or is no backup"),
])  # fmt: skip
def test_another_content_than_was_backed_up_is_refused(
    entered: Evidence,
    empty_place: Elsewhere,
    tmp_path: Path,
    name: str,
    change: Callable[[bytes], bytes],
    sentence: str,
) -> None:
    path = changed(back_up(tmp_path / "one.zip", AT).path, name, change)

    with empty_place(), pytest.raises(NotRestored, match=sentence):
        restore(path)


def test_a_changed_file_is_refused(
    entered: Evidence, empty_place: Elsewhere, tmp_path: Path
) -> None:
    made = back_up(tmp_path / "one.zip", AT)
    path = changed(made.path, f"files/{entered.file.name}", lambda content: content + b"!")

    with empty_place(), pytest.raises(NotRestored, match="is not the one that was backed up"):
        restore(path)


def test_half_a_file_and_no_file_are_refused(
    entered: Evidence, empty_place: Elsewhere, tmp_path: Path
) -> None:
    path = back_up(tmp_path / "one.zip", AT).path
    os.truncate(path, path.stat().st_size // 2)

    with empty_place():
        with pytest.raises(NotRestored, match="is damaged or is no backup"):
            restore(path)
        with pytest.raises(NotRestored, match="cannot be read: No such file"):
            restore(tmp_path / "none.zip")


def test_tables_of_a_later_version_than_the_backup_are_refused(
    entered: Evidence, empty_place: Elsewhere, tmp_path: Path
) -> None:
    def without_the_last(manifest: dict) -> None:
        manifest["migrations"].pop()

    made = back_up(tmp_path / "one.zip", AT)
    path = changed(made.path, "manifest.json", in_manifest(without_the_last))

    with empty_place(), pytest.raises(NotRestored, match="Use a database without tables"):
        restore(path)


def test_a_place_that_is_used_is_refused(entered: Evidence, tmp_path: Path) -> None:
    path = back_up(tmp_path / "one.zip", AT).path

    with pytest.raises(NotRestored, match="into an empty place only"):
        restore(path)
    with pytest.raises(CommandError, match="into an empty place only"):
        call_command("restore", path)


def test_files_that_are_missing_or_changed_are_named_and_all_else_is_backed_up(
    entered: Evidence, files: Path, tmp_path: Path
) -> None:
    lost = make_evidence(content=b"%PDF-1.4 lost").file.name
    (files / lost).unlink()
    (files / entered.file.name).write_bytes(b"%PDF-1.4 another invoice")

    made = back_up(tmp_path / "one.zip", AT)

    assert sorted(made.faults) == sorted(
        [
            f"{lost} is missing.",
            f"{entered.file.name} was changed: its SHA-256 is not what it was when it was added.",
        ]
    )
    with pytest.raises(CommandError, match="The backup was made, but:"):
        call_command("backup", tmp_path / "two.zip")
    assert (tmp_path / "two.zip").exists()


def test_one_that_cannot_be_finished_leaves_nothing(
    entered: Evidence, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*given: object) -> None:
        raise OSError(28, "No space left on device")

    folder = tmp_path / "backups"
    folder.mkdir()
    monkeypatch.setattr(making, "headlines", full)

    with pytest.raises(CommandError, match="No space left on device"):
        call_command("backup", folder)

    assert list(folder.iterdir()) == []


def test_what_a_stopped_one_left_is_removed_by_one_of_a_later_day(
    entered: Evidence, tmp_path: Path
) -> None:
    old, new = tmp_path / ".backup-old", tmp_path / ".backup-new"
    for folder, age in ((old, timedelta(days=2)), (new, timedelta(hours=1))):
        folder.mkdir()
        os.utime(folder, ((AT - age).timestamp(),) * 2)

    back_up(tmp_path / "one.zip", AT)

    assert not old.exists()
    assert new.exists()


def test_in_a_folder_the_newest_stay(entered: Evidence, tmp_path: Path) -> None:
    folder = tmp_path / "backups"
    folder.mkdir()
    (folder / "notes.txt").write_text("not ours")

    for day in range(4):
        back_up_into(folder, AT + timedelta(days=day), most=2)

    assert sorted(path.name for path in folder.iterdir()) == [
        "backup-20201025-180000.zip",
        "backup-20201026-180000.zip",
        "notes.txt",
    ]


def test_an_encrypted_one_is_read_with_its_key_alone(
    entered: Evidence, empty_place: Elsewhere, tmp_path: Path
) -> None:
    own, other = x25519.Identity.generate(), x25519.Identity.generate()
    keys = {}
    for name, key in (("own", own), ("other", other)):
        keys[name] = tmp_path / f"{name}.key"
        keys[name].write_text(f"# a comment\n{key}\n")

    made = back_up_into(tmp_path, AT, recipient=str(own.to_public()))

    assert made.path.name.endswith(".zip.age")
    assert not zipfile.is_zipfile(made.path)
    with empty_place():
        with pytest.raises(NotRestored, match="name the file with its key in BACKUP_IDENTITY"):
            restore(made.path)
        with pytest.raises(NotRestored, match="does not open"):
            restore(made.path, keys["other"])
        restore(made.path, keys["own"])
        assert Evidence.objects.count() == 1


def test_a_recipient_that_is_none_is_named_before_anything_is_written(
    entered: Evidence, tmp_path: Path
) -> None:
    with pytest.raises(Unreadable, match="BACKUP_RECIPIENT is no public key of age: me"):
        back_up(tmp_path / "one.zip", AT, recipient="me")

    assert not (tmp_path / "one.zip").exists()


@pytest.mark.parametrize(("options", "sentence"), [
    (("there.zip",), "there.zip exists. Name a new file, or a folder."),
    (("new.zip", "--keep", "3"), "name a folder"),
    ((".", "--keep", "-1"), "name a folder"),
    (("none/new.zip",), "No such file or directory"),
])  # fmt: skip
def test_the_command_says_what_is_wrong_with_its_options(
    db: None, tmp_path: Path, options: tuple[str, ...], sentence: str
) -> None:
    (tmp_path / "there.zip").write_text("")

    with pytest.raises(CommandError, match=sentence):
        call_command("backup", tmp_path / options[0], *options[1:])
