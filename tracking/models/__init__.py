"""What happened, as tables; import them from here."""

from .comments import Comment
from .contributions import Contribution, ContributionAssignment, Donor, Flow
from .evidence import Evidence
from .figures import (
    RULES,
    Breakdown,
    Flag,
    Flags,
    IndicatorResult,
    TrackedActivity,
    TrackedAppeal,
    TrackedCell,
    TrackedContribution,
    TrackedHeading,
    TrackedOffice,
    achieved,
    breakdowns_of,
    flags_of,
    known_assignments,
    known_flows,
    overrides_in_force,
    results_of,
    standing,
)
from .ledger import (
    Transaction,
    commitments_of,
    included_entries,
    open_commitments,
    outstanding_commitments,
)
from .overrides import Colour, StatusOverride
from .periods import PeriodEvent, ReportingPeriod
from .progress import ProgressUpdate, included_updates
from .rates import MOST_UNITS, ExchangeRate
from .reports import OfficeReport, ReviewEvent
from .results import (
    UNSTATED,
    ActualBreakdown,
    AgeGroup,
    Dimension,
    IndicatorActual,
    MilestoneAchievement,
    Sex,
    category_name,
    percentage,
)
from .risks import Level, Risk, level_of
from .totals import LedgerTotal
from .uploads import Upload, UploadRow

__all__ = [
    "MOST_UNITS",
    "RULES",
    "UNSTATED",
    "ActualBreakdown",
    "AgeGroup",
    "Breakdown",
    "Colour",
    "Comment",
    "Contribution",
    "ContributionAssignment",
    "Dimension",
    "Donor",
    "Evidence",
    "ExchangeRate",
    "Flag",
    "Flags",
    "Flow",
    "IndicatorActual",
    "IndicatorResult",
    "LedgerTotal",
    "Level",
    "MilestoneAchievement",
    "OfficeReport",
    "PeriodEvent",
    "ProgressUpdate",
    "ReportingPeriod",
    "ReviewEvent",
    "Risk",
    "Sex",
    "StatusOverride",
    "TrackedActivity",
    "TrackedAppeal",
    "TrackedCell",
    "TrackedContribution",
    "TrackedHeading",
    "TrackedOffice",
    "Transaction",
    "Upload",
    "UploadRow",
    "achieved",
    "breakdowns_of",
    "category_name",
    "commitments_of",
    "flags_of",
    "included_entries",
    "included_updates",
    "known_assignments",
    "known_flows",
    "level_of",
    "open_commitments",
    "outstanding_commitments",
    "overrides_in_force",
    "percentage",
    "results_of",
    "standing",
]
