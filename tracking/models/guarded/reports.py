"""Periods, reports and their lines: what is locked, submitted or reviewed cannot change."""

from functools import partial

from django.utils.translation import gettext_noop as _

from appeal import reach
from appeal.base.guards import Guard, Trigger, append_only
from appeal.models.guarded import CLOSED, by_event, on_entry, within_reach

from .conditions import LAST_EVENT, locked_with

SUBMITTED = _("What a submitted report says cannot be changed. Return the report to correct it.")
REPORTED_OFFICE = """NOT EXISTS (SELECT 1 FROM appeal_activity y
 JOIN appeal_priority p ON p.id = y.priority_id
 JOIN appeal_section s ON s.id = p.section_id
 JOIN tracking_officereport o ON o.office_id = s.office_id
 JOIN tracking_reportingperiod t ON t.id = o.period_id AND t.appeal_id = s.appeal_id
 WHERE y.id = NEW.activity_id AND o.id = NEW.report_id)"""
SUBMITTER = """NEW.to_state = 'approved' AND NEW.by_id = (SELECT e.by_id
 FROM tracking_reviewevent e WHERE e.report_id = NEW.report_id AND e.to_state = 'submitted'
 ORDER BY e.id DESC LIMIT 1)"""
WRITER = """NEW.to_state = 'approved' AND EXISTS (SELECT 1 FROM tracking_progressupdate u
 WHERE u.report_id = NEW.report_id AND u.superseded_at IS NULL AND (u.updated_by_id = NEW.by_id
 OR EXISTS (SELECT 1 FROM tracking_historicalprogressupdate h WHERE h.id = u.id
 AND h.updated_by_id = NEW.by_id AND h.updated_at = h.history_date)))"""
STEPS = """NOT (NEW.from_state = COALESCE((SELECT e.to_state FROM tracking_reviewevent e
 WHERE e.report_id = NEW.report_id ORDER BY e.id DESC LIMIT 1), 'draft')
 AND ((NEW.from_state IN ('draft', 'returned') AND NEW.to_state = 'submitted')
 OR (NEW.from_state = 'submitted' AND NEW.to_state IN ('draft', 'returned', 'approved'))
 OR (NEW.from_state = 'approved' AND NEW.to_state = 'draft')))"""
UNREVIEWED = """NEW.state <> COALESCE((SELECT e.to_state FROM tracking_reviewevent e
 WHERE e.report_id = NEW.id ORDER BY e.id DESC LIMIT 1), 'draft')"""
REPORT_HANDED_IN = """EXISTS (SELECT 1 FROM tracking_officereport o
 WHERE o.id = NEW.report_id AND o.state IN ('submitted', 'approved'))"""
UPDATE_FACTS = (
    "report_id", "activity_id", "percent", "status", "narrative", "issues", "next_steps",
    "reason", "language", "updated_by_id", "updated_at", "submitted_at",
)  # fmt: skip
PERIOD_OF_REPORT = "(SELECT o.period_id FROM tracking_officereport o WHERE o.id = {row}.report_id)"
IS_USED = f"""EXISTS (SELECT 1 FROM tracking_officereport o WHERE o.period_id = OLD.id)
 OR {LAST_EVENT.format(period="OLD.id")}
 OR EXISTS (SELECT 1 FROM tracking_transaction t JOIN appeal_requirement r ON r.id = t.cell_id
 WHERE r.appeal_id = OLD.appeal_id AND t.posted_at IS NOT NULL
 AND t.value_on BETWEEN OLD.starts_on AND OLD.ends_on)"""
OVERLAPS = """EXISTS (SELECT 1 FROM tracking_reportingperiod t WHERE t.appeal_id = NEW.appeal_id
 AND t.starts_on <= NEW.ends_on AND t.ends_on >= NEW.starts_on{other})"""
OVERLAP = _("The periods of an appeal cannot overlap. Choose other days.")
UNSUBMITTED = """NEW.to_state = 'submitted' AND EXISTS (SELECT 1 FROM tracking_progressupdate u
 WHERE u.report_id = NEW.report_id AND u.superseded_at IS NULL AND u.submitted_at IS NULL)"""

CLOSED_PERIOD = """EXISTS (SELECT 1 FROM appeal_appeal a WHERE a.id = {row}.appeal_id
 AND a.state = 'closed')"""

# What each table refuses.
review = partial(Guard, "tracking_reviewevent")
report = partial(Guard, "tracking_officereport")
line = partial(Guard, "tracking_progressupdate")
period = partial(Guard, "tracking_reportingperiod")

REVIEWS: list[Trigger] = [
    review("INSERT", _("Every line of a report is submitted with it."), UNSUBMITTED, name="lines"),
    review(
        "INSERT",
        _(
            "A report is submitted, then taken back, returned or approved; only an approved one"
            " is re-opened."
        ),
        STEPS,
        name="steps",
    ),
    review(
        "INSERT",
        _("Say why the report is returned or re-opened."),
        "(NEW.to_state = 'returned' OR NEW.from_state = 'approved') AND NEW.comment = ''",
        name="reason",
    ),
    report("INSERT", _("A report begins as a draft."), "NEW.state <> 'draft'"),
    report(
        "UPDATE",
        _("The state of a report follows its review. Submit, return or approve it on its page."),
        UNREVIEWED,
        columns=("state",),
        name="state",
    ),
    report(
        "UPDATE",
        _("The office and the period of a report cannot change."),
        columns=("office_id", "period_id"),
        name="place",
    ),
    report(
        "UPDATE",
        _("A submitted report cannot be changed. Return or re-open it first."),
        "OLD.state IN ('submitted', 'approved')",
        columns=("highlights", "challenges", "next_steps", "language"),
        name="words",
    ),
    line(
        "INSERT", _("No line can be added to a submitted report."), REPORT_HANDED_IN, name="report"
    ),
    line(
        "UPDATE",
        _("No line can be added to a submitted report."),
        REPORT_HANDED_IN,
        columns=("report_id",),
        name="moved",
    ),
    line("UPDATE", SUBMITTED, "OLD.submitted_at IS NOT NULL", columns=UPDATE_FACTS, name="facts"),
    line(
        "UPDATE",
        _("The lines of a submitted report cannot change. Return or re-open it first."),
        REPORT_HANDED_IN,
        columns=("superseded_at",),
        name="standing",
    ),
    line(
        "UPDATE",
        _("A line of a report is replaced by a newer one only once."),
        "OLD.superseded_at IS NOT NULL",
        columns=("superseded_at",),
        name="superseded",
    ),
    line("DELETE", SUBMITTED, "OLD.submitted_at IS NOT NULL"),
    line("TRUNCATE", SUBMITTED),
    *on_entry(
        "tracking_progressupdate",
        "office",
        _("A line of a report is about an activity of the office and the appeal of the report."),
        REPORTED_OFFICE,
    ),
    *append_only(
        "tracking_reviewevent", _("The history of a review cannot be changed or deleted.")
    ),
    review("INSERT", _("Whoever submitted a report cannot approve it."), SUBMITTER),
    review(
        "INSERT", _("Whoever wrote a line of a report cannot approve it."), WRITER, name="writer"
    ),
]

PERIODS: list[Trigger] = [
    *append_only(
        "tracking_periodevent", _("What was locked and unlocked cannot be changed or deleted.")
    ),
    Guard(
        "tracking_periodevent",
        "INSERT",
        _("Only an open period can be locked, and only a locked one unlocked."),
        when="NEW.kind = COALESCE((SELECT e.kind FROM tracking_periodevent e"
        " WHERE e.period_id = NEW.period_id ORDER BY e.id DESC LIMIT 1), 'unlocked')",
        lock=("tracking_reportingperiod", "NEW.period_id"),
    ),
    period(
        "UPDATE",
        _(
            "This period has reports or posted entries, or is locked: its code and days cannot"
            " change."
        ),
        IS_USED,
        columns=("appeal_id", "code", "starts_on", "ends_on"),
        name="days",
        reads="tracking_periodevent",
    ),
    period("INSERT", OVERLAP, OVERLAPS.format(other=""), name="overlap_insert"),
    period(
        "UPDATE",
        OVERLAP,
        OVERLAPS.format(other=" AND t.id <> NEW.id"),
        columns=("appeal_id", "starts_on", "ends_on"),
        name="overlap_update",
    ),
    *within_reach(
        "tracking_reportingperiod",
        reach.PERIOD,
        ("starts_on", "ends_on"),
        "appeal_appeal a WHERE a.id = NEW.appeal_id",
    ),
    *by_event("tracking_reportingperiod", "closed", CLOSED, CLOSED_PERIOD, ("INSERT", "UPDATE")),
    *locked_with("tracking_officereport", "{row}.period_id"),
    *locked_with("tracking_reviewevent", PERIOD_OF_REPORT, ("INSERT",)),
    *locked_with("tracking_progressupdate", PERIOD_OF_REPORT),
]
