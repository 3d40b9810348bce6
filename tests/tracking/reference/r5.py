"""R5, the indicator tracking table."""

from collections import Counter
from decimal import Decimal
from typing import Any

from .core import core_sheet
from .expected import Book, Value, table
from .raw import Row
from .results import achieved, colour, parts_of, results
from .seen import Seen
from .words import BASES, COLOURS

MEASURES = {"number": "number", "percentage": "percentage", "yes_no": "yes or no"}
DIRECTIONS = {"up": "should rise", "down": "should fall"}
ACCUMULATIONS = {
    "sum": "periods add up",
    "latest": "the latest counts",
    "max": "the highest counts",
}


def indicators(seen: Seen) -> Book:
    sheets = {"Indicators": _wide(seen), "Actuals": _long(seen)}
    last = {"Achieved": _reached(seen)} if seen.office else {"By office": _offices(seen)}
    return sheets | last | core_sheet(seen)


def word(seen: Seen, row: Row) -> str | None:
    return COLOURS.get(colour(row, seen.as_at) or "")


def actual_in(row: Row, period: Row) -> Decimal | None:
    found = [point["value"] for point in row["points"] if point["period"]["id"] == period["id"]]
    return found[0] if found else None


def _of(name: str, words: dict[str, str] | None = None) -> Value:
    def value(row: Row) -> Any:
        held = row["indicator"][name]
        return words[held] if words else held

    return value


def _wide(seen: Seen) -> Any:
    columns: dict[str, Value] = {
        "Office": lambda row: row["activity"]["office"]["name_en"],
        "Activity": lambda row: row["activity"]["code"],
        "Indicator": _of("title_en"),
        "Unit": _of("unit_en"),
        "Measure": _of("measure", MEASURES),
        "Direction": _of("direction", DIRECTIONS),
        "Accumulation": _of("accumulation", ACCUMULATIONS),
        "Baseline": _of("baseline"),
        "Basis of the baseline": lambda row: BASES.get(row["indicator"]["baseline_basis"]),
        "Target": _of("target"),
        "Basis of the target": lambda row: BASES.get(row["indicator"]["target_basis"]),
    }
    for period in seen.periods:
        ends_on = period["ends_on"]
        columns[f"{period['code']} target"] = lambda row, day=ends_on: row["targets"].get(day)
        columns[f"{period['code']} actual"] = lambda row, period=period: actual_in(row, period)
    columns |= {
        "Target to date": lambda row: row["target"],
        "Actual to date": lambda row: row["actual"],
        "Achieved": achieved,
        "Status": lambda row: word(seen, row),
    }
    rows = results(seen)
    return table(rows, columns, controls=[("Indicators", len(rows))])


def _long(seen: Seen) -> Any:
    rows = []
    for row in results(seen):
        for point in row["points"]:
            rows.append(point | {"row": row, "dimension": None, "category": None})
            for dimension, category, value in parts_of(seen, point):
                part = {"dimension": dimension, "category": category, "value": value}
                rows.append({"row": row, "period": point["period"]} | part)
    columns: dict[str, Value] = {
        "Office": lambda part: part["row"]["activity"]["office"]["name_en"],
        "Activity": lambda part: part["row"]["activity"]["code"],
        "Indicator": lambda part: part["row"]["indicator"]["title_en"],
        "Period": lambda part: part["period"]["code"],
        "Broken down by": lambda part: part["dimension"],
        "Category": lambda part: part["category"],
        "Value": lambda part: part["value"],
        "How many": lambda part: part.get("numerator"),
        "Out of how many": lambda part: part.get("denominator"),
        "No data, because": lambda part: part.get("missing_reason") or None,
        "Comment": lambda part: part.get("comment") or None,
    }
    return table(rows, columns, controls=[("Actuals and their parts", len(rows))])


def _reached(seen: Seen) -> Any:
    rows = [row for row in results(seen) if achieved(row) is not None]
    counted = Counter(row["activity"]["code"] for row in rows)
    taken: Counter[str] = Counter()
    for row in rows:
        code = row["activity"]["code"]
        taken[code] += 1
        row["label"] = f"{code} ({taken[code]})" if counted[code] > 1 else code
    columns: dict[str, Value] = {
        "Activity": lambda row: row["label"],
        "Indicator": _of("title_en"),
        "Target to date": lambda row: row["target"],
        "Actual to date": lambda row: row["actual"],
        "Achieved": achieved,
        "Target": lambda row: 1,
        "Status": lambda row: word(seen, row),
    }
    return table(rows, columns)


def _offices(seen: Seen) -> Any:
    counted = Counter(
        (row["activity"]["office"]["id"], colour(row, seen.as_at)) for row in results(seen)
    )
    columns: dict[str, Value] = {"Office": lambda office: office["name_en"]}
    for name, label in COLOURS.items():
        columns[label] = lambda office, name=name: counted[office["id"], name]
    totals = {
        label: sum(count for (_office, colour), count in counted.items() if colour == name)
        for name, label in COLOURS.items()
    }
    return table(seen.offices, columns, totals=totals)
