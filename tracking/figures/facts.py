"""What happened, read flat: one grouped query a fact, each of an appeal from a viewpoint.

Nothing here is a figure yet. A fact is read when it is first asked for, and once.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.db.models import F

from appeal.base.statements import Rows
from appeal.base.viewpoint import Include, Viewpoint
from appeal.models import (
    Activity,
    Appeal,
    Office,
    Requirement,
    as_known,
    by_heading,
    to_office,
)

from ..models import (
    LedgerTotal,
    Transaction,
    included_in_parts,
    included_updates,
    overrides_in_force,
)
from ..models.ledger import TransactionQuerySet
from .committed import left_open
from .contributions import contributions_among, read_given
from .definitions import ContributionFigures
from .milestones import read_achieved, read_milestones
from .reported import LINE, Reported, latest_among, read_latest
from .results import IndicatorResult, read_results
from .spending import NO_MONTH, Parts, read_amounts, read_standing, spending_of
from .sums import grouped, total

# An activity and the cell that it is paid from.
Share = tuple[int, int]
# The same, and what an amount is for: a basis of allocations or a kind of entries.
Purpose = tuple[int, int, str]
# Where what hangs on an activity names appeal and office.
OF_ACTIVITY = ("activity__priority__section__appeal", to_office("activity__"))


@dataclass(frozen=True)
class Facts:
    """The facts of an appeal; of one of its offices; of some of its activities, by their ids.

    Where they are monthly, what was spent in each month is read along with all else.
    """

    appeal: Appeal
    viewpoint: Viewpoint
    office: Office | None = None
    only: Collection[int] | None = None
    is_monthly: bool = False

    def take_plans(self, activities: Iterable[Activity]) -> None:
        """Know the plans from the rows of all these activities, unless a past day's are asked for.

        For whoever has read the rows already.
        """
        if not self.viewpoint.is_past:
            self.__dict__["plans"] = {
                row.pk: {
                    "hold": row.hold,
                    "starts_on": row.starts_on,
                    "ends_on": row.ends_on,
                    "phasing": row.phasing,
                    "office": row.office.pk,
                }
                for row in activities
            }

    def leave_out(self, *facts: str) -> None:
        """Read none of these, by their names: for whoever asks for no figure that counts them."""
        self.__dict__.update((name, {}) for name in facts)

    def narrowed(self, only: Collection[int]) -> "Facts":
        """The facts of some of the activities; what is read of their plan is not read again."""
        facts = replace(self, only=only)
        facts.__dict__["plans"] = self.plans
        return facts

    def _own(self, appeal: str, office: str, activity: str = "activity") -> dict[str, Any]:
        """What narrows rows to these facts, by where they name the three."""
        if self.only is not None:
            return {f"{activity}__in": self.only}
        return {appeal: self.appeal} | ({office: self.office} if self.office else {})

    # The plan

    @cached_property
    def offices(self) -> list[Office]:
        """In printed order; those of an appeal each with the codes of countries it `covers`."""
        if self.office:
            return [self.office]
        rows = Office.objects.of(self.appeal).in_printed_order()
        found: dict[int, Any] = {}
        for row in rows.annotate(country=F("countries__code")):
            office = found.setdefault(row.pk, row)
            office.covers = [*getattr(office, "covers", ()), row.country]
        return list(found.values())

    @cached_property
    def cells(self) -> list[Requirement]:
        """The cells of the printed table with the `requirement` of each, by heading."""
        rows = Requirement.objects.of(self.appeal).select_related("heading")
        if self.office:
            rows = rows.filter(office=self.office)
        dated = rows.with_requirement(self.viewpoint)
        return list(dated.order_by(by_heading()))

    @cached_property
    def plans(self) -> dict[int, dict[str, Any]]:
        """What was planned of every activity in the plan, as `ActivityFigures` names it."""
        office = to_office()
        own = self._own("priority__section__appeal", office, "id")
        rows = as_known(Activity.objects.all(), self.viewpoint).filter(**own)
        plans: Any = rows.values("id", "hold", "starts_on", "ends_on", "phasing", office=F(office))
        return {plan.pop("id"): plan for plan in plans}

    # Money set aside and spent

    @cached_property
    def money(self) -> dict[Purpose, Decimal]:
        """USD of allocations and of spending, reversals deducted, by activity, cell and purpose."""
        sums: dict[Purpose, Decimal] = defaultdict(Decimal)
        for activity, cell, what, _month, usd in self._amounts:
            sums[activity, cell, what] += usd
        for row in self._standing:
            for kind in Transaction.SPENDING:
                sums[row.activity, row.cell, kind] += getattr(row, kind)
        return sums

    @cached_property
    def spent_by_month(self) -> dict[date, Decimal]:
        """What was spent in each month with an entry, by the month's first day."""
        facts = self if self.is_monthly else replace(self, is_monthly=True)
        sums: dict[date, Decimal] = defaultdict(Decimal)
        for *_purpose, month, usd in facts._amounts:
            if month != NO_MONTH:
                sums[date.fromisoformat(f"{month}-01")] += usd
        return sums

    def spent_monthly(self, activities: Collection[int]) -> Iterable[tuple[str, int, Decimal]]:
        """What was spent in each month, such as 2020-03, of each of some activities."""
        first, *rest = [
            part.filter(activity__in=activities).spent_by("month", "activity")
            for part in self._spending
        ]
        return first.union(*rest, all=True)

    def spent_within(self, first: date, last: date) -> dict[int, Decimal]:
        """What was spent from day to day, of each activity with an entry."""
        months = {"month__range": (f"{first:%Y-%m}", f"{last:%Y-%m}")}
        days = {"value_on__range": (first, last)}
        are_whole = first.day == 1 and (last + timedelta(days=1)).day == 1
        one, *rest = [
            part.filter(**months if part.model is LedgerTotal else days).spent_by("activity")
            for part in (self._spending if are_whole else self._entries)
        ]
        sums = grouped(one.union(*rest, all=True))
        return {activity: total(usd) for activity, usd in sums.items()}

    @cached_property
    def _amounts(self) -> Rows:
        return read_amounts(
            self.viewpoint, appeal=self.appeal, is_monthly=self.is_monthly,
            are_standing=bool(self._standing), **self._shares,
        )  # fmt: skip

    @cached_property
    def _standing(self) -> Rows:
        """The stored totals of activities, where all that is posted on these counts."""
        return read_standing(self.viewpoint, **self._shares)

    @property
    def _spending(self) -> Parts:
        return spending_of(
            self.appeal, self.viewpoint, self._shares, are_standing=bool(self._standing)
        )

    @cached_property
    def committed(self) -> dict[Share, Decimal]:
        """What commitments leave open, in USD."""
        if self._standing and self.viewpoint.include != Include.DRAFT:
            return {(row.activity, row.cell): row.committed for row in self._standing}
        return left_open(self.appeal, self.viewpoint, self._shares)

    @property
    def _entries(self) -> list[TransactionQuerySet]:
        parts = included_in_parts(self.appeal, self.viewpoint)
        return [part.filter(**self._shares) for part in parts]

    @property
    def _shares(self) -> dict[str, Any]:
        return self._own("cell__appeal", "cell__office")

    # What donors gave

    @cached_property
    def contributions(self) -> dict[int, ContributionFigures]:
        """Of every contribution with a flow or an assignment, by its id."""
        return contributions_among(self.given)

    @cached_property
    def given(self) -> Rows:
        """Every flow and assignment that counts."""
        return read_given(self.viewpoint, contribution__appeal=self.appeal)

    # The reports

    @cached_property
    def reported(self) -> Reported:
        """The latest that is reported of an activity, as `ActivityFigures` names it."""
        own = self._own("report__period__appeal", "report__office")
        return latest_among(read_latest(self.viewpoint, **own))

    @cached_property
    def lines(self) -> Rows:
        """Every line that counts, the latest last."""
        own = self._own("report__period__appeal", "report__office")
        lines = included_updates(self.viewpoint).filter(**own)
        return list(lines.order_by(*LINE[:2]).values_list(*LINE, named=True))

    # What flags are judged by

    @cached_property
    def milestones(self) -> dict[int, list[Any]]:
        """The milestones of an activity in their order, by its id."""
        due = read_milestones(self.viewpoint, **self._own(*OF_ACTIVITY))
        return grouped((row.activity, row) for row in due)

    @cached_property
    def achieved_on(self) -> dict[int, date]:
        """The first day on which a milestone was reported as achieved, by its id."""
        # By the report: it is read anyway, to know whether the line counts.
        way = "update__report__period__appeal", "update__report__office", "update__activity"
        return dict(read_achieved(self.viewpoint, **self._own(*way)))

    @cached_property
    def overdue_since(self) -> dict[int, date]:
        """The day on which the earliest open milestone of an activity was due."""
        return {
            pk: min(late)
            for pk, rows in self.milestones.items()
            if (late := [row.due_on for row in rows if self.days_overdue(pk, row)])
        }

    def days_overdue(self, activity: int, milestone: Any) -> int:
        """0 of one that is reached, or not due, or of an activity that is held up."""
        is_open = milestone.id not in self.achieved_on and not self.plans[activity]["hold"]
        return max(0, (self.viewpoint.as_at - milestone.due_on).days) if is_open else 0

    @cached_property
    def judgements(self) -> dict[int, list[Any]]:
        """What people judged of an activity, the latest first, by its id."""
        given = overrides_in_force(self.viewpoint).filter(**self._own(*OF_ACTIVITY))
        return grouped((row.activity_id, row) for row in given.select_related("by"))

    @cached_property
    def results(self) -> dict[int, list[IndicatorResult]]:
        """What the indicators of an activity come to, by its id."""
        ids = self.plans if self.only is None else self.only
        ends = {pk: self.plans[pk]["ends_on"] for pk in ids if pk in self.plans}
        return read_results(ends, self.viewpoint, **self._own(*OF_ACTIVITY))
