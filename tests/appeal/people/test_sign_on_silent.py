"""Single sign-on: a provider that is down, slow or talks nonsense breaks nothing here."""

import time

import pytest
from axes.models import AccessAttempt
from django.conf import LazySettings
from django.core.cache import cache
from django.test import Client

from appeal.sign_on import asking
from config.sign_on import WELL_KNOWN, OpenID
from tests.openid import CLIENT, KEYS, SECRET, START, TOKEN, Answer, Relay, set_out

from .second_step import is_in
from .signing_on import ADDRESS, sign_on, spoilt, told
from .signing_on import ana as ana

pytestmark = [pytest.mark.django_db, pytest.mark.once, pytest.mark.usefixtures("ana")]
SILENT = "does not answer"


@pytest.mark.parametrize("place", [WELL_KNOWN, TOKEN, KEYS])
@pytest.mark.parametrize(
    "answer",
    [
        (200, b"<html>"), (200, b""), (200, b"[]"), (200, b"null"), (200, b"\xff\xfe\x00"),
        (200, b"[" * 100_000), (200, b'{"a": "' + b"x" * asking.LONGEST_ANSWER + b'"}'),
        (500, b"{}"), (503, b"down"), (404, b"not here"),
    ],
    ids=lambda answer: f"{answer[0]} {answer[1][:8]!r}",
)  # fmt: skip
def test_what_is_no_answer_is_told_on_the_page_of_signing_in(
    openid: Relay, place: str, answer: Answer
) -> None:
    openid.spoils[place] = lambda _answer: answer
    browser = Client()
    name = openid.vouch(ADDRESS)

    if place == WELL_KNOWN:
        refused = browser.get(START, {"next": "/accounts/profile/"})
    else:
        refused = sign_on(browser, openid, name, "/accounts/profile/")

    assert SILENT in told(browser, refused)
    assert refused.url.endswith("next=%2Faccounts%2Fprofile%2F")
    assert not is_in(browser)
    assert not AccessAttempt.objects.exists()


@pytest.mark.parametrize("more", [0, 1])
def test_an_answer_is_as_long_as_it_may_be_and_no_longer(openid: Relay, more: int) -> None:
    def fill(answer: Answer) -> Answer:
        room = asking.LONGEST_ANSWER + more - len(answer[1].strip())
        filling = b'{"a": "' + b"x" * (room - len(b'"a": "",')) + b'",'
        return answer[0], answer[1].strip().replace(b"{", filling, 1)

    openid.spoils[WELL_KNOWN] = fill
    browser = Client()

    answer = browser.get(START)

    assert answer.url.startswith("/accounts/login/") is bool(more)


@pytest.mark.parametrize(
    "said",
    [
        {"issuer": "https://another.example"},
        {"authorization_endpoint": "javascript:alert(1)"},
        {"authorization_endpoint": "http://office.example/authorize"},
        {"token_endpoint": "file:///etc/passwd"},
        {"jwks_uri": "http://office.example/keys"},
        {"jwks_uri": "https://[broken"},
        {"token_endpoint": None},
    ],
    ids=str,
)
def test_a_description_of_somebody_else_is_not_believed(
    openid: Relay, said: dict[str, object]
) -> None:
    openid.spoils[WELL_KNOWN] = spoilt(lambda whole: whole.update(said))
    browser = Client()

    assert SILENT in told(browser, browser.get(START))


@pytest.mark.parametrize("status", [302, 303, 307, 308])
def test_the_secret_follows_nowhere(openid: Relay, status: int) -> None:
    openid.spoils[TOKEN] = lambda answer: (status, answer[1])
    openid.leads[TOKEN] = f"{openid.address}/elsewhere"
    browser = Client()

    sign_on(browser, openid, openid.vouch(ADDRESS))

    assert openid.times_asked("/elsewhere") == 0


def test_a_provider_that_is_down_or_slow_is_given_up_and_left_alone_for_a_moment(
    openid: Relay, settings: LazySettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    def slow(answer: Answer) -> Answer:
        time.sleep(2)
        return answer

    monkeypatch.setattr(asking, "TIMEOUT", 0.2)
    openid.spoils[WELL_KNOWN] = slow
    browser = Client()

    began = time.monotonic()
    for _attempt in range(5):
        assert SILENT in told(browser, browser.get(START))
    assert time.monotonic() - began < 2
    assert openid.times_asked(WELL_KNOWN) == 1

    del openid.spoils[WELL_KNOWN]
    cache.clear()
    set_out(browser)
    # Nothing listens there.
    settings.OPENID = OpenID(f"http://127.0.0.1:9{WELL_KNOWN}", CLIENT, SECRET, ("x.org",), "X")
    cache.clear()
    assert SILENT in told(browser, browser.get(START))


def test_the_description_is_read_once_for_many(openid: Relay) -> None:
    for _attempt in range(3):
        sign_on(Client(), openid, openid.vouch(ADDRESS))

    assert openid.times_asked(WELL_KNOWN) == 1
