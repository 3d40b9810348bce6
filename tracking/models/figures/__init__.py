"""The figures: the plan's tables, seen with what happened. The only place where they are computed.

Definitions stand in `docs/figures.md`. Every figure reads a Viewpoint, is one subquery, and is NULL
where an operand is; `spent`, `committed` and `allocated` of something that can have them are 0
where nothing is there yet.
"""

from .activities import TrackedActivity, achieved, overrides_in_force
from .funding import TrackedContribution, known_assignments, known_flows, standing
from .groups import TrackedAppeal, TrackedCell, TrackedHeading, TrackedOffice
from .months import Month, months_of
from .results import Breakdown, IndicatorResult, breakdowns_of, results_of
from .statuses import FLAG_NAMES, RULES, Flag, Flags, flags_of, indicator_colour

__all__ = [
    "FLAG_NAMES",
    "RULES",
    "Breakdown",
    "Flag",
    "Flags",
    "IndicatorResult",
    "Month",
    "TrackedActivity",
    "TrackedAppeal",
    "TrackedCell",
    "TrackedContribution",
    "TrackedHeading",
    "TrackedOffice",
    "achieved",
    "breakdowns_of",
    "flags_of",
    "indicator_colour",
    "known_assignments",
    "known_flows",
    "months_of",
    "overrides_in_force",
    "results_of",
    "standing",
]
