"""What happened, as tables; import them from here."""

from .comments import Comment
from .contributions import Contribution, ContributionAssignment, Donor, Flow
from .evidence import Evidence
from .figures import (
    RULES,
    Flag,
    Flags,
    IndicatorResult,
    TrackedActivity,
    TrackedAppeal,
    TrackedCell,
    TrackedContribution,
    TrackedHeading,
    TrackedOffice,
    flags_of,
    results_of,
)
from .ledger import Transaction, included_entries, outstanding_commitments
from .overrides import Colour, StatusOverride
from .periods import PeriodEvent, ReportingPeriod
from .progress import ProgressUpdate, included_updates
from .rates import ExchangeRate
from .reports import OfficeReport, ReviewEvent
from .results import (
    ActualBreakdown,
    AgeGroup,
    Dimension,
    IndicatorActual,
    MilestoneAchievement,
    Sex,
)
from .risks import Risk
from .totals import LedgerTotal

__all__ = [
    "RULES",
    "ActualBreakdown",
    "AgeGroup",
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
    "flags_of",
    "included_entries",
    "included_updates",
    "outstanding_commitments",
    "results_of",
]
