"""What happened, as tables; import them from here."""

from .comments import Comment
from .contributions import Contribution, ContributionAssignment, Donor, Flow
from .downloads import Download
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
    indicator_colour,
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
from .rates import MOST_UNITS, ExchangeRate, KnownRates
from .reports import OfficeReport, ReviewEvent, known_narratives
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
from .totals import LedgerTotal, disbursed, spent_by_month
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
    "Download",
    "Evidence",
    "ExchangeRate",
    "Flag",
    "Flags",
    "Flow",
    "IndicatorActual",
    "IndicatorResult",
    "KnownRates",
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
    "disbursed",
    "flags_of",
    "included_entries",
    "included_updates",
    "indicator_colour",
    "known_assignments",
    "known_flows",
    "known_narratives",
    "level_of",
    "open_commitments",
    "outstanding_commitments",
    "overrides_in_force",
    "percentage",
    "results_of",
    "spent_by_month",
    "standing",
]
