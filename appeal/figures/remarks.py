"""A sentence about a draft, with the way to where it is mended."""

from dataclasses import dataclass

# How many ways a page shows before the rest is folded.
SHOWN = 10


@dataclass(frozen=True)
class PageToMend:
    """A page where something is mended, as a link calls it; `place` is the part of that page."""

    called: str
    route: str
    args: tuple[str, ...] = ()
    place: str = ""


@dataclass(frozen=True)
class Remark:
    """A sentence about a draft; `key` names what it is about, `route` and `args` where to mend it.

    `place` is the part of that page. `ways` are the pages where it is mended in several.
    """

    key: str
    sentence: str
    route: str
    args: tuple[str, ...] = ()
    place: str = ""
    ways: tuple[PageToMend, ...] = ()

    @property
    def first_ways(self) -> tuple[PageToMend, ...]:
        """Those that a page shows at once; the rest unfolds."""
        return self.ways[:SHOWN]

    @property
    def more_ways(self) -> tuple[PageToMend, ...]:
        return self.ways[SHOWN:]


def place_of(office: int | None, heading: int | None) -> str:
    """How a field of the table of requirements is called: of a cell, or of a stated total."""
    return f"cell-{office or 0}-{heading or 0}"
