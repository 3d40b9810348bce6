"""The settings: safe by default, and a public site that refuses to start half protected."""

import json
import os
import stat
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier
from typing import Any

import pytest

from config import settings as project

pytestmark = [pytest.mark.unit, pytest.mark.once]

OWN = (
    "DATABASE_URL", "SECRET_KEY", "ALLOWED_HOSTS", "SITE_URL", "EMAIL_URL", "DEBUG", "DATA_DIR",
    "PROXY_COUNT", "SECOND_FACTOR", "SECOND_FACTOR_ROLES", "OPENID_DISCOVERY", "OPENID_CLIENT_ID",
    "OPENID_CLIENT_SECRET", "OPENID_DOMAINS", "OPENID_NAME", "SECURITY_CONTACT", "LOG_FORMAT",
    "METRICS_TOKEN", "MAIL_FROM", "REPLICA_URL", "DATABASE_POOL", "FILES_URL",
)  # fmt: skip
PUBLIC = {
    "SITE_URL": "https://appeals.example",
    "SECRET_KEY": "kJ2-v9qXb0LmZ_4dTr8wYc1nHs6gUe3oAiPf5xBq7RtVyWz-Kd",
    "ALLOWED_HOSTS": "appeals.example",
}


def start(root: Path, asked: str = "", **environment: str) -> "subprocess.CompletedProcess[str]":
    """Read the settings in a process of its own; it prints those `asked` for as JSON."""
    code = (
        "import json; from config import settings as s;"
        f"print(json.dumps({{name: getattr(s, name) for name in {asked.split()!r}}}))"
    )
    foreign = {name: value for name, value in os.environ.items() if name not in OWN}
    return subprocess.run(
        [sys.executable, "-c", code],
        cwd=root,
        env=foreign | environment,
        capture_output=True,
        text=True,
        check=False,
    )


def read(root: Path, asked: str, **environment: str) -> dict[str, Any]:
    started = start(root, asked, **environment)
    assert started.returncode == 0, started.stderr
    return json.loads(started.stdout)


SECURE = (
    "DEBUG SECURE_SSL_REDIRECT SESSION_COOKIE_SECURE CSRF_COOKIE_SECURE SECURE_HSTS_SECONDS"
    " CSRF_TRUSTED_ORIGINS"
)


def test_a_public_site_is_served_over_https_only(root: Path, tmp_path: Path) -> None:
    settings = read(root, SECURE, DATA_DIR=str(tmp_path), **PUBLIC)

    assert settings == {
        "DEBUG": False,
        "SECURE_SSL_REDIRECT": True,
        "SESSION_COOKIE_SECURE": True,
        "CSRF_COOKIE_SECURE": True,
        "SECURE_HSTS_SECONDS": 31_536_000,
        "CSRF_TRUSTED_ORIGINS": ["https://appeals.example"],
    }


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"DEBUG": "1"}, "Unset DEBUG: a public site shows no tracebacks."),
        (
            {"SECRET_KEY": ""},
            "Set SECRET_KEY: a public site needs its own. Make one with: python3 -c",
        ),
        (
            {"SECRET_KEY": "short"},
            "This SECRET_KEY can be guessed: make a longer one. Make one with",
        ),
        ({"SECRET_KEY": PUBLIC["SECRET_KEY"][:49]}, "This SECRET_KEY can be guessed"),
        ({"SECRET_KEY": "abcdefghi" * 10}, "This SECRET_KEY can be guessed"),
        ({"ALLOWED_HOSTS": "*"}, "Name the hosts in ALLOWED_HOSTS: '*' is refused on a public"),
        ({"ALLOWED_HOSTS": "appeals.example,*"}, "Name the hosts in ALLOWED_HOSTS"),
    ],
)
def test_a_public_site_refuses_to_start_unprotected(
    root: Path, tmp_path: Path, change: dict[str, str], sentence: str
) -> None:
    started = start(root, DATA_DIR=str(tmp_path), **PUBLIC | change)

    assert started.returncode != 0
    assert f"ImproperlyConfigured: {sentence}" in started.stderr


def test_with_nothing_set_it_runs_for_this_machine_only(root: Path, tmp_path: Path) -> None:
    settings = read(root, f"{SECURE} ALLOWED_HOSTS", DATA_DIR=str(tmp_path))

    assert settings["DEBUG"] is False
    assert settings["ALLOWED_HOSTS"] == ["127.0.0.1", "localhost", "[::1]"]
    assert settings["SECURE_SSL_REDIRECT"] is False


def test_a_machine_of_ones_own_keeps_one_secret_key_that_only_its_owner_reads(
    root: Path, tmp_path: Path
) -> None:
    folders = [tmp_path / "one", tmp_path / "one", tmp_path / "two"]

    keys = [read(root, "SECRET_KEY", DATA_DIR=str(it))["SECRET_KEY"] for it in folders]

    assert keys[0] == keys[1] != keys[2]
    assert len(keys[0]) >= 50
    kept = tmp_path / "one" / "secret_key"
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600


def test_a_secret_is_taken_as_it_is_written(root: Path, tmp_path: Path) -> None:
    """Also one that begins with the sign of a variable, as one in fifty does that we make."""
    key = "$" + PUBLIC["SECRET_KEY"]

    assert read(root, "SECRET_KEY", DATA_DIR=str(tmp_path), SECRET_KEY=key)["SECRET_KEY"] == key


def test_programs_that_start_at_once_agree_on_a_whole_secret_key(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SECRET_KEY", raising=False)
    together = Barrier(6)

    def begin(number: int) -> str:
        together.wait()
        return project.secret_key()

    for number in range(20):
        folder = tmp_path / str(number)
        folder.mkdir()
        monkeypatch.setattr(project, "DATA_DIR", folder)

        with ThreadPoolExecutor(6) as programs:
            keys = set(programs.map(begin, range(6)))

        assert keys == {(folder / "secret_key").read_text()}
        assert len(keys.pop()) >= 50
        assert [file.name for file in folder.iterdir()] == ["secret_key"]


def test_a_public_site_keeps_no_secret_key_in_a_file(root: Path, tmp_path: Path) -> None:
    read(root, "DEBUG", DATA_DIR=str(tmp_path), **PUBLIC)

    assert not (tmp_path / "secret_key").exists()


def test_sqlite_queues_its_writers_and_keeps_what_it_acknowledged(
    root: Path, tmp_path: Path
) -> None:
    database = read(root, "DATABASES", DATA_DIR=str(tmp_path))["DATABASES"]["default"]

    assert database["NAME"] == str(tmp_path / "appeal.sqlite3")
    assert database["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
    assert database["OPTIONS"]["timeout"] == 20
    assert "journal_mode=WAL" in database["OPTIONS"]["init_command"]
    assert "synchronous=FULL" in database["OPTIONS"]["init_command"]
    assert not database.get("ATOMIC_REQUESTS")


def test_a_database_address_leads_to_postgresql(root: Path, tmp_path: Path) -> None:
    address = "postgres://me@db.example/appeals"

    databases = read(root, "DATABASES", DATA_DIR=str(tmp_path), DATABASE_URL=address)["DATABASES"]

    assert databases["default"]["ENGINE"] == "django.db.backends.postgresql"
    assert databases["default"]["HOST"] == "db.example"
    assert databases["default"]["OPTIONS"] == {"options": "-c jit=off"}


def test_options_in_a_database_address_are_kept(root: Path, tmp_path: Path) -> None:
    asked = "options=-c%20statement_timeout=60000"
    address = f"postgres://me@db.example/appeals?sslmode=require&{asked}"

    databases = read(root, "DATABASES", DATA_DIR=str(tmp_path), DATABASE_URL=address)["DATABASES"]

    options = {"sslmode": "require", "options": "-c jit=off -c statement_timeout=60000"}
    assert databases["default"]["OPTIONS"] == options


def test_the_number_of_proxies_is_read_and_none_is_trusted_unasked(
    root: Path, tmp_path: Path
) -> None:
    def asked(**environment: str) -> Any:
        return read(root, "PROXY_COUNT", DATA_DIR=str(tmp_path), **environment)["PROXY_COUNT"]

    assert asked() == 0
    assert asked(PROXY_COUNT="2") == 2


def test_a_request_that_waits_for_a_moment_is_no_news(root: Path, tmp_path: Path) -> None:
    logging = read(root, "LOGGING", DATA_DIR=str(tmp_path))["LOGGING"]

    assert logging["loggers"]["waitress.queue"] == {"level": "ERROR"}


WITHOUT_PACKAGES = """
import sys
sys.modules["allauth"] = sys.modules["jwt"] = None
import django
django.setup()
from django.conf import settings
from django.core.management import call_command
from django.urls import resolve
call_command("check")
resolve("/accounts/login/")
print(settings.SECOND_FACTOR, [name for name in settings.INSTALLED_APPS if "allauth" in name])
"""


def without_packages(root: Path, folder: Path, **environment: str) -> tuple[str, str]:
    """What the site says where the packages of the extra `signin` are not installed."""
    named = {"DJANGO_SETTINGS_MODULE": "config.settings", "DATA_DIR": str(folder)}
    foreign = {name: value for name, value in os.environ.items() if name not in OWN}
    asked = [sys.executable, "-c", WITHOUT_PACKAGES]
    ended = subprocess.run(
        asked, cwd=root, env=foreign | named | environment,
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    return ended.stdout, ended.stderr


def test_the_first_run_needs_no_packages_of_a_second_step(root: Path, tmp_path: Path) -> None:
    said, _faults = without_packages(root, tmp_path)

    assert said.splitlines()[-1] == "False []"


@pytest.mark.parametrize("asked", [{"SECOND_FACTOR": "1"}, {"SECOND_FACTOR_ROLES": "manager"}])
def test_a_second_step_that_is_asked_for_is_never_left_out(
    root: Path, tmp_path: Path, asked: dict[str, str]
) -> None:
    _said, faults = without_packages(root, tmp_path, **asked)

    assert "ImproperlyConfigured: SECOND_FACTOR" in faults


def test_a_role_that_does_not_exist_is_no_role_without_a_second_step(
    root: Path, tmp_path: Path
) -> None:
    started = start(root, DATA_DIR=str(tmp_path), SECOND_FACTOR_ROLES="manager,boss")

    assert "SECOND_FACTOR_ROLES: boss is none of" in started.stderr


@pytest.mark.parametrize(
    ("given", "sender"),
    [
        ({}, "Appeal Tracker <tracker@appeals.example>"),
        ({"MAIL_FROM": "mail@iom.example"}, "Appeal Tracker <mail@iom.example>"),
        ({"MAIL_FROM": "Our Appeal <mail@iom.example>"}, "Our Appeal <mail@iom.example>"),
    ],
)
def test_mail_comes_from_a_name(
    root: Path, tmp_path: Path, given: dict[str, str], sender: str
) -> None:
    settings = read(root, "DEFAULT_FROM_EMAIL", DATA_DIR=str(tmp_path), **PUBLIC, **given)

    assert settings == {"DEFAULT_FROM_EMAIL": sender}
