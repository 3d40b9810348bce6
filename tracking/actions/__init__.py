"""What people do here, a module for each thing it is done to; use them from here."""

from .ledger import (
    NotPostable,
    check_value_date,
    discard_transaction,
    draft_transaction,
    in_usd,
    locked,
    post_transaction,
    rate_of,
    reverse_transaction,
)
from .periods import first_days, open_periods
from .progress import NotWritable, log_progress
from .reviews import NotApprovable, NotSubmittable, approve_report, submit_report

__all__ = [
    "NotApprovable",
    "NotPostable",
    "NotSubmittable",
    "NotWritable",
    "approve_report",
    "check_value_date",
    "discard_transaction",
    "draft_transaction",
    "first_days",
    "in_usd",
    "locked",
    "log_progress",
    "open_periods",
    "post_transaction",
    "rate_of",
    "reverse_transaction",
    "submit_report",
]
