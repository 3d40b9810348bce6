"""Who tells the eventful year, and with which tools: each thing on the day of its chapter."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import ROUND_HALF_EVEN, Decimal
from types import SimpleNamespace
from typing import Any

from appeal.models import (
    Activity,
    Allocation,
    Appeal,
    Heading,
    Office,
    Requirement,
    RequirementRevision,
    Role,
    User,
)
from tests.factories import (
    make_assignment,
    make_evidence,
    make_flow,
    make_membership,
    make_transaction,
    make_update,
    make_user,
)
from tracking import actions
from tracking.models import (
    Flow,
    OfficeReport,
    Payer,
    ReportingPeriod,
    StatusOverride,
    Transaction,
)

Kind = Transaction.Kind


@dataclass
class People:
    viewer: User
    reporter: User
    finance: User
    reviewer: User
    manager: User
    neighbour: User


class Teller:
    """The 2020 appeal, and what stands at the day of the chapter that is being told."""

    at: datetime

    def __init__(self, appeal: Appeal) -> None:
        self.appeal = appeal
        self.offices = {office.code: office for office in Office.objects.all()}
        self.headings = {heading.code: heading for heading in Heading.objects.all()}
        of_appeal = Activity.objects.of(appeal).with_plan()
        self.activities = {activity.code: activity for activity in of_appeal}
        self.periods = {row.code[-2:]: row for row in ReportingPeriod.objects.of(appeal)}
        self.people = self._people()
        # What an earlier chapter made and a later one goes on with, by a name.
        self.made: Any = SimpleNamespace()

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

    def pays(self, entry: Transaction, usd: Any, by: Any = None, before: Any = None) -> None:
        """A grant pays part of an entry from now on, or nobody; `before` is who paid it so far."""
        actions.attribute_entry(
            entry=entry, giver=Payer(before), receiver=Payer(by), usd=Decimal(usd),
            reason=f"Theirs are {usd}", by=self.people.finance, at=self.at,
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


def first_cell(activity: Activity) -> Requirement:
    return activity.allocations.order_by("pk").first().cell
