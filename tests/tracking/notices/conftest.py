"""A server that takes mail, and a clock that a test sets."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage

import pytest
from django.conf import LazySettings

from appeal.models import Appeal, User
from tests.factories import make_notice
from tests.tracking.browsing import period_of
from tests.tracking.notices.smtp import Server
from tracking.models import Notice
from tracking.notices import Worker


class Clock:
    """What time it is, until the test says otherwise."""

    def __init__(self) -> None:
        # A Monday on which no report is due within a week.
        self.at = datetime(2020, 4, 6, 15, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.at

    def go_on(self, **by: int) -> None:
        self.at += timedelta(**by)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def worker(clock: Clock) -> Worker:
    return Worker(clock)


@pytest.fixture
def server(settings: LazySettings) -> Iterator[Server]:
    """A mail server to which the settings lead."""
    server = Server()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
    settings.EMAIL_HOST_USER, settings.EMAIL_USE_TLS, settings.EMAIL_USE_SSL = "", False, False
    settings.IS_MAIL_SENT = True
    yield server
    server.stop()


def addressed(*people: User) -> None:
    """Gives each person an address."""
    for person in people:
        person.email = f"{person.username}@example.org"
        person.save(update_fields=["email"])


@pytest.fixture
def overdue(mi2020: Appeal, reporter_gt: User) -> Notice:
    """A notice that waits to be mailed."""
    addressed(reporter_gt)
    return tell_of(mi2020, reporter_gt, 1)[0]


def tell_of(appeal: Appeal, person: User, times: int) -> list[Notice]:
    office = person.memberships.get().office
    period = period_of(appeal)
    shared = {"to": person, "period": period, "appeal": appeal, "office": office}
    return [make_notice(**shared) for _turn in range(times)]


def said(mail: EmailMessage) -> str:
    """Every word of a mail as it arrived, whatever its parts are encoded in."""
    parts = [part.get_content() for part in mail.iter_parts()]
    return "".join([str(mail["Subject"]), *parts])
