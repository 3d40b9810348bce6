"""R11, data quality."""

from collections import Counter
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from appeal.models import Indicator, Membership, Milestone
from tracking.models import MilestoneAchievement, ProgressUpdate, ReportingPeriod

from . import findings
from .expected import Book, Value, table
from .findings import Finder, Gap, begun_on, called, going, on, proven, short_day
from .progress import progress
from .r8 import full_name
from .raw import Row
from .results import DIMENSIONS, parts_of, results
from .seen import Seen, whole

ROUNDING = Decimal("0.00005")


def data_quality(seen: Seen) -> Book:
    found = [
        (title, severity, role, row) for title, severity, role, find in RULES for row in find(seen)
    ]
    return {"Issues to fix": _findings(seen, found), "By rule and office": _by_rule(seen, found)}


def as_counted(seen: Seen, include: str, own: set[int]) -> Seen:
    """The same where other reports count."""
    return Seen(
        seen.raw, appeal=seen.appeal["id"], as_at=seen.as_at, include=include, own=own,
        known_at=seen.known_at, office=seen.office,
    )  # fmt: skip


def no_update(seen: Seen) -> Iterator[Gap]:
    everybody = as_counted(seen, "submitted", set(seen.all_offices))
    told = {(r["activity_id"], r["report"]["period_id"]) for r in everybody.included_lines}
    periods = [
        row
        for row in seen.rows(ReportingPeriod)
        if row["appeal_id"] == seen.appeal["id"] and row["due_on"] < seen.as_at
    ]
    periods.sort(key=lambda row: row["due_on"])
    for row in going(seen):
        missing = [
            period
            for period in periods
            if period["ends_on"] >= row["starts_on"] and (row["id"], period["id"]) not in told
        ]
        if missing and not row["hold"]:
            codes = ", ".join(period["code"] for period in missing)
            message = f"No line was submitted for {codes}."
            yield Gap(row["office"], called(row), message, missing[0]["due_on"])


def unproven(seen: Seen) -> Iterator[Gap]:
    official = as_counted(seen, "official", set())
    lines = {row["id"]: row for row in official.counted_lines}
    activities = {row["id"]: row for row in seen.activities}
    titles = {row["id"]: row["title"] for row in seen.raw.table(Milestone)}
    of_lines = _told_lines(seen)
    rows = [
        row
        for row in seen.raw.table(MilestoneAchievement)
        if row["update_id"] in lines and row["achieved_on"] <= seen.as_at
    ]
    for row in sorted(rows, key=lambda row: (row["achieved_on"], row["id"])):
        line = lines[row["update_id"]]
        activity = activities.get(line["activity_id"])
        is_proven = row["milestone_id"] in proven(seen, "milestone_id")
        is_proven |= (line["report_id"], line["activity_id"]) in of_lines
        if activity and not is_proven:
            day = short_day(row["achieved_on"])
            title = titles[row["milestone_id"]]
            message = f"“{title}” was achieved on {day}, without any evidence attached."
            yield Gap(activity["office"], called(activity), message, on(seen, line["submitted_at"]))


def _told_lines(seen: Seen) -> set[tuple[int, int]]:
    """Report and activity of each line, earlier revisions too, that has evidence."""
    lines = seen.raw.by_id(ProgressUpdate)
    rows = [lines[pk] for pk in proven(seen, "update_id")]
    return {(row["report_id"], row["activity_id"]) for row in rows}


def short(seen: Seen) -> Iterator[Gap]:
    """Where a breakdown is asked for, or was begun, and does not come to the total."""
    lines = {row["id"]: row for row in seen.included_lines}
    names = seen.raw.by_id(Indicator)
    told = [(result, point) for result in results(seen) for point in result["points"]]
    told.sort(key=lambda pair: (pair[1]["period"]["ends_on"], pair[1]["id"]))
    for result, point in told:
        indicator = names[result["indicator"]["id"]]
        gaps = list(_gaps(seen, indicator, point)) if point["value"] is not None else []
        if gaps:
            line, activity = lines[point["update_id"]], result["activity"]
            message = f"{indicator['title_en']}, {point['period']['code']}: {'; '.join(gaps)}."
            since = on(seen, line["submitted_at"] or line["updated_at"])
            yield Gap(activity["office"], called(activity), message, since)


def _gaps(seen: Seen, indicator: Row, point: Row) -> Iterator[str]:
    total = point["value"] if point["numerator"] is None else point["numerator"]
    parts = parts_of(seen, point)
    for name, label in DIMENSIONS.items():
        values = [value for dimension, _category, value in parts if dimension == label]
        if (values or indicator[f"by_{name}"]) and whole(values) + ROUNDING < total:
            yield f"by {label} {quantity(whole(values))} of {quantity(total)}"


def quantity(value: Decimal) -> str:
    return f"{value.normalize():,f}"


def silent(seen: Seen) -> Iterator[Gap]:
    for row in going(seen):
        if progress(seen, row)[0] is None and row["starts_on"] <= seen.as_at:
            message = "No percentage has been reported yet. That is unknown, not zero."
            since: date = max(begun_on(seen, row), row["starts_on"])
            yield Gap(row["office"], called(row), message, since)


RULES: list[tuple[str, str, str, Finder]] = [
    ("Requirement lines without an activity", "high", "manager", findings.unassigned),
    ("Requirement lines with budgets above the requirement", "high", "manager", findings.overdrawn),
    ("Activities without a budget", "high", "manager", findings.unfunded),
    ("Activities that spent more than their budget", "high", "manager", findings.overspent),
    (
        "Contributions distributed beyond what is funded",
        "high",
        "manager",
        findings.over_assigned,
    ),
    ("Drafts without an exchange rate", "high", "manager", findings.no_rate),
    ("Activities without a line in an overdue report", "high", "reporter", no_update),
    ("Requirement lines that are not fully budgeted", "medium", "manager", findings.partly),
    (
        "Entries of USD 10,000 or more without evidence",
        "medium",
        "finance",
        findings.no_evidence,
    ),
    ("Milestones achieved without evidence", "medium", "reporter", unproven),
    ("Breakdowns that fall short of their total", "medium", "reporter", short),
    ("Activities that have not reported a percentage", "medium", "reporter", silent),
    ("Activities without an indicator", "medium", "manager", findings.no_indicator),
    ("Even splits that nobody has confirmed", "low", "manager", findings.indicative),
    ("Entries posted by the person who entered them", "low", "manager", findings.own_draft),
    ("Unusual entries and rates saved with a reason", "low", "manager", findings.unusual),
]


def owners(seen: Seen, role: str, office: Row | None) -> str | None:
    """Who holds the role for the office, or failing that for the region."""

    def holding(column: str, pk: int) -> list[str]:
        rows = [r for r in seen.raw.table(Membership) if r["role"] == role and r[column] == pk]
        people = [seen.people[row["user_id"]] for row in rows]
        active = sorted((p for p in people if p["is_active"]), key=lambda p: p["username"])
        return [full_name(person) for person in active]

    own = holding("office_id", office["id"]) if office else []
    region = (office or seen.appeal)["region_id"]
    return ", ".join(own or holding("region_id", region)) or None


def _findings(seen: Seen, found: list[tuple[str, str, str, Gap]]) -> Any:
    columns: dict[str, Value] = {
        "Rule": lambda row: row[0],
        "Severity": lambda row: row[1],
        "Office": lambda row: row[3].office and row[3].office["name_en"],
        "About": lambda row: row[3].about,
        "Message": lambda row: row[3].message,
        "Owner": lambda row: owners(seen, row[2], row[3].office),
        "Link": lambda row: "Open",
        "Open since": lambda row: row[3].since,
        "Days open": lambda row: max(0, (seen.as_at - row[3].since).days),
    }
    return table(found, columns, controls=[("Issues to fix", len(found))])


def _by_rule(seen: Seen, found: list[tuple[str, str, str, Gap]]) -> Any:
    counted = Counter((row[0], row[3].office and row[3].office["code"]) for row in found)
    columns: dict[str, Value] = {"Rule": lambda title: title}
    totals: dict[str, int] = {}
    for heading, code in [*((row["code"], row["code"]) for row in seen.offices), ("Appeal", None)]:
        columns[heading] = lambda title, code=code: counted.get((title, code))
        totals[heading] = sum(n for (_title, of), n in counted.items() if of == code)
    columns["Total"] = lambda title: sum(n for (of, _code), n in counted.items() if of == title)
    titles = [title for title, *_others in RULES]
    return table(titles, columns, totals=totals | {"Total": len(found)})
