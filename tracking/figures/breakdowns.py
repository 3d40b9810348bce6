"""The parts of what an indicator reached, by sex, age group, disability, nationality or country."""

from collections.abc import Iterable
from decimal import Decimal
from typing import NamedTuple

from appeal.base.viewpoint import Viewpoint
from appeal.models import as_known

from ..models import CATEGORIES, ActualBreakdown, Dimension, category_name
from .results import Point
from .sums import grouped, total


class Breakdown(NamedTuple):
    """The parts of an actual by one dimension, as (category, value); see `short`."""

    dimension: str
    parts: list[tuple[str, Decimal]]
    total: Decimal

    @property
    def short(self) -> Decimal:
        """By how much the parts fall short of the total; complete only where that is 0."""
        return self.total - total(value for _category, value in self.parts)

    @property
    def label(self) -> str:
        return str(Dimension(self.dimension).label)

    @property
    def named(self) -> list[tuple[str, Decimal]]:
        """The parts with their categories in the reader's words: as listed, nations by size."""
        known = CATEGORIES[self.dimension].values if self.dimension in CATEGORIES else ()
        listed = {name: place for place, name in enumerate(known)}
        ordered = sorted(self.parts, key=lambda part: (listed.get(part[0], 0), -part[1]))
        return [(category_name(self.dimension, category), value) for category, value in ordered]


def breakdowns_of(points: Iterable[Point], viewpoint: Viewpoint) -> dict[int, list[Breakdown]]:
    """The breakdowns of points by `actual_id`, as they were known; one query for all."""
    totals = {point.actual_id: point.total for point in points if point.total is not None}
    rows = as_known(ActualBreakdown.objects.all(), viewpoint.of_drafts).filter(
        actual__in=list(totals)
    )
    columns = ("actual", "dimension", "category", "value")
    parts = grouped(
        ((actual, by), (category, value))
        for actual, by, category, value in rows.order_by("dimension", "id").values_list(*columns)
    )
    return grouped(
        (actual, Breakdown(by, those, totals[actual])) for (actual, by), those in parts.items()
    )
