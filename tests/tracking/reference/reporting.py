"""What pages say of reports and periods: states, days, locks, counts."""

from itertools import pairwise
from typing import Any

from appeal.models import Appeal
from tests.tracking.shown import counted, day, moment
from tracking.models import PeriodEvent, Transaction

from .people import offices_where
from .r8 import due, last_day
from .raw import Row, before
from .seen import Seen
from .words import STATES


def grid(seen: Seen) -> list[tuple[Row, list[Row]]]:
    """Each office with what it owes for every period of the appeal, begun or not."""
    reports = {(row["office_id"], row["period_id"]): row for row in seen.reports.values()}
    return [
        (
            office,
            [
                due(seen, office, row, reports.get((office["id"], row["id"])))
                for row in seen.periods
            ],
        )
        for office in seen.offices
    ]


def may_read(seen: Seen, owed: Row) -> bool:
    """Whether its reader may open the report."""
    report = owed["report"]
    if report is None:
        return False
    return report["state"] == "approved" or owed["office"]["id"] in seen.own


def state(seen: Seen, owed: Row) -> str:
    """As it stands in a cell: the state, and how late it is or came."""
    words, late, period = [STATES[owed["state"]]], owed["late"], owed["period"]
    if owed["is_handed_in"]:
        words += [counted(late, "day late", "days late")] if late else []
    elif late:
        words.append(f"overdue, {counted(late, 'day', 'days')}")
    elif period["ends_on"] <= seen.as_at:
        words.append("due")
    return " ".join(words)


def reviewed(seen: Seen, owed: Row) -> str:
    """When it was submitted last, unless it is a draft, and how often returned, to who may know."""
    if owed["told"] is None:
        return ""
    submitted, words = last_day(seen, owed["report"], "submitted"), []
    times = sum(row["to_state"] == "returned" for row in owed["report"]["steps"])
    if submitted and owed["state"] != "draft":
        words.append(f"submitted {day(submitted)}")
    if times:
        words.append("returned once" if times == 1 else f"returned {times} times")
    return " ".join(words)


def lockings(seen: Seen, period: Row) -> list[Row]:
    """What happened to the lock of a period by then, the latest last."""
    rows = before(seen.raw.table(PeriodEvent), "at", seen.known_at)
    return [row for row in rows if row["period_id"] == period["id"]]


def is_locked(seen: Seen, period: Row) -> bool:
    told = lockings(seen, period)
    return bool(told) and told[-1]["kind"] == "locked"


def approved_of(seen: Seen) -> tuple[int, int]:
    """How many of the reports due before the date are approved, and how many are due."""
    due = {row["id"] for row in seen.periods if row["due_on"] < seen.as_at}
    approved = [
        row
        for row in seen.reports.values()
        if row["period_id"] in due and row["state"] == "approved"
    ]
    return len(approved), len(seen.sections) * len(due)


def reminding(seen: Seen, person: int, owed: Row) -> str:
    """The button for whoever reviews or manages the office of an overdue report, of today."""
    may = offices_where(seen.raw, person, "reviewer", "manager")
    is_overdue = owed["late"] and not owed["is_handed_in"] and not seen.known_at
    return " Remind" if is_overdue and owed["office"]["id"] in may else ""


def owed_and_late(seen: Seen) -> list[Row]:
    """Those past their day that are not handed in, the latest first, then as printed."""
    rows: list[Any] = [
        owed
        for _office, cells in grid(seen)
        for owed in cells
        if owed["period"]["due_on"] < seen.as_at and not owed["is_handed_in"]
    ]
    return sorted(rows, key=lambda owed: -owed["late"])


Log = list[tuple[Any, str]]


def log(seen: Seen) -> list[str]:
    """Every locking of a period and every closing of the appeal, the newest first."""
    own = {row["id"]: row["code"] for row in seen.periods}
    told: Log = [
        (row["at"], f"{own[row['period_id']]}: {row['kind']}, {_by(seen, row, 'by_id', 'at')}")
        for row in reversed(seen.raw.table(PeriodEvent))
        if row["period_id"] in own
    ]
    for last, row in pairwise(r for r in seen.raw.log(Appeal) if r["id"] == seen.appeal["id"]):
        if (last["state"], row["state"]) in MOVES:
            words = MOVES[last["state"], row["state"]]
            row = row | {"reason": row["history_change_reason"]}
            told.append((row["history_date"], f"{words}, {_by(seen, row, 'history_user_id')}"))
    return [words for _at, words in sorted(told, key=lambda pair: pair[0], reverse=True)]


MOVES = {
    ("published", "closed"): "Appeal closed",
    ("closed", "published"): "Appeal re-opened",
}


def _by(seen: Seen, row: Row, who: str, at: str = "history_date") -> str:
    person = seen.people[row[who]]["username"]
    return f"{person}, {moment(seen.local(row[at]))}: {row['reason']}"


def last_of_lock(seen: Seen, period: Row) -> str:
    """The state of its lock, with who turned it last, when and why."""
    told = lockings(seen, period)
    word = "locked" if is_locked(seen, period) else "open"
    return f"{word} {_by(seen, told[-1], 'by_id', 'at')}" if told else word


def begun_and_open(seen: Seen) -> tuple[int, int]:
    """Reports begun and not approved, and drafts of the ledger, whosever they are."""
    cells = {row["id"] for row in seen.all_cells}
    drafts = [r for r in seen.raw.table(Transaction) if not r["posted_at"]]
    return (
        sum(row["state"] != "approved" for row in seen.reports.values()),
        sum(row["cell_id"] in cells for row in drafts),
    )
