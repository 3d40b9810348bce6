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
from ..models import MatrixRow, TrackedCell, matrix_of


@dataclass(frozen=True)
class Measure:
    """A figure of cells, headings, offices and the appeal; `whole` is what a share is full at.

    One that `is_placed` stands in part at an office, a heading or the appeal, and in no cell.
    """

    name: str
    label: Promise
    term: str
    whole: int | None = None
    is_placed: bool = False

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
        Measure("funded", _("Funded"), "funded", is_placed=True),
        Measure("coverage", _("Coverage: funded / requirement"), "coverage", 1),
        Measure("pledged", _("Pledged"), "pledged", is_placed=True),
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
    """The matrix of one measure: a row for each office, with its total; totals by heading.

    Of a measure that is placed each row ends in what stands under no heading, and `rest` is the row
    of what stands at no office; without such money neither is shown.
    """

    rows: list[tuple[Any, list[Square], Any, Any]]
    totals: list[Any]
    grand: Any
    scale: Scale
    rest: list[Any]
    total_rest: Any

    @property
    def is_placed(self) -> bool:
        return bool(self.total_rest or any(self.rest))


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
    name, cells = measure.name, list(TrackedCell.objects.of(appeal).with_figures(viewpoint))
    matrix = matrix_of(whole, offices, headings, cells)
    values = {(cell.office_id, cell.heading_id): getattr(cell, name) for cell in cells}
    scale = scale_of(values, whole=measure.whole)

    def square(office: Any, heading: Any) -> Square:
        place = (office.pk, heading.pk)
        return Square(heading, values.get(place), scale.shade(place))

    def rest(line: MatrixRow) -> Any:
        return getattr(line.rest, name) if measure.is_placed else None

    left = [*matrix.rest.cells.values(), matrix.rest.rest, matrix.rest.total]
    return Grid(
        [
            (
                line.total,
                [square(line.total, heading) for heading in headings],
                getattr(line.total, name),
                rest(line),
            )
            for line in matrix.lines
        ],
        [getattr(heading, name) for heading in headings],
        getattr(whole, name),
        scale,
        [getattr(part, name) for part in left] if measure.is_placed else [],
        rest(matrix.whole),
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
