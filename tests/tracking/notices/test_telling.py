"""Who is told of what: the events of reports, comments, uploads and roles, and of the calendar."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from appeal.actions import give_role
from appeal.base.actions import signed
from appeal.models import Appeal, Membership, Office, Role, User
from tests.factories import make_membership, make_transaction, make_update, make_user
from tests.tracking.browsing import activity_of
from tests.tracking.notices.conftest import Clock
from tracking import actions
from tracking.models import Mail, Notice, NoticeKind, OfficeReport, ReportingPeriod
from tracking.notices import Worker
from tracking.notices.daily import remind
from tracking.notices.kinds import KINDS
from tracking.uploads import apply_upload, receive_upload

pytestmark = [pytest.mark.once, pytest.mark.django_db]
MOMENT = datetime(2020, 4, 8, 15, tzinfo=UTC)
DAY, FAR = timedelta(days=1), date(2099, 12, 31)
Cast = dict[str, User]


@pytest.fixture
def cast(reporter_gt: User, finance_gt: User, reviewer_ro: User, manager_ro: User) -> Cast:
    """The people of Guatemala and the region, and a reporter of Honduras."""
    honduras = Office.objects.get(code="HN")
    other = make_membership(
        user=make_user(username="reporter.hn"), role="reporter", office=honduras
    )
    people = [reporter_gt, finance_gt, reviewer_ro, manager_ro, other.user]
    return {person.username: person for person in people}


@pytest.fixture
def report(period: ReportingPeriod, cast: Cast) -> OfficeReport:
    return make_update(activity=activity_of("GT-1.1"), period=period).report


def told(kind: str = "") -> list[tuple[str, str]]:
    rows = Notice.objects.filter(kind=kind) if kind else Notice.objects.all()
    return sorted(rows.values_list("kind", "to__username"))


def test_each_step_of_a_report_is_told_to_the_other_side(report: OfficeReport, cast: Cast) -> None:
    reporter, reviewer, manager = (
        cast[name] for name in ("reporter.gt", "reviewer.ro", "manager.ro")
    )

    actions.submit_report(report=report, version=report.version, by=reporter, at=MOMENT)
    assert told() == [("submitted", "reviewer.ro")]
    actions.take_back_report(report=report, version=report.version, by=reporter, at=MOMENT)
    actions.submit_report(report=report, version=report.version, by=reporter, at=MOMENT)
    remarks = {activity_of("GT-1.1").pk: "Which centre?"}
    actions.return_report(
        report=report, version=report.version, reason="So.", by=reviewer, at=MOMENT, remarks=remarks
    )
    actions.submit_report(report=report, version=report.version, by=reporter, at=MOMENT)
    actions.approve_report(report=report, version=report.version, by=reviewer, at=MOMENT)
    actions.reopen_report(
        report=report, version=report.version, reason="So.", by=manager, at=MOMENT
    )

    assert told() == [
        ("approved", "reporter.gt"),
        ("reopened", "reporter.gt"),
        ("returned", "reporter.gt"),
        ("submitted", "reviewer.ro"),
        ("submitted", "reviewer.ro"),
        ("submitted", "reviewer.ro"),
        ("taken_back", "reviewer.ro"),
    ]


def test_what_is_refused_is_not_told(report: OfficeReport, cast: Cast) -> None:
    with pytest.raises(actions.NotApprovable):
        actions.approve_report(
            report=report, version=report.version, by=cast["reviewer.ro"], at=MOMENT
        )

    assert told() == []


def test_nobody_is_told_of_what_they_did_themselves(report: OfficeReport, cast: Cast) -> None:
    """A reviewer who reports too."""
    both = cast["reporter.gt"]
    make_membership(user=both, role=Role.REVIEWER, office=report.office)

    actions.submit_report(report=report, version=report.version, by=both, at=MOMENT)

    assert told() == [("submitted", "reviewer.ro")]


def test_a_comment_is_told_to_the_office_and_to_whoever_spoke_before(
    report: OfficeReport, cast: Cast, viewer: User
) -> None:
    activity = activity_of("GT-1.1")

    first = actions.add_comment(body="Why?", by=viewer, at=MOMENT, activity=activity)
    assert told() == [("comment", "reporter.gt")]
    actions.add_comment(body="So.", by=cast["reporter.gt"], at=MOMENT, parent=first)
    assert told() == [("comment", "reporter.gt"), ("comment", "viewer")]
    actions.add_comment(body="On it.", by=cast["manager.ro"], at=MOMENT, report=report)
    assert told()[-3:] == [
        ("comment", "reporter.gt"), ("comment", "reviewer.ro"), ("comment", "viewer"),
    ]  # fmt: skip


def test_an_upload_of_rates_is_of_no_office_and_told_to_nobody(mi2020: Appeal, cast: Cast) -> None:
    file = SimpleUploadedFile("rates.csv", b"currency,effective_on,rate\nGTQ,2020-03-01,7.70\n")
    upload = receive_upload(file=file, appeal=mi2020, by=cast["manager.ro"], at=MOMENT)

    apply_upload(upload=upload, at=MOMENT)

    assert told() == []


def on(day: str) -> datetime:
    return datetime.combine(date.fromisoformat(day), MOMENT.timetz())


@pytest.mark.parametrize(
    ("day", "kinds"),
    [
        ("2020-04-07", []),
        ("2020-04-08", ["due_soon"]),
        ("2020-04-14", ["due_soon"]),
        ("2020-04-15", ["due_today"]),
        ("2020-04-16", ["overdue"]),
        ("2020-05-14", ["overdue"]),
        ("2020-05-15", ["month_late", "overdue"]),
    ],
)
def test_a_report_is_told_of_as_its_day_comes_and_goes(
    mi2020: Appeal, cast: Cast, day: str, kinds: list[str]
) -> None:
    """The first quarter of Guatemala, due on 15 April."""
    remind(mi2020, on(day))

    own = Notice.objects.filter(office__code="GT").exclude(to__username="reviewer.ro")
    assert sorted(own.values_list("kind", flat=True)) == kinds
    assert {name for kind, name in told("overdue")} <= {"reporter.gt", "reporter.hn"}
    assert {name for kind, name in told("month_late")} <= {"manager.ro"}


def test_a_day_is_told_once_however_often_it_is_asked_and_overdue_every_week(
    mi2020: Appeal, cast: Cast
) -> None:
    for number in range(30):
        for _time in range(2):
            remind(mi2020, on("2020-04-16") + timedelta(days=number))

    assert len([name for _kind, name in told("overdue") if name == "reporter.gt"]) == 5
    # Of three offices, on the last of these days.
    assert told("month_late") == [("month_late", "manager.ro")] * 3


def test_who_has_handed_in_is_not_reminded(
    mi2020: Appeal, report: OfficeReport, cast: Cast
) -> None:
    actions.submit_report(report=report, version=report.version, by=cast["reporter.gt"], at=MOMENT)

    remind(mi2020, on("2020-04-20"))

    assert told("overdue") == [("overdue", "reporter.hn")]


def test_after_the_appeal_has_closed_nobody_is_reminded(mi2020: Appeal, cast: Cast) -> None:
    remind(mi2020, MOMENT + (mi2020.closes_on - MOMENT.date()) + timedelta(days=1))

    assert told() == []


def test_finance_is_told_in_the_morning_of_drafts_that_others_entered(
    mi2020: Appeal, cast: Cast
) -> None:
    mine = make_transaction(activity=activity_of("GT-1.1"), entered_by=cast["finance.gt"])
    remind(mi2020, mine.entered_at + timedelta(days=1))
    assert told("to_post") == []
    draft = make_transaction(activity=activity_of("GT-1.1"), entered_by=cast["reporter.gt"])

    remind(mi2020, draft.entered_at)
    assert told("to_post") == []
    for days in (1, 2, 3):
        remind(mi2020, draft.entered_at + timedelta(days=days))

    assert told("to_post") == [("to_post", "finance.gt")]


def test_a_role_is_told_when_it_is_given_and_when_it_ends(
    mi2020: Appeal, guatemala: Office, manager_ro: User, worker: Worker, clock: Clock
) -> None:
    person, invited = make_user(username="new"), make_user(username="invited")
    invited.set_unusable_password()
    invited.save()
    Notice.objects.all().delete()
    for each in (person, invited):
        role = Membership(user=each, role=Role.FINANCE, office=guatemala, ends_on=FAR)
        with signed(by=manager_ro):
            give_role(role=role, at=clock())

    worker.go_round()
    assert ("role_given", "new") in told()
    assert ("role_given", "invited") not in told()
    assert Notice.objects.get(kind="role_given", to=person).by == manager_ro
    Membership.objects.filter(user=person).update(ends_on=timezone.now().date() + DAY)
    clock.at = timezone.now()
    worker.go_round()

    assert told("role_ends") == [("role_ends", "new")]


def test_whoever_never_came_in_gets_no_mail_about_work(overdue: Notice, worker: Worker) -> None:
    person = overdue.to
    person.set_unusable_password()
    person.save()

    worker.go_round()
    assert not Mail.objects.filter(to=person).exists()
    # By single sign-on, without a password of their own.
    User.objects.filter(pk=person.pk).update(last_login=timezone.now())
    Notice.objects.filter(pk=overdue.pk).update(post=Notice.Post.WAITING)
    worker.go_round()

    assert Mail.objects.filter(to=person).exists()


def test_every_kind_is_in_the_table_with_words_for_its_facts() -> None:
    assert set(KINDS) == set(NoticeKind.values)
