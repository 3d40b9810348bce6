"""Workbooks as known on a day: what was written, approved, returned or kept later does not show."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
import time_machine

from appeal.base.excel import Cover, Sheet
from appeal.base.refusals import NotAnswerable
from appeal.base.viewpoint import Include, Viewpoint
from appeal.models import Activity, Appeal, Office, User
from tests.factories import (
    make_actual,
    make_evidence,
    make_indicator,
    make_membership,
    make_milestone,
    make_risk,
    make_transaction,
    make_update,
    move,
)
from tests.tracking.browsing import activity_of, at, period_of
from tests.workbooks import make_asked
from tracking import actions
from tracking.models import OfficeReport
from tracking.workbooks import WORKBOOKS

APRIL, MAY, JUNE, JULY = (datetime(2020, month, 10, 15, tzinfo=UTC) for month in (4, 5, 6, 7))


def seen(appeal: Appeal, known_on: date, **fields: Any) -> Viewpoint:
    given: dict[str, Any] = {
        "as_at": date(2020, 12, 31),
        "include": Include.OFFICIAL,
        "draft_offices": Office.objects.none(),
    }
    return Viewpoint(**given | fields, known_on=known_on, known_at=appeal.end_of(known_on))


def built(
    code: str, appeal: Appeal, user: User, known_on: date, *, office: str = "", **fields: Any
) -> dict[str, Any]:
    """Sheets by name and covers by title."""
    asked = make_asked(
        code,
        appeal,
        user,
        viewpoint=seen(appeal, known_on, **fields),
        office=Office.objects.filter(code=office).first(),
        period=period_of(appeal) if office and code == "R9" else None,
    )
    sheets = WORKBOOKS[code].build(asked).sheets
    return {sheet.name if isinstance(sheet, Sheet) else "cover": sheet for sheet in sheets}


def values(sheet: Sheet) -> list[dict[str, Any]]:
    return [
        {str(column.heading): column.value(row) for column in sheet.columns} for row in sheet.rows
    ]


def said(cover: Cover) -> str:
    facts = [fact for part in cover.each_part for fact in part.facts]
    return " ".join(
        [
            *(str(part.text) for part in cover.each_part),
            *(f"{f.label} {f.value} {f.note}" for f in facts),
        ]
    )


@pytest.fixture
def clock(mi2020: Appeal) -> Any:
    """The change log dates each line by the clock."""
    with time_machine.travel(APRIL, tick=False) as traveller:
        yield traveller


@pytest.fixture
def reported(mi2020: Appeal, clock: Any, reporter_gt: User, reviewer_ro: User) -> OfficeReport:
    """Written in April, returned in May and approved in May, re-opened and rewritten in June."""
    report: OfficeReport = make_update(
        activity=activity_of("GT-1.1"),
        period=period_of(mi2020),
        percent=40,
        narrative="First words.",
    ).report
    write(report, "As first approved.", APRIL)
    submit(report, reporter_gt, APRIL)
    clock.move_to(MAY)
    actions.return_report(
        report=fresh(report), version=fresh(report).version, by=reviewer_ro, at=MAY,
        reason="A remark for Guatemala.", remarks={},
    )  # fmt: skip
    submit(report, reporter_gt, MAY)
    actions.approve_report(
        report=fresh(report), version=fresh(report).version, by=reviewer_ro, at=MAY
    )
    clock.move_to(JUNE)
    actions.reopen_report(
        report=fresh(report), version=fresh(report).version, by=reviewer_ro, at=JUNE,
        reason="Rewrite it.",
    )  # fmt: skip
    write(report, "Rewritten in June.", JUNE)
    line = report.updates.standing().get()
    line.narrative = "Second words."
    line.save_over(line.version, ["narrative"], at=JUNE)
    clock.move_to(datetime(2020, 12, 31, tzinfo=UTC))
    return report


def fresh(report: OfficeReport) -> OfficeReport:
    return OfficeReport.objects.get(pk=report.pk)


def write(report: OfficeReport, text: str, at: datetime) -> None:
    row = fresh(report)
    row.highlights = text
    row.save_over(row.version, ["highlights"], at=at)


def submit(report: OfficeReport, by: User, at: datetime) -> None:
    actions.submit_report(report=fresh(report), version=fresh(report).version, by=by, at=at)


def test_r9_tells_what_was_approved_then_to_everybody_though_it_is_re_opened_since(
    reported: OfficeReport, mi2020: Appeal, viewer: User
) -> None:
    book = built("R9", mi2020, viewer, date(2020, 5, 31), office="GT")

    assert "As first approved." in said(book["cover"])
    assert "State approved" in said(book["cover"])
    lines = [row["What was done"] for row in values(book["activities"])]
    assert "First words." in lines
    assert "Second words." not in lines
    with pytest.raises(NotAnswerable):
        built("R9", mi2020, viewer, date(2020, 6, 30), office="GT")
    with pytest.raises(NotAnswerable):
        built("R9", mi2020, viewer, date(2020, 5, 9), office="GT")


def test_r9_with_drafts_tells_an_office_its_own_as_they_stood(
    reported: OfficeReport, mi2020: Appeal, reporter_gt: User
) -> None:
    own = {"include": Include.DRAFT, "draft_offices": Office.objects.filter(code="GT")}

    april = built("R9", mi2020, reporter_gt, date(2020, 4, 10), office="GT", **own)
    june = built("R9", mi2020, reporter_gt, date(2020, 6, 10), office="GT", **own)

    assert "State submitted" in said(april["cover"])
    assert "Approved" not in said(april["cover"])
    assert "State draft" in said(june["cover"])
    assert "Rewritten in June." in said(june["cover"])
    assert "Second words." in [row["What was done"] for row in values(june["activities"])]


def test_r10_tells_the_narratives_of_then(
    reported: OfficeReport, mi2020: Appeal, viewer: User
) -> None:
    then = values(built("R10", mi2020, viewer, date(2020, 5, 31))["narratives"])
    now = values(built("R10", mi2020, viewer, date(2020, 6, 30))["narratives"])

    assert [row["Highlights"] for row in then] == ["As first approved."]
    assert now == []


def test_r8_tells_steps_of_then_and_remarks_to_those_who_may_see_them(
    reported: OfficeReport, mi2020: Appeal, viewer: User, reporter_gt: User, honduras: Office
) -> None:
    def steps(user: User, day: date) -> list[str]:
        return [str(row["To"]) for row in values(built("R8", mi2020, user, day)["reviews"])]

    def remarks(user: User, day: date) -> list[str]:
        rows = values(built("R8", mi2020, user, day)["reviews"])
        return [row["Comment"] for row in rows if row["Comment"]]

    neighbour = make_membership(office=honduras).user
    approved = ["submitted", "returned", "submitted", "approved"]
    assert steps(reporter_gt, date(2020, 4, 30)) == ["submitted"]
    assert steps(reporter_gt, date(2020, 5, 31)) == approved
    assert steps(reporter_gt, date(2020, 6, 30)) == [*approved, "draft"]
    for other in (viewer, neighbour):
        assert steps(other, date(2020, 4, 30)) == []
        assert steps(other, date(2020, 5, 31)) == approved
        assert remarks(other, date(2020, 6, 30)) == []


def test_r5_and_r9_show_the_indicators_of_then_with_the_names_of_now(
    mi2020: Appeal, clock: Any, viewer: User
) -> None:
    activity = activity_of("GT-1.1")
    line = make_update(activity=activity, period=period_of(mi2020))
    indicator = make_indicator(
        activity=activity, title_en="People reached", target=20, target_basis="assigned"
    )
    make_actual(indicator=indicator, update=line, value=10)
    move(line.report, "approved")
    clock.move_to(JUNE)
    indicator.target = 40
    indicator.save_over(indicator.version, ["target"], at=JUNE)
    make_indicator(activity=activity, title_en="Added in June")
    clock.move_to(datetime(2020, 12, 31, tzinfo=UTC))

    may, june = (
        values(built("R5", mi2020, viewer, day, office="GT")["indicators"])
        for day in (date(2020, 5, 31), date(2020, 6, 30))
    )

    assert [(row["Indicator"], row["Target"]) for row in may] == [("People reached", 20)]
    assert [row["Target"] for row in june] == [40, None]
    r9 = built("R9", mi2020, viewer, date(2020, 5, 31), office="GT")
    assert [row["Indicator"] for row in values(r9["indicators"])] == ["People reached"]


def test_r9_and_r10_show_risks_and_evidence_of_then(
    reported: OfficeReport, mi2020: Appeal, clock: Any, viewer: User
) -> None:
    activity = activity_of("GT-1.1")
    line = reported.updates.order_by("pk").first()
    clock.move_to(APRIL)
    risk = make_risk(activity=activity, what="Floods")
    clock.move_to(JUNE)
    risk.state = "closed"
    risk.save_over(risk.version, ["state"], at=JUNE)
    make_risk(activity=activity, what="Added in June")
    make_evidence(update=line, title="Early", added_at=APRIL)
    make_evidence(update=line, title="Late", added_at=JUNE)
    clock.move_to(datetime(2020, 12, 31, tzinfo=UTC))
    gt = User.objects.get(username="reporter.gt")

    r9 = built("R9", mi2020, gt, date(2020, 5, 31), office="GT")
    then = values(built("R10", mi2020, viewer, date(2020, 5, 31))["risks"])
    after = values(built("R10", mi2020, viewer, date(2020, 6, 30))["risks"])

    assert [row["Title"] for row in values(r9["evidence"])] == ["Early"]
    assert [row["What may happen"] for row in values(r9["risks"])] == ["Floods"]
    assert [row["What may happen"] for row in then] == ["Floods"]
    assert [row["What may happen"] for row in after] == ["Added in June"]


# Milestones that are overdue: not those of activities that are suspended or cancelled.


def held(code: str, hold: str) -> Activity:
    activity = activity_of(code)
    make_milestone(activity=activity, title=f"Of {code}", due_on=date(2020, 2, 1))
    make_milestone(activity=activity, title=f"Soon {code}", due_on=date(2020, 7, 15))
    activity.hold = hold
    activity.save_over(activity.version, ["hold"])
    return activity


def test_milestones_of_suspended_and_cancelled_activities_are_neither_overdue_nor_coming(
    mi2020: Appeal, viewer: User, signed_in: Callable
) -> None:
    for code, hold in (("GT-1.1", ""), ("GT-2.1", "suspended"), ("GT-3.1", "cancelled")):
        held(code, hold)
    asked = make_asked("R10", mi2020, viewer)

    sheets = WORKBOOKS["R10"].build(asked).sheets

    (cover,) = (sheet for sheet in sheets if isinstance(sheet, Cover))
    tables = {sheet.name: sheet for sheet in sheets if isinstance(sheet, Sheet)}
    assert "Milestones overdue 1 " in said(cover)
    late = [row for row in values(tables["overdue"]) if str(row["What"]) == "milestone"]
    assert [row["About"] for row in late] == ["GT-1.1 Of GT-1.1"]
    assert [row["Milestone"] for row in values(tables["coming"])] == ["Soon GT-1.1"]
    tracker = WORKBOOKS["R3"].build(make_asked("R3", mi2020, viewer)).sheets[0]
    coming = {row["Activity"]: row["Next milestone"] for row in values(tracker)}
    assert (coming["GT-1.1"], coming["GT-2.1"], coming["GT-3.1"]) == ("Soon GT-1.1", None, None)


def test_the_page_of_a_suspended_activity_counts_no_day_overdue(
    mi2020: Appeal, viewer: User, signed_in: Callable
) -> None:
    held("GT-1.1", "")
    held("GT-2.1", "suspended")
    client = signed_in(viewer)

    def overdue(code: str) -> list[int]:
        page = client.get(at("activity_detail", code) + "?as_at=2020-06-30")
        return [row.overdue for row in page.context["milestone_rows"]]

    assert overdue("GT-1.1") == [150, 0]
    assert overdue("GT-2.1") == [0, 0]


def test_r10_of_a_period_is_as_at_its_end_unless_a_day_is_chosen_but_its_reports_are_not(
    mi2020: Appeal, viewer: User
) -> None:
    for day, amount in ((date(2020, 2, 1), 100), (date(2020, 5, 1), 40)):
        make_transaction(activity=activity_of("GT-1.1"), amount=amount, value_on=day, posted=True)

    def asked(**query: str) -> tuple[Any, Any, str]:
        own = make_asked("R10", mi2020, viewer, period=period_of(mi2020), query=query)
        book = WORKBOOKS["R10"].build(own)
        (money,) = (sheet for sheet in book.sheets[1:] if sheet.name == "offices")
        spent = sum(row["Spent"] or 0 for row in values(money))
        return book.as_at, spent, said(book.sheets[0])

    day, spent, cover = asked()
    assert (day, spent) == (date(2020, 3, 31), 100)
    assert "Reports due 3 " in cover
    assert asked(as_at="2020-06-30")[:2] == (date(2020, 6, 30), 140)
