"""An upload and its rows stay as they were once it is applied or discarded."""

from functools import partial

from django.utils.translation import gettext_noop as _

from appeal.base.guards import Guard, Trigger

KEPT = _("An upload and what it said cannot be changed or deleted.")
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

# What each table refuses.
upload = partial(Guard, "tracking_upload")
row = partial(Guard, "tracking_uploadrow")

UPLOADS: list[Trigger] = [
    upload("DELETE", KEPT),
    upload("TRUNCATE", KEPT),
    upload("UPDATE", KEPT, columns=UPLOAD_FACTS),
    upload(
        "UPDATE",
        _("An upload that was applied or discarded cannot change."),
        "OLD.decided_at IS NOT NULL",
        columns=("state", "decided_at", "unusual_reason"),
        name="decided",
    ),
    row("DELETE", KEPT),
    row("TRUNCATE", KEPT),
    row("UPDATE", KEPT, DECIDED.format(row="OLD"), columns=ROW_FACTS),
    row("INSERT", KEPT, DECIDED.format(row="NEW")),
]
