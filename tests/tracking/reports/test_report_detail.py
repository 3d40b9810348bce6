"""One office report: who sees it, what it holds, and its way to approval."""

from datetime import UTC, date, datetime
from urllib.parse import quote
from uuid import uuid4

import pytest
from django.test import Client

from appeal.models import Indicator, Milestone, Office, Role, User
from tests.factories import make_activity, make_membership, make_report, make_update, move
from tests.fixture_types import SignIn
from tests.tracking.browsing import activity_of, at, count_queries, filled, words
from tracking import actions
from tracking.models import (
    IndicatorActual,
    MilestoneAchievement,
    OfficeReport,
    ProgressUpdate,
    ReportingPeriod,
)

pytestmark = pytest.mark.once

PLACE = ("GT", "2020-Q1")


@pytest.fixture
def line(period: ReportingPeriod) -> ProgressUpdate:
    return make_update(activity=activity_of("GT-1.1"), period=period, percent=40)


def submitted(line: ProgressUpdate, by: User) -> OfficeReport:
    moment = datetime(2020, 4, 10, 15, tzinfo=UTC)
    return actions.submit_report(report=line.report, version=line.report.version, by=by, at=moment)


def press(client: Client, step: str, **typed: str) -> Client:
    """Open the report and press its button."""
    sent = filled(client.get(at("report_detail", *PLACE)), "confirm", **typed)
    return client.post(at(f"report_{step}", *PLACE), sent, follow=True)


def test_the_reporter_submits_and_a_reviewer_approves(
    reporter: Client, reviewer: Client, line: ProgressUpdate
) -> None:
    handed_in = press(reporter, "submit", comment="All there.")
    approved = press(reviewer, "approve", comment="Clear.")

    assert "Submitted. A reviewer must approve it" in words(handed_in)
    assert "Approved. The report now counts in all official figures" in words(approved)
    report = OfficeReport.objects.get()
    assert report.state == "approved"
    steps = report.reviews.order_by("pk").values_list("to_state", "by__username", "comment")
    assert list(steps) == [
        ("submitted", "reporter.gt", "All there."),
        ("approved", "reviewer.ro", "Clear."),
    ]
    assert "All there." in words(approved)


def test_it_lists_every_activity_and_says_which_lack_a_line(
    reporter: Client, line: ProgressUpdate
) -> None:
    page = reporter.get(at("report_detail", *PLACE))

    assert [row.activity.code for row in page.context["lines"]] == [
        f"GT-{number}.1" for number in range(1, 8)
    ]
    assert "6 activities have no line yet." in words(page)


def test_a_long_report_is_turned_and_says_at_the_top_what_the_whole_of_it_lacks(
    reporter: Client, line: ProgressUpdate
) -> None:
    for number in range(120):
        make_activity(
            priority=activity_of("GT-7.1").priority, code=f"GT-8.{number}", order=90 + number
        )

    first = reporter.get(at("report_detail", *PLACE))
    last = reporter.get(at("report_detail", *PLACE), {"line": "GT-8.119"})

    for page, shown in ((first, 25), (last, 2)):
        assert len(page.context["lines"]) == shown
        assert "126 activities have no line yet." in words(page)
        assert "GT-8.93 and 26 more" in words(page)
        assert "and 101 more" in words(page).split("and will show as not reported.")[1]
        assert 'href="?line=GT-8.93#line-GT-8.93"' in page.content.decode()
    assert "Activities 1 to 25 of 127." in words(first)
    assert 'id="line-GT-8.119"' in last.content.decode()
    back = f"{at('report_detail', *PLACE)}?line=GT-8.119#line-GT-8.119"
    assert f"next={quote(back, safe='')}" in last.content.decode()


def test_what_is_missing_is_named_before_submitting(
    reporter: Client, reviewer: Client, line: ProgressUpdate
) -> None:
    page = reporter.get(at("report_detail", *PLACE))

    missing = [activity.code for activity in page.context["missing"]]
    assert missing == [f"GT-{number}.1" for number in range(2, 8)]
    after = words(page).split("and will show as not reported.")[1].split("Submit the report")[0]
    assert [code for code in missing if code in after] == missing
    assert "The highlights of the office as a whole are still empty." in words(page)
    assert "has no line yet" not in words(reviewer.get(at("report_detail", *PLACE)))


def test_with_every_line_and_highlights_nothing_is_missing(
    reporter: Client, line: ProgressUpdate, period: ReportingPeriod
) -> None:
    for number in range(2, 7):
        make_update(activity=activity_of(f"GT-{number}.1"), period=period)
    cancelled = activity_of("GT-7.1")
    cancelled.hold = cancelled.Hold.CANCELLED
    cancelled.save()
    OfficeReport.objects.update(highlights="Two centres.")

    page = reporter.get(at("report_detail", *PLACE))

    assert page.context["missing"] == []
    assert len(page.context["lines"]) == 6
    assert "still" not in words(page).split("Submit")[1]


def test_a_cancelled_activity_stays_where_it_has_a_line(
    reporter: Client, line: ProgressUpdate
) -> None:
    activity = line.activity
    activity.hold = activity.Hold.CANCELLED
    activity.save()

    page = reporter.get(at("report_detail", *PLACE))

    assert page.context["lines"][0].update == line


def test_it_shows_the_milestones_and_values_that_a_line_reports(
    reporter: Client, line: ProgressUpdate
) -> None:
    activity = line.activity
    milestone = Milestone.objects.create(
        activity=activity, title="Centre opened", due_on=date(2020, 3, 1), order=1
    )
    people, share = (
        Indicator.objects.create(
            activity=activity, order=number, title_en=title, unit_en="people", measure=measure,
            direction="up", accumulation="sum",
        )
        for number, title, measure in ((1, "Trained", "number"), (2, "Placed", "percentage"))
    )  # fmt: skip
    MilestoneAchievement.objects.create(
        update=line, milestone=milestone, achieved_on=date(2020, 2, 20)
    )
    IndicatorActual.objects.create(update=line, indicator=people, missing_reason="Not counted.")
    IndicatorActual.objects.create(
        update=line, indicator=share, value=25, numerator=10, denominator=40
    )

    text = words(reporter.get(at("report_detail", *PLACE)))

    assert "Centre opened: achieved on 20 Feb 2020" in text
    assert "Trained: no data: Not counted." in text
    assert "(10 of 40)" in text


def test_in_a_locked_period_it_says_so_and_offers_nothing_but_comments(
    reporter: Client, line: ProgressUpdate, period: ReportingPeriod, manager_ro: User
) -> None:
    sent = filled(reporter.get(at("report_detail", *PLACE)), "confirm", comment="All there.")
    moment = datetime(2020, 4, 20, 15, tzinfo=UTC)
    actions.lock_period(period=period, reason="Published.", by=manager_ro, at=moment)

    page = reporter.get(at("report_detail", *PLACE))
    refusal = reporter.post(at("report_submit", *PLACE), sent)

    assert "This period is locked" in words(page)
    for offer in ("Submit the report", "Log progress", "Write the narrative"):
        assert offer not in words(page)
    assert "Comment on this line" in words(page)
    assert refusal.status_code == 409
    assert "2020-Q1 is locked" in words(refusal)
    assert "All there." in words(refusal)
    assert OfficeReport.objects.get().state == "draft"


def test_its_queries_do_not_grow_with_lines_revisions_and_threads(
    reporter: Client,
    line: ProgressUpdate,
    period: ReportingPeriod,
    superuser: User,
    reviewer_ro: User,
) -> None:
    few = count_queries(reporter, at("report_detail", *PLACE))
    for number in range(2, 8):
        make_update(activity=activity_of(f"GT-{number}.1"), period=period)
    report = submitted(line, by=superuser)
    actions.return_report(
        report=report, version=report.version, reason="Again.", by=reviewer_ro,
        at=datetime(2020, 4, 20, 15, tzinfo=UTC),
        remarks={row.activity_id: "Why?" for row in report.updates.standing()},
    )  # fmt: skip

    assert count_queries(reporter, at("report_detail", *PLACE)) <= few + 5


def test_a_report_that_has_not_begun_shows_to_its_office_only(
    reporter: Client, period: ReportingPeriod, viewer: User, signed_in: SignIn
) -> None:
    page = reporter.get(at("report_detail", *PLACE))

    assert "not started" in words(page)
    assert "Submit the report" not in words(page)
    assert signed_in(viewer).get(at("report_detail", *PLACE)).status_code == 404
    assert reporter.get(at("report_detail", "HN", "2020-Q1")).status_code == 404


@pytest.mark.parametrize("state", OfficeReport.State.values)
def test_others_see_a_report_once_it_is_approved(
    viewer: User, signed_in: SignIn, period: ReportingPeriod, guatemala: Office, state: str
) -> None:
    make_report(office=guatemala, period=period, state=state)

    seen = signed_in(viewer).get(at("report_detail", *PLACE)).status_code

    assert seen == (200 if state == "approved" else 404)


def test_whoever_submitted_is_not_offered_the_approval(
    reporter_gt: User, reporter: Client, line: ProgressUpdate, guatemala: Office
) -> None:
    make_membership(user=reporter_gt, role=Role.REVIEWER, office=guatemala)
    submitted(line, by=reporter_gt)

    page = reporter.get(at("report_detail", *PLACE))
    sent = filled(page, "confirm")

    assert "Approve the report" not in words(page)
    refusal = reporter.post(at("report_approve", *PLACE), sent)
    assert refusal.status_code == 409
    assert "somebody else must approve it" in words(refusal)
    assert OfficeReport.objects.get().state == "submitted"


def test_a_reporter_does_not_approve_and_a_reviewer_does_not_submit(
    reporter: Client, reviewer: Client, line: ProgressUpdate, superuser: User
) -> None:
    draft = filled(reviewer.get(at("report_detail", *PLACE)), "confirm")
    assert reviewer.post(at("report_submit", *PLACE), draft).status_code == 404
    submitted(line, by=superuser)

    waiting = filled(reporter.get(at("report_detail", *PLACE)), "confirm")
    assert reporter.post(at("report_approve", *PLACE), waiting).status_code == 404
    assert OfficeReport.objects.get().state == "submitted"


@pytest.mark.parametrize("step", ["submit", "approve"])
def test_the_same_button_twice_has_one_effect_and_one_answer(
    reporter: Client, reviewer: Client, line: ProgressUpdate, superuser: User, step: str
) -> None:
    client = reporter if step == "submit" else reviewer
    if step == "approve":
        submitted(line, by=superuser)
    sent = filled(client.get(at("report_detail", *PLACE)), "confirm")

    answers = [client.post(at(f"report_{step}", *PLACE), sent) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [302, 302]
    assert answers[0].url == answers[1].url
    assert OfficeReport.objects.get().reviews.filter(to_state__startswith=step).count() == 1


def test_a_report_without_lines_is_not_submitted(
    reporter: Client, period: ReportingPeriod, guatemala: Office
) -> None:
    make_report(office=guatemala, period=period)

    response = press(reporter, "submit")

    assert response.status_code == 409
    assert "Log progress on at least one activity before submitting." in words(response)


@pytest.mark.parametrize("step", ["submit", "approve"])
def test_a_report_that_changed_meanwhile_stays_where_it_is(
    reporter: Client, reviewer: Client, line: ProgressUpdate, superuser: User, step: str
) -> None:
    client = reporter if step == "submit" else reviewer
    report = submitted(line, by=superuser) if step == "approve" else line.report
    sent = filled(client.get(at("report_detail", *PLACE)), "confirm", comment="Mine.")
    report.save_over(report.version, ["highlights"])

    response = client.post(at(f"report_{step}", *PLACE), sent)

    assert response.status_code == 409
    assert "Somebody else changed this" in words(response)
    assert response.context["confirm"]["comment"].value() == "Mine."
    assert OfficeReport.objects.get().state == report.state


@pytest.mark.parametrize("step", ["submit", "approve"])
def test_opening_the_address_of_a_step_does_nothing_but_show_the_report(
    reporter: Client, reviewer: Client, line: ProgressUpdate, superuser: User, step: str
) -> None:
    client = reporter if step == "submit" else reviewer
    if step == "approve":
        submitted(line, by=superuser)
    state = OfficeReport.objects.get().state

    response = client.get(at(f"report_{step}", *PLACE))

    assert (response.status_code, response.url) == (302, at("report_detail", *PLACE))
    assert OfficeReport.objects.get().state == state


def test_without_a_csrf_token_nothing_is_submitted(
    reporter_gt: User, reporter: Client, line: ProgressUpdate
) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(reporter_gt)
    sent = filled(reporter.get(at("report_detail", *PLACE)), "confirm")

    assert strict.post(at("report_submit", *PLACE), sent).status_code == 403
    assert OfficeReport.objects.get().state == "draft"


def test_another_offices_report_takes_no_step(reporter: Client, period: ReportingPeriod) -> None:
    foreign = make_update(activity=activity_of("HN-1.1"), period=period).report

    for page in (
        "report_edit",
        "report_submit",
        "report_return",
        "report_approve",
        "report_reopen",
    ):
        address = at(page, "HN", "2020-Q1")
        assert reporter.get(address).status_code == 404
        assert reporter.post(address, {"version": "1"}).status_code == 404
    foreign.refresh_from_db()
    assert foreign.state == "draft"


@pytest.mark.parametrize("place", [("XX", "2020-Q1"), ("GT", "2020-Q9"), ("gt", "2020-Q1")])
def test_a_report_that_cannot_be_is_not_found(reporter: Client, place: tuple[str, str]) -> None:
    assert reporter.get(at("report_detail", *place)).status_code == 404


def test_markup_in_a_comment_is_shown_as_typed(reporter: Client, line: ProgressUpdate) -> None:
    page = press(reporter, "submit", comment="<script>alert(1)</script>").content.decode()

    assert "<script>alert(1)</script>" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page


def test_the_second_of_two_reviewers_is_told_and_keeps_the_comment(
    reviewer: Client, line: ProgressUpdate, superuser: User
) -> None:
    submitted(line, by=superuser)
    page = reviewer.get(at("report_detail", *PLACE))
    first, second = (filled(page, "confirm", comment=text) for text in ("Good.", "Well done."))
    second["idempotency_key"] = str(uuid4())
    reviewer.post(at("report_approve", *PLACE), first)

    answer = reviewer.post(at("report_approve", *PLACE), second)

    assert answer.status_code == 409
    assert "Only a submitted report can be approved." in words(answer)
    assert "Well done." in words(answer)


def test_a_line_shows_the_percentage_of_the_period_before(
    reporter: Client, line: ProgressUpdate, guatemala: Office
) -> None:
    second = ReportingPeriod.objects.get(appeal__code="MI2020-CNAC", code="2020-Q2")
    make_update(activity=line.activity, period=second, percent=90)

    page = reporter.get(at("report_detail", "GT", "2020-Q2"))

    assert f"before: {line.percent}\xa0%" in page.content.decode()


def test_the_percentage_before_is_that_of_a_report_that_the_reader_may_see(
    reporter: Client, viewer: User, signed_in: SignIn, period: ReportingPeriod
) -> None:
    activity = activity_of("GT-1.1")
    second = ReportingPeriod.objects.get(appeal=period.appeal, code="2020-Q2")
    make_update(activity=activity, period=second, percent=90, state="approved")
    draft = make_update(activity=activity, period=period, percent=37).report
    reader, address = signed_in(viewer), at("report_detail", "GT", "2020-Q2")

    assert "before: 37\xa0%" in reporter.get(address).content.decode()
    hidden = words(reader.get(address))
    assert "before:" not in hidden
    assert "37 %" not in hidden
    move(draft, "approved")
    assert "before: 37\xa0%" in reader.get(address).content.decode()
