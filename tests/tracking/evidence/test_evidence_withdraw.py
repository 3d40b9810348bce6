"""Taking evidence back: the file goes, the row and its hash stay."""

from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.test import Client

from tests.factories import make_evidence, make_transaction
from tests.fixture_types import SignIn
from tests.tracking.browsing import activity_of, at, complaints, filled, words
from tests.tracking.evidence.test_evidence_files import PDF
from tracking.models import Evidence

pytestmark = [pytest.mark.once, pytest.mark.person("manager_ro")]


@pytest.fixture
def evidence(db: None) -> Evidence:
    entry = make_transaction(activity=activity_of("GT-1.1"), posted=True)
    return make_evidence(transaction=entry, content=PDF)


@pytest.fixture
def address(evidence: Evidence) -> str:
    return at("evidence_withdraw", evidence.pk)


def test_the_file_goes_once_it_is_saved_and_the_row_and_hash_stay(
    client: Client,
    address: str,
    evidence: Evidence,
    django_capture_on_commit_callbacks: Any,
) -> None:
    name, digest = evidence.file.name, evidence.sha256
    with django_capture_on_commit_callbacks() as callbacks:
        response = client.post(address, filled(client.get(address), reason="Shows a passport"))

    assert response.status_code == 302
    evidence.refresh_from_db()
    assert (evidence.sha256, evidence.file.name, evidence.file_name) == (digest, "", "invoice.pdf")
    assert (evidence.withdrawn_by.username, evidence.withdrawn_reason) == (
        "manager.ro", "Shows a passport",
    )  # fmt: skip
    assert evidence.history.count() == 2
    assert default_storage.exists(name)
    for callback in callbacks:
        callback()
    assert not default_storage.exists(name)


def test_it_needs_a_reason(client: Client, address: str, evidence: Evidence) -> None:
    response = client.post(address, filled(client.get(address), reason="  "))

    assert response.status_code == 422
    assert list(complaints(response)) == ["reason"]
    evidence.refresh_from_db()
    assert not evidence.is_withdrawn


def test_the_second_to_withdraw_is_told(client: Client, address: str) -> None:
    first, second = client.get(address), client.get(address)
    client.post(address, filled(first, reason="Shows a passport"))

    late = client.post(address, filled(second, reason="Me too"))

    assert late.status_code == 409
    assert "already been withdrawn" in words(late)
    assert "Shows a passport" in words(late)


def test_the_same_form_sent_twice_withdraws_once(
    client: Client, address: str, evidence: Evidence
) -> None:
    sent = filled(client.get(address), reason="Shows a passport")

    first, second = client.post(address, sent), client.post(address, sent)

    assert (second.status_code, second.url) == (302, first.url)
    assert evidence.history.count() == 2


@pytest.mark.parametrize("who", ["reporter_gt", "finance_gt", "reviewer_ro", "viewer"])
def test_only_a_manager_withdraws(
    who: str,
    address: str,
    evidence: Evidence,
    request: pytest.FixtureRequest,
    signed_in: SignIn,
) -> None:
    client = signed_in(request.getfixturevalue(who))

    assert client.get(address).status_code == 404
    assert client.post(address, {"reason": "x"}).status_code == 404
    evidence.refresh_from_db()
    assert not evidence.is_withdrawn
