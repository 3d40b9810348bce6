"""R6, the ledger."""

from datetime import date
from decimal import Decimal
from typing import Any

from tracking.models import Contribution, Donor, Evidence, Transaction, Upload, UploadRow

from .expected import Book, table
from .grants import held
from .raw import Row, before
from .seen import Seen, whole_or_none
from .words import KINDS


def ledger(seen: Seen) -> Book:
    entries = [row for row in seen.entries if seen.office in (None, row["office_id"])]
    entries.sort(key=lambda row: (row["value_on"], row["id"]), reverse=True)
    return {"Entries": _entries(seen, entries), "By month and kind": _months(entries)}


def usd(row: Row) -> Decimal | None:
    """As its kind is totalled: a release is negative."""
    if row["signed"] is None:
        return None
    return -row["signed"] if row["kind"] == "release" else row["signed"]


def _entries(seen: Seen, entries: list[Row]) -> Any:
    def by(name: str) -> Any:
        return lambda row: seen.people[row[name]]["username"]

    reversed_by = {
        row["reverses_id"]: row["id"]
        for row in before(_posted(seen), "posted_at", seen.known_at)
        if row["reverses_id"]
    }
    proofs = _proofs(seen)
    files = {row["id"]: row["file_name"] for row in seen.raw.table(Upload)}
    uploads = {row["transaction_id"]: files[row["upload_id"]] for row in seen.raw.table(UploadRow)}
    codes = {row["id"]: row["code"] for row in seen.every_activity}
    columns = {
        "Number": lambda row: row["id"],
        "Value date": lambda row: row["value_on"],
        "Office": lambda row: seen.all_offices[row["office_id"]]["name_en"],
        "Activity": lambda row: codes[row["activity_id"]],
        "Paid from": lambda row: seen.all_headings[row["cell"]["heading_id"]]["code"],
        "Paid by the grant": lambda row: _payers(seen, row),
        "Kind": lambda row: KINDS[row["kind"]],
        "State": lambda row: "posted" if row["is_posted"] else "draft",
        "Payee": lambda row: row["counterpart"] or None,
        "Reference": lambda row: row["reference"] or None,
        "Currency": lambda row: row["currency"],
        "Amount": lambda row: row["amount"],
        "Rate": lambda row: row["rate"],
        "USD": usd,
        "Paid from the commitment": lambda row: row["against_id"],
        "Reverses": lambda row: row["reverses_id"],
        "Reversed by": lambda row: reversed_by.get(row["id"]),
        "Note": lambda row: row["note"] or None,
        "Reason for the date": lambda row: row["late_reason"] or None,
        "Reason (if unusual)": lambda row: row["unusual_reason"] or None,
        "Entered by": by("entered_by_id"),
        "Entered at": lambda row: seen.local(row["entered_at"]),
        "Posted by": lambda row: by("posted_by_id")(row) if row["is_posted"] else None,
        "Posted at": lambda row: seen.local(row["posted_at"]) if row["is_posted"] else None,
        "Upload": lambda row: uploads.get(row["id"]),
        "Evidence": lambda row: proofs.get(row["id"], 0),
    }
    return table(
        entries,
        columns,
        subtotals=_subtotals(seen, entries),
        controls=[("Entries", len(entries))],
    )


def _payers(seen: Seen, row: Row) -> str | None:
    """Grants by what they pay, then what is unfunded; amounts where they are several."""
    parts = {} if row["kind"] == "release" else held(seen, row)
    order = sorted(parts, key=lambda pk: (pk is None, -parts[pk], pk))
    names = [_named(seen, pk) for pk in order]
    if len(order) == 1:
        return names[0]
    told = (f"{name} {parts[pk]:,.2f}" for name, pk in zip(names, order, strict=True))
    return "; ".join(told) or None


def _named(seen: Seen, grant: int | None) -> str:
    if grant is None:
        return "unfunded yet"
    (row,) = (each for each in seen.raw.table(Contribution) if each["id"] == grant)
    (donor,) = (each for each in seen.raw.table(Donor) if each["id"] == row["donor_id"])
    return f"{donor['name']} {row['reference']}"


def _posted(seen: Seen) -> list[Row]:
    return [row for row in seen.raw.table(Transaction) if row["posted_at"]]


def _proofs(seen: Seen) -> dict[int, int]:
    """How much of what hangs on each entry was there and not withdrawn by then."""
    counted: dict[int, int] = {}
    for row in before(seen.raw.table(Evidence), "added_at", seen.known_at):
        if not (row["withdrawn_at"] and seen.is_known(row["withdrawn_at"])):
            counted[row["transaction_id"]] = counted.get(row["transaction_id"], 0) + 1
    return counted


def _subtotals(seen: Seen, entries: list[Row]) -> list[tuple[str, Decimal | None]]:
    """Nothing is 0; drafts of which no rate is known have no sum."""
    states = {"posted": True} | ({"draft": False} if seen.drafts_count else {})

    def of(kind: str, is_posted: bool) -> Decimal | None:
        rows = [r for r in entries if r["kind"] == kind and r["is_posted"] == is_posted]
        return whole_or_none(map(usd, rows)) if rows else Decimal(0)

    return [
        (f"{label}, {word}", of(kind, is_posted))
        for word, is_posted in states.items()
        for kind, label in KINDS.items()
    ]


def _months(entries: list[Row]) -> Any:
    """Of what is posted; nothing where a kind has no entry."""
    posted = [row for row in entries if row["is_posted"]]
    months = sorted({row["value_on"].replace(day=1) for row in posted})

    def of(kind: str, month: date | None = None) -> Decimal | None:
        return whole_or_none(
            usd(row)
            for row in posted
            if row["kind"] == kind and month in (None, row["value_on"].replace(day=1))
        )

    columns: dict[str, Any] = {"Month": lambda month: f"{month:%Y-%m}"}
    for kind, label in KINDS.items():
        columns[label] = lambda month, kind=kind: of(kind, month)
    return table(months, columns, totals={label: of(kind) for kind, label in KINDS.items()})
