"""The log as JSON: a line an answer, which a person can quote, and which names nobody."""

import json
import logging
import os
import re
import subprocess
import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings
from django.db import IntegrityError
from django.test import Client

from appeal.models import User
from appeal.web.log_lines import JsonLines
from tests.appeal.pages.test_pages import HOME, failing
from tests.factories import make_user
from tests.fixture_types import SignIn
from tests.tracking.browsing import at

from .test_settings import OWN, start

pytestmark = [pytest.mark.django_db, pytest.mark.once]
PLANTED = "Xochiquetzal"
ADDRESS = "203.0.113.77"


Lines = Callable[[], list[dict[str, Any]]]


@pytest.fixture
def lines(caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch) -> Lines:
    """Gives what was logged since, as the log's lines were written."""
    monkeypatch.setattr(caplog.handler, "formatter", JsonLines())
    caplog.set_level(logging.INFO, "appeal.answers")
    return lambda: [json.loads(line) for line in caplog.text.splitlines()]


def test_an_answer_is_a_line_with_the_name_of_its_page_and_the_id_that_it_carries(
    viewer: User, signed_in: SignIn, lines: Lines
) -> None:
    client = signed_in(viewer)

    response = client.get(at("activity_detail", "GT-1.1"))

    (line,) = lines()
    assert datetime.fromisoformat(line.pop("time")).utcoffset() is not None
    assert 0 <= line.pop("milliseconds") < 60_000
    assert line == {
        "level": "INFO", "logger": "appeal.answers", "message": "answered",
        "request_id": response["X-Request-ID"], "method": "GET",
        "route": "tracking:activity_detail", "status": 200,
    }  # fmt: skip


def test_what_django_says_of_an_answer_has_the_same_id_and_no_path(
    client: Client, lines: Lines
) -> None:
    response = client.get(f"/{PLANTED}/?q={PLANTED}")

    answered, said = lines()
    assert response.status_code == 404
    assert (answered["status"], answered["route"]) == (404, "")
    assert (said["logger"], said["message"]) == ("django.request", "Not Found")
    assert answered["request_id"] == said["request_id"] == response["X-Request-ID"]


def test_a_redirect_to_https_has_an_id_and_a_line_too(
    client: Client, settings: LazySettings, lines: Lines
) -> None:
    settings.SECURE_SSL_REDIRECT = True

    response = Client(headers={"host": "localhost"}).get("/healthz")

    assert response.status_code == 301
    assert [line["request_id"] for line in lines()] == [response["X-Request-ID"]]


def test_nobody_is_named_whatever_they_send(
    reporter_gt: User, signed_in: SignIn, lines: Lines
) -> None:
    make_user(username=PLANTED, email=f"{PLANTED}@office.example")
    client = signed_in(reporter_gt)
    client.raise_request_exception = False
    strange = {"HTTP_REFERER": f"https://{PLANTED}.example/", "HTTP_USER_AGENT": PLANTED}
    guarded = Client(enforce_csrf_checks=True)
    login = {"username": PLANTED, "password": PLANTED}

    for _attempt in range(10):
        client.post("/accounts/login/", login, REMOTE_ADDR=ADDRESS, **strange)
        Client().post("/accounts/login/", login, REMOTE_ADDR=ADDRESS, **strange)
    guarded.post("/accounts/login/", login, secure=True, HTTP_ORIGIN=f"https://{PLANTED}.example")
    guarded.post("/accounts/login/", login, secure=True, **strange)
    client.get(f"{HOME}?q={PLANTED}&office={PLANTED}", headers={"host": f"{PLANTED}.example"})
    client.get(f"{HOME}priorities/{PLANTED}/?q={PLANTED}", **strange)
    client.generic(PLANTED.upper(), HOME)
    client.post(HOME, {"text": PLANTED})
    with failing(IntegrityError(f"Key (username)=({PLANTED}) already exists."), on="tracking_"):
        assert client.get(HOME).status_code == 500

    said = lines()
    assert {400, 403, 404, 429, 500} <= {line.get("status") for line in said}
    assert "IntegrityError" in {line.get("error") for line in said}
    text = json.dumps(said).casefold()
    for planted in (PLANTED, ADDRESS, "reporter.gt"):
        assert planted.casefold() not in text


def test_a_fault_is_found_by_its_kind_and_its_places(
    viewer: User, signed_in: SignIn, lines: Lines
) -> None:
    client = signed_in(viewer)
    client.raise_request_exception = False

    with failing(ValueError(PLANTED), on="tracking_"):
        response = client.get(HOME)

    (fault,) = (line for line in lines() if "error" in line)
    assert (fault["error"], fault["message"]) == ("ValueError", "Internal Server Error")
    assert fault["request_id"] == response["X-Request-ID"]
    assert re.search(r"test_pages\.py:\d+$", fault["at"][-1])


def test_of_what_libraries_say_only_the_sentence_is_written(lines: Lines) -> None:
    logging.getLogger("library").warning("No %s at %s\nlevel", PLANTED, ADDRESS)
    logging.getLogger("library").error(ValueError(PLANTED))
    logging.getLogger("tracking.mail").warning("%d mails wait: %s", 3, OSError(PLANTED))

    assert [line["message"] for line in lines()] == [
        "No %s at %s\nlevel", "ValueError", "3 mails wait: OSError",
    ]  # fmt: skip


def test_as_plain_text_the_log_has_no_line_for_each_answer(
    client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    client.get("/healthz")

    assert caplog.records == []


def test_another_format_stops_the_start(root: Path, tmp_path: Path) -> None:
    started = start(root, DATA_DIR=str(tmp_path), LOG_FORMAT="xml")

    assert started.returncode != 0
    assert "ImproperlyConfigured: LOG_FORMAT is plain or json, not 'xml'." in started.stderr


STARTED = """
import logging, django
django.setup()
from django.test import Client
Client().get("/readyz?q=here")
logging.getLogger("django.server").error("%s here", "x")
"""


def test_a_site_that_logs_as_json_writes_nothing_else(root: Path, tmp_path: Path) -> None:
    (tmp_path / "static").mkdir()
    named = {"DJANGO_SETTINGS_MODULE": "config.settings", "DATA_DIR": str(tmp_path)}
    foreign = {name: value for name, value in os.environ.items() if name not in OWN}

    ended = subprocess.run(
        [sys.executable, "-c", STARTED],
        cwd=root, env=foreign | named | {"LOG_FORMAT": "json", "ALLOWED_HOSTS": "testserver"},
        capture_output=True, text=True, check=True,
    )  # fmt: skip

    said = [json.loads(line) for line in ended.stderr.splitlines()]
    assert [(line["logger"], line["message"], line.get("route")) for line in said] == [
        ("appeal.answers", "answered", "readyz"),
        ("django.request", "Service Unavailable", None),
        ("django.server", "%s here", None),
    ]
