"""The words of choices in English, as a reader finds them in the workbooks."""

from typing import Any

KINDS = {
    "commitment": "commitment",
    "disbursement": "disbursement",
    "expenditure": "expenditure",
    "release": "release of a commitment",
}
STATES = {
    "not_started": "not started",
    "not_handed_in": "not submitted",
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
BASES = {"published": "published", "assigned": "set by the regional office"}
HOLDS = {"suspended": "suspended", "cancelled": "cancelled"}
RISKS = {"open": "open", "treated": "being treated", "closed": "closed"}
LIKELIHOODS = {1: "1 rare", 2: "2 unlikely", 3: "3 possible", 4: "4 likely", 5: "5 almost certain"}
FLOWS = {"pledge": "pledge", "commitment": "commitment", "receipt": "received"}
REPORT_STATES = {name: name for name in ("draft", "submitted", "returned", "approved")}
# By the kind of a row and its column: how the change log calls it.
CHANGED = {
    ("appeal", "state"): "state",
    ("appeal", "needs_second_person"): "posting needs a second person",
    ("lock of a period", "kind"): "event",
    ("lock of a period", "reason"): "reason",
    ("activity", "own_title"): "title",
    ("activity", "lead"): "lead",
    ("activity", "starts_on"): "starts on",
    ("activity", "phasing"): "plan by month",
    ("activity", "hold"): "suspended or cancelled",
    ("activity", "countries"): "countries and territories",
    ("activity", "partners"): "partners",
    ("activity", "sdg_targets"): "SDG targets",
    ("activity", "compact_objectives"): "Global Compact objectives",
    ("office", "countries"): "countries and territories covered",
    ("budget", "amount"): "amount",
    ("budget", "basis"): "basis",
    ("budget", "lowered_reason"): "reason for going below what is spent",
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
    ("review of a report", "from_state"): "from",
    ("review of a report", "to_state"): "to",
    ("review of a report", "comment"): "comment",
    ("progress update", "percent"): "percent complete",
    ("progress update", "narrative"): "what was done",
    ("progress update", "submitted_at"): "submitted at",
    ("progress update", "superseded_at"): "superseded at",
    ("reported value of an indicator", "value"): "value",
    ("ledger entry", "amount"): "amount",
    ("ledger entry", "usd_amount"): "amount in USD",
    ("ledger entry", "note"): "note",
    ("ledger entry", "rate"): "units per USD",
    ("ledger entry", "posted_by_id"): "posted by",
    ("ledger entry", "posted_at"): "posted at",
    ("step of a contribution", "kind"): "kind",
    ("step of a contribution", "value_on"): "value date",
    ("step of a contribution", "amount"): "amount",
    ("step of a contribution", "usd_amount"): "amount in USD",
    ("step of a contribution", "note"): "note",
    ("step of a contribution", "reverses_id"): "reverses",
    ("distribution of a contribution", "from_office_id"): "from the office",
    ("distribution of a contribution", "from_heading_id"): "from the heading",
    ("distribution of a contribution", "office_id"): "to the office",
    ("distribution of a contribution", "heading_id"): "to the heading",
    ("distribution of a contribution", "amount"): "amount in USD",
    ("distribution of a contribution", "effective_on"): "effective on",
    ("distribution of a contribution", "reason"): "reason",
    ("risk", "likelihood"): "likelihood",
    ("risk", "state"): "state",
    ("assessment of a status", "colour"): "status",
    ("assessment of a status", "effective_on"): "effective on",
    ("assessment of a status", "reason"): "reason",
    ("evidence", "withdrawn_by_id"): "withdrawn by",
    ("evidence", "withdrawn_at"): "withdrawn at",
    ("evidence", "withdrawn_reason"): "why it was withdrawn",
}
CHOICES: dict[tuple[str, str], dict[Any, str]] = {
    ("appeal", "state"): {"draft": "draft", "published": "published", "closed": "closed"},
    ("appeal", "needs_second_person"): {False: "no", True: "yes"},
    ("lock of a period", "kind"): {"locked": "locked", "unlocked": "unlocked"},
    ("activity", "hold"): {"suspended": "suspended", "cancelled": "cancelled"},
    ("budget", "basis"): {"indicative": "indicative", "confirmed": "confirmed"},
    ("office report", "state"): REPORT_STATES,
    ("review of a report", "from_state"): REPORT_STATES,
    ("review of a report", "to_state"): REPORT_STATES,
    ("step of a contribution", "kind"): FLOWS,
    ("risk", "likelihood"): LIKELIHOODS,
    ("risk", "state"): RISKS,
    ("assessment of a status", "colour"): COLOURS,
}
