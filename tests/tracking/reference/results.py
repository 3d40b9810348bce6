"""Indicators: targets and actuals to date, what of the way is done, and the parts."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any

from appeal.models import Indicator, IndicatorTarget
from tracking.models import ActualBreakdown, IndicatorActual

from .raw import Row
from .seen import Seen, share, whole

CATEGORIES = {
    "female": "women and girls",
    "male": "men and boys",
    "other": "other or not stated",
    "0-4": "0 to 4 years",
    "5-17": "5 to 17 years",
    "18-59": "18 to 59 years",
    "60+": "60 years and over",
    "unknown": "age not stated",
    "with": "persons with a disability",
    "without": "persons without a disability",
    "unstated": "disability not stated",
    "HT": "Haiti",
    "HN": "Honduras",
    "ZZ": "not stated",
}
DIMENSIONS = {
    "sex": "sex",
    "age_group": "age group",
    "disability": "disability",
    "nationality": "nationality",
}


@cache
def results(seen: Seen) -> list[Row]:
    """Every indicator of the activities in scope, in printed order, with what it comes to.

    The texts are those of the change log, as names in the plan's own language are written by staff.
    """
    ids = {row["id"]: row for row in seen.activities}
    place = {pk: number for number, pk in enumerate(ids)}
    rows = [row for row in seen.rows(Indicator) if row["activity_id"] in ids]
    rows.sort(key=lambda row: (place[row["activity_id"]], row["order"]))
    return [_result(seen, row, ids[row["activity_id"]]) for row in rows]


def _result(seen: Seen, indicator: Row, activity: Row) -> Row:
    own = [row for row in seen.rows(IndicatorTarget) if row["indicator_id"] == indicator["id"]]
    targets = {row["ends_on"]: row["value"] for row in own}
    if not targets and indicator["target"] is not None:
        targets = {activity["ends_on"]: indicator["target"]}
    points = _points(seen, indicator)
    due = [targets[day] for day in sorted(targets) if day <= seen.as_at]
    told = [row for row in points if row["value"] is not None]
    return {
        "indicator": indicator,
        "activity": activity,
        "targets": targets,
        "points": points,
        "target": _to_date(indicator, due),
        "actual": _joined(told)
        if is_share_that_adds_up(indicator)
        else _accumulated(indicator, [row["value"] for row in told]),
    }


def _points(seen: Seen, indicator: Row) -> list[Row]:
    """What was reported of it for each period, the earliest first."""
    lines = {row["id"]: row["report"]["period"] for row in seen.included_lines}
    rows = [
        row | {"period": lines[row["update_id"]]}
        for row in seen.written(IndicatorActual)
        if row["indicator_id"] == indicator["id"] and row["update_id"] in lines
    ]
    return sorted(rows, key=lambda row: row["period"]["ends_on"])


def is_share_that_adds_up(indicator: Row) -> bool:
    return indicator["measure"] == "percentage" and indicator["accumulation"] == "sum"


def _to_date(indicator: Row, due: list[Decimal]) -> Decimal | None:
    """Shares have no sum: the last target stands."""
    if is_share_that_adds_up(indicator):
        return due[-1] if due else None
    return _accumulated(indicator, due)


def _accumulated(indicator: Row, values: list[Decimal]) -> Decimal | None:
    if not values:
        return None
    how = {"sum": whole, "max": max, "latest": lambda rows: rows[-1]}
    return how[indicator["accumulation"]](values)


def _joined(told: list[Row]) -> Decimal | None:
    parts = whole(row["numerator"] for row in told)
    wholes = whole(row["denominator"] for row in told)
    return 100 * parts / wholes if wholes else None


def achieved(result: Row) -> Decimal | None:
    start, target, actual = result["indicator"]["baseline"], result["target"], result["actual"]
    if start is None and result["indicator"]["direction"] == "up":
        start = Decimal(0)
    if start is None or target is None or actual is None:
        return None
    return share(actual - start, target - start)


def colour(result: Row, as_at: date) -> str | None:
    """None without any target, grey until one is due."""
    if not result["targets"]:
        return None
    if result["indicator"]["measure"] == "yes_no":
        is_over = max(result["targets"]) <= as_at and result["points"]
        return "green" if result["actual"] else "red" if is_over else "grey"
    way = achieved(result)
    if way is None:
        return "grey"
    return "green" if way >= Decimal("0.9") else "amber" if way >= Decimal("0.7") else "red"


def parts_of(seen: Seen, point: Row) -> list[tuple[str, str, Decimal]]:
    """Dimension, category and value: as listed, nations by size."""
    if point["value"] is None and point["numerator"] is None:
        return []
    rows = [row for row in seen.written(ActualBreakdown) if row["actual_id"] == point["id"]]
    listed = list(CATEGORIES)

    def place(row: Row) -> Any:
        size = -row["value"] if row["dimension"] == "nationality" else 0
        known = 0 if row["dimension"] == "nationality" else listed.index(row["category"])
        return row["dimension"], known, size, row["id"]

    return [
        (DIMENSIONS[row["dimension"]], CATEGORIES[row["category"]], row["value"])
        for row in sorted(rows, key=place)
    ]


def worst(colours: Iterable[str | None]) -> str | None:
    given = set(colours)
    return next((each for each in ("red", "amber", "green", "grey") if each in given), None)
