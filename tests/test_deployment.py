"""The page by which a server is installed: what it copies, names and limits is what there is."""

import re
import subprocess
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import get_commands

pytestmark = [pytest.mark.unit, pytest.mark.once]

ROOT = Path(settings.BASE_DIR)
PAGE, FOLDER = ROOT / "docs" / "deployment.md", ROOT / "docs" / "deployment"
BLOCKS = re.findall(r"^```sh\n(.*?)^```$", PAGE.read_text(), re.MULTILINE | re.DOTALL)
SERVICES = sorted(FOLDER.glob("*.service"))
# What is not copied: it is run where it lies.
RUN = {"follow"}
PYTHON = "/opt/appeal/current/.venv/bin/python manage.py "
GUNICORN = "/opt/appeal/current/.venv/bin/gunicorn "
POLICY = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]


def lines(file: Path, name: str) -> list[str]:
    return re.findall(rf"^{name}=(.*)$", file.read_text(), re.MULTILINE)


def known_settings() -> set[str]:
    """Those that the code reads from the environment, whichever way it names them."""
    sources = "\n".join(file.read_text() for file in (ROOT / "config").glob("*.py"))
    asked = set(re.findall(r'\benv\.\w+\(\s*"([A-Z_]+)"', sources))
    needed = re.findall(r"^NEEDED = \((.*)\)$", sources, re.MULTILINE)[0]
    return asked | set(re.findall(r'"([A-Z_]+)"', needed))


def named(pattern: str) -> Iterator[str]:
    for block in BLOCKS:
        yield from re.findall(pattern, block)


def test_every_file_that_the_page_copies_is_there_and_every_file_that_is_there_is_used() -> None:
    used = {
        path: {file.name for file in ROOT.glob(path)}
        for path in named(r"\bdocs/deployment/[\w.*-]+")
    }

    assert [path for path, files in used.items() if not files] == []
    assert set().union(RUN, *used.values()) == {file.name for file in FOLDER.iterdir()}


def test_every_setting_that_is_named_is_one_that_the_site_reads() -> None:
    file = (FOLDER / "environment").read_text()
    given = set(re.findall(r"^#?([A-Z_]+)=", file, re.MULTILINE))
    of_units = {line.split("=")[0] for unit in SERVICES for line in lines(unit, "Environment")}
    of_page = set(named(r"\^([A-Z_]{4,})=\.\*"))

    assert len(given) > 10
    assert "SECRET_KEY" in of_page
    assert (given | of_units | of_page) - known_settings() == set()
    for unit in SERVICES:
        assert lines(unit, "EnvironmentFile") == ["/etc/appeal/environment"]


@pytest.mark.parametrize("unit", SERVICES, ids=lambda unit: unit.name)
def test_a_unit_starts_a_command_that_exists_of_the_version_that_runs(unit: Path) -> None:
    started = lines(unit, "ExecStart") + lines(unit, "ExecStartPre")
    commands = [line.split("manage.py ")[1].split()[0] for line in started if PYTHON in line]
    servers = [line for line in started if line.startswith(GUNICORN)]

    assert started
    assert len(commands) + len(servers) == len(started)
    assert set(commands) <= set(get_commands())
    for server in servers:
        assert callable(import_module(server.split()[-1]).application)
        assert "\ngunicorn==" in (ROOT / "requirements" / "signin.txt").read_text()


@pytest.mark.parametrize("unit", SERVICES, ids=lambda unit: unit.name)
def test_a_unit_can_change_neither_code_nor_settings(unit: Path) -> None:
    writable = " ".join(lines(unit, "ReadWritePaths")).split()

    assert lines(unit, "User") == ["appeal"]
    assert lines(unit, "ProtectSystem") == ["strict"]
    assert set(writable) <= {"/var/lib/appeal", "/var/backups/appeal"}
    for name in ("NoNewPrivileges", "PrivateTmp", "PrivateDevices", "ProtectHome"):
        assert lines(unit, name) == ["yes"]


def test_every_unit_that_is_switched_on_is_there_and_every_timer_and_service_is() -> None:
    on = set(named(r"appeal-(\w+\.\w+)(?=[ \n])"))

    timers = {file.name for file in FOLDER.glob("*.timer")}
    assert on == {"web.socket", "web.service", "worker.service"} | timers
    assert {file.stem for file in SERVICES} == {name.split(".")[0] for name in on}


def test_nginx_takes_as_much_as_the_site_does_and_hands_out_its_headers() -> None:
    nginx = (FOLDER / "nginx.conf").read_text()

    megabytes = re.findall(r"client_max_body_size (\d+)m;", nginx)
    headers = dict(re.findall(r'add_header ([\w-]+) "?(.+?)"? always;', nginx))
    rules = [rule.split(" ") for rule in headers["Content-Security-Policy"].split("; ")]
    assert [int(each) * 1024**2 for each in megabytes] == [settings.LARGEST_REQUEST]
    assert {name: allowed for name, *allowed in rules} == POLICY
    assert headers["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains"
    assert headers["X-Frame-Options"] == settings.X_FRAME_OPTIONS
    assert headers["Referrer-Policy"] == settings.SECURE_REFERRER_POLICY
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Cross-Origin-Opener-Policy"] == settings.SECURE_CROSS_ORIGIN_OPENER_POLICY


@pytest.mark.parametrize("block", [*BLOCKS, *(FOLDER / name for name in ("manage", "install"))])
def test_what_is_typed_is_valid_shell(block: str | Path) -> None:
    script = block.read_text() if isinstance(block, Path) else block

    command = ["/bin/bash", "-n"]
    checked = subprocess.run(command, check=False, input=script, capture_output=True, text=True)

    assert (checked.returncode, checked.stderr) == (0, "")
