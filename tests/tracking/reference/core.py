"""Core indicators: what the lines of offices and of the region come to together."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from appeal.models import CoreIndicator
from tests.tracking.shown import DASH, quantity, share
from tracking.models import OverlapStatement

from .raw import Row
from .results import results
from .review import measured
from .seen import Seen, whole

ALL_OFFICES = None


def core_table(seen: Seen) -> list[dict[str, str]]:
    """The page of results: each core indicator with what it comes to."""
    rows = [row for row in seen.rows(CoreIndicator) if row["appeal_id"] == seen.appeal["id"]]
    return [_row(seen, core) for core in sorted(rows, key=lambda row: (row["order"], row["id"]))]


def _row(seen: Seen, core: Row) -> dict[str, str]:
    lines = [_line(row) for row in results(seen) if row["indicator"]["core_id"] == core["id"]]
    found = _of_region(seen, core, lines)
    target, actual = found["target"], found["actual"]
    is_compared = all(row["actual"] is None or row["target"] is not None for row in lines)
    is_compared = is_compared and None not in (target, actual)
    parts = f" {quantity(found['part'])} / {quantity(found['whole'])}" if found["whole"] else ""
    return {
        "Core indicator": f"{core['code']} {core['title_en']}",
        "Target to date": _measured(core, target),
        "Reached": f"{_measured(core, actual)}{parts}",
        "Still to reach": _measured(core, target - actual) if is_compared else DASH,
        "Share of the target to date": share(actual / target) if is_compared and target else DASH,
    }


def _measured(core: Row, value: Decimal | None) -> str:
    return DASH if value is None else measured(core, value)


def _line(row: Row) -> Row:
    """An indicator: what it reached, and its target to date."""
    told = [point for point in row["points"] if point["value"] is not None]
    if row["indicator"]["accumulation"] == "latest":
        told = told[-1:]
    if row["indicator"]["accumulation"] == "max" and told:
        told = [max(told, key=lambda point: point["value"])]
    share = row["indicator"]["measure"] == "percentage" and told
    return {
        "office": row["activity"]["office"]["id"],
        "actual": row["actual"],
        "target": row["target"],
        "part": whole(point["numerator"] for point in told) if share else None,
        "whole": whole(point["denominator"] for point in told) if share else None,
    }


def _of_region(seen: Seen, core: Row, lines: list[Row]) -> Row:
    """The offices together, each by what was stated of it; of one office its lines alone."""
    by_office: dict[int, list[Row]] = {}
    for line in lines:
        by_office.setdefault(line["office"], []).append(line)
    offices = {
        office: _together(core, rows, _stated(seen, core, office))
        for office, rows in by_office.items()
    }
    if seen.office is not None:
        return offices.get(seen.office, _together(core, [], None))
    return _together(core, list(offices.values()), _stated(seen, core, ALL_OFFICES))


def _stated(seen: Seen, core: Row, office: int | None) -> Row | None:
    given = [
        row
        for row in seen.raw.table(OverlapStatement)
        if row["core_id"] == core["id"]
        and row["office_id"] == office
        and row["effective_on"] <= seen.as_at
        and seen.is_known(row["at"])
    ]
    return max(given, key=lambda row: (row["effective_on"], row["id"]), default=None)


def _together(core: Row, rows: list[Row], stated: Row | None) -> Row:
    if core["measure"] == "percentage":
        upper, lower = (_all(whole, rows, name) for name in ("part", "whole"))
        targets = {row["target"] for row in rows if row["target"] is not None}
        return {
            "actual": 100 * upper / lower if lower else None,
            "target": targets.pop() if len(targets) == 1 else None,
            "part": upper,
            "whole": lower,
        }
    if stated and stated["method"] == "estimate":
        found = {"actual": stated["value"], "target": stated["target"]}
    else:
        adds_up = not core["is_people"] or (stated and stated["method"] == "sum")
        how = whole if adds_up else max
        found = {name: _all(how, rows, name) for name in ("actual", "target")}
    return found | {"part": None, "whole": None}


def _all(how: Any, rows: Iterable[Row], name: str) -> Any:
    values = [row[name] for row in rows if row[name] is not None]
    return how(values) if values else None
