"""What people type about what happened, and whether it is well formed; use them from here."""

from .ledger import ReverseForm, TransactionForm
from .once import DAY, CleanTextMixin, ConfirmForm, OnceForm
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
