"""What machines are told: whether the site lives, is ready, and whom to tell of a weakness."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.db import OperationalError, connection
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client
from django.test.utils import CaptureQueriesContext

from appeal.models import User
from appeal.views import machines
from tests.appeal.pages.test_pages import failing
from tests.fixture_types import SignIn

from .test_settings import read, start

pytestmark = pytest.mark.django_db
GONE = OperationalError("the connection to db.secret.example is closed")
TOLD = "/.well-known/security.txt"


def asked(client: Client, address: str) -> tuple[int, str]:
    response = client.get(address)
    return response.status_code, response.content.decode()


def test_the_load_balancer_needs_no_account(client: Client) -> None:
    assert asked(client, "/healthz") == (200, "ok")
    assert asked(client, "/readyz") == (200, "ready")


def test_the_load_balancer_hears_of_a_database_that_is_gone(client: Client) -> None:
    with failing(GONE):
        assert client.get("/healthz").status_code == 503
        assert asked(client, "/readyz") == (503, "database")


def test_a_site_that_lacks_a_migration_lives_and_is_not_ready_until_it_has_it(
    client: Client,
) -> None:
    machines.migrated.clear()
    applied = MigrationRecorder.Migration.objects.filter(app="sessions").latest("pk")
    applied.delete()

    assert asked(client, "/healthz") == (200, "ok")
    assert asked(client, "/readyz") == (503, "migrations")
    applied.save()
    assert asked(client, "/readyz") == (200, "ready")


@pytest.mark.once
def test_once_ready_the_load_balancer_costs_one_query(client: Client) -> None:
    client.get("/readyz")

    with CaptureQueriesContext(connection) as queries:
        client.get("/readyz")

    assert [each["sql"] for each in queries] == ["SELECT 1"]


@pytest.mark.once
@pytest.mark.parametrize("address", ["/healthz", "/readyz", TOLD])
def test_machines_are_told_the_same_with_a_session_of_somebody_without_a_role(
    stranger: User, signed_in: SignIn, client: Client, settings: LazySettings, address: str
) -> None:
    settings.SECURITY_CONTACT = "mailto:security@office.example"

    assert asked(signed_in(stranger), address) == asked(client, address)
    assert client.get(address).status_code == 200


@pytest.mark.once
def test_whom_to_tell_of_a_weakness_is_said_as_rfc_9116_has_it(
    client: Client, settings: LazySettings
) -> None:
    settings.SECURITY_CONTACT = "mailto:security@office.example"
    settings.IS_PUBLIC, settings.SITE_URL = True, "https://appeals.example"

    response = client.get(TOLD)

    assert response["Content-Type"] == "text/plain; charset=utf-8"
    lines = dict(line.split(": ", 1) for line in response.content.decode().splitlines())
    expires = datetime.strptime(lines.pop("Expires"), "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
    ahead = expires - datetime.now(UTC)
    assert timedelta(days=178) < ahead < timedelta(days=365)
    assert lines == {
        "Contact": "mailto:security@office.example",
        "Preferred-Languages": "en, es, fr",
        "Canonical": f"https://appeals.example{TOLD}",
    }


@pytest.mark.once
def test_a_site_without_https_claims_no_address_that_the_standard_forbids(
    client: Client, settings: LazySettings
) -> None:
    settings.SECURITY_CONTACT = "https://office.example/security"

    assert "Canonical" not in client.get(TOLD).content.decode()


@pytest.mark.once
def test_where_nobody_is_named_there_is_no_such_file(client: Client) -> None:
    assert client.get(TOLD).status_code == 404


@pytest.mark.once
@pytest.mark.parametrize("contact", ["mailto:a@office.example", "https://office.example/tell"])
def test_a_contact_that_can_be_followed_is_taken(root: Path, tmp_path: Path, contact: str) -> None:
    taken = read(root, "SECURITY_CONTACT", DATA_DIR=str(tmp_path), SECURITY_CONTACT=contact)

    assert taken == {"SECURITY_CONTACT": contact}


@pytest.mark.once
@pytest.mark.parametrize(
    "contact",
    [
        "security@office.example", "http://office.example", "https://", "mailto:", "mailto:a",
        "mailto:a@office.example\nContact: b", "mailto:a@office.example b", "https://[",
    ],
)  # fmt: skip
def test_a_contact_that_leads_nowhere_stops_the_start(
    root: Path, tmp_path: Path, contact: str
) -> None:
    started = start(root, DATA_DIR=str(tmp_path), SECURITY_CONTACT=contact)

    assert started.returncode != 0
    assert "ImproperlyConfigured: SECURITY_CONTACT is mailto: and an address" in started.stderr
