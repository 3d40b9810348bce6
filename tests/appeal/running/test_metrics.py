"""Figures of the running site: for whoever knows the token, in the format of Prometheus."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import time_machine
from django.conf import LazySettings
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client

from appeal.models import User
from appeal.web import durations
from appeal.web.durations import Answered, histogram, note
from tests.factories import make_mail
from tests.fixture_types import SignIn
from tests.tracking.browsing import at
from tracking import backups
from tracking.records import note_check

from .test_settings import read, start

pytestmark = pytest.mark.django_db
TOKEN = "of-the-tests-" * 3
LINE = re.compile(
    r"# (HELP|TYPE) appeal_\w+ .+"
    r'|appeal_\w+(\{(\w+="[\w:.+]*",?)+\})? (\d+(\.\d+)?(e[+-]?\d+)?|\+Inf)'
)


@pytest.fixture(autouse=True)
def own(settings: LazySettings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.METRICS_TOKEN = TOKEN
    settings.DATA_DIR = tmp_path
    monkeypatch.setattr(durations, "known", {})


def asked(client: Client, token: str = TOKEN) -> dict[str, float]:
    """What is measured, by its name with labels."""
    response = client.get("/metrics", headers={"authorization": f"Bearer {token}"})
    assert response.status_code == 200
    assert response["Content-Type"] == "text/plain; version=0.0.4; charset=utf-8"
    lines = response.content.decode().splitlines()
    assert [line for line in lines if not LINE.fullmatch(line)] == []
    measured = (line.rsplit(" ", 1) for line in lines if not line.startswith("#"))
    return {name: float(value) for name, value in measured}


@pytest.mark.once
@pytest.mark.parametrize(
    "sent",
    [
        {}, {"authorization": TOKEN}, {"authorization": f"Bearer {TOKEN}x"},
        {"authorization": "Bearer "}, {"authorization": "Bearer é"}, {"cookie": TOKEN},
    ],
)  # fmt: skip
def test_whoever_does_not_know_the_token_finds_nothing(
    client: Client, sent: dict[str, str]
) -> None:
    assert client.get("/metrics", headers=sent).status_code == 404


@pytest.mark.once
def test_no_role_stands_in_for_the_token(superuser: User, signed_in: SignIn) -> None:
    assert signed_in(superuser).get("/metrics").status_code == 404


@pytest.mark.once
@pytest.mark.parametrize("token", ["", "None"])
def test_without_a_token_there_is_no_such_page(
    client: Client, settings: LazySettings, token: str
) -> None:
    settings.METRICS_TOKEN = ""

    sent = {"authorization": f"Bearer {token}"}
    assert client.get("/metrics", headers=sent).status_code == 404


@pytest.mark.once
def test_answers_are_counted_by_page_method_and_class_of_status_and_name_nothing_else(
    viewer: User, signed_in: SignIn
) -> None:
    client = signed_in(viewer)
    for code in ("GT-1.1", "HN-1.1"):
        client.get(at("activity_detail", code), {"q": "Xochiquetzal"})
    client.get(at("activity_detail", "XX-1.1"))
    client.get("/Xochiquetzal/")
    client.generic("XOCHIQUETZAL", "/healthz")

    measured = asked(Client())

    counts = {name: value for name, value in measured.items() if "seconds_count" in name}
    name = "appeal_request_duration_seconds_count"
    assert counts == {
        f'{name}{{route="tracking:activity_detail",method="GET",status="2xx"}}': 2,
        f'{name}{{route="tracking:activity_detail",method="GET",status="4xx"}}': 1,
        f'{name}{{route="",method="GET",status="4xx"}}': 1,
        f'{name}{{route="healthz",method="OTHER",status="2xx"}}': 1,
    }


@pytest.mark.once
def test_a_duration_counts_at_its_bound_and_at_every_one_above() -> None:
    for seconds in (0.05, 0.2, 31.0):
        note(Answered("home", "GET", "2xx"), seconds)

    labels = 'route="home",method="GET",status="2xx"'
    name = "appeal_request_duration_seconds"
    bounds = ("0.05", "0.1", "0.25", "0.5", "1.0", "2.5", "5.0", "10.0", "30.0", "+Inf")
    assert [*histogram()][2:] == [
        *(
            f'{name}_bucket{{{labels},le="{bound}"}} {count}'
            for bound, count in zip(bounds, (1, 1, 2, 2, 2, 2, 2, 2, 2, 3), strict=True)
        ),
        f"{name}_sum{{{labels}}} 31.25",
        f"{name}_count{{{labels}}} 3",
    ]


def test_it_tells_of_mail_backup_migrations_and_size(client: Client, tmp_path: Path) -> None:
    made = datetime(2026, 11, 28, 8, tzinfo=UTC)
    make_mail()
    make_mail(state="sent")
    assert "appeal_last_backup_age_seconds" not in asked(client)
    (tmp_path / "last_backup.json").write_text(
        f'{{"path": "x", "told": "y", "made_at": "{made.isoformat()}", "proved_at": null}}'
    )
    assert backups.last_backup()
    assert "appeal_last_check_age_seconds" not in asked(client)
    note_check(at=made - timedelta(hours=1), found=2, first="A row.", newest="")
    last = MigrationRecorder.Migration.objects.order_by("applied", "pk").last()

    with time_machine.travel(made + timedelta(hours=7), tick=False):
        measured = asked(client)

    assert measured["appeal_mails_waiting"] == 1
    assert measured["appeal_last_backup_age_seconds"] == 7 * 3600
    assert measured["appeal_last_check_age_seconds"] == 8 * 3600
    assert measured["appeal_last_check_differences"] == 2
    assert measured["appeal_database_size_bytes"] > 100_000
    name = "appeal_last_migration_timestamp_seconds"
    labels = f'{{app="{last.app}",name="{last.name}"}}'
    assert abs(measured[name + labels] - last.applied.timestamp()) < 1


@pytest.mark.once
@pytest.mark.parametrize("token", ["short", "x" * 31, f"{TOKEN} {TOKEN}", f"{TOKEN}é"])
def test_a_token_that_can_be_guessed_or_not_be_sent_stops_the_start(
    root: Path, tmp_path: Path, token: str
) -> None:
    started = start(root, DATA_DIR=str(tmp_path), METRICS_TOKEN=token)

    assert started.returncode != 0
    assert "ImproperlyConfigured: METRICS_TOKEN has at least 32 letters" in started.stderr


@pytest.mark.once
def test_a_long_token_is_taken(root: Path, tmp_path: Path) -> None:
    taken = read(root, "METRICS_TOKEN", DATA_DIR=str(tmp_path), METRICS_TOKEN=TOKEN)

    assert taken == {"METRICS_TOKEN": TOKEN}
