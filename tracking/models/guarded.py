"""What never changes once it is posted or submitted, as database triggers."""

from appeal.guards import Guard, Keeper, Trigger, append_only, change_log_guards

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

# What a locked period refuses: its reports and all that hangs on them, and postings dated in it.
LOCKED = "This period is locked: ask a manager to unlock it, or use a later period."
LAST_EVENT = """(SELECT e.kind FROM tracking_periodevent e WHERE e.period_id = {period}
 ORDER BY e.id DESC LIMIT 1) = 'locked'"""
PERIOD_OF_REPORT = "(SELECT o.period_id FROM tracking_officereport o WHERE o.id = {row}.report_id)"
PERIOD_OF_LINE = """(SELECT o.period_id FROM tracking_officereport o
 JOIN tracking_progressupdate u ON u.report_id = o.id WHERE u.id = {row}.update_id)"""
PERIOD_OF_PART = """(SELECT o.period_id FROM tracking_officereport o
 JOIN tracking_progressupdate u ON u.report_id = o.id
 JOIN tracking_indicatoractual a ON a.update_id = u.id WHERE a.id = {row}.actual_id)"""
PERIOD_OF_ENTRY = """(SELECT t.id FROM tracking_reportingperiod t
 JOIN appeal_requirement r ON r.appeal_id = t.appeal_id
 WHERE r.id = NEW.cell_id AND NEW.value_on BETWEEN t.starts_on AND t.ends_on)"""

LINE_HANDED_IN = """EXISTS (SELECT 1 FROM tracking_progressupdate u
 WHERE u.id = {row}.update_id AND u.submitted_at IS NOT NULL)"""
PART_HANDED_IN = """EXISTS (SELECT 1 FROM tracking_progressupdate u
 JOIN tracking_indicatoractual a ON a.update_id = u.id
 WHERE a.id = {row}.actual_id AND u.submitted_at IS NOT NULL)"""


def by_event(
    table: str, name: str, message: str, when: str, events: tuple[str, ...], reads: str = ""
) -> list[Guard]:
    """The same condition for several events; `{row}` in it is OLD where a row goes, else NEW."""
    return [
        Guard(
            table,
            event,
            message,
            when=when.format(row="OLD" if event == "DELETE" else "NEW"),
            name=f"{name}_{event.lower()}",
            reads=reads,
        )
        for event in events
    ]


CHANGES = ("INSERT", "UPDATE", "DELETE")


def locked_with(table: str, period: str, events: tuple[str, ...] = CHANGES) -> list[Guard]:
    """Refuses events on rows of a locked period."""
    when = LAST_EVENT.format(period=period)
    return by_event(table, "locked", LOCKED, when, events, reads="tracking_periodevent")


IS_POSTED_NOW = {
    "INSERT": "NEW.posted_at IS NOT NULL",
    "UPDATE": "NEW.posted_at IS NOT NULL AND OLD.posted_at IS NULL",
}
POSTING_LOCKED = [
    Guard(
        "tracking_transaction",
        event,
        "The value date lies in a locked period: ask a manager to unlock it.",
        when=f"{when} AND {LAST_EVENT.format(period=PERIOD_OF_ENTRY)}",
        name=f"locked_{event.lower()}",
        reads="tracking_periodevent",
        lock=("tracking_reportingperiod", PERIOD_OF_ENTRY),
    )
    for event, when in IS_POSTED_NOW.items()
]
CLOSED = "This appeal is closed: a manager of the region re-opens it."
CLOSED_CELL = """EXISTS (SELECT 1 FROM appeal_requirement r JOIN appeal_appeal a
 ON a.id = r.appeal_id WHERE r.id = {row}.cell_id AND a.state = 'closed')"""

KEEP_TOTAL = """INSERT INTO tracking_ledgertotal (activity_id, cell_id, kind, month, amount)
 VALUES (NEW.activity_id, NEW.cell_id, NEW.kind, SUBSTR(CAST(NEW.value_on AS TEXT), 1, 7),
 CASE WHEN NEW.reverses_id IS NULL THEN NEW.usd_amount ELSE -NEW.usd_amount END)
 ON CONFLICT (activity_id, cell_id, kind, month)
 DO UPDATE SET amount = tracking_ledgertotal.amount + excluded.amount"""
KEEPERS = [
    Keeper(
        "tracking_transaction",
        event,
        f"total_{event.lower()}",
        when=when,
        statement=KEEP_TOTAL,
        reads="tracking_ledgertotal",
    )
    for event, when in IS_POSTED_NOW.items()
]

STEPS = """NOT (NEW.from_state = COALESCE((SELECT e.to_state FROM tracking_reviewevent e
 WHERE e.report_id = NEW.report_id ORDER BY e.id DESC LIMIT 1), 'draft')
 AND ((NEW.from_state IN ('draft', 'returned') AND NEW.to_state = 'submitted')
 OR (NEW.from_state = 'submitted' AND NEW.to_state IN ('returned', 'approved'))
 OR (NEW.from_state = 'approved' AND NEW.to_state = 'draft')))"""

PARTS_ABOVE = """(SELECT COALESCE(SUM(b.value), 0) FROM tracking_actualbreakdown b
 WHERE b.actual_id = NEW.actual_id AND b.dimension = NEW.dimension AND b.id <> NEW.id)
 + NEW.value > (SELECT COALESCE(a.numerator, a.value, 0) FROM tracking_indicatoractual a
 WHERE a.id = NEW.actual_id) + 0.00005"""
BELOW_PARTS = """EXISTS (SELECT 1 FROM tracking_actualbreakdown b WHERE b.actual_id = NEW.id
 GROUP BY b.dimension HAVING SUM(b.value) > COALESCE(NEW.numerator, NEW.value, 0) + 0.00005)"""
PARTS = "The parts of a breakdown never sum to more than the total."

FOREIGN_RESULT = """NOT EXISTS (SELECT 1 FROM tracking_progressupdate u
 JOIN {table} x ON x.activity_id = u.activity_id
 WHERE u.id = NEW.update_id AND x.id = NEW.{column}_id)"""

UNLIKE_FLOW = """NEW.reverses_id IS NOT NULL AND NOT EXISTS (
 SELECT 1 FROM tracking_flow o WHERE o.id = NEW.reverses_id AND o.reverses_id IS NULL
 AND o.contribution_id = NEW.contribution_id AND o.kind = NEW.kind AND o.rate = NEW.rate
 AND o.amount = NEW.amount AND o.usd_amount = NEW.usd_amount AND o.value_on = NEW.value_on)"""
UNLIKE_ASSIGNMENT = """NEW.reverses_id IS NOT NULL AND NOT EXISTS (
 SELECT 1 FROM tracking_contributionassignment o WHERE o.id = NEW.reverses_id
 AND o.reverses_id IS NULL AND o.contribution_id = NEW.contribution_id
 AND o.amount = NEW.amount AND o.effective_on = NEW.effective_on
 AND COALESCE(o.office_id, 0) = COALESCE(NEW.office_id, 0)
 AND COALESCE(o.heading_id, 0) = COALESCE(NEW.heading_id, 0)
 AND COALESCE(o.from_office_id, 0) = COALESCE(NEW.from_office_id, 0)
 AND COALESCE(o.from_heading_id, 0) = COALESCE(NEW.from_heading_id, 0))"""
HAS_FLOWS = "EXISTS (SELECT 1 FROM tracking_flow f WHERE f.contribution_id = OLD.id)"
HAS_REPORTS = "EXISTS (SELECT 1 FROM tracking_officereport o WHERE o.period_id = OLD.id)"
EVIDENCE_FACTS = (
    "office_id", "update_id", "milestone_id", "transaction_id", "sha256", "file_name", "size",
    "link", "added_by_id", "added_at",
)  # fmt: skip
FOREIGN_EVIDENCE = """NEW.office_id <> COALESCE(
 (SELECT o.office_id FROM tracking_progressupdate u
 JOIN tracking_officereport o ON o.id = u.report_id WHERE u.id = NEW.update_id),
 (SELECT t.office_id FROM tracking_transaction t WHERE t.id = NEW.transaction_id),
 (SELECT s.office_id FROM appeal_milestone m JOIN appeal_activity y ON y.id = m.activity_id
 JOIN appeal_priority p ON p.id = y.priority_id JOIN appeal_section s ON s.id = p.section_id
 WHERE m.id = NEW.milestone_id))"""

RESULT_GUARDS: list[Guard] = [
    *(
        guard
        for table in ("tracking_milestoneachievement", "tracking_indicatoractual")
        for guard in (
            *by_event(table, "submitted", SUBMITTED, LINE_HANDED_IN, CHANGES),
            *locked_with(table, PERIOD_OF_LINE),
            Guard(table, "TRUNCATE", SUBMITTED),
        )
    ),
    *by_event("tracking_actualbreakdown", "submitted", SUBMITTED, PART_HANDED_IN, CHANGES),
    *locked_with("tracking_actualbreakdown", PERIOD_OF_PART),
    Guard("tracking_actualbreakdown", "TRUNCATE", SUBMITTED),
    *on_entry("tracking_actualbreakdown", "sum", PARTS, PARTS_ABOVE),
    Guard("tracking_indicatoractual", "UPDATE", PARTS, when=BELOW_PARTS, name="sum"),
    *on_entry(
        "tracking_milestoneachievement",
        "activity",
        "A line reports milestones of its own activity.",
        FOREIGN_RESULT.format(table="appeal_milestone", column="milestone"),
    ),
    *on_entry(
        "tracking_indicatoractual",
        "activity",
        "A line reports indicators of its own activity.",
        FOREIGN_RESULT.format(table="appeal_indicator", column="indicator"),
    ),
]

PERIOD_GUARDS: list[Guard] = [
    *append_only("tracking_periodevent", "The log of lockings is append-only."),
    Guard(
        "tracking_periodevent",
        "INSERT",
        "A period is locked while it is unlocked, and the other way round.",
        when="NEW.kind = COALESCE((SELECT e.kind FROM tracking_periodevent e"
        " WHERE e.period_id = NEW.period_id ORDER BY e.id DESC LIMIT 1), 'unlocked')",
        lock=("tracking_reportingperiod", "NEW.period_id"),
    ),
    Guard(
        "tracking_reportingperiod",
        "UPDATE",
        "Reports stand on this period: its code and days stay as they are.",
        when=HAS_REPORTS,
        columns=("appeal_id", "code", "starts_on", "ends_on"),
        name="days",
        reads="tracking_officereport",
    ),
    *locked_with("tracking_officereport", "{row}.period_id"),
    *locked_with("tracking_reviewevent", PERIOD_OF_REPORT, ("INSERT",)),
    *locked_with("tracking_progressupdate", PERIOD_OF_REPORT),
    *POSTING_LOCKED,
]

CONTRIBUTION_GUARDS: list[Guard] = [
    *append_only("tracking_flow", "A flow is never changed or deleted: reverse it."),
    *append_only(
        "tracking_contributionassignment",
        "An assignment is never changed or deleted: reverse it.",
    ),
    Guard(
        "tracking_flow",
        "INSERT",
        "A reversal repeats an original that is not itself a reversal.",
        when=UNLIKE_FLOW,
    ),
    Guard(
        "tracking_contributionassignment",
        "INSERT",
        "A reversal repeats an original that is not itself a reversal.",
        when=UNLIKE_ASSIGNMENT,
    ),
    Guard(
        "tracking_contribution",
        "UPDATE",
        "Flows are recorded: currency, appeal and earmarking of the contribution stand.",
        when=HAS_FLOWS,
        columns=("appeal_id", "currency", "office_id", "heading_id"),
        reads="tracking_flow",
    ),
]

OTHER_GUARDS: list[Guard] = [
    *append_only("tracking_statusoverride", "A judgement is never changed: give another one."),
    Guard("tracking_evidence", "DELETE", "Evidence is withdrawn, never deleted."),
    Guard("tracking_evidence", "TRUNCATE", "Evidence is withdrawn, never deleted."),
    Guard(
        "tracking_evidence",
        "UPDATE",
        "What evidence is stays as it was added: withdraw it and add it again.",
        columns=EVIDENCE_FACTS,
    ),
    Guard(
        "tracking_evidence",
        "UPDATE",
        "Evidence is withdrawn once, and its file goes with it.",
        when="OLD.withdrawn_at IS NOT NULL OR NEW.withdrawn_at IS NULL",
        columns=("file", "withdrawn_at", "withdrawn_by_id", "withdrawn_reason"),
        name="withdrawn",
    ),
    Guard(
        "tracking_evidence",
        "INSERT",
        "Evidence is of the office of what it is attached to.",
        when=FOREIGN_EVIDENCE,
    ),
    Guard("tracking_comment", "DELETE", "What was said stays."),
    Guard("tracking_comment", "TRUNCATE", "What was said stays."),
    Guard(
        "tracking_comment",
        "UPDATE",
        "What was said stays as it was said.",
        columns=("activity_id", "report_id", "parent_id", "body", "by_id", "at"),
    ),
    Guard(
        "tracking_reviewevent",
        "INSERT",
        "A report is submitted, then returned or approved; an approved one is re-opened.",
        when=STEPS,
        name="steps",
    ),
    Guard(
        "tracking_reviewevent",
        "INSERT",
        "Say why the report is returned or re-opened.",
        when="NEW.to_state IN ('returned', 'draft') AND NEW.comment = ''",
        name="reason",
    ),
    *by_event("appeal_allocation", "closed", CLOSED, CLOSED_CELL, CHANGES),
    Guard(
        "appeal_requirementrevision",
        "INSERT",
        CLOSED,
        when=CLOSED_CELL.format(row="NEW"),
        name="closed",
    ),
    *by_event("tracking_transaction", "closed", CLOSED, CLOSED_CELL, CHANGES),
]

GUARDS: list[Trigger] = [
    *KEEPERS,
    *RESULT_GUARDS,
    *PERIOD_GUARDS,
    *CONTRIBUTION_GUARDS,
    *OTHER_GUARDS,
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
