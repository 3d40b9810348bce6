"""The figures: facts read flat, summed in Python, and what follows from them, each defined once.

`definitions.py` has each by its name, `docs/figures.md` in words. Whoever shows figures asks for
`figures_of` an appeal from a viewpoint, once, and looks rows up in what it gives.
"""

from .bridge import Bridge, bridge_between
from .by_kind import sums_by_kind, sums_by_month
from .contributions import Place, overdrawn, standing
from .core import CoreLine, CoreResult, core_results
from .definitions import STATUSES, ActivityFigures, ContributionFigures, Figures, spent_of
from .drafts import DraftSums, draft_sums
from .facts import Facts
from .flags import Flags, flags_of, indicator_colour
from .grants import GrantFigures, Grants, grants_of, terms_then
from .months import Month, months_of
from .results import IndicatorResult, Point, results_of
from .rolling import Reached, RolledUp, rolled_up
from .spending import spent_of_pairs
from .statements import PaidEntry, Statement, statement_of
from .steps import HEADLINES, Cause, Waterfall
from .summing import TO_A_HEADING, AppealFigures, MatrixRow, figures_of, monthly_figures_of
from .sums import grouped, total
from .within import SpentWithin, spent_within
