"""Evidence and uploads in a bucket: stored, proved when served, backed up, and away for a while."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import boto3
import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.test import Client, override_settings
from environ import Env
from moto.server import ThreadedMotoServer

from appeal.models import Activity, User
from config import object_storage
from tests.conftest import QUICK
from tests.factories import make_evidence, make_transaction, make_upload
from tests.tracking.browsing import activity_of, at, filled
from tracking.actions import attach_evidence
from tracking.backups import back_up
from tracking.models import Evidence

pytestmark = [pytest.mark.once]
AT = datetime(2020, 10, 23, 18, tzinfo=UTC)
DAY = date(2020, 2, 3)
INVOICE = b"%PDF-1.4 an invoice"


def storage_of(url: str, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any] | None:
    monkeypatch.setenv("FILES_URL", url)
    return object_storage.read(Env())


@pytest.fixture(scope="module")
def server() -> Iterator[ThreadedMotoServer]:
    running = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    running.start()
    yield running
    running.stop()


@pytest.fixture
def url(server: ThreadedMotoServer) -> str:
    _host, port = server.get_host_and_port()
    return f"http://key:secret%2F@127.0.0.1:{port}/evidence?region=eu-west-1"


@pytest.fixture
def bucket(url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """A bucket of its own, which the site uses."""
    storage = storage_of(url, monkeypatch)
    assert storage
    options = storage["OPTIONS"]
    there = boto3.resource(
        "s3",
        endpoint_url=options["endpoint_url"],
        region_name="eu-west-1",
        aws_access_key_id="key",
        aws_secret_access_key="secret/",
    ).create_bucket(
        Bucket="evidence", CreateBucketConfiguration={"LocationConstraint": "eu-west-1"}
    )
    faults = object_storage.faults_of(storage)
    stored = QUICK["STORAGES"] | {"default": storage}
    with override_settings(STORAGES=stored, STORAGE_FAULTS=faults):
        yield there
    there.objects.all().delete()
    there.delete()


def evidence() -> Evidence:
    entry = make_transaction(activity=Activity.objects.get(code="GT-1.1"), posted=True)
    return make_evidence(transaction=entry, content=INVOICE)


@pytest.mark.django_db
@pytest.mark.person("reporter_gt")
def test_what_is_attached_is_in_the_bucket_under_a_name_of_ours_and_is_given_out(
    bucket: Any, client: Client
) -> None:
    entry = make_transaction(activity=activity_of("GT-1.1"), posted=True)
    where = at("evidence_new", "GT-1.1") + f"?transaction={entry.pk}"
    form = filled(client.get(where), title="An invoice", dated_on="2020-02-03")
    file = SimpleUploadedFile("invoice.pdf", INVOICE)
    answer = client.post(where, form | {"upload": file})

    assert answer.status_code == 302
    (stored,) = bucket.objects.all()
    row = Evidence.objects.get()
    assert stored.key == row.file.name
    assert "invoice" not in stored.key
    given = client.get(at("evidence_file", row.pk))
    assert b"".join(given.streaming_content) == INVOICE


@pytest.mark.django_db
@pytest.mark.person("reporter_gt")
def test_what_was_changed_in_the_bucket_is_not_given_out_and_what_is_gone_is_told(
    bucket: Any, client: Client
) -> None:
    row = evidence()
    bucket.Object(row.file.name).put(Body=b"%PDF-1.4 a cheaper invoice")
    assert client.get(at("evidence_file", row.pk)).status_code == 410

    bucket.Object(row.file.name).delete()

    assert client.get(at("evidence_file", row.pk)).status_code == 404


@pytest.mark.django_db
def test_a_file_whose_row_is_refused_does_not_stay(bucket: Any) -> None:
    with pytest.raises(ValueError, match="unsaved related object"):
        attach_evidence(
            evidence=Evidence(transaction=make_transaction(posted=True), dated_on=DAY),
            upload=SimpleUploadedFile("invoice.pdf", INVOICE),
            by=User(),
            at=AT,
        )

    assert [*bucket.objects.all()] == []


@pytest.mark.django_db
@pytest.mark.person("reporter_gt")
def test_while_the_bucket_is_away_people_are_told_and_keep_what_they_typed(
    bucket: Any, client: Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = evidence()
    where = at("evidence_new", "GT-1.1") + f"?transaction={row.transaction_id}"
    form = filled(client.get(where), title="Another invoice", dated_on="2020-02-03")
    away = storage_of("http://key:secret@127.0.0.1:1/evidence", monkeypatch)
    with override_settings(STORAGES=QUICK["STORAGES"] | {"default": away}):
        answer = client.post(
            where, form | {"upload": SimpleUploadedFile("other.pdf", INVOICE + b"2")}
        )
        given = client.get(at("evidence_file", row.pk))
        with pytest.raises(CommandError, match="bucket did not give"):
            call_command("backup", str(tmp_path / "whole.zip"))

    assert (answer.status_code, given.status_code) == (503, 503)
    assert "Another invoice" in answer.content.decode()
    assert Evidence.objects.get() == row


@pytest.mark.django_db
def test_a_backup_holds_the_bucket_and_names_what_is_wrong_in_it(
    bucket: Any, tmp_path: Path
) -> None:
    row, upload = evidence(), make_upload()

    made = back_up(tmp_path / "whole.zip", AT)

    assert made.faults == []
    assert made.manifest.files.keys() == {row.file.name, upload.file.name}
    bucket.Object(row.file.name).put(Body=b"another")
    bucket.Object(upload.file.name).delete()
    assert sorted(back_up(tmp_path / "half.zip", AT).faults) == sorted(
        [
            f"{row.file.name} was changed: its SHA-256 is not what it was when it was added.",
            f"{upload.file.name} is missing.",
        ]
    )


@pytest.mark.parametrize(
    "url",
    [
        "http://key:secret@storage.example/evidence",
        "https://key:secret@storage.example/",
        "https://key:secret@storage.example/evidence/more",
        "evidence",
    ],
)
@pytest.mark.unit
def test_an_address_that_is_none_of_a_bucket_is_refused(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(ImproperlyConfigured, match="FILES_URL is https://KEY"):
        storage_of(url, monkeypatch)


@pytest.mark.unit
def test_without_an_address_files_stay_in_their_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    assert storage_of("", monkeypatch) is None
    assert object_storage.faults_of(None) == ()
