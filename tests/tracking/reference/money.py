"""Spent, committed, allocated: of activities, cells and what groups them."""

from collections.abc import Callable, Iterable
from datetime import date, timedelta
from decimal import ROUND_HALF_EVEN, Decimal
from functools import cache
from typing import Any

from .funding import funded_at, pledged_at, unassigned_at
from .raw import Row
from .seen import CENT, SPENDING, Seen, in_usd, less, share, whole, whole_or_none


def spent(entries: Iterable[Row]) -> Decimal:
    return whole(row["signed"] for row in entries if row["kind"] in SPENDING)


def disbursed(entries: Iterable[Row]) -> Decimal:
    return whole(row["signed"] for row in entries if row["kind"] == "disbursement")


@cache
def left_open(seen: Seen) -> list[tuple[Row, Decimal]]:
    """Each commitment with what it still holds back, in USD."""
    undone = {row["reverses_id"] for row in seen.entries}
    return [
        (row, Decimal(0) if row["id"] in undone else _left_open(row, seen.entries))
        for row in seen.entries
        if row["kind"] == "commitment" and row["reverses_id"] is None
    ]


def _left_open(commitment: Row, entries: Iterable[Row]) -> Decimal:
    """Draws in its own currency come off its amount, those in others off its USD."""
    left, others = commitment["amount"], Decimal(0)
    for row in entries:
        if row["against_id"] == commitment["id"]:
            if row["currency"] == commitment["currency"]:
                left -= row["signed_amount"]
            else:
                others += row["signed"] or 0
    rate = commitment["rate"]
    valued = commitment["usd_amount"] if rate is None else in_usd(max(left, Decimal(0)), rate)
    return max(Decimal(0), (valued or Decimal(0)) - others)


def committed(seen: Seen, holds: Callable[[Row], bool]) -> Decimal:
    return whole(usd for row, usd in left_open(seen) if holds(row))


def elapsed(activity: Row, day: date) -> Decimal:
    days = (activity["ends_on"] - activity["starts_on"]).days + 1
    passed = (day - activity["starts_on"]).days + 1
    return Decimal(min(max(passed, 0), days)) / days


def planned_part(activity: Row, day: date) -> Decimal:
    """What of the budget was to be spent: each day has its part of what its month was to take."""
    if not activity["phasing"]:
        return elapsed(activity, day)
    length = (activity["ends_on"] - activity["starts_on"]).days + 1
    days = [activity["starts_on"] + timedelta(days=number) for number in range(length)]
    gone = Decimal(0)
    for month, usd in activity["phasing"].items():
        own = [each for each in days if f"{each:%Y-%m}" == month]
        gone += Decimal(usd) * sum(each <= day for each in own) / len(own)
    return gone / whole(map(Decimal, activity["phasing"].values()))


def allocated_to(seen: Seen, activity: Row) -> Decimal:
    own = [row["amount"] for row in seen.allocations if row["activity_id"] == activity["id"]]
    return whole(own)


def planned(seen: Seen, activity: Row, day: date) -> Decimal:
    due = allocated_to(seen, activity) * planned_part(activity, day)
    return due.quantize(CENT, ROUND_HALF_EVEN)


@cache
def money_of(seen: Seen) -> dict[int, Row]:
    """The money of each activity by its id."""
    return {row["id"]: _money(seen, row) for row in seen.every_activity}


def _money(seen: Seen, activity: Row) -> Row:
    own = [row for row in seen.entries if row["activity_id"] == activity["id"]]
    budget, paid = allocated_to(seen, activity), spent(own)
    held = committed(seen, lambda row: row["activity_id"] == activity["id"])
    return {
        "allocated": budget,
        "planned": planned(seen, activity, seen.as_at),
        "committed": held,
        "disbursed": disbursed(own),
        "spent": paid,
        "balance": budget - paid - held,
        "delivery": share(paid, budget),
        "overspent": max(Decimal(0), paid - budget),
    }


# Of cells and what groups them


def group(seen: Seen, office: int | None = None, heading: int | None = None) -> Row:
    """The figures of a cell, an office, a heading, or (neither) of the appeal."""
    cells = [
        row
        for row in seen.all_cells
        if office in (None, row["office_id"]) and heading in (None, row["heading_id"])
    ]
    own = {row["id"] for row in cells}
    entries = [row for row in seen.entries if row["cell_id"] in own]
    requirement = whole_or_none(seen.requirements[pk] for pk in own)
    allocated = whole_or_none(allocated_from(seen, pk) for pk in own)
    paid, held = spent(entries), committed(seen, lambda row: row["cell_id"] in own)
    funded = funded_at(seen, office, heading)
    return {
        "cells": own,
        "published": whole_or_none(row["amount"] for row in cells),
        "requirement": requirement,
        "allocated": allocated,
        "unallocated": less(requirement, allocated),
        "committed": held,
        "disbursed": disbursed(entries),
        "spent": paid,
        "balance": less(requirement, paid, held),
        "delivery": share(paid, requirement),
        "funded": funded,
        "coverage": share(funded, requirement),
        "pledged": pledged_at(seen, office, heading),
        "unassigned": unassigned_at(seen, office, heading),
    }


def allocated_from(seen: Seen, cell: int) -> Decimal | None:
    """Of a cell that is a dash: None."""
    if seen.requirements[cell] is None:
        return None
    return whole(row["amount"] for row in seen.allocations if row["cell_id"] == cell)


def scope(seen: Seen) -> Row:
    """The figures of the chosen office, or of the appeal."""
    return group(seen, office=seen.office)


@cache
def offices(seen: Seen) -> list[tuple[Row, Row]]:
    return [(office, group(seen, office=office["id"])) for office in seen.offices]


def under_headings(seen: Seen) -> list[tuple[Row, Row]]:
    """Of one office its cells."""
    return [(row, group(seen, seen.office, row["id"])) for row in seen.headings]


def remainder(total: Row, rows: Iterable[Row]) -> Row:
    """What of the funded and pledged stands in none of the rows; nothing else applies."""
    rows = list(rows)
    nothing: dict[str, Any] = dict.fromkeys(total)
    placed = ("funded", "pledged", "unassigned")
    return nothing | {name: total[name] - whole(row[name] for row in rows) for name in placed}


def heading_name(heading: Row) -> str:
    return f"{heading['code']} {heading['title_en']}"
