"""The figures: the plan's tables, seen with what happened. The only place where they are computed.

Definitions stand in `docs/figures.md`. Every figure reads a Viewpoint, is one subquery, and is NULL
where an operand is; `spent`, `committed` and `allocated` of something that can have them are 0
where nothing is there yet.
"""

from .activities import (
    TrackedActivity,
    achieved,
    overdue_milestones,
    overrides_in_force,
    pending_milestones,
)
from .distribution import (
    TO_A_HEADING,
    TO_AN_OFFICE,
    Matrix,
    MatrixRow,
    Undistributed,
    matrix_of,
    undistributed,
)
from .funding import TrackedContribution, known_assignments, known_flows, standing
from .groups import TrackedAppeal, TrackedCell, TrackedHeading, TrackedOffice
from .months import Month, months_of
from .results import Breakdown, IndicatorResult, breakdowns_of, results_of
from .statuses import FLAG_NAMES, RULES, Flag, Flags, flags_of, indicator_colour

__all__ = [
    "FLAG_NAMES",
    "RULES",
    "TO_AN_OFFICE",
    "TO_A_HEADING",
    "Breakdown",
    "Flag",
    "Flags",
    "IndicatorResult",
    "Matrix",
    "MatrixRow",
    "Month",
    "TrackedActivity",
    "TrackedAppeal",
    "TrackedCell",
    "TrackedContribution",
    "TrackedHeading",
    "TrackedOffice",
    "Undistributed",
    "achieved",
    "breakdowns_of",
    "flags_of",
    "indicator_colour",
    "known_assignments",
    "known_flows",
    "matrix_of",
    "months_of",
    "overdue_milestones",
    "overrides_in_force",
    "pending_milestones",
    "results_of",
    "standing",
    "undistributed",
]
