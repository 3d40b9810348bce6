"""One measure at a time, of every office and heading: what the matrix and the map show."""

from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from appeal.models import Appeal
from appeal.region_map import CENTRES, VIEW_BOX
from appeal.viewpoint import Viewpoint

from ..charts import Scale, scale_of
from ..glossary import GLOSSARY
from ..models import TrackedCell


@dataclass(frozen=True)
class Measure:
    """A figure of cells, headings, offices and the appeal; `whole` is what a share is full at."""

    name: str
    label: Promise
    term: str
    whole: int | None = None

    @property
    def meaning(self) -> Any:
        return GLOSSARY[self.term].meaning


MEASURES = {
    measure.name: measure
    for measure in (
        Measure("requirement", _("Requirement"), "requirement"),
        Measure("allocated", _("Allocated"), "allocated"),
        Measure("unallocated", _("Unallocated"), "unallocated"),
        Measure("spent", _("Spent"), "spent"),
        Measure("committed", _("Committed"), "committed"),
        Measure("balance", _("Balance"), "balance-of-requirement"),
        Measure("delivery", _("Delivery: spent / requirement"), "delivery-of-requirement", 1),
        Measure("funded", _("Funded"), "funded"),
        Measure("coverage", _("Coverage: funded / requirement"), "coverage", 1),
        Measure("pledged", _("Pledged"), "pledged"),
        Measure("progress", _("Progress"), "group-progress", 100),
    )
}


def chosen_measure(asked: str | None, default: str) -> Measure:
    """The measure that an address names, or the default where it names none of them."""
    return MEASURES.get(asked or "", MEASURES[default])


@dataclass(frozen=True)
class Square:
    """One cell of the matrix; shade 0 where there is nothing above zero."""

    heading: Any
    value: Any
    shade: int


@dataclass(frozen=True)
class Grid:
    """The matrix of one measure: a row for each office, with its total; totals by heading."""

    rows: list[tuple[Any, list[Square], Any]]
    totals: list[Any]
    grand: Any
    scale: Scale


def grid_of(
    appeal: Appeal,
    viewpoint: Viewpoint,
    measure: Measure,
    *,
    offices: list[Any],
    headings: list[Any],
    whole: Any,
) -> Grid:
    """Offices, headings and the whole carry their figures already."""
    cells = TrackedCell.objects.of(appeal).with_figures(viewpoint)
    values = {(cell.office_id, cell.heading_id): getattr(cell, measure.name) for cell in cells}
    scale = scale_of(values, whole=measure.whole)

    def square(office: Any, heading: Any) -> Square:
        place = (office.pk, heading.pk)
        return Square(heading, values.get(place), scale.shade(place))

    return Grid(
        [
            (
                office,
                [square(office, heading) for heading in headings],
                getattr(office, measure.name),
            )
            for office in offices
        ],
        [getattr(heading, measure.name) for heading in headings],
        getattr(whole, measure.name),
        scale,
    )


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
        """Where an office covers several, its code stands on its own country alone."""
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


def map_of(measure: Measure, offices: list[Any]) -> RegionMap:
    """A country belongs to the office that covers the fewest with it, never to a whole region's.

    Offices carry their figures and their countries.
    """
    values = {office.pk: getattr(office, measure.name) for office in offices}
    scale = scale_of(values, whole=measure.whole)
    by_country: dict[str, Any] = {}
    for office in sorted(offices, key=lambda office: -len(office.countries.all())):
        by_country |= {country.code: office for country in office.countries.all()}
    lands = [
        Land(code, office, values[office.pk], scale.shade(office.pk), CENTRES[code])
        for code, office in by_country.items()
        if code in CENTRES and office.kind != office.Kind.REGIONAL
    ]
    # Whoever has nothing to show stands last; equals stay in printed order.
    in_order = sorted(offices, key=lambda row: (values[row.pk] is None, -(values[row.pk] or 0)))
    ranking = [(row, values[row.pk], scale.shade(row.pk)) for row in in_order]
    beyond = sorted(CENTRES.keys() - {land.code for land in lands})
    return RegionMap(VIEW_BOX, lands, beyond, ranking, scale)
