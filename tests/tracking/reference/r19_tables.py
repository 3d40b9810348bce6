"""The tables of R19, the donor statement."""

from collections.abc import Sequence
from decimal import Decimal
from functools import partial
from typing import Any

from .covers import of_hundred
from .expected import Value, table
from .funding import flows, signed
from .grants import by_month
from .r5 import word
from .raw import Row
from .results import achieved, results
from .seen import whole
from .statements import ZERO, Told
from .words import FLOWS, KINDS


def by_category(told: Told) -> Any:
    usd = told.sums("category")
    own = told.own_parts(usd)
    rows: list[Row] = [
        {"title": row["title"], "budget": row["budget"], "own": own.get(row["id"], ZERO),
         "usd": usd.get(row["id"], ZERO)}
        for row in told.categories
    ]  # fmt: skip
    none: Row = {"budget": None}
    if usd.get(None):
        rows.append(none | {"title": "without a category", "own": own[None], "usd": usd[None]})
    charged = told.own(told.charged)
    if told.terms["overhead_rate"] is not None:
        own_overhead = charged - told.own(told.money["spent"])
        rows.append(
            none | {"title": "Overhead", "own": own_overhead, "usd": told.money["overhead"]}
        )
    for row in rows:
        row["rest"] = (row["budget"] or ZERO) - row["own"]
    names = {f"Budget ({told.currency})": "budget"}
    if told.currency != "USD":
        names[f"Charged ({told.currency})"] = "own"
        names[f"Budget minus charged ({told.currency})"] = "rest"
        names["Charged (USD)"] = "usd"
    else:
        names |= {"Charged (USD)": "usd", "Budget minus charged (USD)": "rest"}
    if not told.categories:
        names = {title: name for title, name in names.items() if name not in ("budget", "rest")}
    totals = {title: whole(row[name] for row in rows) for title, name in names.items()}
    return table(rows, {"Category": lambda row: row["title"]} | by(names), totals=totals)


def by(names: dict[str, str]) -> dict[str, Value]:
    return {title: partial(lambda name, row: row[name], name) for title, name in names.items()}


def lines(told: Told) -> Any:
    """Every cell that holds some of the grant or was spent from, and what is in no cell."""
    seen, spent = told.seen, told.sums("office_id", "heading_id")
    stands = {place: usd for place, usd in told.stands.items() if None not in place and usd}
    apart = told.money["unassigned"]
    own_spent = told.own_parts(spent)
    own_given = told.own_parts(stands | ({None: apart} if apart else {}))
    rows: list[Row] = []
    for cell in seen.all_cells:
        place = (cell["office_id"], cell["heading_id"])
        if place in stands or place in spent:
            office, heading = seen.all_offices[place[0]], seen.all_headings[place[1]]
            rows.append(
                {"code": f"{office['code']} {heading['code']}", "office": office["name_en"],
                 "heading": heading["title_en"], "given": stands.get(place, ZERO),
                 "spent": spent.get(place, ZERO), "own_given": own_given.get(place, ZERO),
                 "own_spent": own_spent.get(place, ZERO)}
            )  # fmt: skip
    if apart:
        rows.append(
            {"code": "Not distributed", "office": None,
             "heading": "Not distributed to a requirement line",
             "given": apart, "spent": ZERO, "own_given": own_given[None], "own_spent": ZERO}
        )  # fmt: skip
    for row in rows:
        row["rest"] = row["given"] - row["spent"]
    names = {"Distributed (USD)": "given", "Spent (USD)": "spent",
             "Distributed minus spent (USD)": "rest"}  # fmt: skip
    if told.currency != "USD":
        names |= {f"Distributed ({told.currency})": "own_given",
                  f"Spent ({told.currency})": "own_spent"}  # fmt: skip
    first = {"Requirement line": "code", "Office": "office", "Heading": "heading"}
    return table(rows, by(first | names), totals=_totals(rows, names))


def _totals(rows: Sequence[Row], names: dict[str, str]) -> dict[str, Decimal]:
    return {title: whole(row[name] for row in rows) for title, name in names.items()}


def _in_both(told: Told, title: str) -> dict[str, str]:
    """An amount in USD, and in the currency of the reports."""
    own = {f"{title} ({told.currency})": "own"} if told.currency != "USD" else {}
    return {f"{title} (USD)": "usd"} | own


def by_activity(told: Told) -> Any:
    spent = told.sums("activity_id")
    own = told.own_parts(spent)
    rows = [row | {"usd": spent[row["id"]], "own": own[row["id"]]} for row in told.activities]
    names = _in_both(told, "Spent")
    columns: dict[str, Value] = {
        "Office": lambda row: row["office"]["name_en"],
        "Activity": lambda row: row["code"],
        "Title": lambda row: row["title"],
    }
    return table(rows, columns | by(names), totals=_totals(rows, names))


def narrative(told: Told) -> Any:
    """On periods that have a day that the grant pays for."""
    first, last = told.terms["starts_on"], told.last
    rows = []
    for activity in told.activities:
        for row in told.seen.included_lines:
            period = row["report"]["period"]
            is_in = (first is None or period["ends_on"] >= first) and (
                last is None or period["starts_on"] <= last
            )
            if row["activity_id"] == activity["id"] and is_in:
                rows.append(row)
    columns: dict[str, Value] = {
        "Activity": lambda row: told.codes[row["activity_id"]],
        "Period": lambda row: row["report"]["period"]["code"],
        "Progress": lambda row: of_hundred(row["percent"]),
        "What was done": lambda row: row["narrative"] or None,
        "Issues": lambda row: row["issues"] or None,
    }
    return table(rows, columns)


def outcomes(told: Told) -> Any:
    ids = {row["id"] for row in told.activities}
    columns: dict[str, Value] = {
        "Office": lambda row: row["activity"]["office"]["name_en"],
        "Activity": lambda row: row["activity"]["code"],
        "Indicator": lambda row: row["indicator"]["title_en"],
        "Unit": lambda row: row["indicator"]["unit_en"],
        "Baseline": lambda row: row["indicator"]["baseline"],
        "Target to date": lambda row: row["target"],
        "Actual to date": lambda row: row["actual"],
        "Achieved": achieved,
        "Status": lambda row: word(told.seen, row),
    }
    return table([row for row in results(told.seen) if row["activity"]["id"] in ids], columns)


def months(told: Told) -> Any:
    """Every month from the first day or entry to the last one, with what came before."""
    spent, so_far = by_month(told.seen, told.pk), ZERO
    rows: list[Row] = []
    if spent:
        ends = [told.terms["starts_on"], min(told.last or told.seen.as_at, told.seen.as_at)]
        names = sorted([*spent, *(f"{each:%Y-%m}" for each in ends if each)])
        year, month = map(int, names[0].split("-"))
        while (name := f"{year}-{month:02}") <= names[-1]:
            so_far += spent.get(name, ZERO)
            rows.append({"name": name, "spent": spent.get(name, ZERO), "so_far": so_far})
            year, month = year + month // 12, month % 12 + 1
    names_of = {"Month": "name", "Spent (USD)": "spent", "Spent so far (USD)": "so_far"}
    return table(rows, by(names_of), totals={"Spent (USD)": told.money["spent"]})


def given(told: Told) -> Any:
    rows = [row for row in flows(told.seen) if row["contribution_id"] == told.pk]
    columns: dict[str, Value] = {
        "Number": lambda row: row["id"],
        "Value date": lambda row: row["value_on"],
        "Kind": lambda row: FLOWS[row["kind"]],
        "Currency": lambda row: row["currency"],
        "Amount": signed,
        "Rate": lambda row: row["rate"],
        "USD": lambda row: signed(row, "usd_amount"),
        "Reverses": lambda row: row["reverses_id"],
    }
    sums = dict(zip(FLOWS.values(), ("pledged", "committed", "received"), strict=True))
    return table(
        sorted(rows, key=lambda row: (row["value_on"], row["id"])),
        columns,
        subtotals=[(kind, told.promised[name]) for kind, name in sums.items()],
    )


def _entry(told: Told) -> dict[str, Value]:
    seen = told.seen
    return {
        "Number": lambda row: row["id"],
        "Value date": lambda row: row["value_on"],
        "Office": lambda row: seen.all_offices[row["office_id"]]["name_en"],
        "Activity": lambda row: told.codes[row["activity_id"]],
        "Paid from": lambda row: seen.all_headings[row["heading_id"]]["code"],
        "Reference": lambda row: row["reference"] or None,
        "Currency": lambda row: row["currency"],
        "Amount": lambda row: row["amount"],
        "Rate": lambda row: row["rate"],
    }


def commitments(told: Told) -> Any:
    own = told.own_parts({row["id"]: row["usd"] for row in told.open})
    rows = [row | {"own": own[row["id"]]} for row in told.open]
    names = _in_both(told, "Committed by us")
    return table(rows, _entry(told) | by(names), totals=_totals(rows, names))


def entries(told: Told) -> Any:
    titles = {row["id"]: row["title"] for row in told.categories}
    rows = [row | dict(zip(("full", "others"), row["shown"], strict=True)) for row in told.parts]
    names = {"Whole entry (USD)": "full", "Of it not paid by this grant (USD)": "others",
             "Paid by this grant (USD)": "usd"}  # fmt: skip
    columns: dict[str, Value] = _entry(told) | {
        "Kind": lambda row: KINDS[row["kind"]],
        "Category": lambda row: titles.get(row["category"]),
    }
    return table(rows, columns | by(names), totals=_totals(rows, names))
