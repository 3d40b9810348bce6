"""What every rule reads: one appeal, or one office of it, from one viewpoint."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any, NamedTuple

from django.db import models
from django.db.models import OuterRef, Subquery

from appeal.gaps import Gaps, find_gaps
from appeal.models import Activity, Allocation, Appeal, Office, RequirementRevision, as_known
from appeal.viewpoint import Viewpoint

from ..figures import AppealFigures, figures_of
from ..models import Evidence, Transaction


class Found(NamedTuple):
    """What a rule found: of which office, about what, the sentence, where to mend it, since when.

    `office` None is the appeal as a whole; `page` is a URL name, `place` its arguments after the
    appeal's code.
    """

    office: Office | None
    about: str
    message: str
    page: str
    place: tuple[Any, ...]
    since: date


@dataclass(frozen=True)
class Scope:
    """An appeal, or one office of it, and from where it is read."""

    appeal: Appeal
    viewpoint: Viewpoint
    office: Office | None = None

    @cached_property
    def figures(self) -> AppealFigures:
        return figures_of(self.appeal, self.viewpoint, office=self.office)

    @property
    def known_at(self) -> datetime | None:
        return self.viewpoint.known_at

    @cached_property
    def gaps(self) -> Gaps:
        """The gaps of the plan, as they were known."""
        return find_gaps(
            appeal=self.appeal,
            on=self.viewpoint.as_at,
            office=self.office,
            known_at=self.known_at,
        )

    def of_office(self, rows: Any, path: str = "office") -> Any:
        """The rows of the office, where one is asked for."""
        return rows.filter(**{path: self.office}) if self.office else rows

    def activities(self) -> Any:
        """Those that go on, in printed order, with the instant `begun_at` of entering the plan."""
        going = as_known(Activity, self.known_at).going()
        rows = Activity.objects.of(self.appeal).filter(pk__in=going.values("id"))
        rows = self.of_office(rows, "priority__section__office").in_printed_order()
        return self.named(rows).annotate(begun_at=first_line(Activity, id=OuterRef("pk")))

    def named(self, activities: Any) -> Any:
        return activities.prefetch_related(None).select_related(
            "priority__section__office", "priority__section__appeal"
        )

    def before(self, rows: Any, column: str) -> Any:
        """Those recorded by the day that is known of."""
        return rows.filter(**{f"{column}__lt": self.known_at}) if self.known_at else rows

    def cells(self, rows: Any) -> Any:
        """Cells with what last changed them: `allocated_at` and `revised_on`."""
        lines = self.before(Allocation.history.filter(cell=OuterRef("pk")), "history_date")
        revisions = RequirementRevision.objects.filter(
            cell=OuterRef("pk"), effective_on__lte=self.viewpoint.as_at
        )
        revisions = self.before(revisions, "recorded_at")
        return rows.annotate(
            allocated_at=Subquery(lines.order_by("-history_date").values("history_date")[:1]),
            revised_on=Subquery(revisions.order_by("-effective_on").values("effective_on")[:1]),
        )

    def changed_on(self, cell: Any) -> date:
        """The day on which the cell's requirement or allocations last changed."""
        days = [self.appeal.published_on or self.appeal.starts_on]
        if cell.allocated_at:
            days.append(self.day(cell.allocated_at))
        if cell.revised_on:
            days.append(cell.revised_on)
        return max(days)

    def day(self, instant: datetime | None) -> date:
        """The day of an instant; that on which the appeal starts where there is none."""
        return self.appeal.day_of(instant) if instant else self.appeal.starts_on

    def posted(self) -> Any:
        """Posted entries by the two dates that are neither reversals nor reversed."""
        rows = Transaction.objects.of(self.appeal).filter(
            posted_at__isnull=False, reverses__isnull=True, value_on__lte=self.viewpoint.as_at
        )
        undone = Transaction.objects.filter(reverses=OuterRef("pk"))
        undone = self.before(undone, "posted_at")
        rows = self.before(self.of_office(rows), "posted_at").filter(~models.Exists(undone))
        return rows.select_related("office", "activity", "posted_by").order_by("value_on", "pk")

    def evidence(self, **link: Any) -> models.Exists:
        """Whether something proves it that was there and not withdrawn by then."""
        rows = self.before(Evidence.objects.filter(**link), "added_at")
        there = models.Q(withdrawn_at__isnull=True)
        if self.known_at:
            there |= models.Q(withdrawn_at__gte=self.known_at)
        return models.Exists(rows.filter(there))


def first_line(model: Any, **link: Any) -> Subquery:
    """The instant of the change log's first line on a row."""
    lines = model.history.filter(**link).order_by("history_date")
    return Subquery(lines.values("history_date")[:1])


Rows = Iterator[Found]
