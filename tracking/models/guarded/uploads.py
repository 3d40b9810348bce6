"""An upload and its rows stay as they were once it is applied or discarded."""

from appeal.base.guards import Guard, Trigger

KEPT = "An uploaded workbook and what it said are kept as they were."
DECIDED = """EXISTS (SELECT 1 FROM tracking_upload u
 WHERE u.id = {row}.upload_id AND u.decided_at IS NOT NULL)"""
UPLOAD_FACTS = (
    "appeal_id", "kind", "office_id", "period_id", "language", "file", "file_name", "size",
    "sha256", "places", "uploaded_by_id", "uploaded_at",
)  # fmt: skip
ROW_FACTS = (
    "upload_id", "sheet", "sheet_title", "number", "key", "stamp", "about", "cells", "outcome",
    "changes", "problems", "applied_key", "asked", "needs_reason",
)  # fmt: skip

UPLOADS: list[Trigger] = [
    Guard("tracking_upload", "DELETE", KEPT),
    Guard("tracking_upload", "TRUNCATE", KEPT),
    Guard(
        "tracking_upload",
        "UPDATE",
        KEPT,
        columns=UPLOAD_FACTS,
    ),
    Guard(
        "tracking_upload",
        "UPDATE",
        "What was applied or discarded stays so.",
        when="OLD.decided_at IS NOT NULL",
        columns=("state", "decided_at", "unusual_reason"),
        name="decided",
    ),
    Guard("tracking_uploadrow", "DELETE", KEPT),
    Guard("tracking_uploadrow", "TRUNCATE", KEPT),
    Guard(
        "tracking_uploadrow",
        "UPDATE",
        KEPT,
        when=DECIDED.format(row="OLD"),
        columns=ROW_FACTS,
    ),
    Guard("tracking_uploadrow", "INSERT", KEPT, when=DECIDED.format(row="NEW")),
]
