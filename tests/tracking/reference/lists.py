"""R1, the table as published; R15, the risk register; R16, the rates of exchange."""

from decimal import Decimal
from typing import Any

from appeal.models import StatedTotal
from tracking.models import ExchangeRate

from .covers import open_risks
from .expected import Book, Value, table
from .raw import Row
from .seen import Seen, whole, whole_or_none
from .words import RISKS

LEVELS = {4: "low", 9: "medium", 16: "high", 25: "critical"}
Key = tuple[int | None, int | None]


def as_published(seen: Seen) -> Book:
    return {"Matrix": _matrix(seen), "Totals": _totals(seen)}


def stated_totals(seen: Seen) -> dict[Key, Decimal]:
    return {
        (row["office_id"], row["heading_id"]): row["amount"]
        for row in seen.raw.table(StatedTotal)
        if row["appeal_id"] == seen.appeal["id"]
    }


def _matrix(seen: Seen) -> Any:
    amounts = {(row["office_id"], row["heading_id"]): row["amount"] for row in seen.all_cells}
    stated = stated_totals(seen)
    columns: dict[str, Value] = {"Office": lambda row: row["printed_name"]}
    totals: dict[str, Any] = {}
    for head in seen.headings:
        pk = head["id"]
        columns[head["code"]] = lambda row, pk=pk: amounts.get((row["office_id"], pk))
        totals[head["code"]] = stated[None, pk]
    columns["TOTAL"] = lambda row: stated[row["office_id"], None]
    printed = sum(amount is not None for amount in amounts.values())
    controls = [
        ("Requirement lines with an amount", printed),
        ("Requirement lines with a dash", len(amounts) - printed),
    ]
    total = stated[None, None]
    return table(seen.sections, columns, totals=totals | {"TOTAL": total}, controls=controls)


def _totals(seen: Seen) -> Any:
    def computed(office: int | None, heading: int | None) -> Decimal | None:
        return whole_or_none(
            row["amount"]
            for row in seen.all_cells
            if office in (None, row["office_id"]) and heading in (None, row["heading_id"])
        )

    names: list[tuple[Key, str, str, str]] = []
    for row in seen.sections:
        code = seen.all_offices[row["office_id"]]["code"]
        names.append(((row["office_id"], None), "office", code, row["printed_name"]))
    for row in seen.headings:
        names.append(((None, row["id"]), "heading", row["code"], row["table_title_en"]))
    names.append(((None, None), "appeal", "", "All offices and headings"))
    stated = stated_totals(seen)
    columns: dict[str, Value] = {
        "Total of": lambda row: row[1],
        "Code": lambda row: row[2] or None,
        "Name": lambda row: row[3],
        "Stated": lambda row: stated[row[0]],
        "Computed": lambda row: computed(*row[0]),
        "Difference": lambda row: stated[row[0]] - (computed(*row[0]) or 0),
    }
    differing = sum(stated[key] != computed(*key) for key, *_names in names)
    controls = [
        ("Sum of the stated totals", whole(stated[key] for key, *_names in names)),
        ("Totals that differ", differing),
    ]
    return table(names, columns, controls=controls)


def risk_register(seen: Seen) -> Book:
    rows = open_risks(seen)
    columns: dict[str, Value] = {
        "Office": lambda row: row["activity"]["office"]["name_en"],
        "Activity": lambda row: row["activity"]["code"],
        "Activity title": lambda row: row["activity"]["title"],
        "What may happen": lambda row: row["what"],
        "Likelihood": lambda row: row["likelihood"],
        "Impact": lambda row: row["consequence"],
        "Score": lambda row: row["score"],
        "Level": lambda row: next(word for most, word in LEVELS.items() if row["score"] <= most),
        "Treatment": lambda row: row["treatment"] or None,
        "Owner": lambda row: row["owner"] or None,
        "State": lambda row: RISKS[row["state"]],
    }
    return {"Risks": table(rows, columns, controls=[("Risks", len(rows))])}


def rates_of_exchange(seen: Seen) -> Book:
    """The newest first; every rate, whatever the appeal."""

    def place(row: Row) -> Any:
        return -row["effective_on"].toordinal(), row["currency"]

    rows = sorted(seen.raw.table(ExchangeRate), key=place)
    columns: dict[str, Value] = {
        "Effective on": lambda row: row["effective_on"],
        "Currency": lambda row: row["currency"],
        "Units per USD": lambda row: row["rate"],
        "Source": lambda row: row["source"],
        "Reason (if unusual)": lambda row: row["unusual_reason"] or None,
    }
    return {"Exchange rates": table(rows, columns, controls=[("Rates", len(rows))])}
