"""Core indicators: what the lines of offices and of the region come to together."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from appeal.models import CoreIndicator
from tests.tracking.shown import DASH, quantity, share
from tracking.models import OverlapStatement

from .expected import Tabulated, table
from .raw import Row
from .results import is_share_that_adds_up, results
from .review import measured
from .seen import Seen, whole

ALL_OFFICES = None
WORDS = {
    "sum": "added up",
    "joined": "numerators and denominators added up",
    "largest": "the largest",
    "estimate": "estimate",
}


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
        "final": _final(row),
        "is_compared": row["actual"] is None or row["target"] is not None,
        "part": whole(point["numerator"] for point in told) if share else None,
        "whole": whole(point["denominator"] for point in told) if share else None,
    }


def _final(row: Row) -> Decimal | None:
    """What all of its targets come to; shares have no sum, so that the last one stands."""
    values = [row["targets"][day] for day in sorted(row["targets"])]
    how = row["indicator"]["accumulation"]
    if not values or how == "latest" or is_share_that_adds_up(row["indicator"]):
        return values[-1] if values else None
    return max(values) if how == "max" else whole(values)


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
        return {
            "actual": 100 * upper / lower if lower else None,
            **{name: _common(rows, name) for name in ("target", "final")},
            "part": upper,
            "whole": lower,
        }
    if stated and stated["method"] == "estimate":
        found = {"actual": stated["value"], "target": stated["target"], "final": None}
    else:
        adds_up = not core["is_people"] or (stated and stated["method"] == "sum")
        how = whole if adds_up else max
        found = {name: _all(how, rows, name) for name in ("actual", "target", "final")}
    return found | {"part": None, "whole": None}


def _common(rows: Iterable[Row], name: str) -> Decimal | None:
    values = {row[name] for row in rows if row[name] is not None}
    return values.pop() if len(values) == 1 else None


def _all(how: Any, rows: Iterable[Row], name: str) -> Any:
    values = [row[name] for row in rows if row[name] is not None]
    return how(values) if values else None


# The sheet of R5 and R10


def core_sheet(seen: Seen) -> dict[str, Tabulated]:
    """The sheet by its title, where there are core indicators."""
    rows: list[Row] = []
    subtotals: list[tuple[str, Any]] = []
    known = [row for row in seen.rows(CoreIndicator) if row["appeal_id"] == seen.appeal["id"]]
    for core in sorted(known, key=lambda row: (row["order"], row["id"])):
        own = list(_levels(seen, core))
        rows += own
        subtotals += _subtotals(seen, core, own)
    if not known:
        return {}
    return {"Core indicators": table(rows, COLUMNS, subtotals=subtotals)}


def _levels(seen: Seen, core: Row) -> Iterable[Row]:
    found = [row for row in results(seen) if row["indicator"]["core_id"] == core["id"]]
    lines = [_line(row) | {"row": row} for row in found]
    by_office = {
        office["id"]: [line for line in lines if line["office"] == office["id"]]
        for office in seen.offices
    }
    offices = {
        office: _rolled(core, own, _stated(seen, core, office))
        for office, own in by_office.items()
        if own
    }
    if seen.office is None:
        whole_one = _rolled(core, list(offices.values()), _stated(seen, core, ALL_OFFICES))
        yield whole_one | {"core": core, "level": "region"}
    for office, rolled in offices.items():
        named = {"core": core, "office_name": seen.all_offices[office]["name_en"]}
        yield rolled | named | {"level": "office"}
        for line in by_office[office]:
            yield line | named | {"level": "activity"}


def _rolled(core: Row, rows: list[Row], stated: Row | None) -> Row:
    """What rows come to, with what is said beside it."""
    method = "joined" if core["measure"] == "percentage" else "sum"
    if core["is_people"]:
        method = stated["method"] if stated else "largest"
    is_alone = len(rows) < 2 and method != "estimate"
    people = {
        "least": _all(max, rows, "actual"),
        "most": _all(whole, rows, "actual"),
        "statement": stated,
    }
    return {
        **_together(core, rows, stated),
        **(people if core["is_people"] else {}),
        "how": ("one line only" if rows else None) if is_alone else WORDS[method],
        "is_compared": all(
            row["is_compared"] and row["target"] is not None
            for row in rows
            if row["actual"] is not None
        )
        or method == "estimate",
    }


def _gap(row: Row) -> Decimal | None:
    has_both = row["is_compared"] and None not in (row["target"], row["actual"])
    return row["target"] - row["actual"] if has_both else None


def _share(row: Row) -> Decimal | None:
    has_both = row["is_compared"] and row["actual"] is not None and row["target"]
    return row["actual"] / row["target"] if has_both else None


def _subtotals(seen: Seen, core: Row, rows: list[Row]) -> list[tuple[str, Any]]:
    """What lines, or of people the offices, add up to."""
    code = core["code"]
    lines = [row for row in rows if row["level"] == "activity"]
    if core["measure"] == "percentage":
        return [
            (f"{code} How many", _all(whole, lines, "part")),
            (f"{code} Out of how many", _all(whole, lines, "whole")),
        ]
    if not core["is_people"]:
        return [(f"{code} Reached", _all(whole, lines, "actual"))]
    offices = [row for row in rows if row["level"] == "office"]
    return [] if seen.office else [(f"{code} At most", _all(whole, offices, "actual"))]


COLUMNS: dict[str, Any] = {
    "Core indicator": lambda row: row["core"]["code"],
    "Title": lambda row: row["core"]["title_en"],
    "Unit": lambda row: row["core"]["unit_en"],
    "Level": lambda row: row["level"],
    "Office": lambda row: row.get("office_name"),
    "Activity": lambda row: row["row"]["activity"]["code"] if "row" in row else None,
    "Indicator": lambda row: row["row"]["indicator"]["title_en"] if "row" in row else None,
    "Target to date": lambda row: row["target"],
    "Reached": lambda row: row["actual"],
    "Still to reach": _gap,
    "Share of the target to date": _share,
    "Target by the end": lambda row: row["final"],
    "How many": lambda row: row["part"],
    "Out of how many": lambda row: row["whole"],
    "At least": lambda row: row.get("least"),
    "At most": lambda row: row.get("most"),
    "How it comes together": lambda row: row.get("how"),
    "Stated by": lambda row: None,
    "Reason": lambda row: (row.get("statement") or {}).get("reason"),
}
