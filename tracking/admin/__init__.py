"""The admin of what happened: to look through, and to correct drafts by the rules of the pages.

Nothing is added here: the pages' forms take effect once, however often they are sent. Posting,
submitting and reviewing are done there too, and what is posted or submitted is read-only.
"""

from .contributions import (
    ContributionAdmin,
    ContributionAssignmentAdmin,
    DonorAdmin,
    FlowAdmin,
)
from .conversation import (
    CommentAdmin,
    EvidenceAdmin,
    KeptRiskForm,
    PersonsAdmin,
    RiskAdmin,
    StatusOverrideAdmin,
)
from .ledger import DraftForm, StandingFilter, TransactionAdmin
from .personal import DownloadAdmin, SavedViewAdmin, VisitAdmin
from .rates import ExchangeRateAdmin, KeptRateForm
from .records import (
    ActualBreakdownAdmin,
    IndicatorActualAdmin,
    LedgerTotalAdmin,
    MilestoneAchievementAdmin,
    PeriodEventAdmin,
)
from .reporting import (
    FormWhileEditable,
    LineAdminForm,
    LinesOfReport,
    OfficeReportAdmin,
    ProgressUpdateAdmin,
    ReportAdminForm,
    ReportingPeriodAdmin,
    ReviewEventAdmin,
    ReviewsOfReport,
)
from .uploads import UploadAdmin, UploadRowAdmin
