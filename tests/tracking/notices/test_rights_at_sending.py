"""What is checked once more when a mail is made and sent: duties, comments, how many a day."""

from datetime import UTC, datetime

import pytest

from appeal.models import Appeal, Membership, Office, User
from tests.factories import make_appeal, make_membership, make_notice, make_period, make_update
from tests.tracking.browsing import activity_of
from tests.tracking.notices.conftest import Clock, addressed, tell_of
from tests.tracking.notices.smtp import Server
from tracking import actions
from tracking.models import Mail, Notice, ReportingPeriod
from tracking.notices import Worker, telling
from tracking.notices.gathering import MOST_A_DAY

pytestmark = pytest.mark.django_db
MOMENT = datetime(2020, 4, 6, 15, tzinfo=UTC)


def test_who_no_longer_has_the_duty_gets_no_mail_about_it(
    overdue: Notice, reporter_gt: User, worker: Worker, server: Server
) -> None:
    """A viewer still reads the period, and no longer has a report to hand in."""
    Membership.objects.filter(user=reporter_gt).update(role="viewer")

    worker.go_round()

    assert (server.taken, Mail.objects.get().state) == ([], "dropped")


def test_a_comment_goes_to_nobody_who_may_no_longer_read_it(
    period: ReportingPeriod, reporter_gt: User, finance_gt: User, worker: Worker, server: Server
) -> None:
    """It is about a report in draft, which a viewer does not see."""
    addressed(reporter_gt)
    line = make_update(activity=activity_of("GT-1.1"), period=period)
    actions.add_comment(body="QUETZAL", by=finance_gt, at=MOMENT, report=line.report)
    assert Notice.objects.filter(to=reporter_gt, kind="comment").exists()
    Membership.objects.filter(user=reporter_gt).update(role="viewer")

    worker.go_round()

    assert server.taken == []


def test_the_number_a_day_is_a_persons_and_not_an_appeals(
    mi2020: Appeal, reporter_gt: User, worker: Worker, clock: Clock
) -> None:
    addressed(reporter_gt)
    office = reporter_gt.memberships.get().office
    other = make_appeal(region=mi2020.region, framework=mi2020.framework)
    later = make_period(appeal=other)
    tell_of(mi2020, reporter_gt, MOST_A_DAY - 2)
    for _turn in range(MOST_A_DAY):
        make_notice(to=reporter_gt, period=later, office=office, at=clock())

    worker.go_round()

    assert Mail.objects.filter(to=reporter_gt).count() == MOST_A_DAY
    assert Mail.objects.filter(to=reporter_gt, appeal=other).count() == 2
    assert not Notice.objects.filter(to=reporter_gt, post="waiting").exists()


def test_no_notice_is_written_to_whoever_did_it(
    period: ReportingPeriod,
    guatemala: Office,
    reporter_gt: User,
    reviewer_ro: User,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """SQLite would leave out such a row in silence, so what is given to be written is looked at."""
    make_membership(user=reporter_gt, role="reviewer", office=guatemala)
    report = make_update(activity=activity_of("GT-1.1"), period=period).report
    written: list[Notice] = []
    monkeypatch.setattr(telling, "write", written.extend)

    actions.add_comment(body="So.", by=reporter_gt, at=MOMENT, report=report)
    actions.submit_report(report=report, version=report.version, by=reporter_gt, at=MOMENT)

    assert {notice.to for notice in written} == {reviewer_ro}
