"""Coming in by mail: an invitation, a forgotten password."""

import re
from datetime import timedelta
from email.message import EmailMessage

import pytest
import time_machine
from django.conf import LazySettings
from django.test import Client

from appeal.actions import ask_letter, give_role, invite_person
from appeal.actions.letters import MOST_LETTERS, MOST_RESETS
from appeal.models import AccountLetter, Membership, Office, ResetAttempt, User
from appeal.web.clock import real_now
from tests.tracking.browsing import filled, words
from tests.tracking.notices.conftest import Clock, addressed, said
from tests.tracking.notices.smtp import Server
from tracking.models import Mail, Notice
from tracking.notices import Worker

pytestmark = [pytest.mark.django_db, pytest.mark.once]
RESET = "/accounts/password_reset/"
STRANGER, COLLEAGUE = "203.0.113.9", "198.51.100.7"
NEW = {"new_password1": "Quetzal-2020-y", "new_password2": "Quetzal-2020-y"}


@pytest.fixture
def clock(clock: Clock) -> Clock:
    """These letters are asked for now."""
    clock.at = real_now()
    return clock


def ask(address: str) -> str:
    return words(Client().post(RESET, {"email": address}, follow=True))


def letters(server: Server) -> list[EmailMessage]:
    """What came beside the mail that tells them of their role."""
    return [mail for mail in server.taken if mail["Message-ID"].startswith("<letter-")]


def link_in(server: Server) -> str:
    text = letters(server)[-1].get_body(("plain",)).get_content()
    (link,) = re.findall(r"https?://[^/]+(/accounts/\S+)", text)
    return str(link)


def choose(link: str, **typed: str) -> Client:
    browser = Client()
    form = browser.get(link, follow=True)
    browser.post(form.request["PATH_INFO"], NEW | typed)
    return browser


def is_in(browser: Client) -> bool:
    return "_auth_user_id" in browser.session


def test_a_forgotten_password_is_chosen_again_by_a_link_that_works_once(
    reporter_gt: User, worker: Worker, server: Server
) -> None:
    addressed(reporter_gt)
    ask("Reporter.GT@example.org")
    worker.go_round()

    link = link_in(server)

    assert is_in(choose(link))
    assert User.objects.get(pk=reporter_gt.pk).check_password(NEW["new_password1"])
    assert not is_in(choose(link))


def test_the_answer_never_says_whether_an_address_exists(
    reporter_gt: User, worker: Worker, server: Server
) -> None:
    addressed(reporter_gt)

    pages = [re.sub(r"Request \w+", "", ask(to)) for to in ("reporter.gt@example.org", "x@x.org")]

    assert pages[0] == pages[1]
    worker.go_round()
    assert [mail["To"] for mail in letters(server)] == ["reporter.gt@example.org"]


def test_nobody_gets_more_than_so_many_letters_a_day(
    reporter_gt: User, worker: Worker, server: Server
) -> None:
    addressed(reporter_gt)
    for _turn in range(MOST_LETTERS + 2):
        ask("reporter.gt@example.org")

    worker.go_round()

    assert len(letters(server)) == MOST_LETTERS == AccountLetter.objects.count()


def ask_from(client: str, address: str) -> int:
    """The status of the answer to whoever asks from there."""
    return Client(REMOTE_ADDR=client).post(RESET, {"email": address}).status_code


def test_too_many_links_from_one_network_address_are_refused_whoever_is_meant(
    reporter_gt: User, worker: Worker, server: Server
) -> None:
    addressed(reporter_gt)
    meant = ("x@x.org", "reporter.gt@example.org")
    with time_machine.travel(real_now(), tick=False) as clock:
        first = [ask_from(STRANGER, meant[turn % 2]) for turn in range(MOST_RESETS)]
        last = [ask_from(STRANGER, address) for address in meant]
        elsewhere = ask_from(COLLEAGUE, meant[1])
        clock.shift(timedelta(minutes=16))
        later = ask_from(STRANGER, meant[1])

    assert first == [302] * MOST_RESETS
    assert last == [429, 429]
    assert (elsewhere, later) == (302, 302)
    assert ResetAttempt.objects.count() == 1


def test_who_asks_too_often_reads_why_and_keeps_what_they_typed(server: Server) -> None:
    for _turn in range(MOST_RESETS):
        ask("x@x.org")

    refused = Client().post(RESET, {"email": "x@x.org"})

    assert "Wait 15 minutes" in words(refused)
    assert 'value="x@x.org"' in refused.text


def test_a_link_is_stored_nowhere(reporter_gt: User, worker: Worker, server: Server) -> None:
    addressed(reporter_gt)
    ask("reporter.gt@example.org")
    worker.go_round()

    assert "/accounts/reset/" in link_in(server)
    mail = Mail.objects.get(letter__isnull=False)
    assert (mail.state, mail.text) == ("sent", "")


def test_without_a_mail_server_the_page_says_whom_to_ask(settings: LazySettings) -> None:
    assert not settings.IS_MAIL_SENT

    assert "ask a manager" in words(Client().get(RESET))
    assert "ask a manager" in ask("reporter.gt@example.org")
    assert not AccountLetter.objects.exists()


@pytest.fixture
def invited(guatemala: Office, manager_ro: User) -> User:
    person = User(username="luz", first_name="Luz", last_name="Cano", email="luz@example.org")
    role = Membership(role="reporter", office=guatemala)
    return invite_person(person=person, role=role, by=manager_ro, at=real_now())


def test_an_invitation_comes_by_mail_and_asks_for_name_language_and_password(
    invited: User, worker: Worker, server: Server
) -> None:
    worker.go_round()

    browser = choose(link_in(server), first_name="Lucía", last_name="Cano", language="fr")

    assert is_in(browser)
    person = User.objects.get(pk=invited.pk)
    assert (person.first_name, person.language) == ("Lucía", "fr")
    line = person.history.latest()
    assert (line.first_name, line.history_user) == ("Lucía", person)
    assert not hasattr(line, "password")


def test_an_invitation_says_who_gave_which_role_and_no_other_mail_says_it_again(
    invited: User, worker: Worker, server: Server, clock: Clock
) -> None:
    worker.go_round()
    given = "manager.ro le dio la función de responsable del informe para Guatemala."
    assert given in said(letters(server)[-1])
    choose(link_in(server), first_name="Luz", last_name="Cano", language="es")
    viewer = Membership(user=invited, role="viewer", office=Office.objects.get(code="HN"))
    give_role(role=viewer, at=real_now())
    clock.at = real_now()

    worker.go_round()

    told = Notice.objects.filter(kind="role_given", to=invited)
    assert [notice.row for notice in told] == [viewer.pk]


@pytest.mark.parametrize(("days", "holds"), [(6, True), (8, False)])
def test_an_invitation_works_for_seven_days_and_once(
    invited: User, worker: Worker, server: Server, days: int, holds: bool
) -> None:
    worker.go_round()
    link = link_in(server)
    typed = {"first_name": "Luz", "last_name": "Cano", "language": "es"}

    with time_machine.travel(real_now() + timedelta(days=days)):
        assert is_in(choose(link, **typed)) == holds
        assert not is_in(choose(link, **typed))


@pytest.mark.parametrize("corrected", [{"email": "luz.cano@example.org"}, {"is_active": False}])
def test_an_invitation_ends_when_its_address_is_corrected_or_the_account_stopped(
    invited: User, worker: Worker, server: Server, corrected: dict[str, object]
) -> None:
    worker.go_round()
    link = link_in(server)

    User.objects.filter(pk=invited.pk).update(**corrected)

    choose(link, first_name="Luz", last_name="Cano", language="es")
    assert not User.objects.get(pk=invited.pk).has_usable_password()


def test_the_page_of_an_invitation_speaks_as_its_mail_does_and_of_no_other_link(
    invited: User, worker: Worker, server: Server
) -> None:
    worker.go_round()
    link = link_in(server)

    assert '<html lang="es"' in Client().get(link, follow=True).text
    assert '<html lang="en"' in Client().get(link.replace(":", "x"), follow=True).text


def test_the_page_of_an_invitation_opened_without_its_link_says_so(
    invited: User, worker: Worker, server: Server
) -> None:
    worker.go_round()
    key = link_in(server).split("/")[3]

    page = Client().get(f"/accounts/invitation/{key}/set-password/")

    assert "This invitation was used already" in words(page)
    assert "Have you chosen a password already? Sign in" in words(page)


def test_who_may_not_sign_in_gets_no_letter(invited: User, worker: Worker, server: Server) -> None:
    User.objects.filter(pk=invited.pk).update(is_active=False)
    ask_letter(person=invited, kind="reset", at=real_now())

    worker.go_round()

    assert letters(server) == []


def test_what_a_stranger_asks_for_leaves_a_manager_theirs(
    reporter_gt: User, worker: Worker, server: Server
) -> None:
    addressed(reporter_gt)
    for _turn in range(MOST_LETTERS + 1):
        ask("reporter.gt@example.org")

    assert ask_letter(person=reporter_gt, kind="link", at=real_now())
    assert ask_letter(person=reporter_gt, kind="address", address="b@b.org", at=real_now())
    worker.go_round()

    assert is_in(choose(re.findall(r"http://[^/]+(/accounts/reset/\S+)", said(link_of(server)))[0]))


def link_of(server: Server) -> EmailMessage:
    """The letter by which a manager sends a link."""
    (found,) = [mail for mail in letters(server) if "A manager sent you" in said(mail)]
    return found


@pytest.mark.parametrize(("unknown", "told"), [(False, "sent on"), (True, "nobody is called so")])
def test_whoever_keeps_an_account_sees_what_became_of_its_letters(
    reporter_gt: User, manager: Client, worker: Worker, server: Server, unknown: bool, told: str
) -> None:
    addressed(reporter_gt)
    page = f"/appeals/MI2020-CNAC/people/{reporter_gt.pk}/"
    ask_letter(person=reporter_gt, kind="link", at=real_now())
    assert "waiting since" in words(manager.get(page))
    if unknown:
        server.unknown.add("reporter.gt")

    worker.go_round()

    shown = words(manager.get(page))
    assert "A link from a manager, reporter.gt@example.org" in shown
    assert told in shown


def test_another_address_that_a_manager_enters_is_told_to_the_one_before(
    reporter_gt: User, manager: Client, worker: Worker, server: Server
) -> None:
    addressed(reporter_gt)
    page = f"/appeals/MI2020-CNAC/people/{reporter_gt.pk}/"
    manager.post(page, filled(manager.get(page), email="other@example.org"))
    manager.post(page, filled(manager.get(page), last_name="Cano"))

    worker.go_round()

    (mail,) = letters(server)
    assert mail["To"] == "reporter.gt@example.org"
    assert "other@example.org" not in said(mail)
