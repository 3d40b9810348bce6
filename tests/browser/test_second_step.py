"""Signing in with a second step: an app without JavaScript, and a passkey with the browser's."""

import pytest
from allauth.mfa.models import Authenticator

from appeal.models import User
from tests.appeal.people.second_step import code_of

from .conftest import Visit, Visitor

SECURITY = "/accounts/second-step/"


def type_in(visitor: Visitor, **typed: str) -> None:
    for name, value in typed.items():
        visitor.page.fill(f"main [name={name}]", value)


def begin(visitor: Visitor) -> None:
    visitor.open("/accounts/login/")
    type_in(visitor, username="reporter.gt", password="secret")
    visitor.press("Sign in")


def leave(visitor: Visitor) -> None:
    visitor.page.context.clear_cookies()


@pytest.mark.parametrize("javascript", ["on", "off"])
def test_an_app_is_set_up_asked_for_and_replaced_by_a_recovery_code(
    real_commits: None, reporter_gt: User, visit: Visit, javascript: str
) -> None:
    visitor = visit("", javascript=javascript, width=360)
    begin(visitor)
    visitor.open("/accounts/profile/")
    visitor.press("Two-step sign-in")
    visitor.press("Set up an authenticator app")
    secret = visitor.page.inner_text("main .key").replace(" ", "")
    type_in(visitor, code=code_of(secret, -1), password="secret")
    visitor.press("Turn it on")
    assert "not shown again" in visitor.text
    recovery = visitor.page.locator(".recovery-codes code").all_inner_texts()
    assert len(recovery) == 10

    leave(visitor)
    begin(visitor)
    assert visitor.page.url.endswith(f"{SECURITY}code/")
    type_in(visitor, code="000000")
    visitor.press("Sign in")
    assert "This code is wrong" in visitor.text
    type_in(visitor, code=code_of(secret))
    visitor.press("Sign in")
    assert visitor.open("/accounts/profile/")[0] == 200

    leave(visitor)
    begin(visitor)
    type_in(visitor, code=recovery[0])
    visitor.press("Sign in")
    visitor.open(SECURITY)
    assert "9 recovery codes left" in visitor.text


def with_authenticator(visitor: Visitor) -> None:
    """The browser has a device of its own that confirms whatever it is asked."""
    session = visitor.page.context.new_cdp_session(visitor.page)
    session.send("WebAuthn.enable")
    device = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    session.send("WebAuthn.addVirtualAuthenticator", {"options": device})


def test_a_passkey_is_added_and_lets_in(
    real_commits: None, reporter_gt: User, visit: Visit
) -> None:
    visitor = visit("", width=360)
    with_authenticator(visitor)
    begin(visitor)
    visitor.open(SECURITY)
    visitor.press("Add a passkey")
    type_in(visitor, name="my phone", password="secret")
    visitor.press("Add the passkey")
    visitor.page.wait_for_url(f"**{SECURITY}codes/")
    visitor.open(SECURITY)
    assert "Passkey my phone" in visitor.text

    leave(visitor)
    begin(visitor)
    assert visitor.page.url.endswith(f"{SECURITY}code/")
    visitor.press("Use your passkey")
    visitor.page.wait_for_url(lambda address: SECURITY not in address)

    assert visitor.open("/accounts/profile/") == (200, "/accounts/profile/")
    assert Authenticator.objects.get(type="webauthn").last_used_at


def test_a_passkey_of_another_device_lets_nobody_in(
    real_commits: None, reporter_gt: User, visit: Visit
) -> None:
    visitor = visit("")
    with_authenticator(visitor)
    begin(visitor)
    visitor.open(f"{SECURITY}passkey/")
    type_in(visitor, name="my phone", password="secret")
    visitor.press("Add the passkey")
    visitor.page.wait_for_url(f"**{SECURITY}codes/")

    other = visit("")
    with_authenticator(other)
    begin(other)
    other.press("Use your passkey")
    other.page.locator("main [role=status]").wait_for()

    assert "No passkey answered" in other.text
    assert other.page.url.endswith(f"{SECURITY}code/")


def test_without_javascript_the_page_says_what_a_passkey_needs(
    real_commits: None, reporter_gt: User, visit: Visit
) -> None:
    visitor = visit("reporter.gt", javascript="off", width=360)
    visitor.open(f"{SECURITY}passkey/")

    assert "needs JavaScript" in visitor.text
    assert visitor.page.locator("form[data-passkey]").is_hidden()
