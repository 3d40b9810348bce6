"""Single sign-on: what the provider says is checked, and one that fails breaks nothing here."""

import math
import time
from collections.abc import Callable
from urllib.parse import urlsplit

import jwt
import pytest
from axes.models import AccessAttempt
from cryptography.hazmat.primitives.asymmetric import rsa
from django.conf import LazySettings
from django.test import Client
from jwt.algorithms import RSAAlgorithm

from appeal.models import User
from appeal.sign_on.tokens import LEEWAY, NEEDED
from tests.openid import (
    BACK,
    CLIENT,
    KEYS,
    SECRET,
    TOKEN,
    Relay,
    Spoil,
    come_back,
    set_out,
)

from .second_step import is_in, type_password
from .signing_on import ADDRESS, sign_on, spoilt, told
from .signing_on import ana as ana

pytestmark = [pytest.mark.django_db, pytest.mark.once, pytest.mark.usefixtures("ana")]
NOT_CHECKED, LOST = "could not be checked", "begun in another browser"
ANOTHER = rsa.generate_private_key(public_exponent=65537, key_size=2048)


def signed(algorithm: str, key: object, without: str = "") -> Spoil:
    """The same token, signed by somebody else, without a claim."""

    def sign(said: dict) -> None:
        claims = jwt.decode(said["id_token"], options={"verify_signature": False})
        claims.pop(without, None)
        kept = jwt.get_unverified_header(said["id_token"]).get("kid")
        headers = {"kid": kept} if kept else None
        said["id_token"] = jwt.encode(claims, key, algorithm, headers)

    return spoilt(sign)


@pytest.mark.parametrize(
    "claims",
    [
        {"nonce": "another"}, {"nonce": None},
        {"aud": "another"}, {"aud": []}, {"aud": None},
        {"aud": [CLIENT, "another"]}, {"aud": [CLIENT, "another"], "azp": "another"},
        {"azp": "another"}, {"aud": "another", "azp": CLIENT},
        {"iss": "https://another.example"}, {"iss": None},
        {"exp": -LEEWAY - 5}, {"exp": None}, {"exp": "tomorrow"}, {"exp": math.inf},
        {"iat": 3600}, {"iat": None}, {"nbf": 3600},
    ],
    ids=str,
)  # fmt: skip
def test_a_token_that_is_not_for_this_attempt_lets_nobody_in(
    openid: Relay, claims: dict[str, object]
) -> None:
    # What is a number counts from now.
    said = {name: now_and(value) for name, value in claims.items()}
    browser = Client()

    answer = sign_on(browser, openid, openid.vouch(ADDRESS, **said), "/accounts/profile/")

    assert NOT_CHECKED in told(browser, answer)
    assert answer.url.endswith("next=%2Faccounts%2Fprofile%2F")
    assert not is_in(browser)
    assert AccessAttempt.objects.get().username == "nobody (single sign-on)"


def now_and(value: object) -> object:
    return int(time.time()) + value if isinstance(value, int) else value


@pytest.mark.parametrize(
    "claims",
    [{"exp": 5 - LEEWAY}, {"iat": LEEWAY - 5}, {"aud": [CLIENT]}, {"azp": CLIENT}],
    ids=str,
)
def test_a_clock_a_minute_off_and_our_name_in_a_list_hold(
    openid: Relay, claims: dict[str, object]
) -> None:
    said = {name: now_and(value) for name, value in claims.items()}
    browser = Client()

    sign_on(browser, openid, openid.vouch(ADDRESS, **said))

    assert is_in(browser)


def test_a_token_for_another_attempt_lets_nobody_in(openid: Relay) -> None:
    browser = Client()
    address, asked = set_out(browser)
    name = openid.vouch(ADDRESS)

    back = openid.answer_to(address.replace(asked["nonce"], "a" * 43), name)

    assert NOT_CHECKED in told(browser, come_back(browser, back))
    assert not is_in(browser)


@pytest.mark.parametrize(
    ("algorithm", "key"), [("RS256", ANOTHER), ("HS256", SECRET), ("none", None)]
)
@pytest.mark.filterwarnings("ignore::jwt.InsecureKeyLengthWarning")
def test_a_token_that_somebody_else_signed_lets_nobody_in(
    openid: Relay, algorithm: str, key: object
) -> None:
    openid.spoils[TOKEN] = signed(algorithm, key)
    browser = Client()

    answer = sign_on(browser, openid, openid.vouch(ADDRESS))

    assert NOT_CHECKED in told(browser, answer)
    assert not is_in(browser)


@pytest.mark.parametrize("missing", ["", *NEEDED])
def test_a_token_that_leaves_out_what_is_checked_lets_nobody_in(
    openid: Relay, missing: str
) -> None:
    def own_key(said: dict) -> None:
        said["keys"][0] |= RSAAlgorithm.to_jwk(ANOTHER.public_key(), as_dict=True)

    openid.spoils[KEYS] = spoilt(own_key)
    openid.spoils[TOKEN] = signed("RS256", ANOTHER, missing)
    browser = Client()

    sign_on(browser, openid, openid.vouch(ADDRESS))

    assert is_in(browser) is (missing == "")


@pytest.mark.parametrize(
    ("place", "change"),
    [
        (KEYS, lambda said: said.update(keys=[])),
        (KEYS, lambda said: said.update(keys="none")),
        (KEYS, lambda said: said.update(keys=[7])),
        (KEYS, lambda said: said.clear()),
        (KEYS, lambda said: said["keys"][0].update(kty="oct", k="c2VjcmV0")),
        (KEYS, lambda said: said["keys"][0].update(n="not base64 %")),
        (KEYS, lambda said: said["keys"][0].update(use="enc")),
        (KEYS, lambda said: said["keys"].append(said["keys"][0])),
        (TOKEN, lambda said: said.pop("id_token")),
        (TOKEN, lambda said: said.update(id_token=None)),
        (TOKEN, lambda said: said.update(id_token={"a": 1})),
        (TOKEN, lambda said: said.update(id_token="a.b.c")),
    ],
)
def test_keys_and_tokens_that_are_none_let_nobody_in(
    openid: Relay, place: str, change: Callable[[dict], object]
) -> None:
    openid.spoils[place] = spoilt(change)
    browser = Client()

    answer = sign_on(browser, openid, openid.vouch(ADDRESS))

    assert NOT_CHECKED in told(browser, answer)
    assert not is_in(browser)


def test_an_answer_holds_once_in_the_browser_that_set_out(openid: Relay) -> None:
    browser, stranger = Client(), Client()
    back = openid.answer_to(set_out(browser)[0], openid.vouch(ADDRESS))

    assert LOST in told(stranger, come_back(stranger, back))
    come_back(browser, back)
    assert is_in(browser)
    browser.post("/accounts/logout/")
    assert LOST in told(browser, come_back(browser, back))

    assert [is_in(browser), is_in(stranger)] == [False, False]
    assert openid.times_asked(TOKEN) == 1
    assert not AccessAttempt.objects.exists()


def test_a_token_that_was_refused_is_not_asked_for_again(openid: Relay) -> None:
    browser = Client()
    back = openid.answer_to(set_out(browser)[0], openid.vouch(ADDRESS, nonce="another"))

    assert NOT_CHECKED in told(browser, come_back(browser, back))
    assert LOST in told(browser, come_back(browser, back))

    assert openid.times_asked(TOKEN) == 1


def test_an_answer_with_another_state_is_none_and_the_right_one_still_holds(
    openid: Relay,
) -> None:
    browser = Client()
    back = openid.answer_to(set_out(browser)[0], openid.vouch(ADDRESS))
    code = urlsplit(back).query.split("code=")[1].split("&")[0]

    for state in ("", "&state=", "&state=x", "&state=%C3%A9"):
        answer = browser.get(f"{BACK}?code={code}{state}")
        assert LOST in told(browser, answer)

    come_back(browser, back)
    assert is_in(browser)


def test_eight_tokens_that_prove_nothing_pause_single_sign_on_there_and_no_password(
    openid: Relay, settings: LazySettings, ana: User
) -> None:
    name = openid.vouch(ADDRESS, nonce="another")
    answers = [sign_on(Client(), openid, name) for _ in range(settings.AXES_FAILURE_LIMIT)]
    asked = openid.times_asked(TOKEN)

    openid.vouch(ADDRESS)
    paused = sign_on(Client(), openid, ADDRESS)

    assert [answer.status_code for answer in answers] == [302] * 7 + [429]
    assert paused.status_code == 429
    assert openid.times_asked(TOKEN) == asked
    there = Client(REMOTE_ADDR="203.0.113.1")
    sign_on(there, openid, ADDRESS)
    assert is_in(there)
    browser, _answer = type_password(ana)
    assert is_in(browser)


def test_whoever_has_no_account_is_paused_alone(openid: Relay, settings: LazySettings) -> None:
    stranger = openid.vouch("eve@office.example")
    answers = [sign_on(Client(), openid, stranger) for _ in range(settings.AXES_FAILURE_LIMIT)]
    browser = Client()

    sign_on(browser, openid, openid.vouch(ADDRESS))

    assert answers[-1].status_code == 429
    assert is_in(browser)


def test_what_was_said_is_in_no_log(openid: Relay, caplog: pytest.LogCaptureFixture) -> None:
    browser = Client()
    back = openid.answer_to(set_out(browser)[0], openid.vouch(ADDRESS, nonce="another"))
    code = urlsplit(back).query.split("code=")[1].split("&")[0]

    come_back(browser, back)

    kept = AccessAttempt.objects.get()
    assert "another nonce" in caplog.text
    assert code not in f"{caplog.text} {kept.get_data} {kept.post_data}"
    assert SECRET not in caplog.text
