"""R9, the progress report of one office on one period."""

from typing import Any

from appeal.models import Milestone
from tracking.models import Evidence, MilestoneAchievement, ProgressUpdate, Transaction

from .covers import Facts, flag_counts, headline, money_facts, money_table, of_hundred, risks
from .expected import Book, Letter, Value, table
from .money import group, heading_name, money_of, remainder, scope
from .progress import flags, milestones, status
from .r2 import TO_A_HEADING
from .r4 import MONEY, by_month, figures
from .r5 import actual_in, word
from .r8 import full_name, last_step
from .raw import Row, before
from .results import achieved, results
from .seen import Seen, whole
from .words import COLOURS, STATES, STATUSES


def progress_report(seen: Seen) -> Book:
    """As at the end of the period, unless another day is asked for."""
    (period,) = (row for row in seen.periods if row["id"] == seen.period)
    seen = seen.at_the_end()
    report = _report(seen, period)
    if report is None:
        return None
    lines = {r["activity_id"]: r for r in seen.counted_lines if r["report_id"] == report["id"]}
    return {
        "cover": _cover(seen, report),
        "Activities": _activities(seen, lines),
        "Indicators": _indicators(seen, period),
        "Milestones": _milestones(seen),
        "Money by heading": _money(seen),
        "Money by activity": _spending(seen),
        "By month": by_month(seen),
        "Risks": risks(seen),
        "Evidence": _evidence(seen),
    }


def _report(seen: Seen, period: Row) -> Row | None:
    """The office's report on the period, where it counts."""
    for row in seen.reports.values():
        if (row["office_id"], row["period_id"]) == (seen.office, period["id"]):
            return row if seen.counts(row) else None
    return None


def _cover(seen: Seen, report: Row) -> Letter:
    steps: Facts = [("State", STATES[report["state"]], "")]
    for state, label in (("submitted", "Submitted"), ("approved", "Approved")):
        step = last_step(report, state)
        if step:
            steps.append((label, seen.day(step["at"]), full_name(seen.people[step["by_id"]])))
    steps.append(("As at", seen.as_at, ""))
    texts = {"Highlights": "highlights", "Challenges": "challenges", "Next steps": "next_steps"}
    return Letter(
        "Summary",
        [
            ("", headline(seen)),
            *((title, report[name] or "No text.") for title, name in texts.items()),
            ("Spending", []),
            ("Money (USD)", money_facts(seen)),
            ("Overall status of the activities", flag_counts(seen)),
            ("The report", steps),
        ],
    )


def _activities(seen: Seen, lines: dict[int, Row]) -> Any:
    def of_line(name: str) -> Value:
        return lambda row: lines.get(row["id"], {}).get(name) or None

    columns: dict[str, Value] = {
        "Activity": lambda row: row["code"],
        "Title": lambda row: row["title"],
        "Progress": lambda row: of_hundred(lines.get(row["id"], {}).get("percent")),
        "Status": lambda row: STATUSES[status(seen, row)],
        "Overall status": lambda row: COLOURS.get(flags(seen)[row["id"]]["judged"] or ""),
        "What was done": of_line("narrative"),
        "Issues": of_line("issues"),
        "Next steps": of_line("next_steps"),
    }
    return table(seen.activities, columns)


def _indicators(seen: Seen, period: Row) -> Any:
    columns: dict[str, Value] = {
        "Activity": lambda row: row["activity"]["code"],
        "Indicator": lambda row: row["indicator"]["title_en"],
        "Unit": lambda row: row["indicator"]["unit_en"],
        "Baseline": lambda row: row["indicator"]["baseline"],
        "This period": lambda row: actual_in(row, period),
        "Target to date": lambda row: row["target"],
        "Actual to date": lambda row: row["actual"],
        "Achieved": achieved,
        "Status": lambda row: word(seen, row),
    }
    return table(results(seen), columns)


def _milestones(seen: Seen) -> Any:
    columns: dict[str, Value] = {
        "Activity": lambda row: row["activity"]["code"],
        "Milestone": lambda row: row["title"],
        "Due": lambda row: row["due_on"],
        "Achieved": lambda row: "yes" if row["is_reached"] else "no",
    }
    return table(milestones(seen), columns)


def _money(seen: Seen) -> Any:
    rows = [
        (
            heading_name(seen.all_headings[row["heading_id"]]),
            group(seen, seen.office, row["heading_id"]),
        )
        for row in seen.cells
    ]
    rest = remainder(scope(seen), [money for _name, money in rows])
    return money_table(seen, "Heading", [*rows, (TO_A_HEADING, rest)])


def _spending(seen: Seen) -> Any:
    rows = [(row, money_of(seen)[row["id"]]) for row in seen.activities]
    summed = ("Budgeted", "Committed", "Spent")
    columns: dict[str, Value] = {
        "Activity": lambda pair: pair[0]["code"],
        "Title": lambda pair: pair[0]["title"],
        **figures(*summed, "Balance", "Delivery"),
    }
    totals = {name: whole(money[MONEY[name]] for _row, money in rows) for name in summed}
    return table(rows, columns, totals=totals)


def _evidence(seen: Seen) -> Any:
    """What stood then and proves what was official, all of it to the office itself."""
    rows = []
    for row in before(seen.raw.table(Evidence), "added_at", seen.known_at):
        is_withdrawn = row["withdrawn_at"] and seen.is_known(row["withdrawn_at"])
        is_here = row["office_id"] == seen.office and row["dated_on"] <= seen.as_at
        activity = proved(seen, row)
        if activity and is_here and not is_withdrawn and may_be_seen(seen, row):
            rows.append(row | {"activity": activity})
    columns: dict[str, Value] = {
        "Activity": lambda row: row["activity"]["code"],
        "Title": lambda row: row["title"],
        "Date": lambda row: row["dated_on"],
        "File or link": lambda row: row["file_name"] or row["link"],
        "Added by": lambda row: seen.people[row["added_by_id"]]["username"],
    }
    return table(sorted(rows, key=lambda row: (row["dated_on"], row["id"])), columns)


def _thing(seen: Seen, evidence: Row) -> Row:
    """What it hangs on."""
    of = {"update_id": ProgressUpdate, "transaction_id": Transaction, "milestone_id": Milestone}
    ((name, model),) = ((n, m) for n, m in of.items() if evidence[n])
    return seen.raw.by_id(model)[evidence[name]]


def proved(seen: Seen, evidence: Row) -> Row | None:
    """The activity that it says something of, where that is of the appeal."""
    wanted = _thing(seen, evidence)["activity_id"]
    return next((row for row in seen.every_activity if row["id"] == wanted), None)


def may_be_seen(seen: Seen, evidence: Row) -> bool:
    if evidence["office_id"] in seen.own:
        return True
    thing = _thing(seen, evidence)
    if evidence["transaction_id"]:
        return seen.is_known(thing["posted_at"])
    approved = {pk for pk, row in seen.reports.items() if row["state"] == "approved"}
    if evidence["update_id"]:
        return thing["report_id"] in approved
    standing = {
        row["id"]
        for row in seen.raw.table(ProgressUpdate)
        if row["report_id"] in approved and not seen.is_known(row["superseded_at"])
    }
    told = [r for r in seen.raw.table(MilestoneAchievement) if r["update_id"] in standing]
    return any(row["milestone_id"] == thing["id"] for row in told)
