"""The cast, the appeal in every test database, and what every test finds as it was."""

import gc
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.contrib import auth
from django.contrib.sessions.backends.db import SessionStore
from django.test import Client, TransactionTestCase, override_settings
from django.utils import translation
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings

from appeal.models import Appeal, Office, Region, Role, User

from . import databases
from .factories import make_membership, make_user
from .fixture_types import SignIn, Tried
from .openid import openid as openid
from .openid import openid_port as openid_port
from .read_styles import read_once

# How long an example takes never decides whether a test passes.
# How slow a machine is says nothing about the product.
hypothesis_settings.register_profile(
    "ours", deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
hypothesis_settings.load_profile("ours")


# Collecting garbage after every few hundred objects takes a fifth of the time of the tests.
gc.set_threshold(200_000, 50, 100)

DATABASE = {"db", "transactional_db", "live_server"}


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """No test bears the mark `unit`, by which `make quick` runs it, and asks for a database.

    The slow ones come first, so that at the end no worker is busy alone.
    """
    if wrong := [item.nodeid for item in items if is_marked(item, "unit") and asks(item)]:
        raise pytest.UsageError(f"Marked `unit`, but they ask for a database: {wrong}")
    items.sort(key=lambda item: not is_marked(item, "slow"))


def is_marked(item: pytest.Item, name: str) -> bool:
    return item.get_closest_marker(name) is not None


def asks(item: pytest.Item) -> bool:
    """Whether it asks for a database."""
    asked = set(getattr(item, "fixturenames", ()))
    return bool(asked & DATABASE) or is_marked(item, "django_db")


def pytest_collection_finish() -> None:
    """What is there before the first test stays: nobody need look through it for garbage."""
    gc.collect()
    gc.freeze()


QUICK = {
    "PASSWORD_HASHERS": ["django.contrib.auth.hashers.MD5PasswordHasher"],
    "STORAGES": {
        "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    },
}


@pytest.fixture(autouse=True)
def own_language() -> Iterator[None]:
    """The last page that a test asked for leaves its reader's language active: not to the next."""
    yield
    translation.deactivate()


@pytest.fixture(scope="session", autouse=True)
def quick_workbooks() -> Iterator[None]:
    with read_once():
        yield


@pytest.fixture(scope="session", autouse=True)
def quick_settings() -> Iterator[None]:
    """No slow password hashes, no static files that must be collected first."""
    with override_settings(**QUICK):
        yield


ASKED = pytest.StashKey[str]()
ASK = pytest.StashKey[Callable[[str], None]]()


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Before its fixtures are made, a test sees the database that its mark asks for."""
    stash = item.session.stash
    stash[ASKED] = "published" if item.get_closest_marker("publication") else "three_offices"
    if ask := stash.get(ASK, None):
        ask(stash[ASKED])


@pytest.fixture(scope="session")
def databases_of_this_process(
    request: pytest.FixtureRequest,
    quick_settings: None,
    django_test_environment: None,
    django_db_blocker: Any,
) -> Iterator[databases.Turn]:
    stash = request.session.stash
    with django_db_blocker.unblock(), databases.of_this_process(stash[ASKED]) as turn:

        def ask(content: str) -> None:
            with django_db_blocker.unblock():
                turn.ask(content)

        stash[ASK] = ask
        yield turn


@pytest.fixture(scope="session")
def django_db_setup(databases_of_this_process: databases.Turn) -> Iterator[None]:
    """Every test finds an appeal published, also after one that committed."""
    with pytest.MonkeyPatch.context() as patch:
        back = lambda case: databases_of_this_process.back()  # noqa: E731
        patch.setattr(TransactionTestCase, "_fixture_teardown", back)
        yield


@pytest.fixture
def real_commits(transactional_db: None) -> None:
    """The test's transactions are really committed, so that other connections see them."""


@pytest.fixture
def mi2020(db: None) -> Appeal:
    """The 2020 appeal: three of its offices, or all of it under the mark `publication`."""
    return Appeal.objects.get(code="MI2020-CNAC")


@pytest.fixture
def region(mi2020: Appeal) -> Region:
    return mi2020.region


@pytest.fixture
def guatemala(mi2020: Appeal) -> Office:
    return Office.objects.get(code="GT")


@pytest.fixture
def honduras(mi2020: Appeal) -> Office:
    return Office.objects.get(code="HN")


@pytest.fixture
def reporter_gt(guatemala: Office) -> User:
    return member("reporter.gt", Role.REPORTER, office=guatemala)


@pytest.fixture
def finance_gt(guatemala: Office) -> User:
    return member("finance.gt", Role.FINANCE, office=guatemala)


@pytest.fixture
def reviewer_ro(region: Region) -> User:
    return member("reviewer.ro", Role.REVIEWER, region=region)


@pytest.fixture
def manager_ro(region: Region) -> User:
    return member("manager.ro", Role.MANAGER, region=region)


@pytest.fixture
def viewer(region: Region) -> User:
    return member("viewer", Role.VIEWER, region=region)


@pytest.fixture
def superuser(db: None) -> User:
    return make_user(username="admin", is_staff=True, is_superuser=True)


@pytest.fixture
def stranger(db: None) -> User:
    """Somebody with a password and no membership."""
    return make_user(username="stranger")


def member(username: str, role: str, **place: Any) -> User:
    return make_membership(user=make_user(username=username), role=role, **place).user


@pytest.fixture
def signed_in() -> SignIn:
    """`signed_in(reporter_gt).get(...)`: a browser in which the person has signed in.

    With a session made at once: what signing in asks of the database has tests of its own.
    """

    def sign_in(user: User) -> Client:
        client, session = Client(), SessionStore()
        session[auth.SESSION_KEY] = str(user.pk)
        session[auth.BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[-1]
        session[auth.HASH_SESSION_KEY] = user.get_session_auth_hash()
        session.save()
        client.cookies[settings.SESSION_COOKIE_NAME] = str(session.session_key)
        return client

    return sign_in


@pytest.fixture
def client(request: pytest.FixtureRequest, db: None, signed_in: SignIn) -> Client:
    """The browser of the person whom `pytest.mark.person` names; where none is named, nobody's."""
    person = request.node.get_closest_marker("person")
    return signed_in(request.getfixturevalue(person.args[0])) if person else Client()


@pytest.fixture
def reporter(reporter_gt: User, signed_in: SignIn) -> Client:
    return signed_in(reporter_gt)


@pytest.fixture
def finance(finance_gt: User, signed_in: SignIn) -> Client:
    return signed_in(finance_gt)


@pytest.fixture
def reviewer(reviewer_ro: User, signed_in: SignIn) -> Client:
    return signed_in(reviewer_ro)


@pytest.fixture
def manager(manager_ro: User, signed_in: SignIn) -> Client:
    return signed_in(manager_ro)


@pytest.fixture
def tried(record_property: Callable[[str, object], None]) -> Iterator[Tried]:
    """`tried()`: something was tried once more, which `make faults` sums up."""
    noted: list[None] = []
    yield lambda: noted.append(None)
    record_property("tried", len(noted))


@pytest.fixture
def root() -> Path:
    """The folder of the repository."""
    return Path(__file__).resolve().parent.parent
