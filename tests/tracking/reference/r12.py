"""R12, the reporting template of an office and a period."""

from decimal import Decimal
from functools import cache
from typing import Any

from appeal.models import Indicator, Milestone
from tracking.models import ActualBreakdown, IndicatorActual, MilestoneAchievement, ProgressUpdate

from .entries import entries
from .forms import Box, Form, form, numbered, stamped
from .r5 import MEASURES
from .raw import Row
from .results import CATEGORIES
from .seen import Seen
from .words import STATUSES

SPARE = 40
TEXTS = {"What was done": "narrative", "Issues": "issues", "Next steps": "next_steps"}
# What a report may say of an activity; to suspend or cancel it is a manager's.
TOLD = {name: STATUSES[name] for name in ("planned", "ongoing", "delayed", "completed")}
YES_NO = {"1": "yes", "0": "no"}
PARTS = ("sex_female", "sex_male", "sex_other", "age_group_0-4", "age_group_5-17",
         "age_group_18-59", "age_group_60+", "age_group_unknown",
         "disability_with", "disability_without", "disability_unstated")  # fmt: skip


def reporting_template(seen: Seen) -> dict[str, Form]:
    return {
        "Progress": _progress(seen),
        "Indicators": _indicators(seen),
        "Milestones": _milestones(seen),
        "Spend": entries(seen, "spend", SPARE),
    }


# What is stored


@cache
def standing(seen: Seen) -> list[Row]:
    """The lines that no later revision took over from, each with its period."""
    return [
        row | {"period": seen.reports[row["report_id"]]["period"]}
        for row in seen.raw.table(ProgressUpdate)
        if row["superseded_at"] is None and row["report_id"] in seen.reports
    ]


def line_of(seen: Seen, activity: Row) -> Row:
    """What the report on the period says of an activity; empty where it says nothing."""
    own = [row for row in standing(seen) if row["activity_id"] == activity["id"]]
    return next((row for row in own if row["period"]["id"] == seen.period), {})


def stamp(seen: Seen, activity: Row) -> str:
    line = line_of(seen, activity)
    return f"{line['id']}-{line['version']}" if line else "new"


def last_percent(seen: Seen, activity: Row) -> Row:
    """The latest earlier line that has a percentage, in any state."""
    (period,) = (row for row in seen.periods if row["id"] == seen.period)
    earlier = [
        row
        for row in standing(seen)
        if row["activity_id"] == activity["id"]
        and row["percent"] is not None
        and row["period"]["ends_on"] < period["starts_on"]
    ]
    return max(earlier, key=lambda row: row["period"]["ends_on"], default={})


# The sheets


def _progress(seen: Seen) -> Form:
    def of_line(name: str) -> Any:
        return lambda row: line_of(seen, row).get(name) or None

    boxes = {
        "Activity": Box("activity", lambda row: row["code"]),
        "Title": Box("", lambda row: row["title"]),
        "Last percent": Box("", lambda row: last_percent(seen, row).get("percent")),
        "Reported for": Box("", lambda row: last_percent(seen, row).get("period", {}).get("code")),
        "New percent": Box("percent", lambda row: line_of(seen, row).get("percent"),
                           "whole number"),
        "Status": Box("status", lambda row: TOLD.get(line_of(seen, row).get("status", "")),
                      "choice", TOLD),
        **{title: Box(name, of_line(name), "text") for title, name in TEXTS.items()},
        "Reason": Box("reason", of_line("reason"), "text"),
        **stamped(lambda row: stamp(seen, row)),
    }  # fmt: skip
    return form("progress", boxes, seen.activities)


def _of_the_activities(seen: Seen, model: Any) -> list[Row]:
    """What hangs on each activity, in its own order."""
    rows = sorted(seen.raw.table(model), key=lambda row: (row["order"], row["id"]))
    return [
        row | {"activity": activity}
        for activity in seen.activities
        for row in rows
        if row["activity_id"] == activity["id"]
    ]


def _actual(seen: Seen, indicator: Row) -> Row:
    line = line_of(seen, indicator["activity"]).get("id")
    rows = seen.raw.table(IndicatorActual)
    own = [row for row in rows if row["indicator_id"] == indicator["id"]]
    return next((row for row in own if row["update_id"] == line), {})


def _parts(seen: Seen, indicator: Row) -> dict[tuple[str, str], Decimal]:
    actual = _actual(seen, indicator).get("id")
    rows = [row for row in seen.raw.table(ActualBreakdown) if row["actual_id"] == actual]
    return {(row["dimension"], row["category"]): row["value"] for row in rows}


def _value(seen: Seen, indicator: Row) -> Decimal | None:
    """A number; the two other measures have columns of their own."""
    return _actual(seen, indicator).get("value") if indicator["measure"] == "number" else None


def _answer(seen: Seen, indicator: Row) -> str | None:
    value = _actual(seen, indicator).get("value")
    is_asked = indicator["measure"] == "yes_no" and value is not None
    return YES_NO[str(int(value))] if is_asked else None


def _nations(seen: Seen, indicator: Row) -> str | None:
    parts = sorted(_parts(seen, indicator).items())
    named = [f"{code} {value.normalize():f}" for (by, code), value in parts if by == "nationality"]
    return "; ".join(named) or None


def _indicators(seen: Seen) -> Form:
    def of_actual(name: str) -> Any:
        return lambda row: _actual(seen, row).get(name)

    def part(name: str) -> Box:
        dimension, _underscore, category = name.rpartition("_")
        return Box(name, lambda row: _parts(seen, row).get((dimension, category)), "quantity")

    boxes = {
        "Activity": Box("activity", lambda row: row["activity"]["code"]),
        "Indicator": Box("", lambda row: row["title_en"]),
        "Unit": Box("", lambda row: row["unit_en"]),
        "Measure": Box("", lambda row: MEASURES[row["measure"]]),
        "Target": Box("", lambda row: row["target"]),
        "New actual": Box("value", lambda row: _value(seen, row), "quantity"),
        "Answer": Box("answer", lambda row: _answer(seen, row), "choice", YES_NO),
        "How many": Box("numerator", of_actual("numerator"), "quantity"),
        "Out of how many": Box("denominator", of_actual("denominator"), "quantity"),
        "No data, because": Box("missing_reason",
                                lambda row: of_actual("missing_reason")(row) or None, "text"),
        "Comment": Box("comment", lambda row: of_actual("comment")(row) or None, "text"),
        **{CATEGORIES[name.rpartition("_")[2]]: part(name) for name in PARTS},
        "By nationality": Box("nationality", lambda row: _nations(seen, row), "text"),
        **numbered(lambda row: row["id"], lambda row: stamp(seen, row["activity"])),
    }  # fmt: skip
    return form("indicators", boxes, _of_the_activities(seen, Indicator))


def _milestones(seen: Seen) -> Form:
    told = {row["id"]: row for row in standing(seen)}
    reached = [
        row | {"line": told[row["update_id"]]}
        for row in seen.raw.table(MilestoneAchievement)
        if row["update_id"] in told
    ]

    def achieved(milestone: Row) -> Row:
        """Where it is reported as achieved, on another period or on this one."""
        own = [row for row in reached if row["milestone_id"] == milestone["id"]]
        return max(own, key=lambda row: row["line"]["period"]["id"] != seen.period, default={})

    def elsewhere(milestone: Row) -> str | None:
        period = achieved(milestone).get("line", {}).get("period")
        return period["code"] if period and period["id"] != seen.period else None

    boxes = {
        "Activity": Box("activity", lambda row: row["activity"]["code"]),
        "Milestone": Box("", lambda row: row["title"]),
        "Due on": Box("", lambda row: row["due_on"]),
        "Achieved on": Box("achieved_on", lambda row: achieved(row).get("achieved_on"), "day",
                           is_locked=lambda row: elsewhere(row) is not None),
        "Reported for": Box("", elsewhere),
        **numbered(lambda row: row["id"], lambda row: stamp(seen, row["activity"])),
    }  # fmt: skip
    return form("milestones", boxes, _of_the_activities(seen, Milestone))
