"""The words of choices in English, as a reader finds them in the workbooks."""

from typing import Any

KINDS = {
    "commitment": "outgoing commitment",
    "disbursement": "disbursement",
    "expenditure": "expenditure",
    "release": "release of a commitment",
}
STATES = {
    "not_started": "not started",
    "not_handed_in": "not handed in",
    "draft": "draft",
    "submitted": "submitted",
    "returned": "returned",
    "approved": "approved",
}
COLOURS = {
    "green": "on track",
    "amber": "needs attention",
    "red": "off track",
    "grey": "nothing reported",
}
STATUSES = {
    "planned": "planned",
    "ongoing": "ongoing",
    "delayed": "delayed",
    "completed": "completed",
    "suspended": "suspended",
    "cancelled": "cancelled",
    "not_reported": "not reported",
}
EN_DASH = "–"
HOLDS = {"suspended": "suspended", "cancelled": "cancelled"}
RISKS = {"open": "open", "treated": "being treated", "closed": "closed"}
LIKELIHOODS = {1: "1 rare", 2: "2 unlikely", 3: "3 possible", 4: "4 likely", 5: "5 almost certain"}
FLOWS = {"pledge": "pledge", "commitment": "incoming commitment", "receipt": "incoming funds"}
REPORT_STATES = {name: name for name in ("draft", "submitted", "returned", "approved")}
# By the kind of a row and its column: how the change log calls it.
CHANGED = {
    ("appeal", "state"): "state",
    ("appeal", "needs_second_person"): "posting needs a second person",
    ("locking of a period", "kind"): "event",
    ("locking of a period", "reason"): "reason",
    ("activity", "own_title"): "title",
    ("activity", "lead"): "lead",
    ("activity", "starts_on"): "starts on",
    ("activity", "hold"): "suspended or cancelled",
    ("activity", "countries"): "countries and territories",
    ("activity", "partners"): "partners",
    ("activity", "sdg_targets"): "SDG targets",
    ("activity", "compact_objectives"): "Global Compact objectives",
    ("office", "countries"): "countries and territories covered",
    ("allocation", "amount"): "amount",
    ("allocation", "basis"): "basis",
    ("allocation", "lowered_reason"): "reason for less than is spent",
    ("milestone", "due_on"): "due on",
    ("indicator", "title_en"): "title in English",
    ("indicator", "baseline"): "baseline",
    ("target of a period", "value"): "target",
    ("requirement revision", "amount"): "new amount",
    ("requirement revision", "effective_on"): "effective on",
    ("requirement revision", "reason"): "reason",
    ("requirement revision", "reverses_id"): "reverses",
    ("office report", "state"): "state",
    ("office report", "highlights"): "highlights",
    ("office report", "challenges"): "challenges",
    ("office report", "next_steps"): "next steps",
    ("review event", "from_state"): "from",
    ("review event", "to_state"): "to",
    ("review event", "comment"): "comment",
    ("progress update", "percent"): "percent complete",
    ("progress update", "narrative"): "what was done",
    ("progress update", "submitted_at"): "submitted at",
    ("progress update", "superseded_at"): "superseded at",
    ("actual of an indicator", "value"): "value",
    ("transaction", "amount"): "amount",
    ("transaction", "usd_amount"): "amount in USD",
    ("transaction", "note"): "note",
    ("transaction", "rate"): "units per USD",
    ("transaction", "posted_by_id"): "posted by",
    ("transaction", "posted_at"): "posted at",
    ("flow of a contribution", "kind"): "kind",
    ("flow of a contribution", "value_on"): "value date",
    ("flow of a contribution", "amount"): "amount",
    ("flow of a contribution", "usd_amount"): "amount in USD",
    ("flow of a contribution", "note"): "note",
    ("flow of a contribution", "reverses_id"): "reverses",
    ("assignment of a contribution", "from_office_id"): "from the office",
    ("assignment of a contribution", "from_heading_id"): "from the heading",
    ("assignment of a contribution", "office_id"): "to the office",
    ("assignment of a contribution", "heading_id"): "to the heading",
    ("assignment of a contribution", "amount"): "amount in USD",
    ("assignment of a contribution", "effective_on"): "effective on",
    ("assignment of a contribution", "reason"): "reason",
    ("risk", "likelihood"): "likelihood",
    ("risk", "state"): "state",
    ("status given by a person", "colour"): "status",
    ("status given by a person", "effective_on"): "effective on",
    ("status given by a person", "reason"): "reason",
    ("evidence", "withdrawn_by_id"): "withdrawn by",
    ("evidence", "withdrawn_at"): "withdrawn at",
    ("evidence", "withdrawn_reason"): "why it was withdrawn",
}
CHOICES: dict[tuple[str, str], dict[Any, str]] = {
    ("appeal", "state"): {"draft": "draft", "published": "published", "closed": "closed"},
    ("appeal", "needs_second_person"): {False: "no", True: "yes"},
    ("locking of a period", "kind"): {"locked": "locked", "unlocked": "unlocked"},
    ("activity", "hold"): {"suspended": "suspended", "cancelled": "cancelled"},
    ("allocation", "basis"): {"indicative": "indicative", "confirmed": "confirmed"},
    ("office report", "state"): REPORT_STATES,
    ("review event", "from_state"): REPORT_STATES,
    ("review event", "to_state"): REPORT_STATES,
    ("flow of a contribution", "kind"): FLOWS,
    ("risk", "likelihood"): LIKELIHOODS,
    ("risk", "state"): RISKS,
    ("status given by a person", "colour"): COLOURS,
}
