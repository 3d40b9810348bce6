"""Single sign-on: who comes in on the provider's word, where to, and with which rights."""

from base64 import b64decode, urlsafe_b64encode
from datetime import timedelta
from hashlib import sha256
from urllib.parse import parse_qs, unquote

import pytest
import time_machine
from axes.models import AccessAttempt
from django.conf import LazySettings
from django.test import Client
from django.utils.timezone import now

from appeal.models import Membership, User
from appeal.web.entering import ENTERING_LIMIT
from tests.factories import make_user
from tests.openid import BACK, CLIENT, NAME, SECRET, START, TOKEN, Relay, come_back, set_out

from .second_step import ASK, LIST, code_of, give_app, is_in
from .signing_on import ADDRESS, sign_on, told
from .signing_on import ana as ana

pytestmark = pytest.mark.django_db


def test_whoever_the_provider_vouches_for_comes_in_where_they_wanted(
    ana: User, openid: Relay
) -> None:
    browser = Client()

    answer = sign_on(browser, openid, openid.vouch(ADDRESS.lower()), "/accounts/sessions/end/")

    assert answer.url == "/accounts/sessions/end/"
    assert is_in(browser)
    assert browser.get("/accounts/profile/").context["user"] == ana
    (shown,) = (each for each, _end in browser.get("/accounts/profile/").context["sessions"])
    assert shown.since


def test_the_provider_is_asked_with_state_nonce_and_pkce_and_told_our_secret(
    ana: User, openid: Relay, settings: LazySettings
) -> None:
    browser = Client()
    address, asked = set_out(browser)
    come_back(browser, openid.answer_to(address, openid.vouch(ADDRESS)))

    assert asked["redirect_uri"] == f"{settings.SITE_URL}{BACK}"
    assert {asked["client_id"], asked["scope"]} == {CLIENT, "openid email"}
    assert min(len(asked["state"]), len(asked["nonce"])) >= 43
    ((_path, body, headers),) = (each for each in openid.asked if each[0] == TOKEN)
    verifier = parse_qs(body)["code_verifier"][0]
    digest = urlsafe_b64encode(sha256(verifier.encode()).digest()).rstrip(b"=").decode()
    assert (asked["code_challenge"], asked["code_challenge_method"]) == (digest, "S256")
    client, _colon, secret = b64decode(headers["Authorization"][6:]).decode().partition(":")
    assert (client, unquote(secret)) == (CLIENT, SECRET)


def test_each_attempt_has_a_state_a_nonce_and_a_verifier_of_its_own(openid: Relay) -> None:
    first, second = (set_out(Client())[1] for _browser in range(2))

    for name in ("state", "nonce", "code_challenge"):
        assert first[name] != second[name]


def test_the_secret_goes_into_the_form_where_the_provider_reads_it_there_only(
    ana: User, openid: Relay
) -> None:
    openid.spoils["/.well-known/openid-configuration"] = lambda answer: (
        answer[0],
        answer[1].replace(
            b"{", b'{"token_endpoint_auth_methods_supported":["client_secret_post"],', 1
        ),
    )
    browser = Client()

    sign_on(browser, openid, openid.vouch(ADDRESS))

    ((_path, body, headers),) = (each for each in openid.asked if each[0] == TOKEN)
    assert parse_qs(body)["client_secret"] == [SECRET]
    assert "Authorization" not in headers
    assert is_in(browser)


def test_no_right_and_no_name_is_taken_from_the_token(ana: User, openid: Relay) -> None:
    rights = {"roles": ["administrator"], "groups": ["manager"], "is_superuser": True}
    before = [*Membership.objects.order_by("pk").values()]
    log = ana.history.count()
    browser = Client()

    sign_on(browser, openid, openid.vouch(ADDRESS, given_name="Eve", **rights))

    assert is_in(browser)
    person = User.objects.get(pk=ana.pk)
    assert (person.is_superuser, person.is_staff, person.first_name) == (
        False,
        False,
        ana.first_name,
    )
    assert [*Membership.objects.order_by("pk").values()] == before
    assert ana.history.count() == log


def test_nobody_without_an_account_comes_in_and_none_is_made(ana: User, openid: Relay) -> None:
    people = User.objects.count()
    browser = Client()

    answer = sign_on(browser, openid, openid.vouch("eve@office.example"), "/accounts/profile/")

    assert told(browser, answer) == (
        "No account has the address eve@office.example. Ask a manager of your office or of the"
        " Regional Office."
    )
    assert answer.url.endswith("?next=%2Faccounts%2Fprofile%2F")
    assert not is_in(browser)
    assert User.objects.count() == people


def test_nobody_comes_in_whose_account_is_closed(ana: User, openid: Relay) -> None:
    User.objects.filter(pk=ana.pk).update(is_active=False)
    browser = Client()

    answer = sign_on(browser, openid, openid.vouch(ADDRESS))

    assert "No account has the address" in told(browser, answer)
    assert not is_in(browser)


def test_of_two_accounts_with_one_address_none_is_chosen(ana: User, openid: Relay) -> None:
    make_user(email=ADDRESS.lower())
    browser = Client()

    answer = sign_on(browser, openid, openid.vouch(ADDRESS))

    assert "No account has the address" in told(browser, answer)
    assert not is_in(browser)


@pytest.mark.parametrize(
    ("said", "own"),
    [
        ("mike@office.example", "mıke@office.example"),
        # The sign of Kelvin, of which the small letter is a k.
        ("mi\u212ae@office.example", "mike@office.example"),
    ],
)
def test_an_address_that_only_looks_alike_is_another(
    ana: User, openid: Relay, said: str, own: str
) -> None:
    User.objects.filter(pk=ana.pk).update(email=own)
    browser = Client()

    sign_on(browser, openid, openid.vouch(ADDRESS, email=said))

    assert not is_in(browser)


@pytest.mark.parametrize("verified", [False, None, "true", "false", 1])
def test_an_address_that_the_provider_did_not_check_lets_nobody_in(
    ana: User, openid: Relay, verified: object
) -> None:
    browser = Client()

    answer = sign_on(browser, openid, openid.vouch(ADDRESS, email_verified=verified))

    assert "does not say that your address is confirmed" in told(browser, answer)
    assert not is_in(browser)


@pytest.mark.parametrize("address", ["", "ana.lopez", "a@b@office.example", "a\0@office.example"])
def test_what_is_no_address_lets_nobody_in(openid: Relay, address: str) -> None:
    make_user(email=address.replace("\0", ""))
    browser = Client()

    answer = sign_on(browser, openid, openid.vouch(ADDRESS, email=address))

    assert "does not say that your address is confirmed" in told(browser, answer)
    assert not is_in(browser)


@pytest.mark.parametrize(
    "domain", ["foreign.example", "sub.office.example", "office.example.net", "notoffice.example"]
)
def test_nobody_comes_in_from_another_domain(ana: User, openid: Relay, domain: str) -> None:
    address = f"ana.lopez@{domain}"
    User.objects.filter(pk=ana.pk).update(email=address)
    browser = Client()

    answer = sign_on(browser, openid, openid.vouch(address))

    assert told(browser, answer).startswith(f"{address} is not an address at office.example")
    assert not is_in(browser)


def test_every_domain_that_is_named_is_allowed(ana: User, openid: Relay) -> None:
    User.objects.filter(pk=ana.pk).update(email="ana@other.example")
    browser = Client()

    sign_on(browser, openid, openid.vouch("ana@OTHER.example"))

    assert is_in(browser)


def test_whoever_has_a_second_step_is_asked_for_it(ana: User, openid: Relay) -> None:
    secret = give_app(ana)
    browser = Client()

    answer = sign_on(browser, openid, openid.vouch(ADDRESS), "/accounts/profile/")

    assert answer.url == ASK
    assert not is_in(browser)
    entered = browser.post(ASK, {"code": code_of(secret)})
    assert entered.url == "/accounts/profile/"
    assert is_in(browser)


def test_whose_role_needs_a_second_step_sets_it_up_first(
    ana: User, openid: Relay, settings: LazySettings
) -> None:
    settings.SECOND_FACTOR_ROLES = ["reporter"]
    browser = Client()

    sign_on(browser, openid, openid.vouch(ADDRESS))

    assert browser.get("/accounts/profile/").url == LIST


@pytest.mark.parametrize("goal", ["//evil.example/", "https://evil.example/", "javascript:x", ""])
def test_nobody_is_led_to_another_site(ana: User, openid: Relay, goal: str) -> None:
    answer = sign_on(Client(), openid, openid.vouch(ADDRESS), goal)

    assert answer.url == "/"


def test_whoever_is_signed_in_already_is_not_asked_again(ana: User, openid: Relay) -> None:
    browser = Client()
    browser.force_login(ana)

    assert browser.get(START, {"next": "/accounts/profile/"}).url == "/accounts/profile/"
    assert browser.get(BACK, {"code": "x", "state": "y"}).url == "/"
    assert openid.asked == []


def test_whoever_says_no_to_the_provider_is_told_and_it_is_no_failure(
    ana: User, openid: Relay
) -> None:
    browser = Client()

    answer = sign_on(browser, openid, "", "/accounts/profile/")

    assert told(browser, answer) == f"{NAME} did not sign you in. Try again, or use your password."
    assert openid.times_asked(TOKEN) == 0
    assert not AccessAttempt.objects.exists()


@pytest.mark.parametrize("language", ["en", "es", "fr"])
def test_the_button_stands_beside_the_password_and_keeps_the_way(
    openid: Relay, language: str
) -> None:
    browser = Client(headers={"Accept-Language": language})
    page = browser.get("/accounts/login/", {"next": "/appeals/?a=1&b=2"}).text

    assert f'href="{START}?next=/appeals/%3Fa%3D1%26b%3D2"' in page
    assert NAME in page
    assert 'type="password"' in page
    asked = browser.get("/accounts/login/", {"next": "https://evil.example/"}).text
    assert f'href="{START}?next="' in asked


def test_where_it_is_off_there_is_no_button_and_no_such_page(db: None) -> None:
    browser = Client()

    assert START not in browser.get("/accounts/login/").text
    assert [browser.get(address).status_code for address in (START, BACK)] == [404, 404]


def test_signing_out_asks_nothing_of_the_provider(ana: User, openid: Relay) -> None:
    browser = Client()
    sign_on(browser, openid, openid.vouch(ADDRESS))
    asked = len(openid.asked)

    left = browser.post("/accounts/logout/")

    assert left.url == "/accounts/login/"
    assert len(openid.asked) == asked
    assert not is_in(browser)


def test_an_attempt_holds_for_ten_minutes(ana: User, openid: Relay) -> None:
    name = openid.vouch(ADDRESS)
    answers = []
    for seconds in (-5, 1):
        browser = Client()
        back = openid.answer_to(set_out(browser)[0], name)
        with time_machine.travel(now() + ENTERING_LIMIT + timedelta(seconds=seconds)):
            come_back(browser, back)
            answers.append(is_in(browser))

    assert answers == [True, False]
