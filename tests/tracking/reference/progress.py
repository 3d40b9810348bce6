"""How far activities are, their status and their flags."""

from decimal import Decimal
from functools import cache

from appeal.models import Milestone
from tracking.models import MilestoneAchievement, StatusOverride

from .money import money_of, planned_part
from .raw import Row, before
from .results import colour, results, worst
from .seen import Seen, share, whole


def lines_of(seen: Seen, activity: Row) -> list[Row]:
    """The included lines of an activity, the latest last."""
    return [row for row in seen.included_lines if row["activity_id"] == activity["id"]]


def progress(seen: Seen, activity: Row) -> tuple[int | None, str | None]:
    """The latest percentage and the period it is of."""
    told = [row for row in lines_of(seen, activity) if row["percent"] is not None]
    return (told[-1]["percent"], told[-1]["report"]["period"]["code"]) if told else (None, None)


def status(seen: Seen, activity: Row) -> str:
    lines = lines_of(seen, activity)
    begun = activity["starts_on"] <= seen.as_at
    told = lines[-1]["status"] if lines else "not_reported" if begun else "planned"
    return activity["hold"] or told


@cache
def reached(seen: Seen) -> set[int]:
    """The milestones that a counted line says were achieved by the date."""
    lines = {row["id"] for row in seen.counted_lines}
    return {
        row["milestone_id"]
        for row in seen.written(MilestoneAchievement)
        if row["update_id"] in lines and row["achieved_on"] <= seen.as_at
    }


@cache
def milestones(seen: Seen) -> list[Row]:
    """Those in scope by due date, each `is_reached` or `is_pending`, neither where it is held."""
    own = {row["id"]: row for row in seen.activities}
    rows = [row for row in seen.rows(Milestone) if row["activity_id"] in own]
    rows.sort(key=lambda row: (row["due_on"], row["id"]))
    return [
        row
        | {
            "activity": own[row["activity_id"]],
            "is_reached": row["id"] in reached(seen),
            "is_pending": row["id"] not in reached(seen) and not own[row["activity_id"]]["hold"],
        }
        for row in rows
    ]


def pending(seen: Seen, activity: Row) -> list[Row]:
    own = [row for row in milestones(seen) if row["activity_id"] == activity["id"]]
    return [row for row in own if row["is_pending"]]


def judgement(seen: Seen, activity: Row) -> Row | None:
    """What a person judged, the latest; None where it was taken back."""
    given = [
        row
        for row in before(seen.raw.table(StatusOverride), "at", seen.known_at)
        if row["activity_id"] == activity["id"] and row["effective_on"] <= seen.as_at
    ]
    last = max(given, key=lambda row: (row["effective_on"], row["id"]), default=None)
    return last if last and last["colour"] else None


@cache
def flags(seen: Seen) -> dict[int, dict[str, str | None]]:
    """The colours of each activity by its id: four, the overall one, and the one that is shown."""
    return {row["id"]: _flags(seen, row) for row in seen.activities}


def _flags(seen: Seen, activity: Row) -> dict[str, str | None]:
    names = ("schedule", "results", "progress", "spend")
    four = dict.fromkeys(names) if activity["hold"] else {
        "schedule": _schedule(seen, activity),
        "results": _results(seen, activity),
        "progress": _progress(seen, activity),
        "spend": _spend(seen, activity),
    }  # fmt: skip
    overall, given = worst(four.values()), judgement(seen, activity)
    return four | {"overall": overall, "judged": given["colour"] if given else overall}


def _schedule(seen: Seen, activity: Row) -> str | None:
    if not [row for row in milestones(seen) if row["activity_id"] == activity["id"]]:
        return None
    late = [row["due_on"] for row in pending(seen, activity) if row["due_on"] < seen.as_at]
    days = (seen.as_at - min(late)).days if late else 0
    if days == 0:
        return "green" if lines_of(seen, activity) else "grey"
    return "amber" if days <= 30 else "red"


def _results(seen: Seen, activity: Row) -> str | None:
    own = [row for row in results(seen) if row["activity"]["id"] == activity["id"]]
    return worst(colour(row, seen.as_at) for row in own if row["targets"])


def _progress(seen: Seen, activity: Row) -> str:
    percent, _period = progress(seen, activity)
    if percent is None:
        return "grey"
    points = round(percent - 100 * planned_part(activity, seen.as_at), 6)
    return "green" if points >= -10 else "amber" if points >= -25 else "red"


def points_apart(seen: Seen, activity: Row) -> Decimal:
    """Delivery less the planned part, in percentage points; of an activity with a budget."""
    money = money_of(seen)[activity["id"]]
    delivery = money["spent"] / money["allocated"] * 100
    return round(delivery - 100 * planned_part(activity, seen.as_at), 6)


def _spend(seen: Seen, activity: Row) -> str | None:
    money = money_of(seen)[activity["id"]]
    if not money["allocated"]:
        return None
    if not money["spent"]:
        return "grey"
    if money["overspent"]:
        return "red"
    if status(seen, activity) == "completed":
        return "green"
    points = abs(points_apart(seen, activity))
    return "green" if points <= 10 else "amber" if points <= 25 else "red"


# Of groups


def weighed(seen: Seen, cells: set[int]) -> tuple[Decimal, Decimal, Decimal]:
    """The allocations of what goes on; of them those that reported; these times their percent."""
    going = {row["id"]: row for row in seen.every_activity if row["hold"] != "cancelled"}
    weights = [
        (row["amount"], progress(seen, going[row["activity_id"]])[0])
        for row in seen.allocations
        if row["cell_id"] in cells and row["activity_id"] in going
    ]
    told = [(amount, percent) for amount, percent in weights if percent is not None]
    return (
        whole(amount for amount, _percent in weights),
        whole(amount for amount, _percent in told),
        whole(amount * percent for amount, percent in told),
    )


def weighted(seen: Seen, cells: set[int]) -> tuple[Decimal | None, Decimal | None]:
    """Progress over the reported, weighted by allocation, and the share that did not report."""
    everything, weight, points = weighed(seen, cells)
    return share(points, weight), share(everything - weight, everything)
