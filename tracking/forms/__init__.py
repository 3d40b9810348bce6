"""What people type about what happened, and whether it is well formed; use them from here."""

from appeal.web.forms import CleanTextMixin, ConfirmForm, OnceForm, ReasonForm

from .books import BooksColumnsForm, BooksUploadForm, DifferencesForm, ExplainForm
from .carrying import (
    CarryForm,
    CarryMilestoneForm,
    activities_to_carry_to,
    places_to_carry_to,
)
from .changes import ChangeFilter, wanted_changes
from .comments import CommentForm, ReturnForm
from .contributions import AssignmentForm, ContributionForm, DonorForm, FlowForm, UndoForm
from .evidence import EvidenceForm, WithdrawForm
from .grants import AttributeSeveralForm, AttributionForm
from .ledger import QuickSpendForm, ReverseForm, TransactionForm, WorthForm
from .lines import OfficeLineForm, OfficeLines, standing_lines
from .nationalities import nationality_names
from .notices import NoticeChoicesForm
from .overlaps import OverlapForm
from .parts import PartForm
from .periods import ClosingForm
from .quality import QualityFilter
from .rates import CurrencyField, RateField, RateForm, known_currency, rounding_said
from .reports import ProgressForm, ReportForm
from .results import EntryForms, IndicatorForm, MilestonesForm
from .risks import RiskForm
from .saved_views import SavedViewForm
from .several import MOST_CHOSEN, SeveralForm
from .statuses import StatusForm
from .terms import AgreedForm, TermsForm
from .timeline import TimelineFilter
from .uploads import MOST_MEGABYTES, DecideForm, UploadForm
