"""The mail about a week: what is late, due and changed, for an office and for the region."""

import re
from datetime import UTC, date, datetime, timedelta
from html import unescape

import pytest

from appeal.base.actions import signed
from appeal.models import Activity, Appeal, Membership, Office, User
from tests.factories import (
    make_membership,
    make_milestone,
    make_transaction,
    make_update,
    make_user,
)
from tests.fixture_types import SignIn
from tests.tracking.browsing import activity_of, filled, period_of
from tests.tracking.notices.conftest import Clock, addressed, said
from tests.tracking.notices.smtp import Server
from tracking import actions
from tracking.models import Mail, Notice, NoticeChoice
from tracking.notices import Worker, delivering
from tracking.notices.letters import write_letter

pytestmark = [pytest.mark.once, pytest.mark.django_db]
# A Monday: the week before ended on 26 April; the first quarter was due on the 15th.
MONDAY = datetime(2020, 4, 27, 15, tzinfo=UTC)
THURSDAY = MONDAY - timedelta(days=4)


@pytest.fixture
def monday(clock: Clock) -> Clock:
    clock.at = MONDAY
    return clock


def week_to(person: User, worker: Worker) -> Mail:
    worker.go_round()
    return Mail.objects.filter(to=person, notices__kind="week").exclude(text="").get()


def named(mail: Mail, title: str) -> list[str]:
    """The lines below a heading."""
    (below,) = re.findall(rf"(?m)^{title}\n((?:- .*\n)+)", mail.text)
    return [line.removeprefix("- ") for line in below.splitlines()]


def test_it_says_what_is_late_what_is_due_and_what_others_changed(
    mi2020: Appeal, reporter_gt: User, finance_gt: User, monday: Clock, worker: Worker
) -> None:
    addressed(reporter_gt)
    activity = activity_of("GT-1.1")
    with signed(by=finance_gt, at=THURSDAY):
        make_milestone(activity=activity, title="Opening", due_on=date(2020, 4, 20))
        make_milestone(activity=activity, title="Review", due_on=date(2020, 5, 3))
        make_milestone(activity=activity, title="Closing", due_on=date(2020, 5, 4))

    mail = week_to(reporter_gt, worker)

    assert mail.subject == "Guatemala, 2020-Q2: the week to 26 Apr 2020"
    assert named(mail, "Late") == [
        "Guatemala: report on 2020-Q1, 12 days late",
        "GT-1.1: milestone “Opening”, due on 20 Apr 2020",
    ]
    assert named(mail, "Due by 3 May 2020") == ["GT-1.1: milestone “Review”, due on 3 May 2020"]
    assert named(mail, "What others changed") == [
        "finance.gt: milestone GT-1.1 Closing, GT-1.1 Review, GT-1.1 Opening (added)"
    ]


def test_for_the_region_it_is_of_all_offices(
    mi2020: Appeal, manager_ro: User, reporter_gt: User, monday: Clock, worker: Worker
) -> None:
    addressed(manager_ro)
    report = make_update(activity=activity_of("GT-1.1"), period=period_of(mi2020)).report
    actions.submit_report(report=report, version=report.version, by=reporter_gt, at=THURSDAY)

    mail = week_to(manager_ro, worker)

    assert mail.subject == f"{mi2020.region}, 2020-Q2: the week to 26 Apr 2020"
    assert named(mail, "Late") == [
        "Belize: report on 2020-Q1, 12 days late",
        "Honduras: report on 2020-Q1, 12 days late",
    ]
    assert "reporter.gt: review of a report GT 2020-Q1 (submitted)" in named(
        mail, "What others changed"
    )


def test_a_quiet_week_is_no_mail(
    mi2020: Appeal, reporter_gt: User, clock: Clock, worker: Worker
) -> None:
    addressed(reporter_gt)

    worker.go_round()

    assert Notice.objects.get(kind="week").post == "none"
    assert not Mail.objects.exists()


def test_each_week_is_told_once_and_later_in_the_week_where_no_worker_came_by(
    mi2020: Appeal, reporter_gt: User, clock: Clock
) -> None:
    addressed(reporter_gt)
    for day in (date(2020, 4, 29), date(2020, 4, 30), date(2020, 5, 4), date(2020, 5, 5)):
        clock.at = datetime(day.year, day.month, day.day, 15, tzinfo=UTC)
        Worker(clock).go_round()

    mails = Mail.objects.filter(notices__kind="week").order_by("pk")
    assert [mail.made_at.date() for mail in mails] == [date(2020, 4, 29), date(2020, 5, 4)]


def test_no_word_of_another_office_is_in_the_week_of_an_office(
    mi2020: Appeal,
    reporter_gt: User,
    manager_ro: User,
    honduras: Office,
    monday: Clock,
    worker: Worker,
    server: Server,
) -> None:
    """Honduras writes marked words wherever it can; the region reads those that it may."""
    far = make_membership(user=make_user(username="far"), role="reporter", office=honduras).user
    other = make_membership(user=make_user(username="other"), role="finance", office=honduras).user
    addressed(reporter_gt, manager_ro, far)
    activity = activity_of("HN-1.1")
    with signed(by=other, at=THURSDAY):
        make_milestone(activity=activity, title="QUETZAL", due_on=date(2020, 4, 20))
        make_transaction(activity=activity, entered_by=other, reference="QUETZAL-DRAFT")
        line = make_update(activity=activity, period=period_of(mi2020), narrative="QUETZAL")
        actions.add_comment(body="QUETZAL", by=other, at=THURSDAY, report=line.report)
        make_milestone(activity=activity_of("GT-1.1"), title="Ours", due_on=date(2020, 4, 20))

    worker.go_round()

    weeks = {mail["To"]: said(mail) for mail in server.taken if "week" in mail["Subject"]}
    assert "Ours" in weeks["reporter.gt@example.org"]
    assert "QUETZAL" not in weeks["reporter.gt@example.org"]
    assert "Honduras" not in weeks["reporter.gt@example.org"]
    assert "QUETZAL" in weeks["far@example.org"]
    assert "QUETZAL" in weeks["manager.ro@example.org"]


def test_the_rights_are_those_of_the_moment_of_sending(
    mi2020: Appeal, reporter_gt: User, monday: Clock, worker: Worker, server: Server
) -> None:
    """It was made while he worked for the office; then he was made a viewer."""
    addressed(reporter_gt)
    server.stop()
    worker.go_round()
    assert Mail.objects.get(notices__kind="week").state == "waiting"
    Membership.objects.filter(user=reporter_gt).update(role="viewer")
    mail = Mail.objects.get(notices__kind="week")

    assert write_letter(mail) is None


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "the week to 26 Apr 2020"),
        ("es", "semana hasta el 26 abr 2020"),
        ("fr", "semaine jusqu'au 26 avr. 2020"),
    ],
)
def test_text_and_html_say_the_same_and_have_one_button(
    mi2020: Appeal, reporter_gt: User, monday: Clock, worker: Worker, language: str, words: str
) -> None:
    addressed(reporter_gt)
    User.objects.filter(pk=reporter_gt.pk).update(language=language)
    make_milestone(activity=activity_of("GT-1.1"), title="<b>A</b>", due_on=date(2020, 4, 20))

    letter = write_letter(week_to(reporter_gt, worker))

    assert letter
    assert words in letter.subject
    assert letter.html.count('class="button"') == 1
    # Opened, it says of where and when it is; a code is not divided at the end of a line.
    assert letter.text.startswith(f"{letter.subject}\n\n")
    assert '<span class="whole">2020-Q1,</span>' in letter.html
    body = " ".join(unescape(re.sub(r"(?s)<head>.*</head>|<[^>]+>", " ", letter.html)).split())
    text = re.sub(r":\nhttp\S+|(?m:^- )", "", letter.text)
    assert body == " ".join(text.split())


def test_it_comes_in_one_mail_with_what_was_kept_for_the_week_and_leads_it(
    mi2020: Appeal, reporter_gt: User, reviewer_ro: User, monday: Clock, worker: Worker
) -> None:
    addressed(reviewer_ro)
    report = make_update(activity=activity_of("GT-1.1"), period=period_of(mi2020)).report
    actions.submit_report(report=report, version=report.version, by=reporter_gt, at=THURSDAY)
    actions.take_back_report(report=report, version=report.version, by=reporter_gt, at=THURSDAY)

    mail = week_to(reviewer_ro, worker)

    assert sorted(mail.notices.values_list("kind", flat=True)) == ["taken_back", "week"]
    assert mail.subject.endswith("the week to 26 Apr 2020")
    assert mail.text.index("Late") < mail.text.index("Taken back: report of Guatemala")


def test_a_person_can_choose_not_to_get_it(
    mi2020: Appeal, reporter_gt: User, monday: Clock, worker: Worker, signed_in: SignIn
) -> None:
    addressed(reporter_gt)
    browser, page = signed_in(reporter_gt), "/accounts/notifications/choose/"
    shown = browser.get(page)
    offered = [value for value, _label in shown.context["form"].fields["week"].choices]
    assert offered == ["digest", "never"]

    browser.post(page, filled(shown, week="never"))
    worker.go_round()

    assert NoticeChoice.objects.get(user=reporter_gt).kind == "week"
    assert not Mail.objects.filter(notices__kind="week").exists()


def test_it_is_a_mail_only_and_not_new_in_the_product(
    mi2020: Appeal, reporter_gt: User, monday: Clock, worker: Worker, signed_in: SignIn
) -> None:
    addressed(reporter_gt)
    week_to(reporter_gt, worker)

    page = signed_in(reporter_gt).get("/accounts/notifications/").content.decode()

    assert "the week to" not in page


def test_what_is_cancelled_or_reached_is_not_late(
    mi2020: Appeal, reporter_gt: User, reviewer_ro: User, monday: Clock, worker: Worker
) -> None:
    addressed(reporter_gt)
    activity = activity_of("GT-1.1")
    reached = make_milestone(activity=activity, title="Opening", due_on=date(2020, 3, 20))
    line = make_update(activity=activity, period=period_of(mi2020))
    line.achievements.create(milestone=reached, achieved_on=date(2020, 3, 20))
    report = line.report
    actions.submit_report(report=report, version=report.version, by=reporter_gt, at=THURSDAY)
    actions.approve_report(report=report, version=report.version, by=reviewer_ro, at=THURSDAY)
    held = activity_of("GT-2.1")
    make_milestone(activity=held, title="Closing", due_on=date(2020, 3, 20))
    Activity.objects.filter(pk=held.pk).update(hold="cancelled")

    mail = week_to(reporter_gt, worker)

    assert "Late" not in mail.text
    assert "reviewer.ro: review of a report GT 2020-Q1 (approved)" in named(
        mail, "What others changed"
    )


def test_long_lists_are_cut_and_say_so(
    mi2020: Appeal, reporter_gt: User, finance_gt: User, monday: Clock, worker: Worker
) -> None:
    addressed(reporter_gt)
    with signed(by=finance_gt, at=THURSDAY):
        for number in range(12):
            title = f"M{number} {'x' * 70}"
            make_milestone(activity=activity_of("GT-1.1"), title=title, due_on=date(2020, 4, 20))

    mail = week_to(reporter_gt, worker)

    assert named(mail, "Late")[-1].startswith("and 3 more: http")
    assert named(mail, "Late")[-1].endswith("/appeals/MI2020-CNAC/activities/?office=GT")
    letter = write_letter(mail)
    assert letter
    assert '/activities/?office=GT">and 3 more</a>' in letter.html
    assert len(named(mail, "Late")) == 11
    assert f"“M0 {'x' * 56}…”" in named(mail, "Late")[1]
    assert named(mail, "What others changed")[0].endswith(", and 9 more (added)")


def test_a_fault_in_it_hinders_no_other_mail(
    mi2020: Appeal,
    reporter_gt: User,
    monday: Clock,
    worker: Worker,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    addressed(reporter_gt)

    def fail(*given: object) -> None:
        raise ValueError("A fault of ours.")

    monkeypatch.setattr(delivering, "tell_of_week", fail)
    worker.go_round()

    assert Mail.objects.filter(notices__kind="overdue").exists()
