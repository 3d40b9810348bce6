"""Re-opening an approved report: by a manager, with a reason, out of the official figures."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client

from appeal.models import Office, Role, User
from tests.factories import make_membership, make_update, make_user
from tests.fixture_types import SignIn
from tests.tracking.browsing import activity_of, at, complaints, filled, words
from tracking import actions
from tracking.models import OfficeReport, ReportingPeriod

pytestmark = pytest.mark.once

PLACE = ("GT", "2020-Q1")
PAGE, ADDRESS = at("report_detail", *PLACE), at("report_reopen", *PLACE)


@pytest.fixture
def report(reporter_gt: User, reviewer_ro: User) -> OfficeReport:
    """Approved, with a line of 40 %."""
    period = ReportingPeriod.objects.get(appeal__code="MI2020-CNAC", code="2020-Q1")
    line = make_update(activity=activity_of("GT-1.1"), period=period, percent=40)
    moment = datetime(2020, 4, 10, 15, tzinfo=UTC)
    report = actions.submit_report(report=line.report, version=1, by=reporter_gt, at=moment)
    return actions.approve_report(report=report, version=2, by=reviewer_ro, at=moment)


def press(client: Client, **typed: Any) -> Any:
    return client.post(ADDRESS, filled(client.get(PAGE), "reopening", **typed), follow=True)


def progress(client: Client) -> Any:
    return client.get(at("activity_detail", "GT-1.1")).context["activity"].figures.progress


def test_a_manager_reopens_and_the_figures_leave_the_official_ones(
    report: OfficeReport, manager: Client, reporter_gt: User, signed_in: SignIn
) -> None:
    assert progress(manager) == 40

    done = press(manager, reason="The count was doubled.")

    assert "Re-opened. It does not count in official figures" in words(done)
    assert progress(manager) is None
    page = signed_in(reporter_gt).get(PAGE)
    assert "This report was re-opened manager.ro" in words(page)
    assert "The count was doubled." in words(page)
    assert "Submit the report" in words(page)
    assert [old.percent for old, _told in page.context["lines"][0].earlier] == [40]


def test_the_manager_of_the_office_reopens_and_a_neighbours_does_not(
    report: OfficeReport, guatemala: Office, honduras: Office, signed_in: SignIn
) -> None:
    own, foreign = make_user(), make_user()
    make_membership(user=own, role=Role.MANAGER, office=guatemala)
    make_membership(user=foreign, role=Role.MANAGER, office=honduras)

    assert signed_in(foreign).post(ADDRESS, {"reason": "x"}).status_code == 404
    assert "Re-open the report" not in words(signed_in(foreign).get(PAGE))
    assert press(signed_in(own), reason="Wrong.").status_code == 200
    assert OfficeReport.objects.get().state == "draft"


def test_neither_reporter_nor_reviewer_reopens(
    report: OfficeReport, reporter_gt: User, reviewer_ro: User, signed_in: SignIn
) -> None:
    for person in (reporter_gt, reviewer_ro):
        client = signed_in(person)
        assert "Re-open the report" not in words(client.get(PAGE))
        assert client.post(ADDRESS, {"reason": "x"}).status_code == 404
    assert OfficeReport.objects.get().state == "approved"


def test_without_a_reason_nothing_is_reopened(report: OfficeReport, manager: Client) -> None:
    refusal = press(manager)

    assert refusal.status_code == 422
    assert complaints(refusal, "reopening") == {"reason": ["This field is required."]}
    assert OfficeReport.objects.get().state == "approved"


def test_a_report_that_changed_meanwhile_is_told_and_keeps_what_was_typed(
    report: OfficeReport, manager: Client
) -> None:
    sent = filled(manager.get(PAGE), "reopening", reason="Wrong.")
    report.save_over(report.version, ["highlights"])

    conflict = manager.post(ADDRESS, sent)

    assert conflict.status_code == 409
    assert conflict.context["reopening"]["reason"].value() == "Wrong."
    assert manager.post(ADDRESS, filled(conflict, "reopening")).status_code == 302


def test_a_locked_period_is_not_reopened(
    report: OfficeReport, manager: Client, manager_ro: User
) -> None:
    sent = filled(manager.get(PAGE), "reopening", reason="Wrong.")
    moment = datetime(2020, 5, 10, 15, tzinfo=UTC)
    actions.lock_period(period=report.period, reason="Published.", by=manager_ro, at=moment)

    conflict = manager.post(ADDRESS, sent)

    assert conflict.status_code == 409
    assert "2020-Q1 is locked" in words(conflict)
    assert "Re-open the report" not in words(manager.get(PAGE))
    assert progress(manager) == 40


def test_others_read_earlier_revisions_only_if_they_were_approved(
    report: OfficeReport,
    manager_ro: User,
    reporter_gt: User,
    reviewer_ro: User,
    viewer: User,
    signed_in: SignIn,
) -> None:
    moment = datetime(2020, 6, 10, 15, tzinfo=UTC)
    step = {"report": report, "at": moment}
    actions.reopen_report(**step, version=report.version, reason="x", by=manager_ro)
    actions.submit_report(**step, version=report.version, by=reporter_gt)
    actions.return_report(**step, version=report.version, reason="x", by=reviewer_ro)
    assert signed_in(viewer).get(PAGE).status_code == 404
    later = {"report": report, "at": datetime(2020, 6, 20, 15, tzinfo=UTC)}
    actions.submit_report(**later, version=report.version, by=reporter_gt)
    actions.approve_report(**later, version=report.version, by=reviewer_ro)

    def earlier(person: User) -> int:
        return len(signed_in(person).get(PAGE).context["lines"][0].earlier)

    assert (earlier(reporter_gt), earlier(viewer)) == (2, 1)


def test_opening_its_address_only_shows_the_report(report: OfficeReport, manager: Client) -> None:
    answer = manager.get(ADDRESS)

    assert (answer.status_code, answer.url) == (302, PAGE)
    assert OfficeReport.objects.get().state == "approved"
