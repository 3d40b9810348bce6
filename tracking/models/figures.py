"""The figures: the plan's tables, seen with what happened. The only place where they are computed.

Definitions stand in `docs/figures.md`. Every figure reads a Viewpoint, is one subquery, and is NULL
where an operand is; `spent`, `committed` and `allocated` of something that can have them are 0
where nothing is there yet.
"""

from typing import Any, Self

from django.db import models
from django.db.models import F, OuterRef, Value
from django.db.models.functions import Coalesce, Greatest, NullIf

from appeal.models import (
    ZERO,
    Activity,
    Allocation,
    Appeal,
    Heading,
    Office,
    Requirement,
    ratio,
    total,
)
from appeal.models.activities import ActivityQuerySet
from appeal.models.requirements import RequirementQuerySet

from ..viewpoint import Viewpoint
from .ledger import committed, spent
from .progress import ProgressUpdate


class Group(models.QuerySet):
    """Offices, headings or appeals with the sums over their cells and activities."""

    def _with_sums(self, viewpoint: Viewpoint, link: str, **cells: Any) -> Self:
        """The money and progress of the cells where `link` (a path from the cell) is the row.

        Adds requirement, allocated, unallocated, spent, committed, balance, delivery, progress and
        unreported.
        """
        own = {**cells, link: OuterRef("pk")}
        of_cell = {f"cell__{path}": value for path, value in own.items()}
        requirements = Requirement.objects.with_requirement(viewpoint.as_at).filter(**own)
        allocations = Allocation.objects.filter(**of_cell)
        per = f"cell__{link}"
        return (
            self.annotate(
                requirement=total(requirements, "requirement", per=link),
                allocated=Coalesce(total(allocations, "amount", per=per), ZERO),
                spent=spent(viewpoint, per, **of_cell),
                committed=committed(viewpoint, per, **of_cell),
            )
            .annotate(
                unallocated=F("requirement") - F("allocated"),
                balance=F("requirement") - F("spent") - F("committed"),
                delivery=ratio("spent", "requirement"),
            )
            .annotate(**weighted_progress(viewpoint, per, **of_cell))
        )


def weighted_progress(viewpoint: Viewpoint, per: str, **of_cell: Any) -> dict[str, Any]:
    """`progress` (0-100, weighted by allocation, over the reported) and `unreported` (0-1).

    Cancelled activities are left out.
    """
    weighed = (
        Allocation.objects.filter(**of_cell)
        .exclude(activity__hold=Activity.Hold.CANCELLED)
        .annotate(percent=ProgressUpdate.objects.latest_of("percent", viewpoint, "activity"))
        .annotate(points=F("amount") * F("percent"))
    )
    reported = weighed.filter(percent__isnull=False)
    everything = total(weighed, "amount", per=per)
    weight = total(reported, "amount", per=per)
    return {
        "progress": ratio(total(reported, "points", per=per), weight),
        "unreported": Value(1.0) - ratio(Coalesce(weight, ZERO), everything),
    }


class OfficeFigures(Group):
    def of(self, appeal: Appeal) -> Self:
        """The appeal's offices in printed order."""
        return self.filter(sections__appeal=appeal).order_by("sections__order")

    def with_figures(self, appeal: Appeal, viewpoint: Viewpoint) -> Self:
        return self._with_sums(viewpoint, "office", appeal=appeal)

    def with_counts(self, appeal: Appeal, viewpoint: Viewpoint) -> Self:
        """Adds `activities` and `silent`: how many there are, how many never reported a percent."""
        path = "priority__section__office"
        return self.annotate(**counts(appeal, viewpoint, path))


class TrackedOffice(Office):
    """An office, with what it spent and how far it is."""

    objects = OfficeFigures.as_manager()

    class Meta:
        proxy = True


class HeadingFigures(Group):
    def of(self, appeal: Appeal) -> Self:
        """The appeal's headings in printed order."""
        stands = Requirement.objects.filter(appeal=appeal, heading=OuterRef("pk"))
        return self.filter(models.Exists(stands)).order_by("order")

    def with_figures(self, appeal: Appeal, viewpoint: Viewpoint) -> Self:
        return self._with_sums(viewpoint, "heading", appeal=appeal)


class TrackedHeading(Heading):
    """A heading, with what was spent and how far it is."""

    objects = HeadingFigures.as_manager()

    class Meta:
        proxy = True


class AppealFigures(Group):
    def with_figures(self, viewpoint: Viewpoint) -> Self:
        return self._with_sums(viewpoint, "appeal")


class TrackedAppeal(Appeal):
    """An appeal, with what was spent and how far it is."""

    objects = AppealFigures.as_manager()

    class Meta:
        proxy = True


class CellFigures(RequirementQuerySet):
    def with_figures(self, viewpoint: Viewpoint) -> Self:
        """Adds the same figures as a group has, of one cell."""
        return (
            self.with_requirement(viewpoint.as_at)
            .with_allocated()
            .annotate(
                spent=spent(viewpoint, "cell", cell=OuterRef("pk")),
                committed=committed(viewpoint, "cell", cell=OuterRef("pk")),
            )
            .annotate(
                unallocated=F("requirement") - F("allocated"),
                balance=F("requirement") - F("spent") - F("committed"),
                delivery=ratio("spent", "requirement"),
            )
            .annotate(**weighted_progress(viewpoint, "cell", cell=OuterRef("pk")))
        )


class TrackedCell(Requirement):
    """A cell, with what was spent from it."""

    objects = CellFigures.as_manager()

    class Meta:
        proxy = True


class ActivityFigures(ActivityQuerySet):
    def with_money(self, viewpoint: Viewpoint) -> Self:
        """Adds allocated, is_indicative, spent, committed, balance, overspent and delivery."""
        return (
            self.with_allocated()
            .annotate(
                spent=spent(viewpoint, "activity", activity=OuterRef("pk")),
                committed=committed(viewpoint, "activity", activity=OuterRef("pk")),
            )
            .annotate(
                balance=F("allocated") - F("spent") - F("committed"),
                overspent=Greatest(F("spent") - F("allocated"), ZERO),
                delivery=ratio("spent", "allocated"),
            )
        )

    def with_progress(self, viewpoint: Viewpoint) -> Self:
        """Adds progress (NULL: not reported), the period it is of, and status."""
        updates = ProgressUpdate.objects
        return self.annotate(
            progress=updates.latest_of("percent", viewpoint, "pk"),
            progress_period=updates.latest_of("report__period__code", viewpoint, "pk"),
            status=Coalesce(
                NullIf(F("hold"), Value("")),
                updates.latest_of("status", viewpoint, "pk"),
                Value(ProgressUpdate.Status.PLANNED),
                output_field=models.CharField(),
            ),
        )

    def silent(self, viewpoint: Viewpoint) -> Self:
        """Those that go on and have not reported a percentage; adds what `with_progress` adds."""
        return self.going().with_progress(viewpoint).filter(progress__isnull=True)

    def overspent(self, viewpoint: Viewpoint) -> Self:
        """Those that spent more than is allocated to them; adds what `with_money` adds."""
        return self.with_money(viewpoint).filter(spent__gt=F("allocated"))

    def with_figures(self, viewpoint: Viewpoint) -> Self:
        return self.with_money(viewpoint).with_progress(viewpoint)


class TrackedActivity(Activity):
    """An activity, with what it spent, how far it is and its status."""

    STATUSES = [
        *ProgressUpdate.Status.choices,
        *Activity.Hold.choices,
    ]

    objects = ActivityFigures.as_manager()

    class Meta:
        proxy = True


def counts(appeal: Appeal, viewpoint: Viewpoint, path: str) -> dict[str, Any]:
    """`activities` and `silent` of the outer row, which `path` leads to from an activity."""
    going = (
        TrackedActivity.objects.of(appeal)
        .going()
        .filter(**{path: OuterRef("pk")})
        .annotate(percent=ProgressUpdate.objects.latest_of("percent", viewpoint, "pk"))
    )

    def count(rows: models.QuerySet) -> Coalesce:
        counted = rows.order_by().values(path).annotate(n=models.Count("pk"))
        return Coalesce(models.Subquery(counted.values("n")), 0)

    return {"activities": count(going), "silent": count(going.filter(percent__isnull=True))}
