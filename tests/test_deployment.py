"""The page by which a server is installed: what it copies, names and limits is what there is."""

import re
import subprocess
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest
import yaml
from django.conf import settings
from django.core.management import get_commands

pytestmark = [pytest.mark.unit, pytest.mark.once]

ROOT = Path(settings.BASE_DIR)
PAGE, FOLDER = ROOT / "docs" / "deployment.md", ROOT / "docs" / "deployment"
CONTAINERS = ROOT / "docs" / "containers.md"
BLOCK = re.compile(r"^```sh\n(.*?)^```$", re.MULTILINE | re.DOTALL)
BLOCKS = BLOCK.findall(PAGE.read_text())
SERVICES = sorted(FOLDER.glob("*.service"))
# What is not copied: it is run where it lies.
RUN = {"follow", "packages"}
# What the page types itself, and an image has no need of.
TYPED = {"curl", "openssl"}
PYTHON = "/opt/appeal/current/.venv/bin/python manage.py "
GUNICORN = "/opt/appeal/current/.venv/bin/gunicorn "
COMPOSE = yaml.safe_load((FOLDER / "compose.yaml").read_text())
POLICY = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]


def lines(file: Path, name: str) -> list[str]:
    return re.findall(rf"^{name}=(.*)$", file.read_text(), re.MULTILINE)


def known_settings() -> set[str]:
    """Those that the code reads from the environment, whichever way it names them."""
    sources = "\n".join(file.read_text() for file in (ROOT / "config").glob("*.py"))
    asked = set(re.findall(r'\benv\.\w+\(\s*"([A-Z_]+)"', sources))
    needed = re.findall(r"^NEEDED = \((.*)\)$", sources, re.MULTILINE)[0]
    return asked | set(re.findall(r'"([A-Z_]+)"', needed))


def named(pattern: str, *more: str) -> Iterator[str]:
    for block in (*BLOCKS, *more):
        yield from re.findall(pattern, block)


def test_every_file_that_the_page_copies_is_there_and_every_file_that_is_there_is_used() -> None:
    compose = (FOLDER / "compose.yaml").read_text()
    of_containers = *BLOCK.findall(CONTAINERS.read_text()), compose
    used = {
        path: {file.name for file in ROOT.glob(path)}
        for path in named(r"\bdocs/deployment/[\w.*-]+", *of_containers)
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


def installed(text: str) -> set[str]:
    """The packages of Debian that are named there."""
    told = re.findall(r"apt-get install -y --no-install-recommends ([\w -]+)", text)
    return {package for line in told for package in line.split()}


def test_the_images_have_what_the_page_installs() -> None:
    image, install = (FOLDER / "Containerfile").read_text(), (FOLDER / "install").read_text()

    assert installed(image) == installed(PAGE.read_text()) - TYPED
    assert "\nRUN docs/deployment/packages\n" in image
    assert "/docs/deployment/packages" in install
    assert "COPY docs/deployment/nginx.conf /etc/nginx/conf.d/appeal.conf" in image
    assert re.findall(r"install -d (?:-o appeal -g appeal )-m 07\d\d (/var\S+)", image) == (
        re.findall(r"install -d (?:-o appeal -g appeal )-m 07\d\d (/var\S+)", BLOCKS[0])
    )


@pytest.mark.parametrize("unit", SERVICES, ids=lambda unit: unit.name)
def test_a_container_runs_what_the_unit_does_and_is_held_as_tightly(unit: Path) -> None:
    container = COMPOSE["services"][unit.stem]
    words = [*container.get("entrypoint", ["python", "manage.py"]), *container["command"]]
    run = " ".join(" ".join(words).split())

    for line in [*lines(unit, "ExecStartPre"), *lines(unit, "ExecStart")]:
        command = line.removeprefix("-").replace(PYTHON, "python manage.py ")
        for part in re.split(r"^/bin/sh -c '|'$|config\.wsgi", command):
            assert part.replace(GUNICORN, "").strip() in run
    assert container["cap_drop"] == ["ALL"]
    assert container["read_only"] is True
    is_alone = lines(unit, "PrivateNetwork") == ["yes"]
    assert (container.get("network_mode") == "none") == is_alone


OF_CONTAINERS = BLOCK.findall(CONTAINERS.read_text())
SCRIPTS = [FOLDER / name for name in ("manage", "install", "packages")]


@pytest.mark.parametrize("block", [*BLOCKS, *OF_CONTAINERS, *SCRIPTS])
def test_what_is_typed_is_valid_shell(block: str | Path) -> None:
    script = block.read_text() if isinstance(block, Path) else block

    command = ["/bin/bash", "-n"]
    checked = subprocess.run(command, check=False, input=script, capture_output=True, text=True)

    assert (checked.returncode, checked.stderr) == (0, "")
