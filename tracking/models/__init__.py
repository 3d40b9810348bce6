"""What happened, as tables; import them from here."""

from .comments import Comment
from .commitments import Rest, lowering, open_commitments, rests_among, rests_of
from .contributions import (
    Contribution,
    ContributionAssignment,
    Flow,
    known_assignments,
    known_flows,
)
from .conversion import in_usd
from .donors import Donor
from .downloads import Download
from .dues import Due, due_of, reports_counted, reports_due
from .evidence import Evidence
from .ledger import NEEDS_EVIDENCE, Transaction, included_entries
from .neighbour_entries import Neighbour
from .neighbour_rates import NeighbourRates
from .neighbours import Neighbours
from .overrides import Colour, StatusOverride, overrides_in_force
from .periods import PeriodEvent, ReportingPeriod
from .progress import ProgressUpdate, counted_updates, going_or_told, included_updates
from .questions import LONGEST_REASON, Question, in_words
from .rates import MOST_UNITS, ExchangeRate, KnownRates, rounded
from .reports import OfficeReport, ReviewEvent, known_narratives, put_texts, state_then
from .results import (
    UNSTATED,
    ActualBreakdown,
    AgeGroup,
    Dimension,
    IndicatorActual,
    MilestoneAchievement,
    Sex,
    achieved,
    category_name,
    pending_milestones,
    percentage,
)
from .risks import Level, Risk, level_of
from .totals import LedgerTotal, used_of
from .uploads import LINE, Upload, UploadRow
from .visits import SavedView, Visit
from .words import (
    ContributionWords,
    DonorWords,
    OfficeReportWords,
    ProgressUpdateWords,
    TransactionWords,
)

__all__ = [
    "LINE",
    "LONGEST_REASON",
    "MOST_UNITS",
    "NEEDS_EVIDENCE",
    "UNSTATED",
    "ActualBreakdown",
    "AgeGroup",
    "Colour",
    "Comment",
    "Contribution",
    "ContributionAssignment",
    "ContributionWords",
    "Dimension",
    "Donor",
    "DonorWords",
    "Download",
    "Due",
    "Evidence",
    "ExchangeRate",
    "Flow",
    "IndicatorActual",
    "KnownRates",
    "LedgerTotal",
    "Level",
    "MilestoneAchievement",
    "Neighbour",
    "NeighbourRates",
    "Neighbours",
    "OfficeReport",
    "OfficeReportWords",
    "PeriodEvent",
    "ProgressUpdate",
    "ProgressUpdateWords",
    "Question",
    "ReportingPeriod",
    "Rest",
    "ReviewEvent",
    "Risk",
    "SavedView",
    "Sex",
    "StatusOverride",
    "Transaction",
    "TransactionWords",
    "Upload",
    "UploadRow",
    "Visit",
    "achieved",
    "category_name",
    "counted_updates",
    "due_of",
    "going_or_told",
    "in_usd",
    "in_words",
    "included_entries",
    "included_updates",
    "known_assignments",
    "known_flows",
    "known_narratives",
    "level_of",
    "lowering",
    "open_commitments",
    "overrides_in_force",
    "pending_milestones",
    "percentage",
    "put_texts",
    "reports_counted",
    "reports_due",
    "rests_among",
    "rests_of",
    "rounded",
    "state_then",
    "used_of",
]
