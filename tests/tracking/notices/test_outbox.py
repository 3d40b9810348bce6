"""The outbox: every mail arrives, whoever is killed on the way, and none is made twice."""

import os
import subprocess
import sys
import time
from collections import Counter
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.db import connection

from appeal.models import Appeal, User
from tests.factories import make_mail, make_user
from tests.faults.trials import how_often
from tests.fixture_types import Tried
from tests.tracking.browsing import period_of
from tests.tracking.notices.conftest import Clock, addressed, tell_of
from tests.tracking.notices.smtp import Server
from tracking.models import LEASE, Mail, Notice
from tracking.models.notices import MailQuerySet
from tracking.notices import Worker, sending
from tracking.notices.gathering import MOST_A_DAY, gather
from tracking.notices.sending import PAUSES, send_all

pytestmark = pytest.mark.django_db
# A few times are enough every day; `make faults` kills a worker as often as we promised.
KILLS, MAILS = how_often("KILLS"), how_often("MAILS")


def test_a_mail_is_sent_once_and_stays_as_it_was_sent(
    overdue: Notice, worker: Worker, server: Server
) -> None:
    assert [worker.go_round(), worker.go_round()] == [1, 0]

    mail = Mail.objects.get()
    assert (mail.state, mail.attempts, mail.address) == ("sent", 1, "reporter.gt@example.org")
    assert len(server.taken) == 1
    assert server.taken[0].get_body(("plain",)).get_content().replace("\r", "") == mail.text


def test_without_a_server_a_mail_is_only_shown(
    overdue: Notice, worker: Worker, settings: LazySettings, mailoutbox: list
) -> None:
    assert not settings.IS_MAIL_SENT

    worker.go_round()

    mail = Mail.objects.get()
    assert mail.state == "shown"
    assert "Guatemala" in mail.text
    assert mailoutbox == []


def test_mail_about_demonstration_data_is_never_sent(
    overdue: Notice, worker: Worker, server: Server
) -> None:
    Appeal.objects.update(is_demonstration=True)

    worker.go_round()

    assert (Mail.objects.get().state, server.taken) == ("shown", [])


def test_a_server_that_is_away_counts_against_no_mail(
    overdue: Notice, worker: Worker, server: Server, clock: Clock, settings: LazySettings
) -> None:
    server.stop()
    for _turn in range(30):
        worker.go_round()
        clock.go_on(minutes=10)
    mail = Mail.objects.get()
    assert (mail.state, mail.attempts, mail.leased_until) == ("waiting", 0, None)

    back = Server()
    settings.EMAIL_PORT = back.port
    worker.go_round()

    assert len(back.taken) == 1
    back.stop()


def test_pauses_grow_until_a_manager_has_to_look_at_it(
    overdue: Notice, worker: Worker, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(mail: Mail) -> None:
        raise ValueError("A fault of ours.")

    monkeypatch.setattr(sending, "write_letter", fail)
    pauses = []
    while not Mail.objects.filter(state="failed").exists():
        worker.go_round()
        mail = Mail.objects.earliest("pk")
        pauses.append((mail.next_at - clock()) // timedelta(minutes=1))
        clock.at = mail.next_at

    assert pauses[:-1] == list(PAUSES)
    assert mail.error == "ValueError: A fault of ours."


def test_an_unknown_address_fails_at_once_and_hinders_no_other_mail(
    overdue: Notice, mi2020: Appeal, finance_gt: User, worker: Worker, server: Server
) -> None:
    server.unknown.add("reporter.gt")
    make_mail(appeal=mi2020, to=finance_gt)

    worker.go_round()

    mail = Mail.objects.get(to__username="reporter.gt")
    assert (mail.state, mail.attempts) == ("failed", 1)
    assert "nobody is called so" in mail.error


def test_a_worker_killed_between_sending_and_noting_sends_it_again_with_the_same_id(
    overdue: Notice, worker: Worker, server: Server, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(sending, "_close", killed)
        with pytest.raises(KeyboardInterrupt):
            worker.go_round()
    worker.go_round()
    assert len(server.taken) == 1
    clock.at += LEASE

    worker.go_round()

    one, other = server.taken
    assert one["Message-ID"] == other["Message-ID"]
    assert Mail.objects.get().state == "sent"


def killed(*given: object) -> None:
    raise KeyboardInterrupt


def test_two_workers_take_different_mails(mi2020: Appeal, clock: Clock) -> None:
    made = {make_mail(appeal=mi2020).pk for _turn in range(3)}

    leased = [Mail.objects.lease(clock()) for _turn in range(4)]

    assert {mail.pk for mail in leased if mail} == made
    assert leased[3] is None


def test_of_two_workers_at_one_mail_one_gets_it(
    mi2020: Appeal, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The second has read that it is free before the first takes it."""
    mail = make_mail(appeal=mi2020)
    rivals: list[Mail | None] = []
    update = MailQuerySet.update

    def race(self: MailQuerySet, **columns: object) -> int:
        if not rivals:
            rivals.append(None)
            rivals[0] = Mail.objects.lease(clock())
        return update(self, **columns)

    monkeypatch.setattr(MailQuerySet, "update", race)
    leased = Mail.objects.lease(clock())

    assert [each and each.pk for each in (*rivals, leased)] == [mail.pk, None]


def test_so_many_mails_a_day_and_the_last_holds_the_rest(
    mi2020: Appeal, reporter_gt: User, worker: Worker, clock: Clock
) -> None:
    addressed(reporter_gt)
    tell_of(mi2020, reporter_gt, MOST_A_DAY + 3)
    worker.go_round()
    assert [mail.notices.count() for mail in Mail.objects.order_by("pk")] == [1] * 7 + [4]
    tell_of(mi2020, reporter_gt, 2)
    worker.go_round()
    assert Mail.objects.count() == MOST_A_DAY

    clock.go_on(days=1)
    worker.go_round()

    assert Mail.objects.count() == MOST_A_DAY + 2


def test_what_is_old_when_a_worker_comes_to_it_is_not_mailed(
    overdue: Notice, worker: Worker, clock: Clock
) -> None:
    clock.go_on(days=12)

    worker.go_round()

    assert Notice.objects.get(pk=overdue.pk).post == "none"


def test_who_has_no_address_is_told_in_the_product_only(
    mi2020: Appeal, reporter_gt: User, clock: Clock
) -> None:
    tell_of(mi2020, reporter_gt, 1)

    gather(clock())

    assert Notice.objects.get().post == "none"


@pytest.mark.slow
@pytest.mark.once
def test_mails_arrive_though_the_server_is_killed_and_started_again(
    mi2020: Appeal, reporter_gt: User, server: Server, clock: Clock, tried: Tried
) -> None:
    """It dies twice with a mail in its hands that it has not yet said yes to."""
    office, period = reporter_gt.memberships.get().office, period_of(mi2020)
    addressed(reporter_gt)
    for number in range(MAILS):
        mail = make_mail(appeal=mi2020, to=reporter_gt, office=office, message_id=f"<{number}@x>")
        mail.notices.update(row=period.pk)
    first, servers = server.port, [server]
    server.dies_at = {MAILS // 5}
    while Mail.objects.filter(state="waiting").exists():
        send_all(clock)
        clock.go_on(minutes=2)
        if servers[-1].is_dead:
            servers[-1].stop()
            send_all(clock)
            servers.append(Server(first))
            servers[-1].dies_at = {MAILS * 2 // 5} if len(servers) == 2 else set()

    taken = Counter(mail["Message-ID"] for each in servers for mail in each.taken)
    assert len(taken) == MAILS
    assert len(servers) == 3
    # Twice only those that it had in its hands.
    assert sorted(taken.values())[-3:] == [1, 2, 2]
    assert set(Mail.objects.values_list("state", flat=True)) == {"sent"}
    for each in servers[1:]:
        each.stop()
    for _mail in taken:
        tried()


@pytest.mark.slow
@pytest.mark.once
def test_every_mail_arrives_though_workers_are_killed(
    real_commits: None,
    mi2020: Appeal,
    reporter_gt: User,
    server: Server,
    root: Path,
    tried: Tried,
) -> None:
    """Twice only in the window between the server's yes and the note of it."""
    office, period = reporter_gt.memberships.get().office, period_of(mi2020)
    addressed(reporter_gt)
    count = KILLS * 10
    for number in range(count):
        mail = make_mail(appeal=mi2020, to=reporter_gt, office=office, message_id=f"<{number}@x>")
        mail.notices.update(row=period.pk)
    name, folder = connection.settings_dict["NAME"], root / "var"
    environment = os.environ | {
        "DATABASE_URL": f"sqlite:///{name}",
        "DATA_DIR": str(folder),
        "EMAIL_URL": f"smtp://127.0.0.1:{server.port}",
        "MAIL_LEASE_SECONDS": "1",
    }
    command = [sys.executable, "manage.py", "deliver", "--once"]
    in_hand: Counter[str] = Counter()
    for _turn in range(KILLS):
        before = len(server.taken)
        worker = subprocess.Popen(command, cwd=root, env=environment)
        while len(server.taken) < before + 3 and worker.poll() is None:
            time.sleep(0.002)
        worker.kill()
        worker.wait()
        tried()
        time.sleep(1.1)
        if len(server.taken) > before:
            in_hand[server.taken[-1]["Message-ID"]] += 1
    subprocess.run(command, cwd=root, env=environment, check=True)

    # Beside the mail that says which role he was given.
    taken = Counter(mail["Message-ID"] for mail in server.taken if "@x" in mail["Message-ID"])
    twice = sum(taken.values()) - len(taken)
    print(f"{twice} of {count} mails were sent twice by {KILLS} workers that were killed.")
    assert len(taken) == count
    # Only what a worker had in its hands when it was killed: it had noted all that it sent before.
    assert taken - Counter(set(taken)) <= in_hand


def test_what_is_done_is_forgotten_after_90_days(
    overdue: Notice, worker: Worker, clock: Clock
) -> None:
    worker.go_round()
    (mail,) = Mail.objects.all()
    clock.go_on(days=91)
    worker.go_round()

    assert not Mail.objects.filter(pk=mail.pk).exists()
    assert Notice.objects.get(pk=overdue.pk).post == "mailed"


def test_a_new_person_is_told_nothing(worker: Worker) -> None:
    make_user(email="somebody@example.org")

    assert worker.go_round() == 0
