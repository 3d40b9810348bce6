"""R4, budget against actual."""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from .expected import Book, Value, table
from .money import group, money_of, offices, planned, scope, spent
from .raw import Row
from .seen import SPENDING, Seen, whole

MONEY = {
    "Published": "published",
    "Current": "requirement",
    "Budgeted": "allocated",
    "Not budgeted": "unallocated",
    "Planned spending": "planned",
    "Committed": "committed",
    "Disbursed": "disbursed",
    "Spent": "spent",
    "Balance": "balance",
    "Delivery": "delivery",
}


def budget(seen: Seen) -> Book:
    total = scope(seen)
    total["planned"] = whole(planned(seen, row, seen.as_at) for row in seen.activities)
    return {
        "By office": _offices(seen, total),
        "By requirement line": _cells(seen, total),
        "By activity": _activities(seen, total),
        "By month": by_month(seen),
    }


def figures(*names: str) -> dict[str, Value]:
    """Columns of the second of each pair, by their headings."""
    return {name: lambda pair, key=MONEY[name]: pair[1][key] for name in names}


def _offices(seen: Seen, total: Row) -> Any:
    rows = []
    for office, money in offices(seen):
        own = [row for row in seen.activities if row["office"]["id"] == office["id"]]
        due = whole(planned(seen, row, seen.as_at) for row in own)
        rows.append((office, money | {"planned": due}))
    columns = {"Office": lambda pair: pair[0]["name_en"]} | figures(*MONEY)
    totals = {name: total[key] for name, key in MONEY.items()}
    return table(rows, columns, totals=totals)


def _cells(seen: Seen, total: Row) -> Any:
    rows = [(row, group(seen, row["office_id"], row["heading_id"])) for row in seen.cells]
    names = [name for name in MONEY if name != "Planned spending"]
    columns = {
        "Office": lambda pair: seen.all_offices[pair[0]["office_id"]]["name_en"],
        "Heading": lambda pair: seen.all_headings[pair[0]["heading_id"]]["code"],
    } | figures(*names)
    return table(rows, columns, totals={name: total[MONEY[name]] for name in names})


def _activities(seen: Seen, total: Row) -> Any:
    rows = [(row, money_of(seen)[row["id"]]) for row in seen.activities]
    summed = ("Budgeted", "Planned spending", "Committed", "Disbursed", "Spent")
    columns = {
        "Office": lambda pair: pair[0]["office"]["name_en"],
        "Activity": lambda pair: pair[0]["code"],
        "Title": lambda pair: pair[0]["title"],
        **figures(*summed, "Balance", "Delivery"),
        "Overspent": lambda pair: pair[1]["overspent"],
    }
    totals = {name: whole(money[MONEY[name]] for _row, money in rows) for name in summed}
    return table(rows, columns, totals=totals)


def by_month(seen: Seen) -> Any:
    own = [
        row
        for row in seen.entries
        if row["kind"] in SPENDING and seen.office in (None, row["office_id"])
    ]
    paid_in = {row["value_on"].replace(day=1) for row in own}
    first = min([seen.appeal["starts_on"].replace(day=1), *paid_in])
    last = max([seen.appeal["ends_on"].replace(day=1), *paid_in])

    def due(day: date) -> Decimal:
        return whole(planned(seen, row, day) for row in seen.activities)

    def paid(since: date, until: date) -> Decimal:
        return spent(row for row in own if since <= row["value_on"] <= until)

    rows = [
        {
            "Month": f"{month:%Y-%m}",
            "Planned spending": due(end) - (due(month - timedelta(days=1)) if month > first else 0),
            "Spent": paid(month, end) if month <= seen.as_at else None,
            "Planned spending so far": due(end),
            "Spent so far": paid(first, end) if month <= seen.as_at else None,
        }
        for month, end in _each_month(first, last)
    ]
    columns: dict[str, Value] = {name: lambda row, name=name: row[name] for name in rows[0]}
    return table(rows, columns, totals={"Spent": scope(seen)["spent"]})


def _each_month(month: date, last: date) -> Iterator[tuple[date, date]]:
    """The first and the last day of each."""
    while month <= last:
        after = (month + timedelta(days=31)).replace(day=1)
        yield month, after - timedelta(days=1)
        month = after
