"""A second step: set up, required for roles, replaced, removed, taken away by administrators."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from django.conf import LazySettings
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils.timezone import now

from appeal.factors.actions import unused_codes
from appeal.models import AccountLetter, Appeal, User
from tests.tracking.browsing import APPEAL, complaints, filled, words

from .second_step import (
    APP,
    ASK,
    CODES,
    LIST,
    code_of,
    give_app,
    is_in,
    secret_of,
    type_password,
)

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def key_on(page: Any) -> str:
    return str(page.context["secret"]).replace(" ", "")


def set_up(browser: Client, **typed: str) -> Any:
    """Set up an app on the page; `typed` stands over the right code and password."""
    page = browser.get(APP)
    right = {"code": code_of(key_on(page)), "password": "secret"}
    return browser.post(APP, filled(page, **right | typed), follow=True)


def remove(browser: Client, person: User, password: str) -> Any:
    pk = Authenticator.objects.get(user=person, type="totp").pk
    address = f"{LIST}{pk}/remove/"
    return browser.post(address, filled(browser.get(address), password=password), follow=True)


def test_an_app_is_set_up_by_its_code_and_the_password_and_the_codes_are_shown_once(
    reporter_gt: User,
) -> None:
    browser, _answer = type_password(reporter_gt)

    page = set_up(browser)

    assert page.redirect_chain[-1][0] == CODES
    codes = unused_codes(reporter_gt)
    assert len(codes) == 10
    assert all(code in page.text for code in codes)
    with time_machine.travel(now() + timedelta(minutes=11)):
        assert not [code for code in codes if code in browser.get(CODES).text]
    reporter_gt.refresh_from_db()
    assert (reporter_gt.has_app, reporter_gt.codes_left) == (True, 10)
    line = reporter_gt.history.latest()
    assert (line.has_app, line.history_user, line.door) == (True, reporter_gt, "page")


def test_the_picture_and_the_text_hold_the_same_key(reporter_gt: User) -> None:
    browser, _answer = type_password(reporter_gt)

    first, again = browser.get(APP), browser.get(APP)

    assert key_on(first) == key_on(again)
    assert len(key_on(first)) == 32
    assert 'src="data:image/svg+xml;base64,' in first.text
    assert key_on(first) not in str(dict(browser.session))


@pytest.mark.parametrize(
    ("typed", "field"), [({"code": "000000"}, "code"), ({"password": "wrong"}, "password")]
)
def test_neither_a_wrong_code_nor_a_wrong_password_sets_anything_up(
    reporter_gt: User, typed: dict[str, str], field: str
) -> None:
    browser, _answer = type_password(reporter_gt)

    refused = set_up(browser, **typed)

    assert refused.status_code == 422
    assert field in complaints(refused)
    assert not Authenticator.objects.exists()
    assert not User.objects.get(pk=reporter_gt.pk).has_factor


def test_every_other_session_ends_with_it_and_this_one_goes_on(reporter_gt: User) -> None:
    here, elsewhere = type_password(reporter_gt)[0], type_password(reporter_gt)[0]

    set_up(here)

    assert [is_in(here), is_in(elsewhere)] == [True, False]


def test_another_app_takes_the_place_of_the_first_and_leaves_the_codes(reporter_gt: User) -> None:
    browser, _answer = type_password(reporter_gt)
    set_up(browser)
    old, codes = secret_of(reporter_gt), unused_codes(reporter_gt)

    set_up(browser)

    assert secret_of(reporter_gt) != old
    assert unused_codes(reporter_gt) == codes


def test_new_recovery_codes_end_the_old_ones(reporter_gt: User) -> None:
    browser, _answer = type_password(reporter_gt)
    set_up(browser)
    old = unused_codes(reporter_gt)
    with time_machine.travel(now() + timedelta(minutes=11)):
        page = browser.get(CODES)

        refused = browser.post(CODES, filled(page, password="wrong"))
        assert refused.status_code == 422
        assert unused_codes(reporter_gt) == old
        shown = browser.post(CODES, filled(page, password="secret"), follow=True)

    new = unused_codes(reporter_gt)
    assert not set(old) & set(new)
    assert all(code in shown.text for code in new)


def test_the_last_one_takes_its_recovery_codes_along(reporter_gt: User) -> None:
    browser, _answer = type_password(reporter_gt)
    set_up(browser)

    assert remove(browser, reporter_gt, "wrong").status_code == 422
    assert remove(browser, reporter_gt, "secret").status_code == 200

    assert not Authenticator.objects.exists()
    reporter_gt.refresh_from_db()
    assert (reporter_gt.has_factor, reporter_gt.codes_left) == (False, 0)
    browser, _answer = type_password(reporter_gt)
    assert is_in(browser)


def test_nobody_removes_what_is_anothers(reporter_gt: User, manager_ro: User) -> None:
    give_app(manager_ro)
    browser, _answer = type_password(reporter_gt)
    theirs = Authenticator.objects.get(type="totp")

    assert browser.get(f"{LIST}{theirs.pk}/remove/").status_code == 404
    assert browser.post(f"{LIST}{theirs.pk}/remove/").status_code == 404
    codes = Authenticator.objects.get(type="recovery_codes")
    assert browser.get(f"{LIST}{codes.pk}/remove/").status_code == 404


class TestRequired:
    @pytest.fixture(autouse=True)
    def required(self, settings: LazySettings) -> None:
        settings.SECOND_FACTOR_ROLES = ["manager", "administrator"]

    @pytest.mark.parametrize("name", ["manager_ro", "superuser"])
    def test_whoever_has_none_sets_it_up_before_anything_else_opens(
        self, name: str, request: pytest.FixtureRequest, mi2020: Appeal
    ) -> None:
        person = request.getfixturevalue(name)
        browser, _answer = type_password(person)

        for address in (
            "/", f"/appeals/{APPEAL}/", "/admin/", "/accounts/profile/",
            "/accounts/password_change/", "/accounts/address/", "/accounts/calendar/", CODES,
        ):  # fmt: skip
            assert browser.get(address).url == LIST, address
            assert browser.post(address).url == LIST, address
        assert "before you go on" in browser.get(LIST).text
        set_up(browser)

        assert is_in(browser)
        assert browser.get("/admin/").status_code == 200

    def test_other_roles_are_not_asked(self, reporter_gt: User) -> None:
        browser, _answer = type_password(reporter_gt)

        assert is_in(browser)
        assert "before you go on" not in browser.get(LIST).text

    def test_the_last_one_stays(self, manager_ro: User) -> None:
        browser, _answer = type_password(manager_ro)
        set_up(browser)
        pk = Authenticator.objects.get(type="totp").pk

        page = browser.get(f"{LIST}{pk}/remove/")
        sent = {"password": "secret", "idempotency_key": "0b9c5b0a-5f0e-4c8e-9f0e-1d2c3b4a5f6e"}
        refused = browser.post(f"{LIST}{pk}/remove/", sent | {"version": 0})

        assert "set up another one first" in page.text
        assert refused.status_code == 422
        assert Authenticator.objects.filter(pk=pk).exists()

    def test_a_role_that_comes_or_ends_counts_from_then_on(self, manager_ro: User) -> None:
        browser, _answer = type_password(manager_ro)
        assert browser.get("/").url == LIST

        manager_ro.memberships.update(ends_on=now().date() - timedelta(days=2))

        assert browser.get("/accounts/profile/").status_code == 200

    def test_signing_out_and_another_language_are_open(self, manager_ro: User) -> None:
        browser, _answer = type_password(manager_ro)

        assert browser.post("/language/", {"language": "es"}).status_code == 302
        assert browser.post("/accounts/logout/").url == "/accounts/login/"
        assert not is_in(browser)


class TestTakenAway:
    def address(self, person: User) -> str:
        return f"/appeals/{APPEAL}/people/{person.pk}/second-step/"

    def test_an_administrator_does_it_and_the_person_is_signed_out_and_told(
        self, superuser: User, reporter_gt: User
    ) -> None:
        admin, _answer = type_password(superuser)
        theirs, _answer = type_password(reporter_gt)
        set_up(theirs)
        home = admin.get(f"/appeals/{APPEAL}/people/{reporter_gt.pk}/")
        assert self.address(reporter_gt) in home.text

        page = admin.get(self.address(reporter_gt))
        admin.post(self.address(reporter_gt), filled(page))

        assert not is_in(theirs)
        assert not Authenticator.objects.exists()
        reporter_gt.refresh_from_db()
        assert (reporter_gt.has_factor, reporter_gt.codes_left) == (False, 0)
        line = reporter_gt.history.latest()
        assert (line.has_app, line.history_user) == (False, superuser)
        (letter,) = AccountLetter.objects.filter(to=reporter_gt)
        assert letter.kind == "factors"
        home = words(admin.get(f"/appeals/{APPEAL}/people/{reporter_gt.pk}/"))
        assert "Authenticator app: yes → no" in home
        assert "Recovery codes left: 10 → 0" in home
        browser, _answer = type_password(reporter_gt)
        assert is_in(browser)

    def test_no_manager_does_it_for_it_would_let_them_in_as_anybody(
        self, manager_ro: User, reporter_gt: User
    ) -> None:
        give_app(reporter_gt)
        browser, _answer = type_password(manager_ro)

        assert browser.get(self.address(reporter_gt)).status_code == 404
        assert browser.post(self.address(reporter_gt)).status_code == 404
        home = browser.get(f"/appeals/{APPEAL}/people/{reporter_gt.pk}/")
        assert self.address(reporter_gt) not in home.text
        assert "Signing in takes two steps." in words(home)

    def test_the_command_does_it_where_the_last_administrator_is_locked_out(
        self, superuser: User, capsys: pytest.CaptureFixture[str]
    ) -> None:
        give_app(superuser)

        call_command("take_factors", superuser.username)

        assert not User.objects.get(pk=superuser.pk).has_factor
        assert "asks admin for their password only" in capsys.readouterr().out
        browser, answer = type_password(superuser)
        assert answer.url != ASK
        assert is_in(browser)
        with pytest.raises(CommandError, match="Nobody signs in as nobody"):
            call_command("take_factors", "nobody")
