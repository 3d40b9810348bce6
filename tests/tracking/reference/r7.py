"""R7, contributions by donor."""

from typing import Any

from .expected import Book, Value, table
from .funding import contributions, flows, moves, signed
from .money import heading_name, offices, remainder, scope, under_headings
from .r2 import TO_A_HEADING, TO_AN_OFFICE, earmarks, sorting
from .raw import Row
from .seen import Seen, whole, whole_or_none
from .words import FLOWS

GIVEN = {
    "Pledged": "pledged",
    "Committed": "committed",
    "Received": "received",
    "Still to be received": "outstanding",
    "From and to other appeals": "shared",
    "Funded": "funded",
}
DONORS = {
    "government": "government",
    "multilateral": "multilateral body or fund",
    "private": "private sector or foundation",
    "other": "other",
}
OF_PLACES = {
    "Requirement": "requirement",
    "Funded": "funded",
    "Coverage": "coverage",
    "Not distributed to a requirement line": "unassigned",
    "Pledged": "pledged",
}


def by_donor(seen: Seen) -> Book:
    given = [row for row in contributions(seen).values() if _counts_here(seen, row)]
    given.sort(key=lambda r: (sorting(r["donor"]["name"]), sorting(r["reference"]), r["id"]))
    totals = {title: whole_or_none(row[name] for row in given) for title, name in GIVEN.items()}
    return {
        "By donor": _donors(given, totals),
        "Contributions": _one_by_one(seen, given, totals),
        "By office": _offices(seen),
        "By heading": _headings(seen),
        "Flows": _flows(seen, given, totals),
        "Distributions": _assignments(seen, given),
    }


def _counts_here(seen: Seen, row: Row) -> bool:
    """Earmarked for the chosen office, or with money assigned to it."""
    if seen.office in (None, row["office_id"]):
        return True
    moved = [move for move in moves(seen) if move["contribution_id"] == row["id"]]
    return any(move["office_id"] == seen.office for move in moved)


def _columns(names: dict[str, str]) -> dict[str, Value]:
    return {title: lambda row, name=name: row[name] for title, name in names.items()}


def _donors(given: list[Row], totals: Row) -> Any:
    donors: dict[int, Row] = {}
    for row in given:
        donor = donors.setdefault(row["donor_id"], {"name": row["donor"]["name"], "rows": []})
        donor["kind"] = DONORS[row["donor"]["kind"]]
        donor["rows"].append(row)
    for donor in donors.values():
        donor |= {name: whole(row[name] for row in donor["rows"]) for name in GIVEN.values()}
    columns: dict[str, Value] = {
        "Donor": lambda row: row["name"],
        "Kind": lambda row: row["kind"],
        "Contributions": lambda row: len(row["rows"]),
        **_columns(GIVEN),
    }
    rows = sorted(donors.values(), key=lambda row: sorting(row["name"]))
    return table(rows, columns, totals=totals)


def _one_by_one(seen: Seen, given: list[Row], totals: Row) -> Any:
    own = {f"{title}, own currency": f"own_{GIVEN[title]}" for title in list(GIVEN)[:4]}
    columns: dict[str, Value] = {
        "Donor": lambda row: row["donor"]["name"],
        "Reference": lambda row: row["reference"] or None,
        **earmarks(seen),
        "Currency": lambda row: row["currency"],
        **_columns(own),
        **_columns(GIVEN),
        "Not distributed to a requirement line": lambda row: row["unassigned"],
        "Note": lambda row: row["note"] or None,
    }
    apart = whole_or_none(row["unassigned"] for row in given)
    return table(given, columns, totals=totals | {"Not distributed to a requirement line": apart})


def _places(seen: Seen, label: str, rows: list[tuple[str, Row]]) -> Any:
    columns: dict[str, Value] = {label: lambda pair: pair[0]}
    for title, name in OF_PLACES.items():
        columns[title] = lambda pair, name=name: pair[1][name]
    total = scope(seen)
    return table(rows, columns, totals={t: total[name] for t, name in OF_PLACES.items()})


def _offices(seen: Seen) -> Any:
    rows = [(office["name_en"], money) for office, money in offices(seen)]
    if not seen.office:
        rows.append((TO_AN_OFFICE, remainder(scope(seen), [money for _name, money in rows])))
    return _places(seen, "Office", rows)


def _headings(seen: Seen) -> Any:
    rows = [(heading_name(row), money) for row, money in under_headings(seen)]
    rows.append((TO_A_HEADING, remainder(scope(seen), [money for _name, money in rows])))
    return _places(seen, "Heading", rows)


def _flows(seen: Seen, given: list[Row], totals: Row) -> Any:
    by_id = {row["id"]: row for row in given}
    rows = [row for row in flows(seen) if row["contribution_id"] in by_id]
    columns: dict[str, Value] = {
        "Number": lambda row: row["id"],
        "Value date": lambda row: row["value_on"],
        "Donor": lambda row: by_id[row["contribution_id"]]["donor"]["name"],
        "Reference": lambda row: by_id[row["contribution_id"]]["reference"] or None,
        "Kind": lambda row: FLOWS[row["kind"]],
        "Currency": lambda row: row["currency"],
        "Amount": signed,
        "Rate": lambda row: row["rate"],
        "USD": lambda row: signed(row, "usd_amount"),
        "Reverses": lambda row: row["reverses_id"],
        "Note": lambda row: row["note"] or None,
        "Recorded by": lambda row: seen.people[row["recorded_by_id"]]["username"],
        "Recorded at": lambda row: seen.local(row["recorded_at"]),
    }
    sums = dict(zip(FLOWS.values(), ("Pledged", "Committed", "Received"), strict=True))
    return table(
        sorted(rows, key=lambda row: (row["value_on"], row["id"])),
        columns,
        subtotals=[(kind, totals[name]) for kind, name in sums.items()],
    )


def _assignments(seen: Seen, given: list[Row]) -> Any:
    by_id = {row["id"]: row for row in given}
    rows = [row for row in moves(seen) if row["contribution_id"] in by_id]

    def place(office: int | None, heading: int | None) -> str:
        codes = [seen.all_offices[office]["code"]] if office else []
        codes += [seen.all_headings[heading]["code"]] if heading else []
        return " ".join(codes) or "the appeal"

    columns: dict[str, Value] = {
        "Number": lambda row: row["id"],
        "Effective on": lambda row: row["effective_on"],
        "Donor": lambda row: by_id[row["contribution_id"]]["donor"]["name"],
        "From": lambda row: place(row["from_office_id"], row["from_heading_id"]),
        "To": lambda row: place(row["office_id"], row["heading_id"]),
        "USD": signed,
        "Reverses": lambda row: row["reverses_id"],
        "Reason": lambda row: row["reason"] or None,
        "Recorded by": lambda row: seen.people[row["recorded_by_id"]]["username"],
    }
    return table(sorted(rows, key=lambda row: (row["effective_on"], row["id"])), columns)
