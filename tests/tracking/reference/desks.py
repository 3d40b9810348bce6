"""What waits on a person's desk: the next period of an office, its lines, drafts, reviews."""

from datetime import date

from appeal.models import Allocation, User
from tests.tracking.shown import counted, day, dollars, moment, points
from tracking.models import ProgressUpdate, Transaction

from .left_empty import is_awaited
from .money import money_of
from .people import offices_where
from .r8 import due
from .raw import Row
from .reporting import is_locked, state
from .review import standing
from .seen import Seen
from .tiles import overall
from .words import STATUSES

MOST_DESKS = 3


def desks(seen: Seen, person: int) -> list[Row]:
    """The offices that a person enters for, in printed order; none where they are too many."""
    own = offices_where(seen.raw, person, "reporter", "finance")
    rows = [row for row in seen.offices if row["id"] in own]
    return rows if len(rows) <= MOST_DESKS else []


def awaiting(seen: Seen, office: Row, today: date) -> list[Row]:
    """Periods begun and not locked whose report the office has not handed in, the first first."""
    handed_in = {
        row["period_id"]
        for row in seen.reports.values()
        if row["office_id"] == office["id"] and row["state"] in ("submitted", "approved")
    }
    return [
        row
        for row in seen.periods
        if row["starts_on"] <= today and row["id"] not in handed_in and not is_locked(seen, row)
    ]


def report_on(seen: Seen, office: Row, period: Row) -> Row | None:
    place = (office["id"], period["id"])
    rows = seen.reports.values()
    return next((row for row in rows if (row["office_id"], row["period_id"]) == place), None)


def going(seen: Seen, office: Row) -> list[Row]:
    own = [row for row in seen.every_activity if row["office"]["id"] == office["id"]]
    return [row for row in own if row["hold"] != "cancelled"]


def lines_on(seen: Seen, office: Row, period: Row) -> dict[int, Row]:
    """The lines that stand in the report, by their activities."""
    report = report_on(seen, office, period)
    return {
        r["activity_id"]: r for r in standing(seen) if report and r["report_id"] == report["id"]
    }


def intro(seen: Seen, office: Row, periods: list[Row], *, writes: bool) -> str:
    """The state of the next report, its days, how much is written and what else is open."""
    first, *others = periods
    owed = due(seen, office, first, report_on(seen, office, first))
    days = f"{day(first['starts_on'])} – {day(first['ends_on'])}"
    words = [state(seen, owed), f"{days}, report due {day(first['due_on'])}."]
    if writes:
        rows = [row for row in going(seen, office) if is_awaited(row, first)]
        told = lines_on(seen, office, first)
        written = sum(row["id"] in told for row in rows)
        words.append(f"{written} of {len(rows)} activities logged.")
    if others:
        words.append(f"Also open: {', '.join(row['code'] for row in others)}")
    return " ".join(words)


def returned(seen: Seen, office: Row, period: Row) -> str | None:
    """Why the report came back, while it stands returned."""
    report = report_on(seen, office, period)
    return report["steps"][-1]["comment"] if report and report["state"] == "returned" else None


def handed_in(seen: Seen, office: Row) -> list[str]:
    """What is told of the office's reports that wait for a decision, the first period first."""
    told = []
    reports = [row for row in seen.reports.values() if row["office_id"] == office["id"]]
    waits = [row for row in reports if row["state"] == "submitted"]
    for report in sorted(waits, key=lambda row: row["period"]["ends_on"]):
        lines = [row for row in standing(seen) if row["report_id"] == report["id"]]
        last = [step for step in report["steps"] if step["to_state"] == "submitted"][-1]
        people, hands = seen.raw.by_id(User), {row["updated_by_id"] for row in lines}
        deciding = sorted(
            row["username"]
            for row in people.values()
            if row["is_active"]
            and not row["is_superuser"]
            and row["id"] not in hands | {last["by_id"]}
            and office["id"] in offices_where(seen.raw, row["id"], "reviewer")
        )
        count = counted(len(lines), "activity", "activities")
        who, at = people[last["by_id"]]["username"], moment(seen.local(last["at"]))
        waiting = (
            f"Waiting for a decision by {', '.join(deciding)}."
            if deciding
            else "Nobody can decide about it yet: ask a manager of the Regional Office to name"
            " a reviewer."
        )
        code = report["period"]["code"]
        told.append(f"submitted {code} {count}, submitted by {who} on {at}. {waiting}")
    return told


def row_of(seen: Seen, first: Row, activity: Row) -> dict[str, str]:
    """What the desk tells of an activity before anything is typed; `first` is its period."""
    own, last = money_of(seen)[activity["id"]], last_before(seen, first, activity)
    named = [activity["code"], activity["title"], activity["hold"]]
    return {
        "Activity": " ".join(filter(None, named)),
        "Overall": overall(seen, activity),
        "Balance, USD": f"{dollars(own['balance'])} of {dollars(own['allocated'])}",
        "Last reported": f"{points(last['percent'])} {last['period']['code']}"
        if last
        else points(None),
    }


def last_before(seen: Seen, period: Row, activity: Row) -> Row | None:
    """The activity's latest line with a percentage on an earlier period, in any state."""
    told = [
        row | {"period": seen.reports[row["report_id"]]["period"]}
        for row in standing(seen)
        if row["activity_id"] == activity["id"]
        and row["percent"] is not None
        and seen.reports[row["report_id"]]["period"]["ends_on"] < period["starts_on"]
    ]
    return max(told, key=lambda row: (row["period"]["ends_on"], row["id"]), default=None)


def typed(seen: Seen, office: Row, period: Row, activity: Row) -> tuple[str, str]:
    """What the line's fields hold: the percentage, and the status or that of the last line."""
    line = lines_on(seen, office, period).get(activity["id"])
    if line:
        percent = line["percent"]
        return "" if percent is None else str(percent), STATUSES[line["status"]]
    last = last_before(seen, period, activity)
    return "", STATUSES[last["status"]] if last else "Choose one"


def told_before(seen: Seen, period: Row, activity: Row) -> str:
    """The last line in short."""
    last = last_before(seen, period, activity)
    if last is None:
        return ""
    return f"{last['period']['code']}: {points(last['percent'])}, {STATUSES[last['status']]}."


def written_on(seen: Seen, office: Row, period: Row) -> list[Row]:
    """The activities that go on, and those of which the report says something."""
    told = lines_on(seen, office, period)
    own = [row for row in seen.every_activity if row["office"]["id"] == office["id"]]
    return [row for row in own if row["hold"] != "cancelled" or row["id"] in told]


def paid_from(seen: Seen, activity: Row) -> int:
    """From how many cells it can be paid."""
    rows = seen.raw.table(Allocation)
    return sum(row["activity_id"] == activity["id"] for row in rows)


def drafts(seen: Seen, offices: set[int]) -> list[Row]:
    """Entries of the appeal that are not posted, of some offices."""
    cells = {row["id"]: row for row in seen.all_cells}
    return [
        row
        for row in seen.raw.table(Transaction)
        if row["posted_at"] is None and row["cell_id"] in cells and row["office_id"] in offices
    ]


def to_post(seen: Seen, person: int) -> int:
    """Drafts of the offices whose books the person keeps: where two must be, not their own."""
    rows = drafts(seen, offices_where(seen.raw, person, "finance"))
    is_alone = not seen.appeal["needs_second_person"]
    return sum(is_alone or row["entered_by_id"] != person for row in rows)


def to_review(seen: Seen, person: int) -> list[str]:
    """Reports handed in of open periods, without the person's own hand in them."""
    own = offices_where(seen.raw, person, "reviewer")
    hands = {row["id"] for row in seen.raw.log(ProgressUpdate) if row["updated_by_id"] == person}
    codes, found = {row["id"]: row for row in seen.offices}, []
    for report in seen.reports.values():
        if report["state"] != "submitted" or report["office_id"] not in own:
            continue
        told = [row for row in standing(seen) if row["report_id"] == report["id"]]
        is_own = report["steps"][-1]["by_id"] == person or any(r["id"] in hands for r in told)
        if not is_own and not is_locked(seen, report["period"]):
            found.append((report["period"]["ends_on"], codes[report["office_id"]], report, told))
    found.sort(key=lambda each: (each[0], each[1]["code"]))
    return [
        f"{office['name_en']}, {report['period']['code']}: submitted, {len(told)} activities"
        for _day, office, report, told in found
    ]


def waiting(seen: Seen, person: int) -> list[str]:
    """The lines of what waits: reviews, then how many drafts."""
    count = to_post(seen, person)
    last = counted(count, "draft entry is waiting for finance",
                   "draft entries are waiting for finance")  # fmt: skip
    return [*to_review(seen, person), *([last] if count else [])]
