"""Why figures changed between two viewpoints: step by step, each by the one calculation.

A step lets one sort of facts count from the later viewpoint, in a fixed order; what it comes to is
the difference that this makes. What then still differs from the figures of the later viewpoint is
the rest, which is 0.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from copy import copy
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property
from typing import Any, NamedTuple

from django.db.models import Case, CharField, Count, Q, Sum, Value, When

from appeal.base.viewpoint import Include, Viewpoint
from appeal.models import ZERO as NO_USD
from appeal.models import Allocation, Appeal, Heading, Office

from ..models import Transaction, rests_among
from ..models.ledger import TransactionQuerySet
from .between import IS_REVERSAL, Between
from .contributions import contributions_among
from .definitions import Figures
from .facts import Facts, Purpose
from .reported import latest_among
from .steps import OF_ENTRIES, Cause, Shift, Waterfall
from .summing import AppealFigures
from .sums import ZERO


class EntrySum(NamedTuple):
    """Posted entries of a step, of an activity, a cell and a kind: less than 0 no longer count."""

    step: str
    activity: int
    cell: int
    kind: str
    usd: Decimal
    number: int
    draws: int


@dataclass(frozen=True)
class Bridge:
    """Two viewpoints of an appeal, or of one office, and the facts as they change between them."""

    old: Facts
    new: Facts

    @cached_property
    def between(self) -> Between:
        return Between(self.old.appeal, self.old.viewpoint, self.new.viewpoint, self.old.office)

    def of(self, name: str, heading: Heading | None = None) -> Waterfall:
        """How a figure comes from one to the other, of the whole or of a heading."""
        before, *others = [
            (step, getattr(_row_of(figures, heading), name)) for step, figures in self.stages
        ]
        changes, reached = [], before[1]
        for step, value in others:
            if difference := (value or 0) - (reached or 0):
                changes.append(Shift(Cause(step), difference))
            reached = value
        after = getattr(_row_of(self.reached, heading), name)
        return Waterfall(name, before[1], after, changes, reached)

    @cached_property
    def reached(self) -> AppealFigures:
        """The figures after, read on their own."""
        return AppealFigures(self.new)

    @cached_property
    def stages(self) -> list[tuple[str, AppealFigures]]:
        """The figures before, and after each step."""
        facts, figures = self.old, AppealFigures(self.old)
        found: list[tuple[str, AppealFigures]] = [("", figures)]
        for step, known in self._switched():
            if any(_told(getattr(facts, name)) != _told(value) for name, value in known.items()):
                facts = copy(facts)
                facts.__dict__.update(known)
                figures = AppealFigures(facts)
            found.append((step, figures))
        return found

    def _switched(self) -> Iterator[tuple[Cause, Mapping[str, object]]]:
        """The facts that each step changes, by their names."""
        yield from self._of_ledger()
        yield Cause.PLAN, {"plans": self.new.plans}
        yield Cause.REVISIONS, {"cells": self.new.cells}
        yield Cause.ALLOCATIONS, {"money": self._entered | _allocated(self.new)}
        yield from self._of_reports()
        yield from self._of_donors()

    # Of the ledger

    def _of_ledger(self) -> Iterator[tuple[Cause, Mapping[str, object]]]:
        money = _allocated(self.old)
        for step, entered, committed in zip(
            (Cause.DRAFTS, *OF_ENTRIES), self._stages_of_money, self._stages_of_rests, strict=True
        ):
            yield step, {"money": entered | money, "committed": committed}

    @property
    def _entered(self) -> dict[Purpose, Decimal]:
        return self._stages_of_money[-1]

    @cached_property
    def _stages_of_money(self) -> list[dict[Purpose, Decimal]]:
        """What is spent for each purpose, after the step of drafts and each of entries."""
        allocated = _allocated(self.old)
        money = {key: usd for key, usd in self.old.money.items() if key not in allocated}
        added: dict[str, list[tuple[Purpose, Decimal]]] = defaultdict(list)
        if self.new.viewpoint.include == Include.DRAFT:
            for sign, viewpoint in ((-1, self.old.viewpoint), (1, self.new.viewpoint)):
                for *purpose, usd in _sums(self.between.drafts(viewpoint).spending()):
                    added[Cause.DRAFTS].append((tuple(purpose), sign * usd))
        for row in self.entry_sums:
            if row.kind in Transaction.SPENDING:
                added[row.step].append(((row.activity, row.cell, row.kind), row.usd))
        stages = []
        for step in (Cause.DRAFTS, *OF_ENTRIES):
            money = dict(money)
            for purpose, usd in added[step]:
                money[purpose] = money.get(purpose, ZERO) + usd
            stages.append(money)
        return stages

    @cached_property
    def entry_sums(self) -> list[EntrySum]:
        """The posted entries that count from one viewpoint alone; one query."""
        parts = []
        for (sign, rows), step in zip(self.between.parts(), (Cause.NEW, Cause.LATE), strict=True):
            sort = Case(
                When(IS_REVERSAL, then=Value(Cause.REVERSALS.value)),
                default=Value(step.value),
                output_field=CharField(),
            )
            by = rows.with_signed().order_by().values_list(sort, "activity", "cell", "kind")
            parts.append(
                by.annotate(Sum("signed"), Count("id"), Count("against"), sign=Value(sign))
            )
        first, second = parts
        return [
            EntrySum(step, activity, cell, kind, usd * sign, *numbers)
            for step, activity, cell, kind, usd, *numbers, sign in first.union(second, all=True)
        ]

    def count(self, step: Cause, name: str, heading: Heading | None = None) -> int | None:
        """How many posted entries a step has of a figure of money; None where it has none."""
        if step not in OF_ENTRIES:
            return None
        places = {row.pk for row in self.old.cells if heading in (None, row.heading)}
        own = [row for row in self.entry_sums if row.step == step and row.cell in places]
        if name == "committed":
            return sum(row.draws if row.kind in Transaction.SPENDING else row.number for row in own)
        return sum(row.number for row in own if row.kind in Transaction.SPENDING)

    def entries(
        self, step: Cause, name: str, heading: Heading | None = None
    ) -> TransactionQuerySet:
        """The posted entries of a step that a figure of money is made of."""
        (_sign, new), (_same, late) = self.between.parts()
        rows = {Cause.NEW: new, Cause.LATE: late, Cause.REVERSALS: new | late}[step]
        rows = rows.filter(reverses__isnull=step != Cause.REVERSALS)
        if heading:
            rows = rows.filter(cell__heading=heading)
        if name != "committed":
            return rows.spending()
        return rows.filter(~Q(kind__in=Transaction.SPENDING) | Q(against__isnull=False))

    @cached_property
    def _stages_of_rests(self) -> list[dict[object, Decimal]]:
        """What commitments leave open, after the same steps."""
        between, old, new = self.between, self.old.viewpoint, self.new.viewpoint
        drafts = between.drafts(new)
        parts = [[between.posted(new=new, late=late, undone=old), drafts] for late in (old, new)]
        first = self.old.committed
        if new.include == Include.DRAFT:
            first = _committed(between.posted(new=old, late=old, undone=old), drafts)
        return [first, *[_committed(*part) for part in parts], self.new.committed]

    # Of the reports, and of donors

    def _of_reports(self) -> Iterator[tuple[Cause, Mapping[str, object]]]:
        counted = {line.report for line in self.old.lines}
        more = [line for line in self.new.lines if line.report not in counted]
        yield Cause.REPORTS, {"reported": latest_among(sorted([*self.old.lines, *more]))}
        yield Cause.REOPENED, {"reported": latest_among(self.new.lines)}

    def _of_donors(self) -> Iterator[tuple[Cause, Mapping[str, object]]]:
        """Flows at the rates that they had been valued at; then at their own; then what moved."""
        switched: list[Cause] = []
        rates = {pk: row.rate for pk, row in self.old.contributions.items() if row.rate}
        for step in (Cause.FLOWS, Cause.LATE_FLOWS, Cause.FLOWS_BACK):
            switched.append(step)
            found = contributions_among(self._given(switched))
            at_old = {pk: replace(row, rate=rates.get(pk, row.rate)) for pk, row in found.items()}
            yield step, {"contributions": at_old}
        yield Cause.RATES, {"contributions": found}
        yield Cause.MOVES, {"contributions": self.new.contributions}

    def _given(self, switched: list[Cause]) -> list[object]:
        old = [row for row in self.old.given if self.step_of(row) not in switched]
        return old + [row for row in self.new.given if self.step_of(row) in switched]

    def step_of(self, row: Any) -> Cause:
        """Of a flow or an assignment."""
        if not row.kind:
            return Cause.MOVES
        if row.undoes:
            return Cause.FLOWS_BACK
        return Cause.FLOWS if self.between.is_new(row.on) else Cause.LATE_FLOWS


def bridge_between(
    appeal: Appeal, before: Viewpoint, after: Viewpoint, *, office: Office | None = None
) -> Bridge:
    """Why the figures of an appeal, or of one of its offices, changed.

    The two viewpoints differ in their dates alone.
    """
    return Bridge(Facts(appeal, before, office), Facts(appeal, after, office))


def _row_of(figures: AppealFigures, heading: Heading | None) -> Figures:
    if heading is None:
        return figures.whole
    rows = figures.cells if figures.facts.office else figures.headings
    keys = ((getattr(row.of, "heading_id", row.of.pk), row) for row in rows)
    return next((row for key, row in keys if key == heading.pk), Figures(heading))


def _told(fact: object) -> object:
    """What two facts are compared by: rows alone are equal by their keys."""
    return [row.requirement for row in fact] if isinstance(fact, list) else fact


def _allocated(facts: Facts) -> dict[Purpose, Decimal]:
    return {key: usd for key, usd in facts.money.items() if key[2] in Allocation.Basis.values}


def _committed(*parts: TransactionQuerySet) -> dict[Any, Decimal]:
    left: dict[Any, Decimal] = defaultdict(Decimal)
    for rest in rests_among(*parts).values():
        left[rest.activity, rest.cell] += rest.outstanding
    return left


def _sums(entries: TransactionQuerySet) -> Iterator[Any]:
    by = entries.with_signed().order_by().values_list("activity", "cell", "kind")
    yield from by.annotate(Sum("signed", default=NO_USD))
