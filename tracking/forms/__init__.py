"""What people type about what happened, and whether it is well formed; use them from here."""

from appeal.forms import DAY, CleanTextMixin, ConfirmForm, OnceForm

from .ledger import ReverseForm, TransactionForm
from .reports import ProgressForm, ReportForm

__all__ = [
    "DAY",
    "CleanTextMixin",
    "ConfirmForm",
    "OnceForm",
    "ProgressForm",
    "ReportForm",
    "ReverseForm",
    "TransactionForm",
]
