"""What happened, as tables; import them from here."""

from .figures import TrackedActivity, TrackedAppeal, TrackedCell, TrackedHeading, TrackedOffice
from .ledger import Transaction
from .periods import ReportingPeriod
from .progress import OfficeReport, ProgressUpdate, ReviewEvent

__all__ = [
    "OfficeReport",
    "ProgressUpdate",
    "ReportingPeriod",
    "ReviewEvent",
    "TrackedActivity",
    "TrackedAppeal",
    "TrackedCell",
    "TrackedHeading",
    "TrackedOffice",
    "Transaction",
]
