"""The words of choices in English, as a reader finds them in the workbooks."""

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
RISKS = {"open": "open", "treated": "being treated", "closed": "closed"}
