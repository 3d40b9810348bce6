"""What never changes once it is posted or submitted, as database triggers."""

from appeal.guards import Guard, append_only, change_log_guards

POSTED = "A posted transaction is never changed or deleted: reverse it and enter it again."
SUBMITTED = "A submitted progress update is never changed: return the report to correct it."

SAME_OFFICE = """NOT EXISTS (SELECT 1 FROM appeal_activity y
 JOIN appeal_priority p ON p.id = y.priority_id
 JOIN appeal_section s ON s.id = p.section_id
 JOIN appeal_requirement r ON r.office_id = s.office_id AND r.appeal_id = s.appeal_id
 WHERE y.id = NEW.activity_id AND r.id = NEW.cell_id AND s.office_id = NEW.office_id)"""

REPORTED_OFFICE = """NOT EXISTS (SELECT 1 FROM appeal_activity y
 JOIN appeal_priority p ON p.id = y.priority_id
 JOIN appeal_section s ON s.id = p.section_id
 JOIN tracking_officereport o ON o.office_id = s.office_id
 JOIN tracking_reportingperiod t ON t.id = o.period_id AND t.appeal_id = s.appeal_id
 WHERE y.id = NEW.activity_id AND o.id = NEW.report_id)"""

UNLIKE_ORIGINAL = """NEW.reverses_id IS NOT NULL AND NOT EXISTS (
 SELECT 1 FROM tracking_transaction o WHERE o.id = NEW.reverses_id
 AND o.posted_at IS NOT NULL AND o.reverses_id IS NULL AND o.kind = NEW.kind
 AND o.activity_id = NEW.activity_id AND o.cell_id = NEW.cell_id
 AND o.currency = NEW.currency AND o.rate = NEW.rate AND o.amount = NEW.amount
 AND o.usd_amount = NEW.usd_amount AND o.value_on = NEW.value_on
 AND o.counterpart = NEW.counterpart)"""

UNEXPLAINED_DATE = """NEW.late_reason = '' AND NOT EXISTS (SELECT 1 FROM appeal_requirement r
 JOIN appeal_appeal a ON a.id = r.appeal_id
 WHERE r.id = NEW.cell_id AND NEW.value_on BETWEEN a.starts_on AND a.ends_on)"""

NO_COMMITMENT = """NEW.against_id IS NOT NULL AND NOT EXISTS (
 SELECT 1 FROM tracking_transaction c WHERE c.id = NEW.against_id AND c.kind = 'commitment'
 AND c.reverses_id IS NULL AND c.activity_id = NEW.activity_id AND c.cell_id = NEW.cell_id)"""

AFTER_CLOSING = """NEW.value_on > (SELECT a.closes_on FROM appeal_requirement r
 JOIN appeal_appeal a ON a.id = r.appeal_id WHERE r.id = NEW.cell_id)"""

SUBMITTER = """NEW.to_state = 'approved' AND NEW.by_id = (SELECT e.by_id
 FROM tracking_reviewevent e WHERE e.report_id = NEW.report_id AND e.to_state = 'submitted'
 ORDER BY e.id DESC LIMIT 1)"""


def on_entry(table: str, name: str, message: str, when: str) -> list[Guard]:
    """A condition that no new or changed row may meet."""
    return [
        Guard(table, event, message, when=when, name=f"{name}_{event.lower()}")
        for event in ("INSERT", "UPDATE")
    ]


UNREVIEWED = """NEW.state <> COALESCE((SELECT e.to_state FROM tracking_reviewevent e
 WHERE e.report_id = NEW.id ORDER BY e.id DESC LIMIT 1), 'draft')"""

REPORT_HANDED_IN = """EXISTS (SELECT 1 FROM tracking_officereport o
 WHERE o.id = NEW.report_id AND o.state IN ('submitted', 'approved'))"""

UPDATE_FACTS = (
    "report_id", "activity_id", "percent", "status", "narrative", "issues", "next_steps",
    "reason", "language", "updated_by_id", "updated_at", "submitted_at",
)  # fmt: skip

PAID_FROM = """EXISTS (SELECT 1 FROM tracking_transaction t
 WHERE t.activity_id = OLD.activity_id AND t.cell_id = OLD.cell_id)"""

GUARDS: list[Guard] = [
    Guard(
        "appeal_allocation",
        "DELETE",
        "Transactions of the activity are paid from this cell: lower the allocation instead.",
        when=PAID_FROM,
        name="transactions",
        reads="tracking_transaction",
    ),
    *append_only("tracking_transaction", POSTED, when="OLD.posted_at IS NOT NULL"),
    *on_entry(
        "tracking_transaction",
        "office",
        "A transaction is of the office of its activity and its cell.",
        SAME_OFFICE,
    ),
    *on_entry(
        "tracking_transaction",
        "reversal",
        "A reversal repeats a posted original that is not itself a reversal.",
        UNLIKE_ORIGINAL,
    ),
    *on_entry(
        "tracking_transaction",
        "closing",
        "The value date lies after the day the appeal closed.",
        AFTER_CLOSING,
    ),
    *on_entry(
        "tracking_transaction",
        "year",
        "A value date outside the appeal's year needs a reason.",
        UNEXPLAINED_DATE,
    ),
    *on_entry(
        "tracking_transaction",
        "against",
        "A transaction draws on a commitment of its own activity and cell.",
        NO_COMMITMENT,
    ),
    Guard(
        "tracking_officereport",
        "INSERT",
        "A report begins as a draft.",
        when="NEW.state <> 'draft'",
    ),
    Guard(
        "tracking_officereport",
        "UPDATE",
        "The state of a report follows its review log: submit or approve it.",
        when=UNREVIEWED,
        columns=("state",),
        name="state",
    ),
    Guard(
        "tracking_progressupdate",
        "INSERT",
        "A submitted report takes no more lines.",
        when=REPORT_HANDED_IN,
        name="report",
    ),
    Guard(
        "tracking_progressupdate",
        "UPDATE",
        "A submitted report takes no more lines.",
        when=REPORT_HANDED_IN,
        columns=("report_id",),
        name="moved",
    ),
    Guard(
        "tracking_progressupdate",
        "UPDATE",
        SUBMITTED,
        when="OLD.submitted_at IS NOT NULL",
        columns=UPDATE_FACTS,
        name="facts",
    ),
    Guard(
        "tracking_progressupdate",
        "UPDATE",
        "A revision is superseded once.",
        when="OLD.superseded_at IS NOT NULL",
        columns=("superseded_at",),
        name="superseded",
    ),
    Guard("tracking_progressupdate", "DELETE", SUBMITTED, when="OLD.submitted_at IS NOT NULL"),
    Guard("tracking_progressupdate", "TRUNCATE", SUBMITTED),
    *on_entry(
        "tracking_progressupdate",
        "office",
        "A progress update is of an activity of its report's office and appeal.",
        REPORTED_OFFICE,
    ),
    *append_only(
        "tracking_reviewevent", "The review log is append-only: nothing of it is overwritten."
    ),
    Guard(
        "tracking_reviewevent",
        "INSERT",
        "Whoever submitted a report cannot approve it.",
        when=SUBMITTER,
    ),
    *change_log_guards("tracking"),
]
