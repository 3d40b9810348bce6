"""A person with an authenticator app, and browsers that type its codes."""

import time
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from allauth.mfa.utils import decrypt
from django.test import Client
from django.utils.timezone import now

from appeal.factors.actions import set_up_app
from appeal.models import User

LIST, APP, CODES, ASK = (
    f"/accounts/second-step/{part}" for part in ("", "app/", "codes/", "code/")
)
HALF_MINUTE = 30


def code_of(secret: str, later: int = 0) -> str:
    """What an app with this key shows now, or so many half minutes later."""
    counter = int(time.time()) // HALF_MINUTE + later
    return totp.format_hotp_value(totp.hotp_value(secret, counter))


def give_app(person: User) -> str:
    """Set an app up for the person; gives its key. The code of before this moment is used up."""
    secret = totp.generate_totp_secret()
    set_up_app(person=person, secret=secret, code=code_of(secret, -1), by=person, at=now())
    return secret


def secret_of(person: User) -> str:
    return decrypt(Authenticator.objects.get(user=person, type="totp").data["secret"])


def type_password(person: User, browser: Client | None = None, **more: str) -> tuple[Client, Any]:
    """A browser in which the password was typed, and the answer."""
    browser = browser or Client()
    typed = {"username": person.username, "password": "secret", **more}
    return browser, browser.post("/accounts/login/", typed)


def is_in(browser: Client) -> bool:
    return bool(browser.get("/accounts/profile/").status_code == 200)
