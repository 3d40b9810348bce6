"""An eventful year: what makes a column differ from a wrong one, each thing told on its day.

The year is told in chapters, each on the tenth of a month, so that change log and instants agree.
What is told from August on is later than what `KNOWN_ON` knows of, and dated before it.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Any

import time_machine

from appeal.models import (
    Activity,
    Allocation,
    Appeal,
    Basis,
    Heading,
    Office,
    Partner,
    Requirement,
    RequirementRevision,
    Role,
    User,
)
from tests.factories import (
    make_achievement,
    make_activity,
    make_actual,
    make_allocation,
    make_appeal,
    make_assignment,
    make_cell,
    make_contribution,
    make_donor,
    make_evidence,
    make_flow,
    make_indicator,
    make_membership,
    make_milestone,
    make_period,
    make_priority,
    make_rate,
    make_risk,
    make_section,
    make_transaction,
    make_update,
    make_upload,
    make_user,
    move,
    publish,
    undo,
)
from tracking import actions
from tracking.models import (
    Flow,
    IndicatorActual,
    OfficeReport,
    ReportingPeriod,
    StatusOverride,
    Transaction,
    UploadRow,
)

TODAY = date(2020, 9, 15)
KNOWN_ON = date(2020, 7, 20)
Kind = Transaction.Kind


def tenth(month: int) -> datetime:
    """Late in the evening there: already the eleventh in UTC."""
    return datetime(2020, month, 11, 3, 30, tzinfo=UTC)


@dataclass
class People:
    viewer: User
    reporter: User
    finance: User
    reviewer: User
    manager: User
    neighbour: User


class Year:
    """The 2020 appeal through an eventful year; the rows that the test asks for by name."""

    def __init__(self, appeal: Appeal) -> None:
        self.appeal = appeal
        self.offices = {office.code: office for office in Office.objects.all()}
        self.headings = {heading.code: heading for heading in Heading.objects.all()}
        of_appeal = Activity.objects.of(appeal).with_plan()
        self.activities = {activity.code: activity for activity in of_appeal}
        self.periods = {row.code[-2:]: row for row in ReportingPeriod.objects.of(appeal)}
        self.people = self._people()
        chapters = {2: self.february, 4: self.april, 5: self.may, 6: self.june, 7: self.july,
                    8: self.august, 9: self.september}  # fmt: skip
        for month, tell in chapters.items():
            self.at = tenth(month)
            with time_machine.travel(self.at, tick=False):
                tell()

    def _people(self) -> People:
        def person(name: str, role: str, full: str = "", **place: Any) -> User:
            first, _, last = full.partition(" ")
            user = make_user(username=name, first_name=first, last_name=last)
            return make_membership(user=user, role=role, **place).user

        region, gt = {"region": self.appeal.region}, {"office": self.offices["GT"]}
        return People(
            viewer=person("viewer", Role.VIEWER, **region),
            reporter=person("reporter.gt", Role.REPORTER, "Rita López", **gt),
            finance=person("finance.gt", Role.FINANCE, **gt),
            reviewer=person("reviewer.ro", Role.REVIEWER, "Ana Ruiz", **region),
            manager=person("manager.ro", Role.MANAGER, **region),
            neighbour=person("reporter.hn", Role.REPORTER, office=self.offices["HN"]),
        )

    # Tools

    def entry(self, code: str, amount: Any, day: str, **fields: Any) -> Transaction:
        """A draft of the reporter's, on the day of the chapter."""
        activity = self.activities[code]
        rate = fields.pop("at_rate", Decimal(1))
        usd = rate and (Decimal(amount) / rate).quantize(Decimal("0.01"), ROUND_HALF_EVEN)
        return make_transaction(
            activity=activity, cell=fields.pop("cell", None) or first_cell(activity),
            amount=amount, usd_amount=usd, value_on=date.fromisoformat(day),
            entered_by=fields.pop("by", self.people.reporter), entered_at=self.at, **fields,
        )  # fmt: skip

    def post(self, entry: Transaction, by: User | None = None) -> Transaction:
        entry.refresh_from_db()
        return actions.post_transaction(
            entry=entry, version=entry.version, by=by or self.people.finance, at=self.at
        )

    def posted(self, code: str, amount: Any, day: str, **fields: Any) -> Transaction:
        return self.post(self.entry(code, amount, day, **fields))

    def reverse(self, entry: Transaction) -> Transaction:
        return actions.reverse_transaction(
            entry=entry, reason="A mistake.", by=self.people.manager, at=self.at
        )

    def change(self, row: Any, **values: Any) -> None:
        row.refresh_from_db()
        for name, value in values.items():
            setattr(row, name, value)
        row.save_over(row.version, values, at=self.at)

    def line(self, code: str, period: str, percent: int | None, **fields: Any) -> Any:
        return make_update(
            activity=self.activities[code], period=self.periods[period], percent=percent,
            updated_by=fields.pop("by", self.people.reporter), updated_at=self.at, **fields,
        )  # fmt: skip

    def report(self, code: str, period: str) -> OfficeReport:
        return OfficeReport.objects.get(office=self.offices[code], period=self.periods[period])

    def step(self, report: OfficeReport, name: str, **fields: Any) -> None:
        report.refresh_from_db()
        step = getattr(actions, f"{name}_report")
        step(report=report, version=report.version, at=self.at, **fields)

    def submit(self, report: OfficeReport, by: User | None = None) -> None:
        self.step(report, "submit", by=by or self.people.reporter)

    def approve(self, report: OfficeReport) -> None:
        self.step(report, "approve", by=self.people.reviewer)

    def flow(self, given: Any, amount: Any, kind: str, day: str, rate: Any = 1) -> Flow:
        return make_flow(
            contribution=given, amount=amount, kind=kind, value_on=date.fromisoformat(day),
            rate=rate, recorded_at=self.at, recorded_by=self.people.manager, note=f"{kind} {day}",
        )  # fmt: skip

    def prove(self, title: str, day: date, **thing: Any) -> Any:
        return make_evidence(
            title=title, dated_on=day, added_by=self.people.finance, added_at=self.at, **thing
        )

    def assign(self, given: Any, amount: Any, day: str, **places: Any) -> Any:
        return make_assignment(
            contribution=given, amount=amount, effective_on=date.fromisoformat(day),
            recorded_at=self.at, recorded_by=self.people.manager, reason=f"To use {amount}",
            **places,
        )  # fmt: skip

    # The chapters

    def february(self) -> None:
        self.other = a_namesake(self)
        for currency, by_month in RATES.items():
            for month, rate in by_month.items():
                make_rate(currency=currency, effective_on=date(2020, month, 1), rate=rate)
        make_rate(currency="HNL", effective_on=date(2020, 5, 1), rate=99, asked=ASKED,
                  unusual_reason="As published.")  # fmt: skip
        self._indicators()
        plan = self.activities["GT-1.1"]
        self.change(plan, lead="Elena Paz", own_title="Coordination of coordination")
        plan.partners.add(Partner.objects.order_by("pk").last())
        self.opening = make_milestone(activity=plan, title="Opened", due_on=date(2020, 2, 20))
        self.missed = make_milestone(activity=plan, title="Missed", due_on=date(2020, 4, 1))
        self.moved = make_milestone(activity=plan, title="Moved later", due_on=date(2020, 5, 25))
        make_milestone(activity=plan, title="Soon in July", due_on=date(2020, 7, 25))
        make_milestone(activity=plan, title="Soon in autumn", due_on=date(2020, 10, 1))
        make_milestone(activity=self.activities["GT-3.1"], title="Of one suspended later",
                       due_on=date(2020, 3, 1))  # fmt: skip
        hn = self.activities["HN-2.1"]
        make_milestone(activity=hn, title="Of one cancelled later", due_on=date(2020, 5, 1))
        self.floods = make_risk(activity=plan, what="Floods", treatment="Sandbags", likelihood=5)
        make_risk(activity=hn, what="Strikes", treatment="", likelihood=2, consequence=2,
                  owner="The head of office", state="treated")  # fmt: skip
        make_risk(activity=self.activities["SV-1.1"], what="Theft", consequence=5, likelihood=4)
        self._donors()

    def _indicators(self) -> None:
        plan = self.activities["GT-1.1"]
        quarters = [date(2020, 3, 31), date(2020, 6, 30), date(2020, 9, 30)]
        self.people_reached = make_indicator(
            activity=plan, title_en="People reached", by_sex=True, baseline=5,
            targets=dict(zip(quarters, (20, 30, 40), strict=True)), target=90,
            target_basis=Basis.PUBLISHED,
        )  # fmt: skip
        self.share_trained = make_indicator(
            activity=plan,
            title_en="Share trained",
            unit_en="percent",
            measure="percentage",
            targets={quarters[0]: 50, quarters[1]: 60},
        )
        self.law_passed = make_indicator(
            activity=plan,
            title_en="Law passed",
            unit_en="yes",
            measure="yes_no",
            accumulation="latest",
            targets={quarters[1]: 1},
        )
        hn = self.activities["HN-1.1"]
        self.waiting_days = make_indicator(
            activity=hn, title_en="Days of waiting", unit_en="days", direction="down",
            accumulation="latest", baseline=40, target=10,
        )  # fmt: skip
        self.highest = make_indicator(
            activity=hn,
            title_en="Beds at most",
            unit_en="beds",
            accumulation="max",
            targets={quarters[0]: 10, quarters[1]: 8},
        )
        make_indicator(activity=hn, title_en="Without a baseline", direction="down", target=3)
        make_indicator(activity=hn, title_en="Without a target")

    def _donors(self) -> None:
        gt, o1 = self.offices["GT"], self.headings["O1"]
        zeta, beta = make_donor(name="Zeta Fund", kind="private"), make_donor(name="beta")
        abaco = make_donor(name="Ábaco", kind="multilateral")
        own = {"appeal": self.appeal}
        self.for_gt = make_contribution(donor=beta, office=gt, reference="B-1", **own)
        self.flow(self.for_gt, 900, "pledge", "2020-01-05")
        self.promised = self.flow(self.for_gt, 5000, "commitment", "2020-01-15")
        self.paid = self.flow(self.for_gt, 2000, "receipt", "2020-02-01")
        self.open = make_contribution(donor=abaco, currency="EUR", reference="A-1", **own)
        self.flow(self.open, 1000, "commitment", "2020-01-20", rate="0.9")
        self.flow(self.open, 600, "receipt", "2020-02-05", rate="0.85")
        self.under_o1 = make_contribution(
            donor=zeta, heading=o1, reference="Z-1", note="Late", **own
        )
        self.flow(self.under_o1, 700, "pledge", "2020-01-25")
        cell = {"office": self.offices["HN"], "heading": o1}
        self.of_cell = make_contribution(donor=beta, reference="B-2", **cell, **own)
        elsewhere = make_contribution(appeal=self.other, donor=beta, office=gt, reference="X")
        self.flow(elsewhere, 66_000, "commitment", "2020-01-15")
        self.flow(elsewhere, 6600, "pledge", "2020-01-15")

    def april(self) -> None:
        euro = {"currency": "EUR", "at_rate": RATES["EUR"][2], "kind": Kind.COMMITMENT}
        self.contract = self.posted("GT-1.1", 1000, "2020-02-09", counterpart="Printers", **euro)
        self.edited = self.entry("GT-1.1", 75, "2020-04-02", note="First note", reference="R-75")
        self.gone = self.entry("GT-1.1", 55, "2020-03-20", note="Discarded later")
        self.posted("HN-1.1", 40_000, "2020-03-05", by=self.people.neighbour, reference="HN-1",
                    kind=Kind.DISBURSEMENT)  # fmt: skip
        self.entry("HN-1.1", 999, "2020-03-06", by=self.people.neighbour, note="Of Honduras")
        self.entry("GT-2.1", 500, "2020-05-04", currency="GTQ", at_rate=None)
        first = self.line("GT-1.1", "Q1", 40, narrative="First words.", issues="Rain.")
        parts = {("sex", "female"): 5, ("sex", "male"): 4}
        make_actual(indicator=self.people_reached, update=first, value=12, parts=parts,
                    comment="Counted")  # fmt: skip
        make_actual(indicator=self.share_trained, update=first, value=50, numerator=10,
                    denominator=20)  # fmt: skip
        make_achievement(milestone=self.opening, update=first, achieved_on=date(2020, 2, 25))
        self.line("GT-4.1", "Q1", 10)
        self.change(first.report, highlights="As first told.", challenges="Roads.")
        self.submit(first.report)
        of_honduras = self.line("HN-1.1", "Q1", 77, by=self.people.neighbour, issues="Of Honduras.")
        make_actual(indicator=self.waiting_days, update=of_honduras, value=30)
        make_actual(indicator=self.highest, update=of_honduras, value=9)
        self.line("HN-2.1", "Q1", 20, by=self.people.neighbour)

    def may(self) -> None:
        q1 = self.report("GT", "Q1")
        self.step(q1, "return", by=self.people.reviewer, reason="Say more.", remarks={})
        line = q1.updates.standing().get(activity=self.activities["GT-1.1"])
        self.change(line, narrative="Second words.", percent=45, updated_at=self.at)
        self.submit(q1)
        self.approve(q1)
        hn = self.report("HN", "Q1")
        self.submit(hn, self.people.neighbour)
        self.step(hn, "return", by=self.people.reviewer, reason="For Honduras alone.", remarks={})
        self.prove("An attendance list", date(2020, 3, 20), update=line)
        self.prove("A ribbon", date(2020, 2, 25), milestone=self.opening)
        own = {"against": self.contract, "currency": "EUR"}
        self.posted("GT-1.1", 300, "2020-03-05", at_rate=RATES["EUR"][3],
                    kind=Kind.DISBURSEMENT, **own)  # fmt: skip
        self.posted("GT-1.1", 200, "2020-04-20", against=self.contract, kind=Kind.DISBURSEMENT)
        self.second = self.posted("GT-1.1", 5000, "2020-03-01", kind=Kind.COMMITMENT)
        quetzales = {"currency": "GTQ", "at_rate": RATES["GTQ"][3], "by": self.people.finance}
        self.own_draft = self.posted("GT-1.1", 7700, "2020-03-15", **quetzales)
        self.posted("GT-2.1", 1_250_000, "2020-04-28", reference="INV-9", counterpart="Builders",
                    unusual_reason="A whole building.", asked=ASKED)  # fmt: skip
        panama = self.line("PA-1.1", "Q1", 5, by=self.people.manager).report
        self.submit(panama, self.people.manager)
        self.step(panama, "return", by=self.people.reviewer, reason="Of Panama alone.", remarks={})
        self.change(self.activities["HN-3.1"], starts_on=date(2020, 6, 1))
        self.flow(self.open, 500, "commitment", "2020-05-02", rate="0.8")
        self.assign(self.open, 300, "2020-04-15", office=self.offices["GT"])
        self.into_cell = self.assign(
            self.open, 100, "2020-05-05", from_office=self.offices["GT"],
            office=self.offices["GT"], heading=self.headings["O1"],
        )  # fmt: skip
        self.assign(self.open, 50, "2020-05-06", heading=self.headings["P2"])

    def june(self) -> None:
        own = {"against": self.contract, "currency": "EUR", "kind": Kind.RELEASE}
        self.posted("GT-1.1", 100, "2020-05-10", at_rate=RATES["EUR"][5], **own)
        self.released = self.posted("GT-1.1", 50, "2020-05-11", at_rate=RATES["EUR"][5], **own)
        self.small = small = self.posted("GT-1.1", "0.10", "2020-05-19", late_reason="")
        self.posted("GT-4.1", 640, "2019-12-20", late_reason="Prepared the year before.")
        self.uploaded = self.posted("GT-4.1", 1_000_000, "2020-05-28", note="By upload")
        upload = make_upload(uploaded_by=self.people.finance, file_name="june.xlsx")
        UploadRow.objects.filter(upload=upload).update(transaction=self.uploaded)
        for day in ("2020-05-01", "2020-05-20"):
            self.posted("HN-1.1", 300, day, by=self.people.neighbour, reference="At the edge")
        self.change(self.edited, amount=80, usd_amount=80)
        self.prove("Of a draft", date(2020, 4, 2), transaction=self.edited)
        self.lower("GT-4.1", 800_000, lowered_reason="Paid by others.")
        self.lower("GT-5.1", 1_900_000, basis="indicative")
        self.revise("GT", "O1", 14_000_000, date(2020, 5, 15))
        self.wrong = self.revise("HN", "O1", 100, date(2020, 5, 20))
        self.from_dash = self.revise("GT", "P2", 250_000, date(2020, 6, 1))
        self.proof = self.prove("Voucher", date(2020, 5, 19), transaction=small)
        self.prove("Second voucher", date(2020, 5, 20), transaction=small, content=b"%PDF-1.7",
                   file_name="second.pdf")  # fmt: skip
        self.assign(self.open, 25, "2020-06-05", heading=self.headings["O1"])
        self.assign(self.under_o1, 400, "2020-05-02", from_heading=self.headings["O1"],
                    heading=self.headings["O1"], office=self.offices["GT"])  # fmt: skip
        self.change(self.activities["GT-3.1"], hold="suspended")
        self.judge("GT-1.1", "red", date(2020, 5, 18), "Two months behind.")
        self.to_reverse = self.assign(
            self.for_gt, 1500, "2020-05-15", office=self.offices["GT"],
            heading=self.headings["O1"],
        )  # fmt: skip
        self.flow(self.of_cell, 800, "commitment", "2020-06-05")
        hn = self.report("HN", "Q1")
        self.submit(hn, self.people.neighbour)
        self.approve(hn)

    def july(self) -> None:
        self.reverse(self.released)
        line = self.line("GT-1.1", "Q2", 70, narrative="Quarter two.", next_steps="Go on.")
        make_actual(indicator=self.people_reached, update=line, value=31,
                    parts={("sex", "female"): 20, ("sex", "other"): 11})  # fmt: skip
        make_actual(indicator=self.share_trained, update=line, value=80, numerator=80,
                    denominator=100)  # fmt: skip
        make_actual(indicator=self.law_passed, update=line, value=None,
                    missing_reason="Parliament did not meet.")  # fmt: skip
        self.prove("Minutes", date(2020, 6, 28), update=line)
        done = self.line("GT-2.1", "Q2", 100, status="completed")
        roof = make_milestone(activity=done.activity, title="Roofed", due_on=date(2020, 6, 10))
        make_achievement(milestone=roof, update=done, achieved_on=date(2020, 6, 9))
        self.line("GT-6.1", "Q2", None, issues="Nothing to count.")
        self.change(line.report, highlights="Quarter two told.", next_steps="Go on.")
        self.submit(line.report)
        self.approve(line.report)
        salvador = self.line("SV-1.1", "Q2", 33, by=self.people.manager)
        self.submit(salvador.report, self.people.manager)
        self.line("NI-1.1", "Q2", 15, by=self.people.manager, narrative="Still a draft.")

    def august(self) -> None:
        """Later than what KNOWN_ON knows of, and dated before it."""
        self.reverse(self.own_draft)
        self.reverse(self.second)
        late = self.posted("GT-1.1", 12_000, "2020-06-15", kind=Kind.EXPENDITURE)
        self.posted("HN-2.1", 950_000, "2020-05-30", by=self.people.neighbour)
        self.prove("Told in August", date(2020, 6, 15), transaction=late)
        self.prove("Told in August too", date(2020, 5, 21), transaction=self.small)
        self.prove("A photograph", date(2020, 2, 25), milestone=self.opening)
        actions.withdraw_evidence(evidence=self.proof, reason="A name stood on it.",
                                  by=self.people.manager, at=self.at)  # fmt: skip
        self.change(self.edited, note="Noted in August")
        actions.discard_transaction(entry=self.gone, version=self.gone.version, at=self.at)
        self._change_the_plan()
        self._go_on_with_reports()
        undo(self.paid, recorded_at=self.at, recorded_by=self.people.finance, note="Paid back")
        undo(self.to_reverse, recorded_at=self.at, recorded_by=self.people.finance)
        self.flow(self.under_o1, 250, "receipt", "2020-05-12")
        donor = make_donor(name="Gamma", kind="other")
        unknown = make_contribution(appeal=self.appeal, donor=donor, reference="G-1",
                                    office=self.offices["SV"])  # fmt: skip
        self.flow(unknown, 4000, "commitment", "2020-03-03")
        self.flow(unknown, 444, "pledge", "2020-03-03")

    def _change_the_plan(self) -> None:
        self.lower("GT-1.1", 1_500_000)
        actions_of_plan = RequirementRevision(
            cell=self.wrong.cell, amount=self.wrong.amount, effective_on=self.wrong.effective_on,
            reason="Wrong cell.", revised_by=self.people.manager, recorded_at=self.at,
            reverses=self.wrong,
        )  # fmt: skip
        actions_of_plan.save()
        self.revise("GT", "O1", 13_900_000, date(2020, 5, 14))
        self.revise("SV", "O1", 2_400_000, date(2020, 5, 18))
        self.judge("GT-1.1", "", date(2020, 5, 19), "Caught up.")
        self.judge("HN-1.1", "amber", date(2020, 5, 10), "Few staff.")
        self.change(self.floods, state="closed", likelihood=1)
        make_risk(activity=self.activities["GT-2.1"], what="Told in August", likelihood=5,
                  consequence=5)  # fmt: skip
        self.change(self.moved, due_on=date(2020, 9, 1))
        make_milestone(activity=self.activities["HN-1.1"], title="Told in August",
                       due_on=date(2020, 5, 5))  # fmt: skip
        self.change(self.people_reached, baseline=0, title_en="People reached in all")
        targets = self.people_reached.period_targets
        self.change(targets.get(ends_on=date(2020, 6, 30)), value=60)
        self.change(self.activities["HN-2.1"], hold="cancelled")
        self.change(self.activities["GT-5.1"], starts_on=date(2020, 7, 1))
        make_activity(priority=self.activities["GT-7.1"].priority, code="GT-7.2", order=2,
                      own_title="Added in August", allocated=None)  # fmt: skip

    def _go_on_with_reports(self) -> None:
        q1 = self.report("GT", "Q1")
        self.step(q1, "reopen", by=self.people.manager, reason="The count was wrong.")
        line = q1.updates.standing().get(activity=self.activities["GT-1.1"])
        self.change(line, percent=35, narrative="Third words.", updated_at=self.at)
        actual = IndicatorActual.objects.get(update=line, indicator=self.people_reached)
        actual.value = 9
        actual.save()
        self.change(q1, highlights="Rewritten in August.")
        salvador = self.report("SV", "Q2")
        self.approve(salvador)

    def september(self) -> None:
        self.post(self.edited)
        hn = self.line("HN-1.1", "Q2", 90, by=self.people.neighbour, status="delayed")
        self.submit(hn.report, self.people.neighbour)
        self.approve(hn.report)
        self.entry("GT-2.1", 345, "2020-09-01", note="A draft of September", by=self.people.finance)

    # Of the plan

    def lower(
        self, code: str, amount: int, basis: str = "confirmed", lowered_reason: str = ""
    ) -> None:
        row = Allocation.objects.filter(activity=self.activities[code]).get()
        self.change(row, amount=amount, basis=basis, lowered_reason=lowered_reason)

    def revise(self, office: str, heading: str, amount: int, day: date) -> RequirementRevision:
        return RequirementRevision.objects.create(
            cell=Requirement.objects.get(
                appeal=self.appeal, office=self.offices[office], heading=self.headings[heading]
            ),
            amount=amount, effective_on=day, reason="Prices.", revised_by=self.people.manager,
            recorded_at=self.at,
        )  # fmt: skip

    def judge(self, code: str, colour: str, day: date, reason: str) -> None:
        StatusOverride.objects.create(
            activity=self.activities[code], colour=colour, effective_on=day, reason=reason,
            by=self.people.reviewer, at=self.at,
        )  # fmt: skip


RATES = {
    "EUR": {2: Decimal("0.9"), 3: Decimal("0.91"), 5: Decimal("0.93")},
    "GTQ": {3: Decimal("7.7"), 4: Decimal("7.75")},
}
ASKED = [{"rule": "twice", "about": "amount", "figures": {"other": "Entry 1"}}]


def first_cell(activity: Activity) -> Requirement:
    return activity.allocations.order_by("pk").first().cell


def a_namesake(year: Year) -> Appeal:
    """Another appeal of the region: its office and activity have the names of the first one's."""
    gt, o1 = year.offices["GT"], year.headings["O1"]
    other = make_appeal(region=year.appeal.region)
    section = make_section(appeal=other, office=gt, printed_name="Guatemala", order=1)
    cell = make_cell(appeal=other, office=gt, heading=o1, amount=1_000_000)
    priority = make_priority(section=section, code="GT-1", order=1, headings=[o1])
    activity = make_activity(priority=priority, code="GT-1.1", order=1)
    make_allocation(activity=activity, cell=cell, amount=500_000)
    make_indicator(activity=activity, title_en="Elsewhere", targets={date(2020, 3, 31): 4})
    make_milestone(activity=activity, title="Elsewhere", due_on=date(2020, 3, 1))
    make_risk(activity=activity, what="Elsewhere")
    period = make_period(appeal=other)
    publish(other)
    make_transaction(activity=activity, cell=cell, amount=7777, posted=True,
                     value_on=date(2020, 1, 7), posted_at=year.at, entered_at=year.at)  # fmt: skip
    line = make_update(activity=activity, period=period, percent=99, narrative="Elsewhere.")
    make_actual(indicator=activity.indicators.get(), update=line, value=3)
    move(line.report, "approved")
    make_evidence(update=line, title="Elsewhere", added_at=year.at)
    return other
