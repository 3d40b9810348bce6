"""The figures of what groups activities: cells, offices, headings, appeals."""

from typing import Any, Self

from django.db import models
from django.db.models import F, OuterRef, Value
from django.db.models.functions import Coalesce

from appeal.models import (
    ZERO,
    Activity,
    Allocation,
    Appeal,
    Heading,
    Office,
    Requirement,
    as_known,
    ratio,
    total,
)
from appeal.models.requirements import RequirementQuerySet
from appeal.viewpoint import Viewpoint

from ..commitments import committed
from ..progress import latest_of
from ..totals import spent
from .activities import counts
from .funding import funding


class Group(models.QuerySet):
    """Offices, headings or appeals with the sums over their cells and activities."""

    def _with_sums(self, viewpoint: Viewpoint, link: str, appeal: Any, **place: Any) -> Self:
        """The money and progress of the cells where `link` (a path from the cell) is the row.

        Adds requirement, allocated, unallocated, funded, unassigned, pledged, coverage, spent,
        committed, balance, delivery, progress and unreported.
        """
        own = {"appeal": appeal, **place}
        of_cell = {f"cell__{path}": value for path, value in own.items()}
        # Money of a cell that is a dash by the date is in no sum: a dash has no allocated.
        cells = Requirement.objects.seen_from(viewpoint).filter(**own)
        per = f"cell__{link}"
        return (
            self.annotate(
                requirement=total(cells, "requirement", per=link),
                allocated=total(cells, "allocated", per=link),
                spent=spent(viewpoint, per, **of_cell),
                committed=committed(viewpoint, per, **of_cell),
                **funding(viewpoint, link, appeal, **place),
            )
            .annotate(
                unallocated=F("requirement") - F("allocated"),
                balance=F("requirement") - F("spent") - F("committed"),
                delivery=ratio("spent", "requirement"),
                coverage=ratio("funded", "requirement"),
            )
            .annotate(**weighted_progress(viewpoint, per, **of_cell))
        )


def weighted_progress(viewpoint: Viewpoint, per: str, **of_cell: Any) -> dict[str, Any]:
    """`progress` (0-100, weighted by allocation, over the reported) and `unreported` (0-1).

    Cancelled activities are left out.
    """
    cancelled = as_known(Activity, viewpoint.known_at).filter(hold=Activity.Hold.CANCELLED)
    weighed = (
        as_known(Allocation, viewpoint.known_at)
        .filter(**of_cell)
        .exclude(activity__in=cancelled.values("id"))
        .annotate(percent=latest_of("percent", viewpoint, "activity"))
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
        return self._with_sums(viewpoint, "office", appeal, office=OuterRef("pk"))

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
        return self._with_sums(viewpoint, "heading", appeal, heading=OuterRef("pk"))


class TrackedHeading(Heading):
    """A heading, with what was spent and how far it is."""

    objects = HeadingFigures.as_manager()

    class Meta:
        proxy = True


class AppealFigures(Group):
    def with_figures(self, viewpoint: Viewpoint) -> Self:
        return self._with_sums(viewpoint, "appeal", OuterRef("pk"))


class TrackedAppeal(Appeal):
    """An appeal, with what was spent and how far it is."""

    objects = AppealFigures.as_manager()

    class Meta:
        proxy = True


class CellFigures(RequirementQuerySet):
    def with_figures(self, viewpoint: Viewpoint) -> Self:
        """Adds the same figures as a group has, of one cell."""
        place = {"office": OuterRef("office"), "heading": OuterRef("heading")}
        return (
            self.seen_from(viewpoint)
            .annotate(
                spent=spent(viewpoint, "cell", cell=OuterRef("pk")),
                committed=committed(viewpoint, "cell", cell=OuterRef("pk")),
                **funding(viewpoint, "cell", OuterRef("appeal"), **place),
            )
            .annotate(
                unallocated=F("requirement") - F("allocated"),
                balance=F("requirement") - F("spent") - F("committed"),
                delivery=ratio("spent", "requirement"),
                coverage=ratio("funded", "requirement"),
            )
            .annotate(**weighted_progress(viewpoint, "cell", cell=OuterRef("pk")))
        )


class TrackedCell(Requirement):
    """A cell, with what was spent from it."""

    objects = CellFigures.as_manager()

    class Meta:
        proxy = True
