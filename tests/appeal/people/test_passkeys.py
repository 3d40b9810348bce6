"""What pretends to be the answer of a passkey is refused; the true ones are tested in a browser."""

import json
import re
from base64 import urlsafe_b64encode
from typing import Any

import pytest

from appeal.models import User
from tests.tracking.browsing import filled, words

from .second_step import ASK, LIST, give_app, is_in, type_password

pytestmark = [pytest.mark.django_db, pytest.mark.once]
PASSKEY = f"{LIST}passkey/"


def asked_on(page: Any) -> dict[str, Any]:
    """What the page has the browser ask for."""
    (found,) = re.findall(r'id="passkey-options"[^>]*>(.*?)</script>', page.text)
    return json.loads(found)["publicKey"]


def coded(raw: bytes) -> str:
    return urlsafe_b64encode(raw).decode().rstrip("=")


CLIENT = coded(
    json.dumps({"type": "webauthn.create", "challenge": "AAAA", "origin": "http://testserver"})
    .encode()
)  # fmt: skip
PRETENDED: list[Any] = [
    {},
    {"id": "AAAA", "rawId": "AAAA", "type": "public-key", "response": {}},
    {"id": "AAAA", "rawId": "AAAA", "type": "public-key", "response": "x"},
    {
        "id": "AAAA",
        "rawId": "AAAA",
        "type": "public-key",
        "response": {"clientDataJSON": CLIENT, "attestationObject": coded(b"\xa0")},
    },
    {
        "id": "AAAA",
        "rawId": "AAAA",
        "type": "public-key",
        "response": {
            "clientDataJSON": CLIENT,
            "authenticatorData": coded(bytes(37)),
            "signature": "AAAA",
        },
    },
]
NO_ANSWERS = ["[]", "7", '"x"', "{", *map(json.dumps, PRETENDED)]


@pytest.mark.parametrize("answer", NO_ANSWERS)
def test_what_is_no_answer_of_a_device_adds_no_passkey(reporter_gt: User, answer: str) -> None:
    browser, _answer = type_password(reporter_gt)
    page = browser.get(PASSKEY)
    assert asked_on(page)["challenge"]

    typed = {"name": "mine", "password": "secret", "credential": answer}
    refused = browser.post(PASSKEY, filled(page, **typed))

    assert refused.status_code == 422
    assert not User.objects.get(pk=reporter_gt.pk).has_factor


@pytest.mark.parametrize("answer", NO_ANSWERS)
def test_what_is_no_answer_of_a_device_lets_nobody_in(reporter_gt: User, answer: str) -> None:
    give_app(reporter_gt)
    User.objects.filter(pk=reporter_gt.pk).update(passkeys=1)
    browser, _asked = type_password(reporter_gt)
    assert asked_on(browser.get(ASK))["challenge"]

    refused = browser.post(ASK, {"credential": answer})

    assert refused.status_code == 200
    assert not is_in(browser)


@pytest.mark.parametrize(
    ("has_app", "told"),
    [(False, "One of your recovery codes."), (True, "The six digits that your app shows now")],
)
def test_nobody_is_asked_for_the_digits_of_an_app_that_they_do_not_have(
    reporter_gt: User, has_app: bool, told: str
) -> None:
    if has_app:
        give_app(reporter_gt)
    User.objects.filter(pk=reporter_gt.pk).update(passkeys=1)
    browser, _asked = type_password(reporter_gt)

    assert told in words(browser.get(ASK))


def test_a_passkey_belongs_to_the_public_name_of_the_site(reporter_gt: User, settings: Any) -> None:
    settings.IS_PUBLIC, settings.SITE_URL = True, "https://appeals.example"
    browser, _answer = type_password(reporter_gt)

    asked = asked_on(browser.get(PASSKEY))

    assert asked["rp"] == {"id": "appeals.example", "name": "Appeal Tracker"}
