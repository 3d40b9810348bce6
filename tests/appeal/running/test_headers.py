"""What every answer carries, each directive and each age by name, and what none takes in."""

import re
from typing import Any

import pytest
from django.conf import LazySettings, settings
from django.test import Client

from appeal.models import User
from config.urls import urlpatterns
from tests.appeal.pages.test_pages import INLINE_CODE, PAGES
from tests.fixture_types import SignIn
from tests.tracking.browsing import at, words

pytestmark = [pytest.mark.django_db, pytest.mark.once]
MEGABYTE = 1024 * 1024
POLICY = {
    "default-src 'self'", "img-src 'self' data:", "object-src 'none'", "base-uri 'none'",
    "form-action 'self'", "frame-ancestors 'none'",
}  # fmt: skip


def assert_guarded(response: Any) -> None:
    assert set(response["Content-Security-Policy"].split("; ")) == POLICY
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["X-Frame-Options"] == "DENY"
    assert response["Referrer-Policy"] == "same-origin"
    assert response["Cross-Origin-Opener-Policy"] == "same-origin"
    assert re.fullmatch(r"[0-9a-f]{12}", response["X-Request-ID"])


@pytest.mark.parametrize("page", [*PAGES, "/nowhere/", "/admin/", "/accounts/password_change/"])
def test_every_page_is_guarded_needs_no_exception_and_is_kept_by_nobody(
    viewer: User, signed_in: SignIn, page: str
) -> None:
    response = signed_in(viewer).get(page)

    assert_guarded(response)
    assert not INLINE_CODE.search(response.content.decode())
    assert "no-store" in response["Cache-Control"]
    assert "private" in response["Cache-Control"]


@pytest.mark.parametrize("page", ["/accounts/login/", "/healthz", "/readyz"])
def test_pages_before_signing_in_are_guarded_too(client: Client, page: str) -> None:
    response = client.get(page)

    assert_guarded(response)
    assert not INLINE_CODE.search(response.content.decode())


def test_a_static_file_carries_what_every_answer_does_and_may_be_kept(
    client: Client, settings: LazySettings
) -> None:
    settings.WHITENOISE_AUTOREFRESH = settings.WHITENOISE_USE_FINDERS = True

    response = client.get("/static/css/site.css")

    assert response.status_code == 200
    assert_guarded(response)
    assert "no-store" not in response.get("Cache-Control", "")
    # Read to its end by the client, which then leaves the test's connection open.
    assert b"".join(response.streaming_content)


def test_a_workbook_is_kept_by_nobody(viewer: User, signed_in: SignIn) -> None:
    response = signed_in(viewer).get(at("workbook", "R1"))

    assert_guarded(response)
    assert response["Cache-Control"] == "private, no-store"


def test_cookies_tell_scripts_nothing_and_a_session_ends_after_twelve_hours(
    reporter_gt: User, client: Client
) -> None:
    client.get("/accounts/login/")
    client.post("/accounts/login/", {"username": "reporter.gt", "password": "secret"})

    session, csrf = client.cookies["sessionid"], client.cookies["csrftoken"]
    assert (session["max-age"], session["httponly"], session["samesite"]) == (43_200, True, "Lax")
    assert (csrf["httponly"], csrf["samesite"]) == (True, "Lax")


# What is sent is bounded before it is read.

LIMITS = {
    "evidence_new": 11,
    "upload_new": 11,
    "appeal_from_workbook": 11,
    "reconcile_list": 11,
}


def test_the_forms_that_take_files_are_these_and_no_other() -> None:
    patterns = [*urlpatterns]
    declared = {}
    while patterns:
        pattern: Any = patterns.pop()
        patterns += getattr(pattern, "url_patterns", [])
        if most := getattr(getattr(pattern, "callback", None), "most_bytes", 0):
            declared[pattern.name] = most / MEGABYTE

    assert declared == LIMITS
    assert max(LIMITS.values()) * MEGABYTE < settings.LARGEST_REQUEST


class Unread:
    """What is sent, of which nothing may be read."""

    def read(self, *sizes: int) -> bytes:
        raise AssertionError("The request was read.")

    readline = read


def sent(client: Client, address: str, length: int) -> Any:
    kind = "multipart/form-data; boundary=x"
    asked: Any = {"CONTENT_LENGTH": str(length), "CONTENT_TYPE": kind, "wsgi.input": Unread()}
    return client.generic("POST", address, **asked)


@pytest.mark.parametrize("address", ["/accounts/login/", "/language/", "/admin/login/"])
def test_a_stranger_who_sends_too_much_is_refused_before_it_is_read(
    client: Client, address: str
) -> None:
    response = sent(client, address, 120 * MEGABYTE)

    assert response.status_code == 413
    assert "This page takes at most 2 MB at once" in words(response)
    assert_guarded(response)


@pytest.mark.parametrize(
    ("name", "args", "megabytes"),
    [("transaction_new", ["GT-1.1"], 2), ("evidence_new", ["GT-1.1"], 11), ("upload_new", [], 11)],
)
def test_each_form_takes_what_it_declares_and_not_a_byte_more(
    reporter_gt: User, signed_in: SignIn, name: str, args: list[str], megabytes: int
) -> None:
    client = signed_in(reporter_gt)
    client.raise_request_exception = True

    response = sent(client, at(name, *args), megabytes * MEGABYTE + 1)

    assert response.status_code == 413
    with pytest.raises(AssertionError, match="The request was read"):
        sent(client, at(name, *args), megabytes * MEGABYTE)
