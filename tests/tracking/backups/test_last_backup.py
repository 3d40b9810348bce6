"""Administrators see when the last good backup was made, and where there is none lately."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.urls import reverse

from appeal.models import User
from tests.factories import make_evidence, make_user
from tests.fixture_types import SignIn
from tests.tracking.browsing import words
from tracking import backups
from tracking.backups import last_backup, note_proved

pytestmark = [pytest.mark.django_db, pytest.mark.once]

NIGHT = datetime(2026, 11, 28, 8, tzinfo=UTC)


@pytest.fixture(autouse=True)
def own_folder(settings: object, tmp_path: Path) -> None:
    settings.DATA_DIR = tmp_path


@pytest.fixture
def administrator(db: None) -> User:
    return make_user(is_superuser=True, is_staff=True)


def told(signed_in: SignIn, user: User) -> str:
    return words(signed_in(user).get(reverse("admin:index")))


def test_where_none_was_made_it_says_how(signed_in: SignIn, administrator: User) -> None:
    assert "No backup has been made on this machine yet." in told(signed_in, administrator)


def test_the_last_one_is_told_with_its_day_and_whether_it_was_proved(
    signed_in: SignIn, administrator: User, tmp_path: Path, real_commits: None
) -> None:
    path = tmp_path / "one.zip"
    with time_machine.travel(NIGHT, tick=False):
        call_command("backup", path)
        said = told(signed_in, administrator)
        note_proved(path, NIGHT + timedelta(hours=1))
        proved = told(signed_in, administrator)

    assert "The last good backup was made on 28 Nov 2026, 02:00: " in said
    assert "It has not been verified yet" in said
    assert "No backup" not in said
    assert "more than two days ago" not in said
    assert "It was restored elsewhere and verified on 28 Nov 2026, 03:00." in proved


@pytest.mark.parametrize(("hours", "is_told"), [(48, False), (49, True)])
def test_after_two_days_it_is_late(
    signed_in: SignIn, administrator: User, tmp_path: Path, hours: int, is_told: bool
) -> None:
    with time_machine.travel(NIGHT, tick=False):
        call_command("backup", tmp_path / "one.zip")

    with time_machine.travel(NIGHT + timedelta(hours=hours), tick=False):
        said = told(signed_in, administrator)

    assert ("more than two days ago" in said) == is_told


def test_one_with_a_fault_is_not_the_last_good_one(tmp_path: Path) -> None:
    evidence = make_evidence(content=b"%PDF-1.4 lost")
    evidence.file.storage.delete(evidence.file.name)

    with pytest.raises(CommandError, match="is missing"):
        call_command("backup", tmp_path / "one.zip")

    assert last_backup() is None


def test_another_than_the_last_that_is_proved_is_not_told(tmp_path: Path) -> None:
    call_command("backup", tmp_path / "one.zip")

    note_proved(tmp_path / "other.zip", NIGHT)

    assert (last_backup() or pytest.fail("none")).proved_at is None


@pytest.mark.parametrize("noted", ["", "{}", '{"path": 1}', "[]"])
def test_what_nobody_can_read_is_no_backup(tmp_path: Path, noted: str) -> None:
    (tmp_path / "last_backup.json").write_text(noted)

    assert backups.last_backup() is None


def test_a_manager_does_not_see_it(signed_in: SignIn, manager_ro: User) -> None:
    assert "Backups" not in told(signed_in, manager_ro)
