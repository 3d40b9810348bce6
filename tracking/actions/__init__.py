"""What people do here, a module for each thing it is done to; use them from here."""

from ..models import in_usd
from .appeals import Publication, moves_to, publish_with_periods
from .asking import Unusual
from .assignments import assign_contribution, reverse_assignment, standing_on
from .attributing import attribute_entries, attribute_entry, overspending_refusals
from .books import (
    LinesUnclear,
    NoLines,
    kept_layout,
    read_export,
    receive_export,
    same_export,
)
from .calendars import renew_calendar_address, stop_calendar_address
from .carrying import (
    NotCarried,
    carry_commitment,
    carry_milestone,
    why_not_carried,
    why_not_released,
)
from .comments import (
    CommentGone,
    add_comment,
    reopen_thread,
    resolve_thread,
    withdraw_comment,
)
from .contributions import (
    AlreadyReversed,
    NotRecordable,
    contribution_refusals,
    flow_refusals,
    record_flow,
    reverse_flow,
    save_contribution,
)
from .donors import merge_donors
from .drafts import (
    NotPostable,
    discard_transaction,
    draft_refusals,
    draft_transaction,
    draft_transactions,
    grant_refusals,
    hold_period_of,
    known_usd,
    locked,
    period_refusals,
)
from .evidence import (
    NotWithdrawable,
    attach_evidence,
    withdraw_evidence,
)
from .mail import NotFailed, send_again
from .notices import NotReminded, choose_notices, read_notices, remind_office
from .overlaps import NotStatable, last_statement, state_overlap
from .parts import part_refusals, share_contribution
from .periods import (
    NotLockable,
    PeriodLocked,
    close_appeal,
    first_days,
    lock_period,
    open_periods,
    reopen_appeal,
    unlock_period,
)
from .posting import (
    NoRate,
    make_ready,
    post_transaction,
    post_transactions,
    posting_refusals,
    rate_of,
    reverse_transaction,
    why_not_post,
)
from .progress import (
    LinesRefused,
    ReasonMissing,
    line_refusals,
    log_lines,
    log_progress,
    report_taking_lines,
)
from .proposing import Proposal, propose_grant, propose_grants
from .rates import (
    NotKeepable,
    keep_rate,
    remove_rate,
    value_drafts,
    why_rate_stays,
    write_rate,
)
from .reconciling import (
    MOST_AT_ONCE,
    BooksChoice,
    NotReconcilable,
    Overtaken,
    correct_entries,
    draft_missing,
    explain_differences,
)
from .results import NotWritable, Reported, check_achieved_on
from .reviews import (
    NotApprovable,
    NotMovable,
    NotReopenable,
    NotReturnable,
    NotSubmittable,
    NotTakable,
    approve_report,
    approve_reports,
    reopen_report,
    return_report,
    submit_report,
    take_back_report,
    why_not_approve,
    write_narrative,
)
from .risks import remove_risk, save_risk, why_risk_stays
from .saved_views import forget_view, keep_view
from .several import SeveralRefused
from .statuses import NotJudgeable, last_judgement, lift_override, override_status
from .terms import AskedCategory, AskedReport, keep_terms, save_grant, terms_refusals
