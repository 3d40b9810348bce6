"""A disk that fills up: told as what it is, nothing half kept, and downloads still work."""

import errno
import os
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings
from django.core.files.storage import FileSystemStorage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError
from django.test import Client

from appeal.web.middleware import is_out_of_room
from tests.appeal.pages.test_pages import HOME, failing
from tests.factories import make_update
from tests.tracking.browsing import activity_of, at, filled, words
from tests.tracking.uploads.filling import downloaded, filled_in, send
from tracking.models import Download, Evidence, Upload

pytestmark = [pytest.mark.django_db, pytest.mark.once, pytest.mark.person("reporter_gt")]
NO_ROOM = OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
NO_ROOM_IN_DATABASE = OperationalError("database or disk is full")


class FillingUp(FileSystemStorage):
    """A folder on a disk that is full before a file is whole."""

    def _save(self, name: str, content: Any) -> str:
        file = Path(self.path(name))
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(b"")
        raise NO_ROOM


@pytest.fixture
def full_disk(settings: LazySettings, tmp_path: Path) -> Path:
    own = {"BACKEND": f"{__name__}.FillingUp", "OPTIONS": {"location": str(tmp_path)}}
    settings.STORAGES = settings.STORAGES | {"default": own}
    return tmp_path


def files(folder: Path) -> list[Path]:
    return [file for file in folder.rglob("*") if file.is_file()]


def assert_no_room(response: Any) -> None:
    assert response.status_code == 507
    assert "The server is full" in words(response)
    assert "Nothing you entered is lost" in words(response)
    assert "The database is busy" not in words(response)


def test_of_evidence_nothing_stays_and_what_was_typed_does(client: Client, full_disk: Path) -> None:
    make_update(activity=activity_of("GT-1.1"))
    address = at("evidence_new", "GT-1.1")
    page = client.get(address)
    typed = {"about": page.context["things"][0].key}
    typed |= {"title": "The voucher", "dated_on": "2020-03-10"}
    typed |= {"upload": SimpleUploadedFile("voucher.txt", b"A voucher")}

    response = client.post(address, filled(page, **typed))

    assert_no_room(response)
    assert dict(response.context["typed"])["title"] == "The voucher"
    assert not Evidence.objects.exists()
    assert files(full_disk) == []


def test_of_an_upload_nothing_stays(client: Client, full_disk: Path) -> None:
    content = filled_in(downloaded(client), {("spend", 0, "note"): "A note"})

    response = send(client, content)

    assert_no_room(response)
    assert not Upload.objects.exists()
    assert files(full_disk) == []


def test_a_file_that_cannot_even_be_received_is_told_the_same(
    client: Client, settings: LazySettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*asked: Any) -> None:
        raise NO_ROOM

    client.raise_request_exception = False
    monkeypatch.setattr("django.http.multipartparser.MultiPartParser.parse", refuse)

    assert_no_room(send(client, b"a file"))


def test_a_database_without_room_is_no_busy_one(client: Client) -> None:
    address = at("transaction_new", "GT-1.1")
    page = client.get(address)

    with failing(NO_ROOM_IN_DATABASE, on="INSERT"):
        response = client.post(address, filled(page, value_on="2020-03-15", amount="12.50"))

    assert_no_room(response)
    assert dict(response.context["typed"])["amount"] == "12.50"


@pytest.mark.parametrize("code", ["R3", "R6"])
def test_a_download_comes_though_its_note_cannot_be_kept(client: Client, code: str) -> None:
    with failing(NO_ROOM_IN_DATABASE, on="INSERT"):
        response = client.get(at("workbook", code))
        content = response.getvalue()

    assert response.status_code == 200
    assert content.startswith(b"PK")
    assert not Download.objects.exists()


def test_home_opens_though_the_visit_cannot_be_noted(client: Client) -> None:
    with failing(NO_ROOM_IN_DATABASE, on="INSERT"):
        assert client.get(HOME).status_code == 200


class DiskFull(Exception):
    sqlstate = "53100"


def test_postgresqls_word_for_it_is_understood_and_others_are_not() -> None:
    told = OperationalError("could not extend file")
    told.__cause__ = DiskFull()

    assert is_out_of_room(told)
    assert not is_out_of_room(OperationalError("database is locked"))
    assert not is_out_of_room(FileNotFoundError(errno.ENOENT, "no such file"))
