"""One measure on the map of the region, and the offices in order of it."""

from dataclasses import dataclass
from typing import Any

from appeal.region_map import CENTRES, VIEW_BOX

from ..charts import Scale, scale_of
from ..figures import Figures
from .matrix import MatrixMeasure


@dataclass(frozen=True)
class Land:
    """A country or territory on the map, with the office that works there."""

    code: str
    office: Any
    value: Any
    shade: int
    centre: tuple[int, int]

    @property
    def is_named(self) -> bool:
        """If an office covers several countries, its code is only on its own."""
        return bool(self.code == self.office.code)


@dataclass(frozen=True)
class RegionMap:
    """The region in one measure, and the offices in order of it.

    `beyond` are the countries where no office of the appeal works: drawn, without a shade.
    """

    view_box: str
    lands: list[Land]
    beyond: list[str]
    ranking: list[tuple[Any, Any, int]]
    scale: Scale


def map_of(measure: MatrixMeasure, offices: list[Figures]) -> RegionMap:
    """A country belongs to the office that covers the fewest with it, never to a whole region's."""
    values = {row.of.pk: getattr(row, measure.name) for row in offices}
    scale = scale_of(values, whole=measure.whole)
    by_country: dict[str, Any] = {}
    covering = [row.of for row in offices]
    for office in sorted(covering, key=lambda office: -len(office.covers)):
        by_country |= dict.fromkeys(office.covers, office)
    lands = [
        Land(code, office, values[office.pk], scale.shade(office.pk), CENTRES[code])
        for code, office in by_country.items()
        if code in CENTRES and office.kind != office.Kind.REGIONAL
    ]
    # Offices with nothing to show come last; equal ones stay in printed order.
    in_order = sorted(covering, key=lambda row: (values[row.pk] is None, -(values[row.pk] or 0)))
    ranking = [(row, values[row.pk], scale.shade(row.pk)) for row in in_order]
    beyond = sorted(CENTRES.keys() - {land.code for land in lands})
    return RegionMap(VIEW_BOX, lands, beyond, ranking, scale)
