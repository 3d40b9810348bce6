"""What every rule reads: one appeal, or one office of it, from one viewpoint; each fact once."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any, NamedTuple

from django.db import models
from django.db.models import Exists, F, Max, Min, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import TruncMonth

from appeal.access import Rows as Narrowed
from appeal.base.statements import answered
from appeal.base.viewpoint import Viewpoint
from appeal.models import (
    Activity,
    Allocation,
    Appeal,
    Office,
    Requirement,
    RequirementRevision,
    as_known,
    to_office,
)

from ..figures import AppealFigures, figures_of
from ..models import NEEDS_EVIDENCE, Evidence, ExchangeRate, Transaction, known_drafts


class ToldFinding(NamedTuple):
    """About what, the sentence, and where to correct it.

    `route` is a URL name, `place` its arguments after the appeal's code.
    """

    about: str
    message: str
    route: str
    place: tuple[Any, ...]


class Found(NamedTuple):
    """What a rule found: of which office, since when, and its sentence, for what is shown.

    `office` None is the appeal as a whole.
    """

    office: Office | None
    since: date
    tell: Callable[[], ToldFinding]


@dataclass(frozen=True)
class Scope:
    """An appeal, or one office of it, and from where it is read."""

    appeal: Appeal
    viewpoint: Viewpoint
    office: Office | None = None

    @cached_property
    def figures(self) -> AppealFigures:
        figures = figures_of(self.appeal, self.viewpoint, office=self.office)
        figures.facts.take_plans(self.planned)
        figures.facts.leave_out("committed")
        return figures

    def of_office(self, rows: Narrowed, path: str = "office") -> Narrowed:
        """The rows of the office, where one is asked for."""
        return rows.filter(**{path: self.office}) if self.office else rows

    def before(self, rows: Narrowed, column: str) -> Narrowed:
        """Those recorded by the day that is known of."""
        return rows.filter(self.viewpoint.by_then(column))

    def day(self, instant: datetime | None) -> date:
        """The day of an instant; that on which the appeal starts where there is none."""
        return self.appeal.day_of(instant) if instant else self.appeal.starts_on

    # The plan

    @cached_property
    def planned(self) -> list[Any]:
        """The activities in printed order, with the instant `begun_at` of entering the plan."""
        first = Activity.history.filter(id=OuterRef("pk")).order_by("history_date")
        rows = Activity.objects.of(self.appeal).existing(self.viewpoint).in_printed_order()
        rows = self.of_office(rows, to_office())
        begun = Subquery(first.values("history_date")[:1])
        return list(rows.with_office().annotate(begun_at=begun))

    @cached_property
    def by_key(self) -> dict[int, Activity]:
        """The planned activities by their ids: what belongs to one is of its office."""
        return {row.pk: row for row in self.planned}

    @cached_property
    def activities(self) -> list[Any]:
        """Those of them that go on."""
        return [row for row in self.planned if self.figures.activity(row.pk).is_going]

    @cached_property
    def allocating(self) -> dict[tuple[int, int], tuple[datetime, datetime]]:
        """When an activity's share of a cell was first and last written, by their ids."""
        by = _read_allocating(self.viewpoint, appeal=self.appeal, office=self.office)
        return {(row.activity, row.cell): (row.first, row.last) for row in by}

    def changed_on(self, cell: Requirement) -> date:
        """The day on which the cell's requirement or allocations last changed."""
        days = [self.appeal.published_on or self.appeal.starts_on]
        days += [self.day(self._allocated[cell.pk])] if cell.pk in self._allocated else []
        days += [self._revised[cell.pk]] if cell.pk in self._revised else []
        return max(days)

    @cached_property
    def _allocated(self) -> dict[int, datetime]:
        """When the last of a cell's allocations was written, by the cell's id."""
        written = sorted((last, cell) for (_, cell), (_, last) in self.allocating.items())
        return {cell: last for last, cell in written}

    @cached_property
    def _revised(self) -> dict[int, date]:
        rows = RequirementRevision.objects.filter(cell__appeal=self.appeal)
        rows = rows.filter(effective_on__lte=self.viewpoint.as_at)
        by = self.before(rows, "recorded_at").order_by().values_list("cell")
        return dict(by.annotate(Max("effective_on")))

    # The ledger

    @cached_property
    def posted(self) -> list[Any]:
        """Entries to look at: large and without evidence, posted by who drafted them, or unusual.

        Posted by the two dates, neither reversals nor reversed; `is_proven` by evidence.
        """
        rows = Transaction.objects.of(self.appeal).questionable()
        rows = rows.filter(value_on__lte=self.viewpoint.as_at)
        undone = self.before(Transaction.objects.filter(reverses=OuterRef("pk")), "posted_at")
        rows = self.before(self.of_office(rows), "posted_at").filter(~Exists(undone))
        rows = rows.annotate(is_proven=self.evidence(transaction=OuterRef("pk")))
        large = Q(usd_amount__gte=NEEDS_EVIDENCE, is_proven=False)
        asked = large | Q(posted_by=F("entered_by")) | ~Q(unusual_reason="")
        named = rows.filter(asked).select_related("posted_by").order_by("value_on", "pk")
        # Asked for in the query, SQLite would find those that reverse nothing first: nearly all.
        return self._placed(row for row in named if not row.is_reversal)

    @cached_property
    def drafts(self) -> list[Any]:
        """Drafts to look at: `is_rateless`, or unusual.

        They show to those only who may see them, whatever is counted.
        """
        rates = as_known(ExchangeRate.objects.all(), self.viewpoint).filter(
            currency=OuterRef("currency"),
            effective_on__lte=OuterRef("value_on"),
            effective_on__gte=OuterRef("month"),
        )
        known = known_drafts(self.appeal, self.viewpoint)
        if not self.viewpoint.is_past:
            # By their keys: few are drafts, and SQLite would look for them in all of the ledger.
            known = Transaction.objects.filter(pk__in=known.values("pk"))
        drafts = known.filter(
            office__in=self.viewpoint.draft_offices,
            value_on__lte=self.viewpoint.as_at,
        )
        rows = self.of_office(drafts).alias(month=TruncMonth("value_on"))
        rows = rows.annotate(is_rateless=~Exists(rates) & ~Q(currency="USD"))
        rows = rows.filter(Q(is_rateless=True) | ~Q(unusual_reason=""))
        return self._placed(rows.order_by("value_on", "id"))

    def _placed(self, entries: Iterable[Transaction]) -> list[Transaction]:
        """The entries, each with its activity and office."""
        found = list(entries)
        for row in found:
            row.activity = self.by_key[row.activity_id]
            row.office = row.activity.office
        return found

    def evidence(self, **link: object) -> models.Exists:
        """Whether something proves it that was there and not withdrawn by then."""
        rows = self.before(Evidence.objects.filter(**link), "added_at")
        return Exists(rows.filter(self.viewpoint.not_by_then("withdrawn_at")))


Rows = Iterator[Found]


@answered("activity", "cell", "first", "last")
def _read_allocating(viewpoint: Viewpoint, appeal: Appeal, office: Office | None) -> QuerySet:
    scope = Scope(appeal, viewpoint, office)
    lines = scope.before(Allocation.history.filter(cell__appeal=scope.appeal), "history_date")
    lines = scope.of_office(lines, "cell__office").order_by().values_list("activity", "cell")
    return lines.annotate(Min("history_date"), Max("history_date"))
