"""One measure on the map of the region, and the offices in order of it."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django_countries import countries

from appeal.base.folding import fold
from appeal.models import Office

from ..charts import Scale, scale_of
from ..figures import Figures
from .country_centres import CENTRES
from .matrix import MatrixMeasure

Box = tuple[int, int, int, int]
# What of the map is shown, as left, top, width and height: the region, and enlarged in the empty
# Pacific what is small or far off.
REGION: Box = (-8, 40, 838, 462)
ISLANDS: Box = (736, 322, 184, 134)
GUYANA: Box = (878, 462, 122, 96)
INSETS: tuple[tuple[Box, Box], ...] = (
    (ISLANDS, (-4, 358, 190, 138)),
    (GUYANA, (192, 396, 128, 101)),
)
# Where the name of a country is, if not at its centre, which others crowd.
NAMED_AT = {
    "BZ": (484, 322), "GT": (424, 352), "SV": (442, 402), "HN": (502, 370), "NI": (514, 399),
    "CR": (516, 466), "PA": (612, 491), "JM": (637, 331), "HT": (696, 270), "DO": (752, 276),
    "AW": (756, 393), "CW": (772, 426), "KN": (850, 341),
}  # fmt: skip
# Their names have no room on a narrow screen.
SMALL = {"BZ", "SV", "JM", "HT", "AW", "CW", "KN"}


@dataclass(frozen=True)
class Land:
    """A country or territory on the map, with the office that works there."""

    code: str
    office: Office
    shade: int


@dataclass(frozen=True)
class PlaceName:
    """The code of a country, where it is written on the map."""

    text: str
    x: int
    y: int
    is_small: bool


@dataclass(frozen=True)
class MapPanel:
    """A part of the map: `box` is what it shows, `place` where it lies on the map of the region."""

    box: Box
    place: Box
    lands: list[Land]

    @property
    def view_box(self) -> str:
        return " ".join(map(str, self.box))

    @property
    def names(self) -> list[PlaceName]:
        return [
            PlaceName(land.code, *NAMED_AT.get(land.code, CENTRES[land.code]), land.code in SMALL)
            for land in self.lands
        ]


@dataclass(frozen=True)
class Ranked:
    """An office in the order of a measure; `part` is the length of its bar, of the longest."""

    office: Office
    value: Any
    shade: int
    part: float | None


@dataclass(frozen=True)
class RegionMap:
    """The region in one measure, and the offices in order of it.

    `beyond` are the countries where no office of the appeal works: drawn, without a shade.
    """

    lands: list[Land]
    beyond: list[str]
    ranking: list[Ranked]
    scale: Scale

    @property
    def main(self) -> MapPanel:
        """The region; what an inset shows has its name there."""
        lands = [land for land in self.lands if not _inset_of(land.code)]
        return MapPanel(REGION, REGION, lands)

    @property
    def insets(self) -> list[MapPanel]:
        return [
            MapPanel(box, place, [land for land in self.lands if _inset_of(land.code) == box])
            for box, place in INSETS
        ]

    @property
    def listed(self) -> list[tuple[Office, str]]:
        """Each office with the names of the countries that have its shade."""
        codes: dict[Office, list[str]] = {}
        for land in self.lands:
            codes.setdefault(land.office, []).append(land.code)
        return [(office, _names(codes[office])) for office in sorted(codes, key=_by_name)]

    @property
    def beyond_names(self) -> str:
        return _names(self.beyond)


def _is_in(code: str, box: Box) -> bool:
    (x, y), (left, top, width, height) = CENTRES[code], box
    return left <= x <= left + width and top <= y <= top + height


def _inset_of(code: str) -> Box | None:
    """The inset that shows a country larger, which then has its name there."""
    return next((box for box, _place in INSETS if _is_in(code, box)), None)


def _by_name(office: Office) -> str:
    return fold(office.name)


def _names(codes: Collection[str]) -> str:
    return ", ".join(sorted((str(countries.name(code)) for code in codes), key=fold))


def map_of(measure: MatrixMeasure, offices: list[Figures]) -> RegionMap:
    """A country belongs to the office that covers the fewest with it, never to a whole region's."""
    values = {row.of.pk: getattr(row, measure.name) for row in offices}
    scale = scale_of(values, whole=measure.whole)
    by_country: dict[str, Office] = {}
    covering = [row.of for row in offices]
    for office in sorted(covering, key=lambda office: -len(office.covers)):
        by_country |= dict.fromkeys(office.covers, office)
    lands = [
        Land(code, office, scale.shade(office.pk))
        for code, office in by_country.items()
        if code in CENTRES and office.kind != office.Kind.REGIONAL
    ]
    beyond = sorted(CENTRES.keys() - {land.code for land in lands})
    return RegionMap(lands, beyond, _ranking(measure, covering, values, scale), scale)


def _ranking(
    measure: MatrixMeasure, offices: list[Office], values: dict[int, Any], scale: Scale
) -> list[Ranked]:
    """Offices with nothing to show come last; equal ones stay in printed order."""
    longest = max([measure.whole or 0, *(value for value in values.values() if value)], default=0)
    in_order = sorted(offices, key=lambda row: (values[row.pk] is None, -(values[row.pk] or 0)))
    return [
        Ranked(
            row,
            value := values[row.pk],
            scale.shade(row.pk),
            float(value / longest) if value and longest else None,
        )
        for row in in_order
    ]
