"""Where the databases are: nothing new without a setting, and no setting that would not hold."""

from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.urls import get_resolver
from environ import Env

from appeal.base.replica import REPLICA, on_primary
from appeal.web.replica import DATED, EVERY, READING, SECONDS
from config import databases
from tests.test_pages import routes

pytestmark = [pytest.mark.unit, pytest.mark.once]
ONE, TWO = "postgres://appeal@one/appeal", "postgres://appeal@two/appeal"


def read(monkeypatch: pytest.MonkeyPatch, **given: str) -> dict[str, dict[str, Any]]:
    for name in ("DATABASE_URL", "REPLICA_URL", "DATABASE_POOL"):
        monkeypatch.delenv(name, raising=False)
    for name, value in given.items():
        monkeypatch.setenv(name, value)
    return databases.read(Env(), Path("/var/lib/appeal/appeal.sqlite3"))


def test_without_settings_there_is_one_database_and_nobody_is_sent_elsewhere(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert read(monkeypatch).keys() == read(monkeypatch, DATABASE_URL=ONE).keys() == {"default"}
    assert "appeal.web.replica.ReplicaMiddleware" not in settings.MIDDLEWARE
    with on_primary():
        pass


def test_a_replica_is_asked_as_the_primary_is_and_is_not_waited_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    found = read(monkeypatch, DATABASE_URL=ONE, REPLICA_URL=TWO)

    assert found[REPLICA]["HOST"] == "two"
    assert found[REPLICA]["OPTIONS"].pop("connect_timeout") < 5
    assert found[REPLICA]["OPTIONS"].pop("tcp_user_timeout") <= 5000
    assert found[REPLICA] | {"HOST": "one"} == found["default"]


def test_a_pool_holds_so_many_connections_and_none_is_kept_beside_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    (found,) = read(monkeypatch, DATABASE_URL=ONE, DATABASE_POOL="5").values()

    assert found["OPTIONS"]["pool"]["max_size"] == 5
    assert found["CONN_MAX_AGE"] == 0


@pytest.mark.parametrize(
    "given",
    [
        {"REPLICA_URL": TWO},
        {"DATABASE_POOL": "5"},
        {"DATABASE_URL": ONE, "REPLICA_URL": "sqlite:////srv/other.sqlite3"},
        {"DATABASE_URL": ONE, "DATABASE_POOL": "-1"},
    ],
)
def test_what_only_postgresql_has_is_refused_elsewhere(
    given: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(ImproperlyConfigured, match=r"REPLICA_URL|DATABASE_POOL"):
        read(monkeypatch, **given)


def test_every_page_that_a_replica_answers_is_there() -> None:
    names = {name.rpartition(":")[2] for name, _given in routes(get_resolver().url_patterns)}

    assert names >= (READING | DATED)
    assert not READING & DATED


def test_whoever_wrote_waits_longer_than_a_level_replica_is_behind() -> None:
    assert SECONDS > 3 * EVERY
