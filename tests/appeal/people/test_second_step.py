"""Signing in with a second step: no way past it, each code once, and wrong ones are paused."""

from datetime import timedelta

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from axes.models import AccessAttempt
from django.conf import LazySettings, settings
from django.contrib.auth.tokens import default_token_generator
from django.core.management.utils import get_random_secret_key
from django.test import Client
from django.urls import reverse
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode
from django.utils.timezone import now

from appeal.factors.actions import unused_codes
from appeal.models import User
from appeal.web.entering import ENTERING_LIMIT

from .second_step import ASK, LIST, code_of, give_app, is_in, type_password

pytestmark = pytest.mark.django_db


@pytest.fixture
def secret(reporter_gt: User) -> str:
    """The key of the app of the person of these tests."""
    return give_app(reporter_gt)


def test_a_password_alone_opens_nothing_and_the_code_leads_where_one_wanted(
    reporter_gt: User, secret: str
) -> None:
    browser, asked = type_password(reporter_gt, next="/accounts/sessions/end/")

    assert asked.url == ASK
    assert not is_in(browser)
    page = browser.get(ASK)
    assert page.status_code == 200
    assert "no-store" in page["Cache-Control"]
    entered = browser.post(ASK, {"code": code_of(secret)})

    assert entered.url == "/accounts/sessions/end/"
    assert is_in(browser)
    (shown,) = (each for each, _end in browser.get("/accounts/profile/").context["sessions"])
    assert shown.since


@pytest.mark.parametrize(("chosen", "told"), [("", "Deuxième étape"), ("es", "Segundo paso")])
def test_the_code_is_asked_for_in_the_persons_language_unless_this_browser_chose_one(
    reporter_gt: User, secret: str, chosen: str, told: str
) -> None:
    User.objects.filter(pk=reporter_gt.pk).update(language="fr")
    browser, _asked = type_password(reporter_gt)
    if chosen:
        browser.cookies[settings.LANGUAGE_COOKIE_NAME] = chosen

    assert told in browser.get(ASK).text


def test_without_a_second_step_a_password_is_enough(reporter_gt: User) -> None:
    browser, _answer = type_password(reporter_gt)

    assert is_in(browser)
    assert browser.get(ASK).url == "/accounts/login/"


@pytest.mark.parametrize("typed", ["000000", "", "abcdef", "1" * 21, "١٢٣٤٥٦"])
def test_what_the_app_does_not_show_lets_nobody_in(
    reporter_gt: User, secret: str, typed: str
) -> None:
    browser, _asked = type_password(reporter_gt)

    answer = browser.post(ASK, {"code": typed})

    assert answer.status_code == 200
    assert answer.context["form"].errors["code"]
    assert not is_in(browser)


def test_a_code_lets_in_once_and_none_before_it_ever_again(reporter_gt: User, secret: str) -> None:
    with time_machine.travel(now() + timedelta(seconds=60), tick=False):
        used, before = code_of(secret), code_of(secret, -1)
        first, _asked = type_password(reporter_gt)
        first.post(ASK, {"code": used})
        second, _asked = type_password(reporter_gt)
        for code in (used, before):
            second.post(ASK, {"code": code})

    assert is_in(first)
    assert not is_in(second)


def test_a_code_holds_half_a_minute_early_and_late_and_no_longer(
    reporter_gt: User, secret: str
) -> None:
    with time_machine.travel(now() + timedelta(minutes=5), tick=False):
        answers = []
        for later in (-2, 2, -1, 1):
            browser, _asked = type_password(reporter_gt)
            browser.post(ASK, {"code": code_of(secret, later)})
            answers.append(is_in(browser))

    assert answers == [False, False, True, True]


def test_a_recovery_code_lets_in_once_and_the_log_counts_what_is_left(
    reporter_gt: User, secret: str
) -> None:
    code, *others = unused_codes(reporter_gt)
    assert len(others) == 9
    first, _asked = type_password(reporter_gt)
    first.post(ASK, {"code": code})
    second, _asked = type_password(reporter_gt)
    second.post(ASK, {"code": code})

    assert [is_in(first), is_in(second)] == [True, False]
    lines = reporter_gt.history.order_by("history_id").values_list("codes_left", "history_user")
    assert list(lines)[-2:] == [(10, reporter_gt.pk), (9, reporter_gt.pk)]


def test_nobody_else_is_let_in_by_ones_code(reporter_gt: User, manager_ro: User) -> None:
    own, others = give_app(reporter_gt), give_app(manager_ro)
    browser, _asked = type_password(reporter_gt)
    for code in (code_of(others), *unused_codes(manager_ro)[:2]):
        browser.post(ASK, {"code": code})

    assert not is_in(browser)
    browser.post(ASK, {"code": code_of(own)})
    assert is_in(browser)


def test_wrong_codes_pause_the_person_wherever_they_come_from_but_no_password(
    reporter_gt: User, secret: str, settings: LazySettings
) -> None:
    browsers = [
        type_password(reporter_gt, Client(REMOTE_ADDR=f"198.51.100.{number}"))[0]
        for number in range(settings.AXES_FAILURE_LIMIT)
    ]

    answers = [browser.post(ASK, {"code": "000000"}).status_code for browser in browsers]

    assert answers == [200] * (settings.AXES_FAILURE_LIMIT - 1) + [429]
    browser, asked = type_password(reporter_gt, Client(REMOTE_ADDR="203.0.113.1"))
    assert asked.url == ASK
    assert browser.post(ASK, {"code": code_of(secret)}).status_code == 429
    assert not is_in(browser)


def test_what_was_typed_is_in_no_log_of_failures(reporter_gt: User, secret: str) -> None:
    browser, _asked = type_password(reporter_gt)

    browser.post(ASK, {"code": "123987"})

    (kept,) = AccessAttempt.objects.all()
    assert "123987" not in f"{kept.post_data} {kept.get_data} {kept.username}"
    assert "code" in kept.post_data


def test_wrong_passwords_of_a_stranger_keep_nobody_from_typing_codes(
    reporter_gt: User, secret: str, settings: LazySettings
) -> None:
    for _attempt in range(settings.AXES_FAILURE_LIMIT):
        typed = {"username": "reporter.gt", "password": "wrong"}
        Client(REMOTE_ADDR="203.0.113.9").post("/accounts/login/", typed)
    browser, _asked = type_password(reporter_gt)

    browser.post(ASK, {"code": code_of(secret)})

    assert is_in(browser)


def test_a_password_that_was_typed_waits_ten_minutes_for_the_code(
    reporter_gt: User, secret: str
) -> None:
    browser, _asked = type_password(reporter_gt)
    late = now() + ENTERING_LIMIT + timedelta(seconds=1)
    with time_machine.travel(late - timedelta(seconds=5)):
        assert browser.get(ASK).status_code == 200

    with time_machine.travel(late):
        answer = browser.post(ASK, {"code": code_of(secret)})

    assert answer.url == "/accounts/login/"
    assert not is_in(browser)


def test_whoever_left_the_page_of_the_code_is_led_back_to_it_without_the_password(
    reporter_gt: User, secret: str
) -> None:
    browser, _asked = type_password(reporter_gt)
    assert browser.get("/").url == "/accounts/login/?next=/"

    page = browser.get("/accounts/login/")

    assert f'<a href="{ASK}">Go on with the second step</a>' in page.text
    browser.post(ASK, {"code": code_of(secret)})
    assert is_in(browser)


def test_nobody_else_is_led_to_the_code(reporter_gt: User, secret: str) -> None:
    browser, _asked = type_password(reporter_gt)

    with time_machine.travel(now() + ENTERING_LIMIT + timedelta(seconds=1)):
        assert ASK not in browser.get("/accounts/login/").text
    assert ASK not in Client().get("/accounts/login/").text


@pytest.mark.parametrize("change", ["password", "is_active"])
def test_whose_password_or_right_to_sign_in_is_gone_meanwhile_is_not_let_in(
    reporter_gt: User, secret: str, change: str
) -> None:
    browser, _asked = type_password(reporter_gt)
    reporter_gt.refresh_from_db()
    if change == "password":
        reporter_gt.set_password("another")
    else:
        reporter_gt.is_active = False
    reporter_gt.save()

    browser.post(ASK, {"code": code_of(secret)})

    assert not is_in(browser)


def test_a_link_to_a_new_password_does_not_lead_past_it(reporter_gt: User, secret: str) -> None:
    reporter_gt.refresh_from_db()
    key = urlsafe_base64_encode(force_bytes(reporter_gt.pk))
    token = default_token_generator.make_token(reporter_gt)
    browser = Client()
    form = browser.get(reverse("password_reset_confirm", args=[key, token])).url
    new = {"new_password1": "Quetzal-2020-y", "new_password2": "Quetzal-2020-y"}

    answer = browser.post(form, new)

    assert answer.url == ASK
    assert not is_in(browser)
    browser.post(ASK, {"code": code_of(secret)})
    assert is_in(browser)


def test_the_admin_has_no_door_of_its_own(superuser: User) -> None:
    give_app(superuser)
    browser = Client()
    login = browser.get("/admin/").url

    browser.post(login, {"username": superuser.username, "password": "secret"}, follow=True)

    assert browser.get("/admin/").status_code == 302
    assert not is_in(browser)


def test_a_session_from_before_the_second_step_is_asked_for_it_on_every_page(
    reporter_gt: User,
) -> None:
    browser = Client()
    browser.force_login(reporter_gt)
    assert is_in(browser)
    secret = give_app(reporter_gt)

    for address in ("/", "/admin/", "/accounts/profile/", "/accounts/password_change/", LIST):
        assert browser.get(address).url == ASK, address
        assert browser.post(address).url == ASK, address

    browser.post(ASK, {"code": code_of(secret)})
    assert is_in(browser)


def test_a_secret_of_another_secret_key_opens_nothing_and_breaks_nothing(
    reporter_gt: User, secret: str, settings: LazySettings
) -> None:
    settings.SECRET_KEY = get_random_secret_key()
    browser, asked = type_password(reporter_gt)
    assert asked.url == ASK

    assert browser.post(ASK, {"code": code_of(secret)}).status_code == 200
    assert not is_in(browser)


def test_secrets_lie_encrypted_in_the_database(reporter_gt: User, secret: str) -> None:
    kept = str(list(Authenticator.objects.filter(user=reporter_gt).values_list("data", flat=True)))

    assert len(kept) > 100
    assert not [each for each in (secret, *unused_codes(reporter_gt)) if each in kept]


def test_where_it_is_switched_off_nobody_with_a_second_step_comes_in_without(
    reporter_gt: User, secret: str, settings: LazySettings
) -> None:
    settings.SECOND_FACTOR = False

    browser, answer = type_password(reporter_gt)

    assert answer.status_code == 403
    assert "Ask an administrator" in answer.text
    assert not is_in(browser)
