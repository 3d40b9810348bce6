"""Evidence, comments and judgements stay as they were given."""

from functools import partial

from django.utils.translation import gettext_noop as _

from appeal.base.guards import Guard, Trigger, append_only
from appeal.models.guarded import CLOSED

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

CLOSED_ACTIVITY = """EXISTS (SELECT 1 FROM appeal_activity y
 JOIN appeal_priority p ON p.id = y.priority_id JOIN appeal_section s ON s.id = p.section_id
 JOIN appeal_appeal a ON a.id = s.appeal_id
 WHERE y.id = NEW.activity_id AND a.state = 'closed')"""

# What each table refuses.
evidence = partial(Guard, "tracking_evidence")
comment = partial(Guard, "tracking_comment")

CONVERSATION: list[Trigger] = [
    Guard("tracking_statusoverride", "INSERT", CLOSED, when=CLOSED_ACTIVITY, name="closed"),
    *append_only(
        "tracking_statusoverride",
        _("An assessment cannot be changed or deleted. Give another one."),
    ),
    evidence("DELETE", _("Evidence cannot be deleted. Withdraw it.")),
    evidence("TRUNCATE", _("Evidence cannot be deleted. Withdraw it.")),
    evidence(
        "UPDATE",
        _("Evidence cannot be changed. Withdraw it and add it again."),
        columns=EVIDENCE_FACTS,
    ),
    evidence(
        "UPDATE",
        _("This evidence is withdrawn already, and its file is gone."),
        "OLD.withdrawn_at IS NOT NULL OR NEW.withdrawn_at IS NULL",
        columns=("file", "withdrawn_at", "withdrawn_by_id", "withdrawn_reason"),
        name="withdrawn",
    ),
    evidence(
        "INSERT", _("Evidence belongs to the office of what it is attached to."), FOREIGN_EVIDENCE
    ),
    comment("DELETE", _("A comment cannot be deleted.")),
    comment("TRUNCATE", _("A comment cannot be deleted.")),
    comment(
        "UPDATE",
        _("A comment cannot be changed."),
        columns=("activity_id", "report_id", "parent_id", "by_id", "at"),
    ),
    comment(
        "UPDATE",
        _("A comment cannot be changed."),
        "OLD.withdrawn_at IS NOT NULL OR NEW.withdrawn_at IS NULL",
        columns=("body", "withdrawn_at", "withdrawn_by_id"),
        name="withdrawn",
    ),
]
