"""What a mail says: in its reader's language, as text and as HTML, and what they may read."""

import re
from datetime import UTC, datetime
from html import unescape

import pytest

from appeal.models import Appeal, Membership, Office, User
from tests.factories import make_membership, make_update, make_user
from tests.fixture_types import SignIn
from tests.tracking.browsing import activity_of
from tests.tracking.notices.conftest import Clock, addressed, said
from tests.tracking.notices.smtp import Server
from tracking import actions
from tracking.models import Mail, Notice, NoticeChoice, OfficeReport, ReportingPeriod
from tracking.notices import Worker
from tracking.notices.daily import remind
from tracking.notices.letters import write_letter

pytestmark = [pytest.mark.django_db, pytest.mark.once]
MOMENT = datetime(2020, 4, 6, 15, tzinfo=UTC)


@pytest.fixture
def returned(period: ReportingPeriod, reporter_gt: User, reviewer_ro: User) -> OfficeReport:
    """A report of Guatemala's that was returned with a remark on a line."""
    addressed(reporter_gt)
    report = make_update(activity=activity_of("GT-1.1"), period=period).report
    actions.submit_report(report=report, version=report.version, by=reporter_gt, at=MOMENT)
    remarks = {activity_of("GT-1.1").pk: "Which <b>centre</b>?"}
    return actions.return_report(
        report=report,
        version=report.version,
        reason="Two\nlines & more.",
        by=reviewer_ro,
        at=MOMENT,
        remarks=remarks,
    )


def letters_to(person: User, worker: Worker) -> list[Mail]:
    worker.go_round()
    return list(Mail.objects.filter(to=person).exclude(text="").order_by("pk"))


def test_a_return_says_the_reason_and_the_remark_on_each_line(
    returned: OfficeReport, reporter_gt: User, worker: Worker
) -> None:
    mail = letters_to(reporter_gt, worker)[0]

    assert mail.subject == "Returned: report of Guatemala on 2020-Q1"
    assert "Two\nlines & more." in mail.text
    assert "GT-1.1: Which <b>centre</b>?" in mail.text
    assert "/appeals/MI2020-CNAC/reports/GT/2020-Q1/" in mail.text


@pytest.mark.parametrize(
    ("language", "subject"),
    [
        ("en", "Returned: report of Guatemala on 2020-Q1"),
        ("es", "Devuelto: informe de Guatemala sobre 2020-Q1"),
        ("fr", "Renvoyé\u00a0: rapport sur 2020-Q1, Guatemala"),
    ],
)
def test_text_and_html_say_the_same_in_the_readers_language(
    returned: OfficeReport, reporter_gt: User, worker: Worker, language: str, subject: str
) -> None:
    User.objects.filter(pk=reporter_gt.pk).update(language=language)

    mail = letters_to(reporter_gt, worker)[0]
    letter = write_letter(mail)

    assert letter
    assert letter.subject == subject == mail.subject
    assert f'<html lang="{language}">' in letter.html
    body = " ".join(unescape(re.sub(r"(?s)<head>.*</head>|<[^>]+>", " ", letter.html)).split())
    addresses = re.findall(r'href="([^"]+)"', letter.html)
    assert addresses == re.findall(r"http\S+", letter.text)
    # The text has the addresses below the words that lead to them, the HTML in them.
    text = " ".join(re.sub(r":\nhttp\S+", "", letter.text).split())
    assert body == text
    assert "<b>" not in letter.html.split("</head>")[1]
    assert not re.search(r"<img|<script|http(?!://127)", letter.html)


def test_what_its_reader_may_no_longer_read_is_not_sent(
    returned: OfficeReport, reporter_gt: User, worker: Worker, server: Server
) -> None:
    Membership.objects.filter(user=reporter_gt).delete()

    worker.go_round()

    assert server.taken == []
    assert set(Mail.objects.filter(to=reporter_gt).values_list("state", flat=True)) == {"dropped"}


def test_what_is_no_longer_true_is_not_sent(
    returned: OfficeReport, reporter_gt: User, reviewer_ro: User, worker: Worker, server: Server
) -> None:
    """The reviewer was told that it waits, and has returned it before a worker came by."""
    addressed(reviewer_ro)

    worker.go_round()

    assert [mail["To"] for mail in server.taken] == ["reporter.gt@example.org"]


def test_no_word_of_another_office_is_in_a_mail(
    mi2020: Appeal,
    reporter_gt: User,
    viewer: User,
    worker: Worker,
    server: Server,
    signed_in: SignIn,
) -> None:
    """Honduras writes marked words everywhere; who works for Guatemala gets none of them."""
    honduras = Office.objects.get(code="HN")
    far = make_membership(user=make_user(username="far"), role="reporter", office=honduras).user
    addressed(reporter_gt, viewer, far)
    period = ReportingPeriod.objects.of(mi2020).get(code="2020-Q1")
    line = make_update(activity=activity_of("HN-1.1"), period=period, narrative="QUETZAL")
    first = actions.add_comment(body="QUETZAL", by=reporter_gt, at=MOMENT, report=line.report)
    actions.add_comment(body="QUETZAL", by=far, at=MOMENT, parent=first)
    report = line.report
    actions.submit_report(
        report=report, version=report.version, by=far, at=MOMENT, comment="QUETZAL"
    )
    for day in range(60):
        remind(mi2020, MOMENT.replace(month=4 + day // 30, day=1 + day % 30))

    worker.go_round()

    taken = {mail["To"]: said(mail) for mail in server.taken}
    assert "QUETZAL" in taken["far@example.org"]
    assert not [to for to, text in taken.items() if "QUETZAL" in text and "far" not in to]
    assert Notice.objects.filter(to=reporter_gt, kind="comment").exists()
    for person in (reporter_gt, viewer):
        assert "QUETZAL" not in signed_in(person).get("/accounts/notifications/").content.decode()


def test_a_mail_has_what_mail_programs_ask_for(
    returned: OfficeReport, worker: Worker, server: Server
) -> None:
    worker.go_round()

    (mail,) = server.taken
    notice = Notice.objects.get(kind="returned")
    assert mail["Message-ID"] == f"<notice-{notice.pk}@127.0.0.1>"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert [part.get_content_type() for part in mail.iter_parts()] == ["text/plain", "text/html"]


def test_news_that_are_not_urgent_come_together_on_monday(
    returned: OfficeReport, reporter_gt: User, reviewer_ro: User, worker: Worker, clock: Clock
) -> None:
    """Taken back on a Monday and told from the Monday after."""
    addressed(reviewer_ro)
    NoticeChoice.objects.create(user=reviewer_ro, kind="week", when="never")
    report = returned
    for _turn in range(2):
        actions.submit_report(report=report, version=report.version, by=reporter_gt, at=MOMENT)
        actions.take_back_report(report=report, version=report.version, by=reporter_gt, at=MOMENT)
    assert "taken_back" not in kinds_mailed(reviewer_ro, worker)

    clock.go_on(days=6)
    assert "taken_back" not in kinds_mailed(reviewer_ro, worker)
    clock.go_on(days=1)

    assert kinds_mailed(reviewer_ro, worker).count("taken_back") == 2
    assert Mail.objects.filter(notices__kind="taken_back").distinct().count() == 1
    last = letters_to(reviewer_ro, worker)[-1]
    assert last.subject == "2 notices about MI2020-CNAC"
    assert last.text.count("Taken back: report of Guatemala on 2020-Q1") == 2


def kinds_mailed(person: User, worker: Worker) -> list[str]:
    worker.go_round()
    return [each.kind for each in person.notices.filter(post="mailed")]
