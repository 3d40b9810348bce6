"""The sheets on which money is entered: of T1, and of R12."""

from textwrap import shorten

from tracking.models import Contribution, Donor, Transaction

from .forms import KEY, Box, Form, form
from .money import heading_name
from .raw import Row
from .seen import Seen
from .words import KINDS


def entries(seen: Seen, name: str, spare: int) -> Form:
    return form(name, money_boxes(seen), [], spare=spare)


def money_boxes(seen: Seen) -> dict[str, Box]:
    activities = {row["code"]: named(row["code"], row["title"]) for row in seen.activities}
    drawn = {row["cell_id"] for row in seen.allocations}
    paid_from = {}
    for cell in seen.cells:
        heading = seen.all_headings[cell["heading_id"]]
        if cell["id"] in drawn:
            paid_from[heading["code"]] = short(heading_name(heading))
    return {
        "Value date": Box("value_on", asks="day"),
        "Activity": Box("activity", asks="choice", choices=activities),
        "Paid from": Box("cell", asks="choice", choices=paid_from),
        "Kind": Box("kind", asks="choice", choices=KINDS),
        "Currency": Box("currency", asks="text"),
        "Amount": Box("amount", asks="amount"),
        "Paid from the commitment": Box("against", asks="choice", choices=commitments(seen)),
        "Payee": Box("counterpart", asks="text"),
        "Reference": Box("reference", asks="text"),
        "Note": Box("note", asks="text"),
        "Reason for the date": Box("late_reason", asks="text"),
        "Reason (if unusual)": Box("unusual_reason", asks="text"),
        "Paid by the grant": Box("grant", asks="choice", choices=grants(seen)),
        **KEY,
    }


def commitments(seen: Seen) -> dict[str, str]:
    """The office's commitments that are posted and stand, by their numbers."""
    posted = [row for row in seen.raw.table(Transaction) if row["posted_at"]]
    undone = {row["reverses_id"] for row in posted}
    codes = {row["id"]: row["code"] for row in seen.activities}
    return {
        str(row["id"]): _commitment(row, codes[row["activity_id"]])
        for row in posted
        if row["kind"] == "commitment" and row["activity_id"] in codes
        and row["reverses_id"] is None and row["id"] not in undone
    }  # fmt: skip


def grants(seen: Seen) -> dict[str, str]:
    """Those of the appeal that are for the office or for no single one, by their numbers."""
    donors = seen.raw.by_id(Donor)
    return {
        str(row["id"]): short(f"{row['id']} · {donors[row['donor_id']]['name']} {row['reference']}")
        for row in seen.raw.table(Contribution)
        if row["appeal_id"] == seen.appeal["id"] and row["office_id"] in (None, seen.office)
    }


def _commitment(row: Row, code: str) -> str:
    words = [str(row["id"]), code, row["counterpart"] or row["reference"]]
    return short(" · ".join(word for word in words if word))


def named(code: str, title: str) -> str:
    return short(f"{code} {title}")


def short(label: str) -> str:
    """As a drop-down shows it."""
    return shorten(label, 80, placeholder=" …")
