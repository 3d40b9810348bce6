"""R8, reporting compliance."""

from datetime import date
from typing import Any

from .expected import Book, table
from .raw import Row
from .seen import Seen
from .words import STATES


def compliance(seen: Seen) -> Book:
    return {"Reports": _reports(seen), "Reviews": _reviews(seen)}


def dues(seen: Seen) -> list[Row]:
    """Every office with every period that has begun, and the report if one is."""
    periods = [row for row in seen.periods if row["starts_on"] <= seen.as_at]
    if seen.period:
        periods = [row for row in periods if row["id"] == seen.period]
    reports = {(row["office_id"], row["period_id"]): row for row in seen.reports.values()}
    return [
        due(seen, office, period, reports.get((office["id"], period["id"])))
        for office in seen.offices
        for period in periods
    ]


def due(seen: Seen, office: Row, period: Row, report: Row | None) -> Row:
    is_handed_in = report is not None and report["state"] in ("submitted", "approved")
    submitted = last_day(seen, report, "submitted") if is_handed_in else None
    day = min(submitted or seen.as_at, seen.as_at)
    is_hidden = report is not None and not is_handed_in and office["id"] not in seen.own
    state = report["state"] if report else "not_started"
    return {
        "office": office,
        "period": period,
        "report": report,
        # What its reader may know of its review.
        "told": None if is_hidden else report,
        "is_handed_in": is_handed_in,
        "state": "not_handed_in" if is_hidden else state,
        "late": max(0, (day - period["due_on"]).days),
    }


def last_step(report: Row | None, state: str) -> Row | None:
    steps = report["steps"] if report else []
    return next((row for row in reversed(steps) if row["to_state"] == state), None)


def last_day(seen: Seen, report: Row | None, state: str) -> date | None:
    step = last_step(report, state)
    return seen.day(step["at"]) if step else None


def full_name(person: Row) -> str:
    return f"{person['first_name']} {person['last_name']}".strip() or person["username"]


def _returned(report: Row | None) -> int | None:
    return report and sum(row["to_state"] == "returned" for row in report["steps"])


def _submitted_on(seen: Seen, due: Row) -> date | None:
    """Not while it is a draft; what is not handed in is a matter of the office's own."""
    is_hidden = due["state"] in ("not_handed_in", "draft")
    return None if is_hidden else last_day(seen, due["report"], "submitted")


def _approval(due: Row) -> Row | None:
    """While it stands approved."""
    return last_step(due["report"], "approved") if due["state"] == "approved" else None


def _approver(seen: Seen, due: Row) -> str | None:
    step = _approval(due)
    return full_name(seen.people[step["by_id"]]) if step else None


def _approved_on(seen: Seen, due: Row) -> date | None:
    step = _approval(due)
    return seen.day(step["at"]) if step else None


def _reports(seen: Seen) -> Any:
    rows = dues(seen)
    columns = {
        "Office": lambda row: row["office"]["name_en"],
        "Period": lambda row: row["period"]["code"],
        "State": lambda row: STATES[row["state"]],
        "Due": lambda row: row["period"]["due_on"],
        "Submitted": lambda row: _submitted_on(seen, row),
        "Days late": lambda row: row["late"],
        "Times returned": lambda row: _returned(row["told"]),
        "Approved": lambda row: _approved_on(seen, row),
        "Approved by": lambda row: _approver(seen, row),
    }
    returned = sum(_returned(row["told"]) or 0 for row in rows)
    return table(
        rows,
        columns,
        totals={"Times returned": returned},
        controls=[("Reports due", len(rows))],
    )


def _reviews(seen: Seen) -> Any:
    """The steps of reports that are approved, and of one's own offices."""
    rows = [
        step | {"office": due["office"], "period": due["period"]}
        for due in dues(seen)
        if due["report"]
        and (due["report"]["state"] == "approved" or due["office"]["id"] in seen.own)
        for step in due["report"]["steps"]
    ]
    columns = {
        "Office": lambda row: row["office"]["name_en"],
        "Period": lambda row: row["period"]["code"],
        "When": lambda row: seen.local(row["at"]),
        "Who": lambda row: seen.people[row["by_id"]]["username"],
        "From": lambda row: STATES[row["from_state"]],
        "To": lambda row: STATES[row["to_state"]],
        "Comment": lambda row: row["comment"] or None,
    }
    return table(rows, columns, controls=[("Steps", len(rows))])
