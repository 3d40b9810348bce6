"""A new address of one's own: confirmed by a link that goes there, told to the one before."""

import re
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.conf import LazySettings
from django.test import Client

from appeal.actions.letters import MOST_LETTERS
from appeal.models import AccountLetter, User
from appeal.web.clock import real_now
from tests.fixture_types import SignIn
from tests.tracking.browsing import complaints, filled, pressed, words
from tests.tracking.notices.conftest import Clock, addressed
from tests.tracking.notices.smtp import Server
from tracking.models import Mail
from tracking.notices import Worker

pytestmark = [pytest.mark.once, pytest.mark.django_db, pytest.mark.person("reporter_gt")]
ASK, OLD, NEW = "/accounts/address/", "reporter.gt@example.org", "luz@example.org"


@pytest.fixture
def clock(clock: Clock) -> Clock:
    """These letters are asked for now."""
    clock.at = real_now()
    return clock


@pytest.fixture(autouse=True)
def old(reporter_gt: User) -> None:
    addressed(reporter_gt)


def ask(browser: Client, address: str = NEW, password: str = "secret") -> Any:  # noqa: S107
    page = browser.get(ASK)
    sent = {"idempotency_key": page.context["form"]["idempotency_key"].value(), "version": 0}
    return browser.post(ASK, sent | {"email": address, "password": password}, follow=True)


def texts(server: Server, to: str) -> list[str]:
    return [mail.get_body(("plain",)).get_content() for mail in server.taken if mail["To"] == to]


def link_in(server: Server, to: str = NEW) -> str:
    (link,) = re.findall(r"https?://[^/]+(/accounts/\S+)", texts(server, to)[-1])
    return str(link)


def confirm(browser: Client, link: str) -> None:
    page = browser.get(link)
    browser.post(link, filled(page) if "refusal" in page.context else pressed(page))


def address_of(person: User) -> str:
    return User.objects.get(pk=person.pk).email


def test_a_new_address_holds_once_it_is_confirmed_there_and_the_old_one_is_told(
    client: Client, reporter_gt: User, worker: Worker, server: Server
) -> None:
    ask(client)
    worker.go_round()
    assert address_of(reporter_gt) == OLD

    client.get(link_in(server))
    assert address_of(reporter_gt) == OLD
    confirm(client, link_in(server))
    assert "You go on signing in as reporter.gt." in words(client.get("/accounts/profile/"))
    worker.go_round()

    assert address_of(reporter_gt) == NEW
    assert "another address" in texts(server, OLD)[-1]
    line = reporter_gt.history.latest()
    assert (line.email, line.history_user) == (NEW, reporter_gt)


@pytest.mark.parametrize(("days", "holds"), [(2, True), (4, False)])
def test_the_link_works_for_three_days_and_once(
    reporter_gt: User, signed_in: SignIn, worker: Worker, server: Server, days: int, holds: bool
) -> None:
    ask(signed_in(reporter_gt))
    worker.go_round()

    with time_machine.travel(real_now() + timedelta(days=days)):
        confirm(signed_in(reporter_gt), link_in(server))
        assert (address_of(reporter_gt) == NEW) == holds
        reporter_gt.email = OLD
        reporter_gt.save(update_fields=["email"])
        confirm(signed_in(reporter_gt), link_in(server))

    assert address_of(reporter_gt) == OLD


def test_the_link_is_of_no_use_to_another_person(
    client: Client, manager_ro: User, signed_in: SignIn, worker: Worker, server: Server
) -> None:
    ask(client)
    worker.go_round()

    confirm(signed_in(manager_ro), link_in(server))

    assert address_of(manager_ro) == ""
    assert Client().get(link_in(server)).status_code == 302


def without_what_differs(text: str, address: str) -> str:
    """Without the address, the link and the name of the request."""
    return re.sub(r"Request \w+|/accounts/\S+", "", text.replace(address, ""))


def test_neither_page_nor_mail_says_whether_the_address_is_somebodys(
    client: Client, manager_ro: User, worker: Worker, server: Server
) -> None:
    addressed(manager_ro)
    places = (manager_ro.email, NEW)

    with time_machine.travel(real_now(), tick=False):
        pages = [words(ask(client, each)) for each in places]
        worker.go_round()
        mails = [texts(server, each)[-1] for each in places]
        links = [words(client.get(link_in(server, each))) for each in places]

    for each in (pages, mails, links):
        first, second = map(without_what_differs, each, places)
        assert first == second
    assert not re.search("reporter|Guatemala", mails[0])


def test_without_the_password_no_link_is_sent(client: Client) -> None:
    refused = ask(client, password="wrong")

    assert refused.status_code == 422
    assert complaints(refused) == {"password": ["This is not your password."]}
    assert not AccountLetter.objects.exists()


def test_guessing_the_password_here_is_paused_as_it_is_where_one_signs_in(
    client: Client, settings: LazySettings, server: Server
) -> None:
    answers = [
        ask(client, password="wrong").status_code for _turn in range(settings.AXES_FAILURE_LIMIT)
    ]

    assert answers[0] == 422
    assert answers[-1] == 429
    ask(client)
    assert not AccountLetter.objects.exists()


def test_nobody_has_more_links_sent_than_the_letters_of_a_day(
    client: Client, server: Server
) -> None:
    pages = [words(ask(client, f"{turn}@example.org")) for turn in range(MOST_LETTERS + 1)]

    assert "on its way to 2@example.org" in pages[-2]
    assert "several links today" in pages[-1]
    assert AccountLetter.objects.count() == MOST_LETTERS


def test_the_link_is_stored_nowhere_and_no_manager_reads_it(
    client: Client, worker: Worker, server: Server
) -> None:
    ask(client)
    worker.go_round()

    mail = Mail.objects.get(letter__isnull=False)
    assert (mail.state, mail.address, mail.text) == ("sent", NEW, "")


def test_where_no_mail_is_sent_the_page_says_whom_to_ask(
    client: Client, reporter_gt: User, settings: LazySettings
) -> None:
    assert not settings.IS_MAIL_SENT

    assert "ask a manager" in words(client.get(ASK))
    ask(client)

    assert not AccountLetter.objects.exists()
