"""What was known of the 2020 appeal in July, and what people wrote in November: of every kind."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import time_machine

from appeal.actions import (
    phase_activity,
    reverse_revision,
    revise_requirement,
    set_allocation,
)
from appeal.models import (
    Activity,
    Allocation,
    Appeal,
    Heading,
    IndicatorTarget,
    Office,
    Partner,
    RequirementRevision,
    User,
)
from tests.factories import (
    make_achievement,
    make_activity,
    make_actual,
    make_allocation,
    make_assignment,
    make_contribution,
    make_core,
    make_cost_category,
    make_donor,
    make_donor_report,
    make_evidence,
    make_export,
    make_flow,
    make_indicator,
    make_mail,
    make_milestone,
    make_rate,
    make_risk,
    make_transaction,
    make_update,
    make_upload,
    undo,
)
from tests.tracking.browsing import activity_of
from tracking import actions
from tracking.models import (
    Attribution,
    Contribution,
    Evidence,
    Flow,
    OfficeReport,
    OverlapStatement,
    Payer,
    ReportingPeriod,
    Risk,
    StatusOverride,
    Transaction,
)

MARCH, JULY, NOVEMBER = (datetime(2020, month, 10, 15, tzinfo=UTC) for month in (3, 7, 11))
NOW = datetime(2020, 12, 1, 15, tzinfo=UTC)
Kind = Transaction.Kind
LATER = "Written in November"


@dataclass
class Past:
    """The rows that stood in July, and who writes."""

    appeal: Appeal
    activity: Activity
    writer: User
    reviewer: User
    rows: dict[str, Any]


def begin(appeal: Appeal) -> Past:
    """Of every kind of row one or more, in Guatemala and a little in Honduras, known in July."""
    with time_machine.travel(JULY, tick=False):
        past = Past(
            appeal,
            activity_of("GT-1.1"),
            User.objects.create_user("writer"),
            User.objects.create_user("reviewer"),
            {"mail": make_mail(appeal=appeal, office=Office.objects.get(code="GT"))},
        )
        for make in (make_reports, make_results, make_money, make_gifts, make_talk):
            make(past)
    return past


def period(past: Past, number: int) -> ReportingPeriod:
    return ReportingPeriod.objects.of(past.appeal).get(code=f"2020-Q{number}")


def submit(past: Past, report: OfficeReport, at: datetime) -> None:
    report.refresh_from_db()
    actions.submit_report(report=report, version=report.version, by=past.writer, at=at)


def approve(past: Past, report: OfficeReport, at: datetime) -> None:
    report.refresh_from_db()
    actions.approve_report(report=report, version=report.version, by=past.reviewer, at=at)


def make_reports(past: Past) -> None:
    lines = {
        (code, number): make_update(
            activity=activity_of(code), period=period(past, number), percent=10 * number + 30,
            narrative=f"Done in {code}", updated_at=JULY,
        )
        for code, number in [("GT-1.1", 1), ("GT-1.1", 2), ("HN-1.1", 1), ("HN-1.1", 2)]
    }  # fmt: skip
    past.rows |= {"line": lines["GT-1.1", 1], "draft_line": lines["GT-1.1", 2]}
    past.rows |= {"report": past.rows["line"].report, "draft": past.rows["draft_line"].report}
    past.rows |= {"neighbour": lines["HN-1.1", 1].report, "returned": lines["HN-1.1", 2].report}
    milestone = make_milestone(activity=past.activity, title="Opened", due_on=date(2020, 2, 1))
    make_achievement(milestone=milestone, update=past.rows["line"])
    past.rows["open"] = make_milestone(
        activity=past.activity, title="Equipped", due_on=date(2020, 6, 1)
    )
    submit(past, past.rows["neighbour"], JULY)
    submit(past, past.rows["returned"], JULY)
    report = past.rows["returned"]
    report.refresh_from_db()
    actions.return_report(
        report=report, version=report.version, reason="Say more.", by=past.reviewer, at=JULY
    )


def make_results(past: Past) -> None:
    core = past.rows["core"] = make_core(
        appeal=past.appeal, is_people=True, title_en="People of the appeal"
    )
    indicator = make_indicator(
        activity=past.activity, title_en="People reached", baseline=5, core=core,
        targets={date(2020, 3, 31): 20, date(2020, 6, 30): 30}, by_sex=True,
    )  # fmt: skip
    make_actual(indicator=indicator, update=past.rows["line"], parts={("sex", "female"): 6})
    past.rows["indicator"] = indicator
    past.rows["risk"] = make_risk(activity=past.activity)
    past.rows["override"] = judge(past, "amber", JULY)
    submit(past, past.rows["report"], JULY)
    approve(past, past.rows["report"], JULY)


def judge(past: Past, colour: str, at: datetime) -> StatusOverride:
    return StatusOverride.objects.create(
        activity=past.activity, colour=colour, effective_on=date(2020, 6, 1), by=past.reviewer,
        reason=f"Seen on {at:%d %B}", at=at,
    )  # fmt: skip


def pay(past: Past, at: datetime, **fields: Any) -> Transaction:
    """An entry of the activity, dated in March: entered, and posted where it is `posted`."""
    is_posted = fields.pop("posted", True)
    posted = {"posted_by": past.reviewer, "posted_at": at, "rate": 1} if is_posted else {}
    given = {"activity": past.activity, "entered_by": past.writer, "entered_at": at} | posted
    return make_transaction(**given | fields)


def make_money(past: Past) -> None:
    past.rows |= {
        "paid": pay(past, JULY, kind=Kind.DISBURSEMENT, amount=250, counterpart="A builder"),
        "commitment": pay(past, JULY, kind=Kind.COMMITMENT, amount=900),
        "entry": pay(past, JULY, posted=False, amount=77, note="Not posted in July"),
        "scrap": pay(past, JULY, posted=False, amount=21, note="Thrown away in November"),
        "other_entry": pay(past, JULY, posted=False, activity=activity_of("HN-1.1"), amount=55),
    }
    pay(past, JULY, amount=100, against=past.rows["commitment"])
    past.rows["revision"] = revise(past, 13_000_000, JULY)
    past.rows["invoice"] = make_evidence(
        content=b"%PDF-1.4", transaction=past.rows["paid"], title="An invoice", added_at=JULY
    )
    past.rows["photo"] = make_evidence(update=past.rows["line"], title="A photo", added_at=JULY)
    make_evidence(transaction=past.rows["entry"], title="A draft invoice", added_at=JULY)
    make_evidence(transaction=past.rows["other_entry"], title="Of Honduras", added_at=JULY)


def revise(past: Past, amount: int, at: datetime) -> RequirementRevision:
    cell = past.activity.allocations.order_by("pk")[0].cell
    return revise_requirement(
        cell=cell, version=None, amount=Decimal(amount), effective_on=date(2020, 5, 1),
        reason=f"Revised on {at:%d %B}", by=past.reviewer, at=at,
    )  # fmt: skip


def make_gifts(past: Past) -> None:
    given = make_contribution(appeal=past.appeal, office=past.activity.office)
    past.rows["contribution"] = given
    past.rows["flow"] = make_flow(contribution=given, amount=5000, recorded_at=JULY)
    past.rows["move"] = make_assignment(
        contribution=given, heading=Heading.objects.get(code="O1"), recorded_at=JULY,
        office=past.activity.office,
    )  # fmt: skip
    make_flow(contribution=given, kind=Flow.Kind.PLEDGE, amount=900, recorded_at=JULY)
    make_cost_category(contribution=given, title="Staff")
    make_donor_report(contribution=given)
    for name, usd in (("paid", 200), ("commitment", 300)):
        Attribution.objects.create(
            entry=past.rows[name], receiver=given, usd=usd, reason="Theirs.",
            recorded_by=past.reviewer, recorded_at=JULY,
        )  # fmt: skip


def make_talk(past: Past) -> None:
    add = actions.add_comment
    past.rows["thread"] = add(body="Why so?", activity=past.activity, by=past.writer, at=JULY)
    past.rows["remark"] = add(body="And this?", report=past.rows["report"], by=past.writer, at=JULY)
    add(body="Because.", parent=past.rows["thread"], by=past.reviewer, at=JULY)
    past.rows |= {"partner": Partner.objects.order_by("pk")[0], "donor": make_donor()}
    past.rows |= {
        "rate": make_rate(), "upload": make_upload(uploaded_by=past.writer, uploaded_at=JULY),
        "export": make_export(uploaded_by=past.writer, uploaded_at=JULY),
    }  # fmt: skip


# What was written in November. Each write stands alone; they are done in this order.


def an_entry(past: Past) -> None:
    pay(past, NOVEMBER, amount=Decimal("33.33"), counterpart=LATER)
    pay(past, NOVEMBER, amount=44, against=past.rows["commitment"], counterpart=LATER)


def a_draft_changed(past: Past) -> None:
    entry = Transaction.objects.get(pk=past.rows["entry"].pk)
    entry.amount, entry.note, entry.value_on = Decimal(78), LATER, date(2020, 2, 20)
    entry.unusual_reason = LATER
    actions.draft_transaction(entry=entry, version=None, by=past.writer, at=NOVEMBER)
    scrap = Transaction.objects.get(pk=past.rows["scrap"].pk)
    actions.discard_transaction(entry=scrap, version=scrap.version, at=NOVEMBER)


def a_posting(past: Past) -> None:
    for name in ("entry", "other_entry"):
        entry = Transaction.objects.get(pk=past.rows[name].pk)
        actions.post_transaction(entry=entry, version=entry.version, by=past.reviewer, at=NOVEMBER)


def a_draft(past: Past) -> None:
    pay(past, NOVEMBER, posted=False, amount=12, counterpart=LATER)


def a_reversal(past: Past) -> None:
    actions.reverse_transaction(
        entry=past.rows["paid"], reason=LATER, by=past.reviewer, at=NOVEMBER
    )


def an_allocation(past: Past) -> None:
    row = past.activity.allocations.order_by("pk")[0]
    row.amount -= 1000
    set_allocation(allocation=row, version=None, on=date(2020, 11, 10), at=NOVEMBER)
    cell = row.cell
    other = activity_of("GT-2.1")
    if not Allocation.objects.filter(activity=other, cell=cell).exists():
        make_allocation(activity=other, cell=cell, amount=500)


def a_revision(past: Past) -> None:
    revise(past, 12_500_000, NOVEMBER)


def a_revision_taken_back(past: Past) -> None:
    reverse_revision(revision=past.rows["revision"], reason=LATER, by=past.reviewer, at=NOVEMBER)


def a_report_opened_again(past: Past) -> None:
    report = past.rows["report"]
    report.refresh_from_db()
    actions.reopen_report(
        report=report, version=report.version, reason=LATER, by=past.reviewer, at=NOVEMBER
    )
    report.highlights = LATER
    report.save_over(report.version, ["highlights"], at=NOVEMBER)


def a_line(past: Past) -> None:
    for name, number in (("report", 1), ("draft", 2)):
        line = past.rows[name].updates.standing().get()
        line.percent, line.narrative = 90 + number, LATER
        actions.log_progress(
            update=line, version=None, period=period(past, number), by=past.writer, at=NOVEMBER,
            achievements={past.rows["open"]: date(2020, 6, 20)} if number == 2 else None,
            results=[
                actions.Reported(past.rows["indicator"], value=Decimal(17 * number))
            ],
        )  # fmt: skip


def an_approval(past: Past) -> None:
    for name in ("report", "draft"):
        submit(past, past.rows[name], NOVEMBER)
        approve(past, past.rows[name], NOVEMBER)
    approve(past, past.rows["neighbour"], NOVEMBER)


def evidence(past: Past) -> None:
    for place in ({"transaction": past.rows["paid"]}, {"update": past.rows["line"]},
                  {"milestone": past.rows["open"]}):  # fmt: skip
        make_evidence(**place, title=LATER, added_at=NOVEMBER)


def evidence_taken_back(past: Past) -> None:
    photo = Evidence.objects.get(pk=past.rows["photo"].pk)
    actions.withdraw_evidence(evidence=photo, reason=LATER, by=past.reviewer, at=NOVEMBER)


def a_milestone(past: Past) -> None:
    row = past.rows["open"]
    row.due_on = date(2020, 7, 31)
    row.save_over(row.version, ["due_on"], at=NOVEMBER)
    make_milestone(activity=past.activity, title=LATER, due_on=date(2020, 5, 5))


def a_target(past: Past) -> None:
    row = IndicatorTarget.objects.get(indicator=past.rows["indicator"], ends_on=date(2020, 6, 30))
    row.value = 99
    row.save_over(row.version, ["value"], at=NOVEMBER)
    make_indicator(activity=past.activity, title_en=LATER, targets={date(2020, 3, 31): 4})


def a_flow(past: Past) -> None:
    actions.reverse_flow(flow=past.rows["flow"], reason=LATER, by=past.reviewer, at=NOVEMBER)
    given = Contribution.objects.get(pk=past.rows["contribution"].pk)
    make_flow(contribution=given, amount=4321, recorded_at=NOVEMBER, note=LATER)
    make_flow(
        contribution=make_contribution(appeal=past.appeal, reference=LATER), recorded_at=NOVEMBER
    )


def an_assignment(past: Past) -> None:
    undo(past.rows["move"], recorded_at=NOVEMBER)
    make_assignment(
        contribution=past.rows["contribution"], office=past.activity.office,
        heading=Heading.objects.get(code="O2"), recorded_at=NOVEMBER, reason=LATER,
    )  # fmt: skip


def an_attribution(past: Past) -> None:
    given = Contribution.objects.get(pk=past.rows["contribution"].pk)
    for giver, receiver in ((Payer(), Payer(given)), (Payer(given), Payer())):
        actions.attribute_entry(
            entry=past.rows["commitment"], giver=giver, receiver=receiver, usd=Decimal(250),
            reason=LATER, by=past.reviewer, at=NOVEMBER,
        )  # fmt: skip


def terms(past: Past) -> None:
    given = Contribution.objects.get(pk=past.rows["contribution"].pk)
    given.starts_on, given.ends_on = date(2020, 1, 1), date(2020, 12, 31)
    given.overhead_rate, given.project_code = Decimal(7), LATER
    actions.keep_terms(
        contribution=given, version=None, by=past.reviewer, at=NOVEMBER,
        categories=[actions.AskedCategory(None, LATER, None)],
        reports=[actions.AskedReport(None, "final", date(2021, 3, 31))],
    )  # fmt: skip


def a_judgement(past: Past) -> None:
    judge(past, "red", NOVEMBER)


def an_overlap(past: Past) -> None:
    statement = OverlapStatement(
        core=past.rows["core"], office=past.activity.office, method=OverlapStatement.Method.SUM,
        effective_on=date(2020, 6, 1), reason=LATER,
    )  # fmt: skip
    actions.state_overlap(statement=statement, version=None, by=past.reviewer, at=NOVEMBER)


def a_core_indicator(past: Past) -> None:
    core = make_core(appeal=past.appeal, title_en=LATER)
    make_indicator(activity=past.activity, title_en=LATER, core=core)


def months(past: Past) -> None:
    row = Activity.objects.get(pk=past.activity.pk)
    phase_activity(activity=row, version=None, phasing={"2020-03": Decimal(500)}, at=NOVEMBER)


def a_risk(past: Past) -> None:
    risk = Risk.objects.get(pk=past.rows["risk"].pk)
    risk.likelihood, risk.treatment = 5, LATER
    actions.save_risk(risk=risk, version=None, at=NOVEMBER)
    make_risk(activity=past.activity, what=LATER)


def a_comment(past: Past) -> None:
    say = actions.add_comment
    say(body=LATER, parent=past.rows["thread"], by=past.reviewer, at=NOVEMBER)
    actions.resolve_thread(thread=past.rows["thread"], by=past.reviewer, at=NOVEMBER)
    for place in ({"activity": past.activity}, {"report": past.rows["report"]},
                  {"report": past.rows["report"], "activity": past.activity}):  # fmt: skip
        say(body=LATER, by=past.writer, at=NOVEMBER, **place)


def a_plan(past: Past) -> None:
    row = Activity.objects.get(pk=past.activity.pk)
    row.starts_on, row.ends_on = date(2020, 2, 2), date(2020, 11, 30)
    row.save_over(row.version, ["starts_on", "ends_on"], at=NOVEMBER)
    held = activity_of("GT-2.1")
    held.hold = "suspended"
    held.save_over(held.version, ["hold"], at=NOVEMBER)
    make_activity(priority=past.activity.priority, own_title=LATER)


def a_lock(past: Past) -> None:
    actions.lock_period(period=period(past, 1), reason=LATER, by=past.reviewer, at=NOVEMBER)


def a_closing(past: Past) -> None:
    past.appeal.refresh_from_db()
    actions.close_appeal(
        appeal=past.appeal, version=past.appeal.version, reason=LATER, by=past.reviewer, at=NOVEMBER
    )  # fmt: skip


WRITES: list[Callable[[Past], None]] = [
    an_entry, a_draft_changed, a_posting, a_draft, a_reversal, an_allocation, a_revision,
    a_revision_taken_back, a_report_opened_again, a_line, an_approval, evidence,
    evidence_taken_back, a_milestone,
    a_target, a_flow, an_assignment, an_attribution, terms, a_judgement, an_overlap,
    a_core_indicator,
    months, a_risk, a_comment, a_plan, a_lock, a_closing,
]  # fmt: skip


def go_on(past: Past) -> None:
    with time_machine.travel(NOVEMBER, tick=False):
        for write in WRITES:
            write(past)
