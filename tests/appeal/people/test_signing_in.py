"""Signing in slows down whoever guesses, and nobody else."""

import pytest
from django.conf import LazySettings
from django.test import Client
from django.urls import reverse

from appeal.models import User

pytestmark = [pytest.mark.django_db, pytest.mark.once]
PROXY, STRANGER, COLLEAGUE = "10.0.0.1", "203.0.113.9", "198.51.100.7"
PASSED, WRONG, PAUSED = 302, 200, 429


def sign_in(name: str, password: str, address: str = STRANGER, forwarded: str = "") -> int:
    """The status of the answer; 302 to whoever is in."""
    headers = {"X-Forwarded-For": forwarded} if forwarded else {}
    typed = {"username": name, "password": password}
    return Client(REMOTE_ADDR=address, headers=headers).post(reverse("login"), typed).status_code


@pytest.fixture
def limit(settings: LazySettings) -> int:
    """So many wrong passwords for one name from one address."""
    return settings.AXES_FAILURE_LIMIT


@pytest.mark.parametrize("name", ["reporter.gt", "nobody.here"])
def test_a_name_is_paused_after_eight_wrong_passwords_whether_it_exists_or_not(
    reporter_gt: User, limit: int, name: str
) -> None:
    answers = [sign_in(name, "wrong") for _ in range(limit)]

    assert answers == [WRONG] * (limit - 1) + [PAUSED]
    assert sign_in(name, "secret") == PAUSED


def test_a_stranger_locks_nobody_out_elsewhere(reporter_gt: User, limit: int) -> None:
    for _ in range(limit):
        sign_in("reporter.gt", "wrong", STRANGER)

    assert sign_in("reporter.gt", "secret", STRANGER) == PAUSED
    assert sign_in("reporter.gt", "secret", COLLEAGUE) == PASSED


def test_an_address_that_tries_many_names_is_paused_altogether(
    reporter_gt: User, settings: LazySettings
) -> None:
    settings.FAILURES_PER_ADDRESS = 20

    answers = [sign_in(f"guess.{number}", "wrong") for number in range(20)]

    assert answers == [WRONG] * 19 + [PAUSED]
    assert sign_in("reporter.gt", "secret", STRANGER) == PAUSED
    assert sign_in("reporter.gt", "secret", COLLEAGUE) == PASSED


def test_an_own_account_does_not_clear_what_an_address_has_failed(
    stranger: User, settings: LazySettings
) -> None:
    settings.FAILURES_PER_ADDRESS = 20
    for number in range(19):
        sign_in(f"guess.{number}", "wrong")

    assert sign_in("stranger", "secret") == PASSED

    assert sign_in("guess.19", "wrong") == PAUSED


def test_an_office_behind_one_address_may_mistype_more_often_than_one_person(
    reporter_gt: User, settings: LazySettings
) -> None:
    for number in range(settings.AXES_FAILURE_LIMIT * 2):
        sign_in(f"guess.{number}", "wrong")

    assert settings.FAILURES_PER_ADDRESS > settings.AXES_FAILURE_LIMIT * 2
    assert sign_in("reporter.gt", "secret") == PASSED


def test_behind_a_proxy_people_are_told_apart(
    reporter_gt: User, settings: LazySettings, limit: int
) -> None:
    settings.PROXY_COUNT = 1
    for _ in range(limit):
        sign_in("reporter.gt", "wrong", PROXY, forwarded=STRANGER)

    assert sign_in("reporter.gt", "secret", PROXY, forwarded=STRANGER) == PAUSED
    assert sign_in("reporter.gt", "secret", PROXY, forwarded=COLLEAGUE) == PASSED


def test_behind_a_proxy_nobody_invents_an_address(
    reporter_gt: User, settings: LazySettings, limit: int
) -> None:
    settings.PROXY_COUNT = 1
    for number in range(limit):
        sign_in("reporter.gt", "wrong", PROXY, forwarded=f"192.0.2.{number}, {STRANGER}")

    assert sign_in("reporter.gt", "secret", PROXY, forwarded=f"192.0.2.99, {STRANGER}") == PAUSED


@pytest.mark.parametrize(
    ("count", "forwarded", "address"),
    [
        (0, f"192.0.2.1, {STRANGER}", PROXY),
        (2, f"192.0.2.1, {STRANGER}, 10.0.0.2", STRANGER),
        (2, STRANGER, PROXY),
        (1, "unknown\0", PROXY),
        (1, "", PROXY),
    ],
)
def test_only_the_addresses_that_our_proxies_wrote_count(
    reporter_gt: User, settings: LazySettings, limit: int, count: int, forwarded: str, address: str
) -> None:
    settings.PROXY_COUNT = count
    for _ in range(limit):
        sign_in("reporter.gt", "wrong", PROXY, forwarded=forwarded)

    settings.PROXY_COUNT = 0

    assert sign_in("reporter.gt", "secret", address) == PAUSED
