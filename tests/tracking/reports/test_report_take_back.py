"""Taking a submitted report back: by its office, before a reviewer decides, kept in the history."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client

from appeal.models import Role, User
from tests.factories import make_membership, make_update, make_user
from tests.fixture_types import SignIn
from tests.tracking.browsing import activity_of, at, filled, words
from tracking import actions
from tracking.models import OfficeReport, ProgressUpdate, ReportingPeriod

pytestmark = pytest.mark.publication

PLACE = ("GT", "2020-Q1")
PAGE, ADDRESS = at("report_detail", *PLACE), at("report_take_back", *PLACE)
MOMENT = datetime(2020, 4, 10, 15, tzinfo=UTC)


@pytest.fixture
def report(reporter_gt: User) -> OfficeReport:
    """Submitted, with a line of 40 %."""
    period = ReportingPeriod.objects.get(appeal__code="MI2020-CNAC", code="2020-Q1")
    line = make_update(activity=activity_of("GT-1.1"), period=period, percent=40)
    return actions.submit_report(report=line.report, version=1, by=reporter_gt, at=MOMENT)


def press(client: Client, **typed: Any) -> Any:
    return client.post(ADDRESS, filled(client.get(PAGE), "taking_back", **typed), follow=True)


def test_the_office_takes_it_back_changes_it_and_submits_again(
    report: OfficeReport, reporter_gt: User, signed_in: SignIn
) -> None:
    client = signed_in(reporter_gt)

    done = press(client)

    assert "Taken back. Change the report and submit it again." in words(done)
    assert "This report was taken back reporter.gt" in words(done)
    assert "Submit the report" in words(done)
    report.refresh_from_db()
    assert report.state == "draft"
    standing = ProgressUpdate.objects.standing().get(report=report)
    assert (standing.percent, standing.submitted_at) == (40, None)
    assert [old.percent for old, _told in done.context["lines"][0].earlier] == [40]
    again = actions.submit_report(report=report, version=report.version, by=reporter_gt, at=MOMENT)
    assert [event.step for event in again.reviews.order_by("pk")] == [
        "submitted",
        "taken back",
        "submitted",
    ]


def test_why_it_was_taken_back_may_be_said(
    report: OfficeReport, reporter_gt: User, signed_in: SignIn
) -> None:
    done = press(signed_in(reporter_gt), comment="Two centres were missing.")

    assert "Two centres were missing." in words(done)
    assert report.reviews.latest("pk").comment == "Two centres were missing."


def test_a_colleague_of_the_office_may_and_nobody_else(
    report: OfficeReport, guatemala: Any, honduras: Any, reviewer_ro: User, signed_in: SignIn
) -> None:
    colleague, foreign, finance = make_user(), make_user(), make_user()
    make_membership(user=colleague, role=Role.REPORTER, office=guatemala)
    make_membership(user=foreign, role=Role.REPORTER, office=honduras)
    make_membership(user=finance, role=Role.FINANCE, office=guatemala)

    for person in (foreign, finance, reviewer_ro):
        client = signed_in(person)
        assert client.post(ADDRESS, {}).status_code == 404
    for person in (finance, reviewer_ro):
        assert "Take the report back" not in words(signed_in(person).get(PAGE))
    assert press(signed_in(colleague)).status_code == 200
    report.refresh_from_db()
    assert report.state == "draft"


@pytest.mark.parametrize("decided", ["returned", "approved"])
def test_once_a_reviewer_decided_it_is_too_late(
    report: OfficeReport, reporter_gt: User, reviewer_ro: User, signed_in: SignIn, decided: str
) -> None:
    client = signed_in(reporter_gt)
    sent = filled(client.get(PAGE), "taking_back")
    step = {"report": report, "version": report.version, "by": reviewer_ro, "at": MOMENT}
    if decided == "approved":
        actions.approve_report(**step)
    else:
        actions.return_report(**step, reason="The count is doubled.")

    late = client.post(ADDRESS, sent)

    assert late.status_code == 409
    assert f"The report is now {decided}, so you can no longer take it back." in words(late)
    assert "Take the report back" not in words(client.get(PAGE))
    report.refresh_from_db()
    assert report.state == decided
