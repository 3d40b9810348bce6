"""What covers and several reports share: headline figures, counts of flags, risks."""

from collections import Counter
from decimal import Decimal
from typing import Any

from tracking.models import Risk

from .expected import Value, table
from .money import scope
from .progress import flags, weighed, weighted
from .raw import Row
from .seen import Seen
from .words import COLOURS, RISKS

Facts = list[tuple[str, Any, str]]


def headline(seen: Seen) -> Facts:
    total = scope(seen)
    _percent, unreported = weighted(seen, total["cells"])
    silent = ""
    if unreported:
        share = f"{unreported * 100:.1f}\u00a0%"
        silent = f"Of the activities that reported. Not reported: {share} of the budget."
    return [
        ("Requirement (USD)", total["requirement"], ""),
        ("Funded (USD)", total["funded"], ""),
        ("Spent (USD)", total["spent"], ""),
        ("Progress", mean(seen, total["cells"]), silent),
    ]


def money_facts(seen: Seen) -> Facts:
    names = ("Coverage", "Delivery", "Budgeted", "Committed", "Balance")
    return [(name, scope(seen)[FIGURES[name]], "") for name in names]


FIGURES = {
    "Requirement": "requirement",
    "Funded": "funded",
    "Coverage": "coverage",
    "Budgeted": "allocated",
    "Committed": "committed",
    "Spent": "spent",
    "Delivery": "delivery",
    "Balance": "balance",
}
REPORTED = "Budget with progress reported"


def money_table(seen: Seen, label: str, rows: list[tuple[str, Row]]) -> Any:
    """Offices or headings with their money, and what they weigh in the progress of the whole."""
    columns: dict[str, Value] = {label: lambda pair: pair[0]}
    for title, name in FIGURES.items():
        columns[title] = lambda pair, name=name: pair[1][name]
    columns[REPORTED] = lambda pair: _reported_on(seen, pair[1]["cells"] or set())
    columns["Progress"] = lambda pair: mean(seen, pair[1]["cells"] or set())
    total = scope(seen)
    totals = {title: total[name] for title, name in FIGURES.items()}
    return table(rows, columns, totals=totals | {REPORTED: weighed(seen, total["cells"])[1]})


def _reported_on(seen: Seen, cells: set[int]) -> Decimal | None:
    """None where nothing is allocated that could be."""
    everything, reported, _points = weighed(seen, cells)
    return reported if everything else None


def mean(seen: Seen, cells: set[int]) -> Decimal | None:
    percent, _silent = weighted(seen, cells)
    return None if percent is None else percent / 100


def flag_counts(seen: Seen) -> Facts:
    counted = Counter(row["judged"] for row in flags(seen).values())
    facts: Facts = [(label.capitalize(), counted[name], "") for name, label in COLOURS.items()]
    return [*facts, ("No status applies", counted[None], "")]


def open_risks(seen: Seen) -> list[Row]:
    """Those of the activities in scope that are not closed, the gravest first."""
    own = {row["id"]: row for row in seen.activities}
    rows = [
        row | {"activity": own[row["activity_id"]], "score": row["likelihood"] * row["consequence"]}
        for row in seen.rows(Risk)
        if row["activity_id"] in own and row["state"] != "closed"
    ]
    return sorted(rows, key=lambda row: (-row["score"], row["id"]))


def risks(seen: Seen) -> Any:
    columns: dict[str, Value] = {
        "Office": lambda row: row["activity"]["office"]["name_en"],
        "Activity": lambda row: row["activity"]["code"],
        "What may happen": lambda row: row["what"],
        "Likelihood": lambda row: row["likelihood"],
        "Impact": lambda row: row["consequence"],
        "Score": lambda row: row["score"],
        "Treatment": lambda row: row["treatment"] or None,
        "Owner": lambda row: row["owner"],
        "State": lambda row: RISKS[row["state"]],
    }
    return table(open_risks(seen), columns)


def of_hundred(percent: int | None) -> Decimal | None:
    return None if percent is None else Decimal(percent) / 100
