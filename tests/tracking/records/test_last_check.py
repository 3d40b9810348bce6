"""Administrators see when the records were last checked, what was found, and where nobody looks."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.urls import reverse

from appeal.models import Partner, User, newest_seal
from tests.factories import make_user
from tests.fixture_types import SignIn
from tests.tracking.browsing import words
from tests.tracking.ledger.test_check_ledger import alter, seal_now
from tracking.records import last_check

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


def check() -> None:
    with time_machine.travel(NIGHT, tick=False):
        call_command("check_records")


def test_where_nobody_checked_it_says_how(signed_in: SignIn, administrator: User) -> None:
    said = told(signed_in, administrator)

    assert "The records have not been checked on this machine yet." in said


@pytest.mark.parametrize(("hours", "is_late"), [(48, False), (49, True)])
def test_a_good_check_is_told_with_its_seal_and_is_late_after_two_days(
    signed_in: SignIn, administrator: User, hours: int, is_late: bool
) -> None:
    Partner.objects.create(name_en="Ministry", kind="government")
    seal_now()
    check()

    with time_machine.travel(NIGHT + timedelta(hours=hours), tick=False):
        said = told(signed_in, administrator)

    assert "On 28 Nov 2026, 02:00 all records agreed" in said
    assert f"End of the seals: {newest_seal()}" in said
    assert ("Find out why the daily check did not run." in said) == is_late
    assert "not been checked" not in said


@pytest.mark.parametrize("several", [False, True])
def test_how_much_was_found_is_told_and_what_first(
    signed_in: SignIn, administrator: User, several: bool
) -> None:
    partners = [Partner.objects.create(name_en=name, kind="government") for name in "ABC"]
    seal_now()
    for partner in partners[: 1 + several]:
        alter("appeal_partner", partner.pk, name_en=f"Another {partner.pk}")
    with pytest.raises(CommandError, match="do not agree"):
        check()

    said = told(signed_in, administrator)
    kept = last_check() or pytest.fail("none")
    counted = "were 2 differences. The first of them:" if several else "was 1 difference:"
    assert f"On 28 Nov 2026, 02:00 there {counted} {kept.first}" in said
    assert kept.first in said
    assert "all records agreed" not in said


@pytest.mark.parametrize("noted", ["", "{}", '{"found": 1}', "[]"])
def test_what_nobody_can_read_is_no_check(tmp_path: Path, noted: str) -> None:
    (tmp_path / "last_check.json").write_text(noted)

    assert last_check() is None


def test_a_manager_does_not_see_it(signed_in: SignIn, manager_ro: User) -> None:
    assert "Check of the records" not in told(signed_in, manager_ro)
