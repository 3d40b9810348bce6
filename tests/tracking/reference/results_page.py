"""Milestones and indicators of an activity as its page shows them."""

from datetime import date
from decimal import Decimal
from typing import Any

from appeal.models import Indicator, Milestone
from tests.tracking.shown import DASH, day, quantity, share
from tracking.models import MilestoneAchievement

from .progress import milestones
from .r11 import ROUNDING
from .raw import Row
from .results import DIMENSIONS, achieved, parts_of, results
from .review import measured
from .seen import Seen, whole
from .words import BASES

Table = list[dict[str, str]]


def milestone_rows(seen: Seen, activity: Row) -> Table:
    lines = {row["id"] for row in seen.counted_lines}
    reached: dict[int, date] = {}
    for row in seen.written(MilestoneAchievement):
        if row["update_id"] in lines and row["achieved_on"] <= seen.as_at:
            on = reached.get(row["milestone_id"], row["achieved_on"])
            reached[row["milestone_id"]] = min(on, row["achieved_on"])
    now = seen.raw.by_id(Milestone)
    own = [row for row in milestones(seen) if row["activity_id"] == activity["id"]]
    return [
        {
            "Milestone": now[row["id"]]["title"],
            "Due": day(row["due_on"]),
            "Achieved on": day(reached[row["id"]]) if row["id"] in reached else "not yet",
            "Days overdue": _overdue(seen, row),
        }
        for row in sorted(own, key=lambda row: row["order"])
    ]


def _overdue(seen: Seen, row: Row) -> str:
    days = (seen.as_at - row["due_on"]).days
    return str(days) if row["is_pending"] and days > 0 else DASH


def indicators(seen: Seen, activity: Row) -> list[tuple[str, dict[str, str], Table]]:
    """Each by its name of now: what it comes to, and period by period."""
    now, found = seen.raw.by_id(Indicator), []
    for row in results(seen):
        if row["activity"]["id"] == activity["id"]:
            named = now.get(row["indicator"]["id"], row["indicator"])
            found.append((named["title_en"], _to_date(row, named), _steps(seen, row, named)))
    return found


def _measured(indicator: Row, value: Decimal | None) -> str:
    return DASH if value is None else measured(indicator, value)


def _to_date(row: Row, named: Row) -> dict[str, str]:
    plan = row["indicator"]
    basis = f" ({BASES[plan['baseline_basis']]})" if plan["baseline"] is not None else ""
    told = {
        "Baseline": f"{_measured(named, plan['baseline'])}{basis}",
        "Target to date": _measured(named, row["target"]),
        "Achieved": _measured(named, row["actual"]),
    }
    if named["measure"] != "yes_no":
        told["Share of the target to date"] = share(achieved(row))
    return told


def _steps(seen: Seen, row: Row, named: Row) -> Table:
    told = {point["period"]["ends_on"]: point for point in row["points"]}
    codes = {period["ends_on"]: period["code"] for period in seen.periods}
    return [
        {
            "Period": codes.get(on, f"by {day(on)}"),
            "Target": _measured(named, row["targets"].get(on)),
            "Reported": _reported(seen, named, told.get(on), on),
            "Breakdown and notes": _notes(seen, told.get(on)),
        }
        for on in sorted({*row["targets"], *told})
    ]


def _reported(seen: Seen, named: Row, point: Any, on: date) -> str:
    if point is None:
        return "not reported" if on <= seen.as_at else DASH
    if point["value"] is None:
        return "no data"
    of = f" ({quantity(point['numerator'])} of {quantity(point['denominator'])})"
    return measured(named, point["value"]) + (of if point["numerator"] is not None else "")


def _notes(seen: Seen, point: Any) -> str:
    if point is None:
        return DASH
    total = point["value"] if point["numerator"] is None else point["numerator"]
    words, parts = [], parts_of(seen, point)
    for label in DIMENSIONS.values():
        own = [(category, value) for dimension, category, value in parts if dimension == label]
        if own:
            named = ", ".join(f"{category} {quantity(value)}" for category, value in own)
            rest = total - whole(value for _category, value in own)
            short = f"(short by {quantity(rest)})" if rest > ROUNDING else "(complete)"
            words.append(f"by {label}: {named} {short}")
    return " ".join([*words, *filter(None, (point["missing_reason"], point["comment"]))]) or DASH
