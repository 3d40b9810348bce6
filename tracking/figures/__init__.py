"""The figures: facts read flat, summed in Python, and what follows from them, each defined once.

Definitions stand in `docs/figures.md`. Whoever shows figures asks for `figures_of` an appeal from a
viewpoint, once, and looks rows up in what it gives.
"""

from .activities import STATUSES, ActivityFigures
from .contributions import ContributionFigures, Place, standing
from .facts import Facts
from .groups import Figures
from .milestones import achieved, overdue_milestones, pending_milestones
from .months import Month, months_of
from .results import Breakdown, IndicatorResult, breakdowns_of, results_of
from .rows import figures_by_key, put_figures, put_flags
from .statuses import FLAG_NAMES, RULES, Flag, Flags, flags_of, indicator_colour
from .summing import TO_A_HEADING, TO_AN_OFFICE, AppealFigures, Line, figures_of, monthly_figures_of
from .sums import total

__all__ = [
    "FLAG_NAMES",
    "RULES",
    "STATUSES",
    "TO_AN_OFFICE",
    "TO_A_HEADING",
    "ActivityFigures",
    "AppealFigures",
    "Breakdown",
    "ContributionFigures",
    "Facts",
    "Figures",
    "Flag",
    "Flags",
    "IndicatorResult",
    "Line",
    "Month",
    "Place",
    "achieved",
    "breakdowns_of",
    "figures_by_key",
    "figures_of",
    "flags_of",
    "indicator_colour",
    "monthly_figures_of",
    "months_of",
    "overdue_milestones",
    "pending_milestones",
    "put_figures",
    "put_flags",
    "results_of",
    "standing",
    "total",
]
