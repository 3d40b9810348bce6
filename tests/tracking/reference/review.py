"""One report as its page shows it: the line of each activity, what it said before, its review."""

from decimal import Decimal
from typing import Any

from appeal.models import Indicator, Milestone
from tests.tracking.shown import day, moment, points, quantity
from tracking.models import (
    ActualBreakdown,
    Comment,
    IndicatorActual,
    MilestoneAchievement,
    ProgressUpdate,
)

from .raw import Row, before
from .results import CATEGORIES
from .seen import Seen
from .words import STATUSES

TEXTS = {"narrative": "", "issues": "Issues: ", "next_steps": "Next steps: ", "reason": "Reason: "}


def standing(seen: Seen) -> list[Row]:
    """Lines as they were known then that no later revision had superseded."""
    return [
        row
        for row in seen.rows(ProgressUpdate)
        if row["superseded_at"] is None or not seen.is_known(row["superseded_at"])
    ]


def lines(seen: Seen, report: Row) -> list[Row]:
    """Every activity of the office that goes on, or has a line; with the line and what it was."""
    own = {r["activity_id"]: r for r in standing(seen) if r["report_id"] == report["id"]}
    return [
        {"activity": row, "line": own.get(row["id"]), "earlier": earlier(seen, report, row)}
        for row in seen.every_activity
        if row["office"]["id"] == report["office_id"]
        and (row["hold"] != "cancelled" or row["id"] in own)
    ]


def earlier(seen: Seen, report: Row, activity: Row) -> list[Row]:
    """Revisions superseded by then, the latest first: of other offices those once approved."""
    rows = [
        row
        for row in seen.raw.table(ProgressUpdate)
        if (row["report_id"], row["activity_id"]) == (report["id"], activity["id"])
        and seen.is_known(row["superseded_at"])
        and (report["office_id"] in seen.own or _was_approved(report, row))
    ]
    return sorted(rows, key=lambda row: (row["superseded_at"], row["id"]), reverse=True)


def _was_approved(report: Row, line: Row) -> bool:
    return any(
        step["to_state"] == "approved"
        and line["submitted_at"] <= step["at"] <= line["superseded_at"]
        for step in report["steps"]
    )


def percent_before(seen: Seen, report: Row, activity: Row) -> int | None:
    """The latest percentage of an earlier period, in reports that the reader may open."""
    told = []
    for row in standing(seen):
        other = seen.reports.get(row["report_id"])
        if other is None or row["activity_id"] != activity["id"] or row["percent"] is None:
            continue
        is_readable = other["state"] == "approved" or other["office_id"] in seen.own
        if is_readable and other["period"]["ends_on"] < report["period"]["starts_on"]:
            told.append((other["period"]["ends_on"], row["id"], row["percent"]))
    return max(told)[2] if told else None


def head(seen: Seen, report: Row, row: Row) -> str:
    """The line in short: how far, how far before, and the status."""
    line = row["line"]
    if line is None:
        return "not reported" if report["state"] in ("submitted", "approved") else "no line yet"
    last = percent_before(seen, report, row["activity"])
    said = [points(line["percent"]), "" if last is None else f"before: {points(last)}"]
    return " ".join(filter(None, [*said, STATUSES[line["status"]]]))


def texts(line: Row) -> str:
    return " ".join(f"{title}{line[name]}" for name, title in TEXTS.items() if line[name])


def told(seen: Seen, line: Row) -> list[str]:
    """What the line says of milestones and indicators."""
    titles = {row["id"]: row["title"] for row in seen.raw.table(Milestone)}
    found = [
        f"{titles[row['milestone_id']]}: achieved on {day(row['achieved_on'])}"
        for row in seen.rows(MilestoneAchievement)
        if row["update_id"] == line["id"]
    ]
    for row in seen.rows(IndicatorActual):
        if row["update_id"] == line["id"]:
            indicator = seen.raw.by_id(Indicator)[row["indicator_id"]]
            found.append(f"{indicator['title_en']}: {_actual(seen, indicator, row)}")
    return found


def _actual(seen: Seen, indicator: Row, row: Row) -> str:
    if row["value"] is None:
        return f"no data: {row['missing_reason']}"
    words = [measured(indicator, row["value"])]
    if row["numerator"] is not None:
        words.append(f"({quantity(row['numerator'])} of {quantity(row['denominator'])})")
    parts = [
        f"{CATEGORIES[part['category']]} {quantity(part['value'])}"
        for part in seen.rows(ActualBreakdown)
        if part["actual_id"] == row["id"]
    ]
    words += [f"({', '.join(parts)})"] if parts else []
    return " ".join(filter(None, [*words, row["comment"]]))


def measured(indicator: Row, value: Decimal) -> str:
    if indicator["measure"] == "yes_no":
        return "yes" if value else "no"
    if indicator["measure"] == "percentage":
        return f"{quantity(round(value, 1))} %"
    return f"{quantity(value)} {indicator['unit_en']}"


def revision(seen: Seen, line: Row) -> str:
    """An earlier revision: how far, by whom, from when to when, and what it said."""
    who = seen.people[line["updated_by_id"]]["username"]
    since, until = (moment(seen.local(line[name])) for name in ("submitted_at", "superseded_at"))
    words = [points(line["percent"]), STATUSES[line["status"]]]
    words.append(f"Written by {who}, submitted {since}, superseded {until}")
    return " ".join(filter(None, [*words, texts(line), *told(seen, line)]))


def steps(seen: Seen, report: Row) -> list[str]:
    """The log of its review, the first step first."""
    found = []
    for row in report["steps"]:
        word = "re-opened" if row["from_state"] == "approved" else row["to_state"]
        who = seen.people[row["by_id"]]["username"]
        comment = f": {row['comment']}" if row["comment"] else ""
        found.append(f"{word} {who}, {moment(seen.local(row['at']))}{comment}")
    return found


def threads(seen: Seen, report: Row, activity: Any = None) -> list[Row]:
    """Those on the report as a whole, or on its line of an activity, as known then."""
    said = before(seen.raw.table(Comment), "at", seen.known_at)
    return [
        row | {"answers": sum(each["parent_id"] == row["id"] for each in said)}
        for row in said
        if (row["report_id"], row["activity_id"], row["parent_id"])
        == (report["id"], activity and activity["id"], None)
    ]


def thread(seen: Seen, row: Row) -> str:
    """A thread in short: settled by whom, or open from whom; how many replies."""
    names, settled = seen.people, row["resolved_at"] and seen.is_known(row["resolved_at"])
    if settled:
        who, on = names[row["resolved_by_id"]]["username"], seen.local(row["resolved_at"])
        words = f"resolved by {who}, {day(on)} {row['body']}"
    else:
        words = f"open from {names[row['by_id']]['username']}"
    count = row["answers"]
    return words + (f" {count} repl{'y' if count == 1 else 'ies'}" if count else "")
