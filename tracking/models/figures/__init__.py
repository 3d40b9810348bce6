"""The figures: the plan's tables, seen with what happened. The only place where they are computed.

Definitions stand in `docs/figures.md`. Every figure reads a Viewpoint, is one subquery, and is NULL
where an operand is; `spent`, `committed` and `allocated` of something that can have them are 0
where nothing is there yet.
"""

from .activities import TrackedActivity
from .funding import TrackedContribution
from .groups import TrackedAppeal, TrackedCell, TrackedHeading, TrackedOffice
from .results import IndicatorResult, results_of
from .statuses import RULES, Flag, Flags, flags_of

__all__ = [
    "RULES",
    "Flag",
    "Flags",
    "IndicatorResult",
    "TrackedActivity",
    "TrackedAppeal",
    "TrackedCell",
    "TrackedContribution",
    "TrackedHeading",
    "TrackedOffice",
    "flags_of",
    "results_of",
]
