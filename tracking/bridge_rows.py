"""The rows behind a step of a bridge: what was recorded, or what a value was and is."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, NamedTuple

from django.db.models import QuerySet
from django.urls import reverse

from appeal.base.viewpoint import Viewpoint
from appeal.models import Activity, Allocation, Heading, Office

from .figures import Bridge, Cause
from .figures.facts import Facts
from .figures.steps import OF_ENTRIES
from .models import Contribution, ContributionAssignment, Flow, OfficeReport, Transaction

CHANGES = (
    Cause.REPORTS, Cause.REOPENED, Cause.PLAN, Cause.REVISIONS, Cause.ALLOCATIONS, Cause.RATES,
)  # fmt: skip


class StepRow(NamedTuple):
    """A row behind a step.

    `before` and `after` are the value from one viewpoint and from the other, where it changed;
    `usd` is what an entry is of, less than 0 where it takes away.
    """

    about: str
    address: str
    office: str = ""
    on: date | None = None
    recorded_at: datetime | None = None
    before: Decimal | str | None = None
    after: Decimal | str | None = None
    usd: Decimal | None = None


@dataclass(frozen=True)
class Behind:
    """The rows behind a step of a figure, of what is bridged or of one of its headings."""

    bridge: Bridge
    step: Cause
    name: str
    heading: Heading | None = None

    @property
    def rows(self) -> Sequence[StepRow] | QuerySet[Transaction]:
        """What a paginator turns over; entries as they are stored, see `shown`."""
        if self.step in OF_ENTRIES:
            found = self.bridge.entries(self.step, self.name, self.heading)
            return found.with_signed().select_related("activity", "office").newest_first()
        return list(READING[self.step](self))

    def shown(self, rows: Iterable[StepRow | Transaction]) -> list[StepRow]:
        return [row if isinstance(row, StepRow) else self._entry(row) for row in rows]

    @property
    def is_money(self) -> bool:
        """Whether the values before and after are USD."""
        return self.step in (Cause.REVISIONS, Cause.ALLOCATIONS)

    @property
    def is_change(self) -> bool:
        """Whether the rows say what a value was and is; else what was recorded."""
        return self.step in CHANGES

    @property
    def adds_up(self) -> bool:
        """Whether the step is the sum of the USD of its rows."""
        return self.name == "spent" and self.step in (*OF_ENTRIES, Cause.DRAFTS)

    # Of the ledger

    def _entry(self, entry: Transaction) -> StepRow:
        (new, _rows), (late, _same) = self.bridge.between.parts()
        sign = new if self.bridge.between.is_new(entry.value_on) else late
        return self._told(entry, sign)

    def _told(self, entry: Transaction, sign: int) -> StepRow:
        words = (entry.activity.code, entry.get_kind_display(), entry.counterpart, entry.reference)
        return StepRow(
            " · ".join(str(word) for word in words if word),
            self._page("tracking:transaction_detail", entry.pk),
            entry.office.name,
            entry.value_on,
            entry.posted_at,
            usd=None if entry.signed is None else sign * entry.signed,
        )

    def drafts(self) -> Iterator[StepRow]:
        """Those of before less than 0; one that is the same in both is in neither."""
        between = self.bridge.between
        sides = [
            {row.id: row for row in self._drafts(viewpoint)}
            for viewpoint in (between.before, between.after)
        ]
        for own, other, sign in ((sides[0], sides[1], -1), (sides[1], sides[0], 1)):
            for pk, row in own.items():
                if pk not in other or _stands(other[pk]) != _stands(row):
                    yield self._told(row, sign)

    def _drafts(self, viewpoint: Viewpoint) -> Iterable[Transaction]:
        rows = self.bridge.between.drafts(viewpoint).with_signed()
        if self.heading:
            rows = rows.filter(cell__heading=self.heading)
        if self.name != "committed":
            rows = rows.filter(kind__in=Transaction.SPENDING)
        return rows.select_related("activity", "office")

    # Of the reports and the plan

    def reports(self) -> Iterator[StepRow]:
        """Of reports that count newly, or of the others."""
        counted = {line.report for line in self.bridge.old.lines}
        is_new = self.step == Cause.REPORTS
        lines = [line for line in self.bridge.new.lines if (line.report in counted) != is_new]
        yield from self._lines([] if is_new else self.bridge.old.lines, lines)

    def _lines(self, old: Collection[Any], new: Collection[Any]) -> Iterator[StepRow]:
        sides = [{(line.report, line.activity): line for line in lines} for lines in (old, new)]
        told = [{key: _percent(line) for key, line in side.items()} for side in sides]
        keys = [key for key in {**sides[0], **sides[1]} if told[0].get(key) != told[1].get(key)]
        reports = OfficeReport.objects.select_related("office", "period")
        found = reports.in_bulk({report for report, _activity in keys})
        activities = self._activities(pk for _report, pk in keys)
        for report, pk in keys:
            if pk in activities:
                of = found[report]
                yield StepRow(
                    f"{activities[pk]} · {of.period.code}",
                    self._page("tracking:report_detail", of.office.code, of.period.code),
                    of.office.name,
                    of.period.ends_on,
                    before=told[0].get((report, pk)),
                    after=told[1].get((report, pk)),
                )

    def plan(self) -> Iterator[StepRow]:
        old, new = self.bridge.old.plans, self.bridge.new.plans
        changed = [pk for pk in {**old, **new} if old.get(pk) != new.get(pk)]
        for pk, activity in self._activities(changed).items():
            yield StepRow(
                str(activity),
                self._page("tracking:activity_detail", activity.code),
                activity.office.name,
                before=_held(old.get(pk)),
                after=_held(new.get(pk)),
            )

    def revisions(self) -> Iterator[StepRow]:
        before = {cell.pk: cell.requirement for cell in self.bridge.old.cells}
        for cell in self.bridge.new.cells:
            is_here = self.heading in (None, cell.heading)
            if is_here and cell.requirement != before[cell.pk]:
                yield StepRow(
                    f"{cell.office.code} {cell.heading.code} {cell.heading.title}",
                    self._page("appeal:revisions", cell.office.code),
                    cell.office.name,
                    before=before[cell.pk],
                    after=cell.requirement,
                )

    def allocations(self) -> Iterator[StepRow]:
        old, new = (_allocated(facts) for facts in (self.bridge.old, self.bridge.new))
        changed = [key for key in {**old, **new} if old.get(key) != new.get(key)]
        cells = {cell.pk: cell for cell in self.bridge.new.cells}
        activities = self._activities(pk for pk, _cell in changed)
        for pk, cell in changed:
            if self.heading in (None, cells[cell].heading) and pk in activities:
                activity = activities[pk]
                yield StepRow(
                    f"{activity} · {cells[cell].heading.code}",
                    self._page("tracking:activity_detail", activity.code),
                    cells[cell].office.name,
                    before=old.get((pk, cell)),
                    after=new.get((pk, cell)),
                )

    def _activities(self, keys: Iterable[int]) -> dict[int, Activity]:
        rows = Activity.objects.filter(pk__in={*keys}).with_plan().in_printed_order()
        if self.heading and self.name in ("progress", "delivery"):
            rows = rows.filter(allocations__cell__heading=self.heading).distinct()
        return {row.pk: row for row in rows}

    # Of donors

    def flows(self) -> Iterator[StepRow]:
        signs = self._signs()
        rows = Flow.objects.filter(pk__in=signs).exclude(kind=Flow.Kind.PLEDGE).with_signed()
        for flow in rows.select_related("contribution__donor").order_by("value_on", "pk"):
            yield StepRow(
                f"{flow.contribution} · {flow.get_kind_display()}",
                self._page("tracking:contribution_detail", flow.contribution_id),
                on=flow.value_on,
                recorded_at=flow.recorded_at,
                usd=signs[flow.pk] * flow.signed_usd,
            )

    def moves(self) -> Iterator[StepRow]:
        signs = self._signs()
        rows = ContributionAssignment.objects.filter(pk__in=signs).with_signed()
        rows = rows.select_related("contribution__donor", "contribution__appeal", "into__appeal")
        for move in rows.select_related("office", "heading").order_by("effective_on", "pk"):
            ends = (move.into and move.into.appeal, move.office, move.heading)
            to = " ".join(str(end.code) for end in ends if end)
            of_contribution = "tracking:contribution_detail"
            is_ours = move.contribution.appeal == self.bridge.old.appeal
            yield StepRow(
                f"{move.contribution} → {to}",
                self._page(of_contribution, move.contribution_id if is_ours else move.into_id),
                move.office.name if move.office else "",
                move.effective_on,
                move.recorded_at,
                usd=signs[move.pk] * move.signed,
            )

    def rates(self) -> Iterator[StepRow]:
        old, new = self.bridge.old.contributions, self.bridge.new.contributions
        changed = {pk for pk in {*old} & {*new} if old[pk].rate != new[pk].rate}
        rows = Contribution.objects.with_names().in_bulk(changed)
        for pk, contribution in sorted(rows.items()):
            if self._counts_here(pk):
                yield StepRow(
                    str(contribution),
                    self._page("tracking:contribution_detail", pk),
                    before=old[pk].rate,
                    after=new[pk].rate,
                )

    def _signs(self) -> dict[int, int]:
        """The flows or assignments of the step: 1 where they count now alone, -1 then alone."""
        sides = [
            {
                row.pk
                for row in facts.given
                if self.bridge.step_of(row) == self.step and self._counts_here(row.contribution)
            }
            for facts in (self.bridge.old, self.bridge.new)
        ]
        return {**dict.fromkeys(sides[0] - sides[1], -1), **dict.fromkeys(sides[1] - sides[0], 1)}

    def _counts_here(self, contribution: int) -> bool:
        """Whether any of its money is, or was, where the figure is of."""
        office: Office | None = self.bridge.old.office
        for facts in (self.bridge.old, self.bridge.new):
            given = facts.contributions.get(contribution)
            for at, under in given.stands if given else ():
                if (office is None or at == office.pk) and (
                    self.heading is None or under == self.heading.pk
                ):
                    return True
        return False

    def _page(self, name: str, *of: object) -> str:
        return reverse(name, args=[self.bridge.old.appeal.code, *of])


READING: dict[Cause, Callable[[Behind], Iterator[StepRow]]] = {
    Cause.DRAFTS: Behind.drafts,
    Cause.REPORTS: Behind.reports,
    Cause.REOPENED: Behind.reports,
    Cause.PLAN: Behind.plan,
    Cause.REVISIONS: Behind.revisions,
    Cause.ALLOCATIONS: Behind.allocations,
    Cause.FLOWS: Behind.flows,
    Cause.LATE_FLOWS: Behind.flows,
    Cause.FLOWS_BACK: Behind.flows,
    Cause.RATES: Behind.rates,
    Cause.MOVES: Behind.moves,
}


def _stands(entry: Transaction) -> tuple[object, ...]:
    return entry.kind, entry.cell_id, entry.activity_id, entry.signed, entry.against_id


def _percent(line: Any) -> str | None:
    return None if line is None or line.percent is None else f"{line.percent}\u00a0%"


def _held(plan: Any) -> str | None:
    """What the plan said of an activity: None where it was not there."""
    if plan is None:
        return None
    days = f"{plan['starts_on']} – {plan['ends_on']}"
    return f"{Activity.Hold(plan['hold']).label}, {days}" if plan["hold"] else days


def _allocated(facts: Facts) -> dict[tuple[int, int], Decimal]:
    sums: dict[tuple[int, int], Decimal] = defaultdict(Decimal)
    for (activity, cell, what), usd in facts.money.items():
        if what in Allocation.Basis.values:
            sums[activity, cell] += usd
    return sums
