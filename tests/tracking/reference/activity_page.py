"""An activity as its page tells it: tiles, flags with their numbers, entries, lines, risks."""

from decimal import ROUND_HALF_UP, Decimal

from tests.tracking.shown import (
    DASH,
    cents,
    counted,
    day,
    delivered,
    dollars,
    points,
    share,
)
from tracking.models import Risk

from .lists import LEVELS
from .money import elapsed, heading_name, money_of, planned_part
from .progress import flags, judgement, lines_of, milestones, points_apart, progress, status
from .raw import Row
from .records import state, usd
from .results import achieved, colour, results
from .review import standing, texts
from .seen import Seen
from .words import COLOURS, LIKELIHOODS, REPORT_STATES, RISKS, STATUSES

SHOWN_ENTRIES = 20
Table = list[dict[str, str]]


def tiles(seen: Seen, activity: Row) -> dict[str, str]:
    own, (percent, period) = money_of(seen)[activity["id"]], progress(seen, activity)
    bases = {r["basis"] for r in seen.allocations if r["activity_id"] == activity["id"]}
    split = " indicative: an even split" if "indicative" in bases else ""
    held = f" {dollars(own['committed'])} committed, not yet spent" if own["committed"] else ""
    return {
        "Budgeted": f"{dollars(own['allocated'])} USD{split}",
        "Spent": f"{dollars(own['spent'])}{held}",
        "Balance": dollars(own["balance"]),
        "Delivery of the budget": delivered(own["delivery"]),
        "Progress": points(percent) + (f" reported for {period}" if period else ""),
    }


def passed(seen: Seen, activity: Row) -> str:
    """How much of its time is over, and what would be spent by then."""
    own, over = money_of(seen)[activity["id"]], ""
    if own["overspent"]:
        over = f" overspent by {dollars(own['overspent'])}"
    part = share(elapsed(activity, seen.as_at))
    due = f"USD {dollars(own['planned'])}"
    if activity["phasing"]:
        plan = f"by its plan by month {due} was to be spent so far."
    else:
        plan = f"even spending would be {due} so far."
    return f"{part} of its time has passed; {plan}{over}"


# The flags


def flag_rows(seen: Seen, activity: Row) -> list[tuple[str, str, str]]:
    """Name, colour in words, and the numbers that it is judged by."""
    own = flags(seen)[activity["id"]]
    told = {
        "schedule": _schedule, "results": _results, "progress": _progress, "spend": _spend,
        "overall": _overall,
    }  # fmt: skip
    return [
        (
            name.capitalize(),
            COLOURS.get(own[name] or "", DASH),
            numbers(seen, activity, own) if own[name] else "Does not apply.",
        )
        for name, numbers in told.items()
    ]


def _overall(seen: Seen, activity: Row, own: Row) -> str:
    grey = [own[name] for name in ("schedule", "results", "progress", "spend")].count("grey")
    if not grey:
        return "Each of the four that applies was reported on."
    return f"Nothing is reported on {grey} of the four."


def _schedule(seen: Seen, activity: Row, own: Row) -> str:
    silent = "Nothing has been reported on this activity yet. " if own["schedule"] == "grey" else ""
    late = [
        row["due_on"]
        for row in milestones(seen)
        if row["activity_id"] == activity["id"] and row["is_pending"] and row["due_on"] < seen.as_at
    ]
    if not late:
        return f"{silent}No milestone is overdue."
    days = counted((seen.as_at - min(late)).days, "day overdue.", "days overdue.")
    return f"{silent}The oldest open milestone was due on {day(min(late))}: {days}"


def _results(seen: Seen, activity: Row, own: Row) -> str:
    aimed = [r for r in results(seen) if r["activity"]["id"] == activity["id"] and r["targets"]]
    alike = [row for row in aimed if colour(row, seen.as_at) == own["results"]]
    ways = [way for row in alike if (way := achieved(row)) is not None]
    count = len(aimed)
    if ways:
        told = f"{share(min(ways))} of the target to date has been achieved"
        if count == 1:
            return f"{told}, on 1 indicator with a target."
        return f"{told} on the worst of {count} indicators with a target."
    if own["results"] == "grey":
        has = "1 indicator has a target, but there is nothing to compare with it yet."
        have = f"{count} indicators have a target, but there is nothing to compare with them yet."
        return has if count == 1 else have
    return "Based on the answer to a yes or no question."


def _progress(seen: Seen, activity: Row, own: Row) -> str:
    percent = progress(seen, activity)[0]
    if percent is None:
        return "No percentage has been reported yet."
    over = 100 * planned_part(activity, seen.as_at)
    apart = _tenth(percent - over)
    by_then = "of its budget planned by then" if activity["phasing"] else "of its time passed"
    return f"{percent} % complete, {_tenth(over)} % {by_then}: {apart} points."


def _spend(seen: Seen, activity: Row, own: Row) -> str:
    money_there = money_of(seen)[activity["id"]]
    if own["spend"] == "grey":
        return "Nothing has been spent yet."
    part = _tenth(money_there["delivery"] * 100)
    rest = money_there["allocated"] - money_there["spent"]
    if status(seen, activity) == "completed" and rest > 0:
        return f"Completed with {part} % of the budget spent: underspent by USD {dollars(rest)}."
    over = _tenth(100 * planned_part(activity, seen.as_at))
    apart = _tenth(points_apart(seen, activity))
    by_then = "planned by then" if activity["phasing"] else "of its time passed"
    return f"{part} % of the budget spent, {over} % {by_then}: {apart} points."


def _tenth(value: Decimal) -> str:
    return str(value.quantize(Decimal("0.1"), ROUND_HALF_UP))


def judged(seen: Seen, activity: Row) -> list[str]:
    """The judgement that stands."""
    given = judgement(seen, activity)
    if given is None:
        return []
    who = seen.people[given["by_id"]]["username"]
    since = day(given["effective_on"])
    return [
        f"{COLOURS[given['colour']]} is the assessment of {who} from {since}: {given['reason']}"
    ]


# Money and lines


def budget(seen: Seen, activity: Row) -> Table:
    cells = {row["id"]: seen.all_headings[row["heading_id"]] for row in seen.all_cells}
    own = [row for row in seen.allocations if row["activity_id"] == activity["id"]]
    own.sort(key=lambda row: cells[row["cell_id"]]["order"])
    return [
        {
            "Paid from": heading_name(cells[row["cell_id"]]),
            "Basis": row["basis"],
            "Budgeted": dollars(row["amount"]),
        }
        for row in own
    ]


def ledger(seen: Seen, activity: Row) -> Table:
    """The entries that count, the newest first."""
    rows = [row for row in seen.entries if row["activity_id"] == activity["id"]]
    rows.sort(key=lambda row: (row["value_on"], row["id"]), reverse=True)
    return [
        {
            "Value date": day(row["value_on"]),
            "Paid from": seen.all_headings[row["cell"]["heading_id"]]["code"],
            "Payee": row["counterpart"],
            "Reference": row["reference"],
            "State": state(seen, row),
            "USD": cents(usd(row)),
        }
        for row in rows
    ]


def updates(seen: Seen, activity: Row) -> list[str]:
    """Lines that the reader may see, of periods begun; from a past day those that counted then."""
    if seen.known_at:
        rows = list(reversed(lines_of(seen, activity)))
    else:
        rows = [
            row | {"report": report}
            for row in standing(seen)
            if row["activity_id"] == activity["id"]
            and (report := seen.reports[row["report_id"]])
            and (report["state"] == "approved" or report["office_id"] in seen.own)
            and report["period"]["starts_on"] <= seen.as_at
        ]
        rows.sort(key=lambda row: (row["report"]["period"]["ends_on"], row["id"]), reverse=True)
    return [_update(seen, row) for row in rows]


def _update(seen: Seen, row: Row) -> str:
    report, who = row["report"], seen.people[row["updated_by_id"]]["username"]
    words = [report["period"]["code"], points(row["percent"]), STATUSES[row["status"]]]
    words += [REPORT_STATES[report["state"]], texts(row)]
    return " ".join(filter(None, [*words, f"{who}, {day(seen.local(row['updated_at']))}"]))


def risks(seen: Seen, activity: Row) -> list[tuple[str, str, str, str]]:
    """What, how likely, the score with its level, the state; the gravest first."""
    rows = [row for row in seen.rows(Risk) if row["activity_id"] == activity["id"]]
    rows.sort(key=lambda row: (-row["likelihood"] * row["consequence"], row["id"]))
    return [
        (
            row["what"],
            LIKELIHOODS[row["likelihood"]],
            _score(row["likelihood"] * row["consequence"]),
            RISKS[row["state"]],
        )
        for row in rows
    ]


def _score(score: int) -> str:
    return f"{score} {next(word for most, word in LEVELS.items() if score <= most)}"
