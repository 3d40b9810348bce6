"""R10, the regional report."""

from datetime import timedelta
from typing import Any

from .core import core_sheet
from .covers import Facts, flag_counts, headline, money_facts, money_table, risks
from .expected import Book, Letter, Value, table
from .money import heading_name, money_of, offices, remainder, scope, under_headings
from .progress import flags, milestones, points_apart
from .r2 import TO_A_HEADING, TO_AN_OFFICE
from .r4 import by_month
from .r8 import dues
from .raw import Row
from .seen import Seen
from .words import COLOURS

SOON = timedelta(days=30)


def regional_report(seen: Seen) -> Book:
    """As at the end of the period, as R9; its reports, which come later, as on the day asked."""
    due = _late_reports(seen)
    seen = seen.at_the_end()
    return {
        "cover": _cover(seen, due),
        "By office": money_table(seen, "Office", _offices(seen)),
        "Status and reports": _counts(seen, due),
        "By heading": money_table(seen, "Heading", _headings(seen)),
        "By month": by_month(seen),
        **core_sheet(seen),
        "Narratives": _narratives(seen),
        "Overdue": _overdue(seen, due),
        "Under- and overspent": _spending(seen),
        "Milestones in the next 30 days": _coming(seen),
        "Risks": risks(seen),
    }


def _late_reports(seen: Seen) -> list[Row]:
    return [row for row in dues(seen) if row["period"]["due_on"] < seen.as_at]


def _late_milestones(seen: Seen) -> list[Row]:
    return [row for row in milestones(seen) if row["is_pending"] and row["due_on"] < seen.as_at]


def _cover(seen: Seen, due: list[Row]) -> Letter:
    handed_in = sum(row["is_handed_in"] for row in due)
    approved = sum(row["state"] == "approved" for row in due)
    reporting: Facts = [
        ("Reports due", len(due), ""),
        ("Submitted", handed_in, ""),
        ("Approved", approved, ""),
        ("Reports overdue", len(due) - handed_in, ""),
    ]
    plan: Facts = [
        ("Offices", len(seen.offices), ""),
        ("Activities", len(seen.activities), ""),
        ("Milestones overdue", len(_late_milestones(seen)), ""),
    ]
    return Letter(
        "Summary",
        [
            ("", headline(seen)),
            ("In short", _in_short(flag_counts(seen), reporting, plan)),
            ("Spending", []),
            ("Money (USD)", money_facts(seen)),
            ("Overall status of the activities", flag_counts(seen)),
            ("Reporting", reporting),
            ("The plan", plan),
        ],
    )


def _in_short(flags: Facts, reporting: Facts, plan: Facts) -> str:
    (_due, due, _), (_submitted, submitted, _), _approved, (_late, late, _) = reporting
    (_places, offices, _), (_plan, activities, _), (_aims, milestones, _) = plan
    each = ", ".join(f"{label}: {number}" for label, number, _note in flags if number)
    return (
        f"The appeal has {activities} activities of {offices} offices ({each}). Of {due} reports"
        f" due, {submitted} were submitted and {late} are overdue. Milestones overdue:"
        f" {milestones}."
    )


def _offices(seen: Seen) -> list[tuple[str, Row]]:
    rows = [(office["name_en"], money) for office, money in offices(seen)]
    return [*rows, (TO_AN_OFFICE, remainder(scope(seen), [money for _name, money in rows]))]


def _headings(seen: Seen) -> list[tuple[str, Row]]:
    rows = [(heading_name(row), money) for row, money in under_headings(seen)]
    return [*rows, (TO_A_HEADING, remainder(scope(seen), [money for _name, money in rows]))]


def _counts(seen: Seen, dues: list[Row]) -> Any:
    """How many activities of each office have which flag, how many reports are where."""
    judged = flags(seen)
    activities = [(row["office"]["id"], judged[row["id"]]["judged"]) for row in seen.activities]
    due = [(row["office"]["id"], row) for row in dues]
    late = [(row["activity"]["office"]["id"], row) for row in _late_milestones(seen)]
    counted: dict[str, list[int]] = {"Activities": [office for office, _flag in activities]}
    for name, label in (*COLOURS.items(), (None, "no status applies")):
        counted[label.capitalize()] = [office for office, flag in activities if flag == name]
    counted["Reports due"] = [office for office, _row in due]
    counted["Submitted"] = [office for office, row in due if row["is_handed_in"]]
    counted["Approved"] = [office for office, row in due if row["state"] == "approved"]
    counted["Reports overdue"] = [office for office, row in due if not row["is_handed_in"]]
    counted["Milestones overdue"] = [office for office, _row in late]
    columns: dict[str, Value] = {"Office": lambda row: row["name_en"]}
    for title, places in counted.items():
        columns[title] = lambda row, places=places: places.count(row["id"])
    totals = {title: len(places) for title, places in counted.items()}
    return table(seen.offices, columns, totals=totals)


def _narratives(seen: Seen) -> Any:
    """Of each office its latest report that counts, or that on the chosen period."""
    rows = []
    for office in seen.offices:
        own = [
            row
            for row in seen.reports.values()
            if row["office_id"] == office["id"]
            and seen.counts(row)
            and row["period"]["ends_on"] <= seen.as_at
            and seen.period in (None, row["period_id"])
        ]
        if own:
            rows.append((office, max(own, key=lambda row: row["period"]["ends_on"])))
    columns: dict[str, Value] = {
        "Office": lambda pair: pair[0]["name_en"],
        "Period": lambda pair: pair[1]["period"]["code"],
        "Highlights": lambda pair: pair[1]["highlights"] or None,
        "Challenges": lambda pair: pair[1]["challenges"] or None,
        "Next steps": lambda pair: pair[1]["next_steps"] or None,
    }
    return table(rows, columns)


def _overdue(seen: Seen, due: list[Row]) -> Any:
    reports = [
        (
            "report",
            row["office"]["name_en"],
            row["period"]["code"],
            row["period"]["due_on"],
            row["late"],
        )
        for row in due
        if not row["is_handed_in"]
    ]
    late = [
        (
            "milestone",
            row["activity"]["office"]["name_en"],
            f"{row['activity']['code']} {row['title']}",
            row["due_on"],
            (seen.as_at - row["due_on"]).days,
        )
        for row in _late_milestones(seen)
    ]
    names = ("What", "Office", "About", "Due", "Days late")
    columns: dict[str, Value] = {name: lambda row, at=at: row[at] for at, name in enumerate(names)}
    return table([*reports, *late], columns)


def _spending(seen: Seen) -> Any:
    apart = [row for row in seen.activities if flags(seen)[row["id"]]["spend"] in ("amber", "red")]
    money = money_of(seen)

    def of(name: str) -> Value:
        return lambda row: money[row["id"]][name]

    columns: dict[str, Value] = {
        "Office": lambda row: row["office"]["name_en"],
        "Activity": lambda row: row["code"],
        "Title": lambda row: row["title"],
        "Budgeted": of("allocated"),
        "Spent": of("spent"),
        "Overspent": of("overspent"),
        "Delivery": of("delivery"),
        "Delivery minus planned part": lambda row: points_apart(seen, row),
        "Spend status": lambda row: COLOURS[flags(seen)[row["id"]]["spend"] or ""],
    }
    return table(sorted(apart, key=lambda row: points_apart(seen, row)), columns)


def _coming(seen: Seen) -> Any:
    soon = [
        row
        for row in milestones(seen)
        if row["is_pending"] and seen.as_at <= row["due_on"] <= seen.as_at + SOON
    ]
    columns: dict[str, Value] = {
        "Due": lambda row: row["due_on"],
        "Office": lambda row: row["activity"]["office"]["name_en"],
        "Activity": lambda row: row["activity"]["code"],
        "Milestone": lambda row: row["title"],
    }
    return table(soon, columns)
