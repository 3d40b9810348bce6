"""What happened, as tables; import them from here."""

from .attributions import (
    UNFUNDED,
    Attribution,
    Payer,
    fits,
    fitting_by_rule,
    known_payers,
    payable_entries,
)
from .books import BooksExport, BooksLayout, BooksLine, ExplainedDifference
from .calendars import CalendarAddress, is_ours, reader_of
from .comments import Comment
from .commitments import Rest, lowering, open_commitments, rests_among, rests_of
from .compared_entries import Neighbour
from .contributions import (
    Contribution,
    ContributionAssignment,
    Flow,
    known_assignments,
    known_flows,
)
from .conversion import in_usd
from .counted_entries import included_entries, included_in_parts, known_drafts
from .donor_asks import CostCategory, DonorReport
from .donors import Donor
from .downloads import Download
from .dues import Due, due_of, reports_counted, reports_due
from .evidence import Evidence
from .judged import Judged
from .ledger import NEEDS_EVIDENCE, Transaction
from .left_empty import LeftEmpty, awaited_among, is_awaited, left_empty
from .left_open import OpenCommitment
from .notices import LEASE, Mail, Notice, NoticeChoice, NoticeKind, When
from .overlaps import OverlapStatement
from .overrides import Colour, StatusOverride, overrides_in_force
from .paid_entries import LedgerRow, Part, Shares, paid_by, payers_of, shares_of, unfunded
from .periods import PeriodEvent, ReportingPeriod
from .progress import ProgressUpdate, going_or_told, included_updates
from .questions import LONGEST_REASON, Question, in_words
from .rates import MOST_UNITS, ExchangeRate, KnownRates, rounded
from .reports import OfficeReport, ReviewEvent, known_narratives, put_texts, state_then
from .results import (
    CATEGORIES,
    UNSTATED,
    ActualBreakdown,
    AgeGroup,
    Dimension,
    Disability,
    IndicatorActual,
    MilestoneAchievement,
    Sex,
    achieved,
    category_name,
    percentage,
)
from .risks import Level, Risk, level_of
from .terms import Earmarking
from .totals import ActivityTotal, LedgerTotal
from .unusual_entries import Neighbours
from .unusual_rates import NeighbourRates
from .uploads import LINE, Upload, UploadRow
from .visits import SavedView, Visit
from .word_index import (
    ContributionWords,
    DonorWords,
    OfficeReportWords,
    ProgressUpdateWords,
    TransactionWords,
)
