"""Rates, uploads, evidence and entries as their pages list them."""

from collections import Counter
from decimal import ROUND_DOWN, Decimal

from appeal.models import Milestone
from tests.tracking.shown import DASH, cents, counted, day, moment
from tracking.models import (
    Evidence,
    ExchangeRate,
    ProgressUpdate,
    ReportingPeriod,
    Transaction,
    Upload,
    UploadRow,
)

from .findings import QUESTIONS
from .money import left_open
from .r9 import may_be_seen, proved
from .raw import Row, before
from .seen import CENT, Seen, whole
from .words import KINDS

UPLOAD_STATES = {
    "read": "being checked",
    "checked": "waiting for your decision",
    "applied": "applied",
    "discarded": "discarded",
}
OUTCOMES = ("new", "changed", "unchanged", "skipped", "error", "conflict")


def units(rate: Decimal) -> str:
    """At least two decimals, and as many as it has."""
    decimals = -int(rate.normalize().as_tuple().exponent)
    return f"{rate:,.{max(2, decimals)}f}"


def rates(seen: Seen, currency: str | None = None) -> list[dict[str, str]]:
    """Every rate, the newest first."""
    rows = [r for r in seen.raw.table(ExchangeRate) if currency in (None, r["currency"])]
    rows.sort(key=lambda row: (-row["effective_on"].toordinal(), row["currency"]))
    return [
        {
            "Effective on": day(row["effective_on"]),
            "Currency": row["currency"],
            "Units per USD": units(row["rate"]),
            "Source": row["source"],
            "Unusual": _answered(row),
        }
        for row in rows
    ]


def _answered(row: Row) -> str:
    asked = [QUESTIONS[each["rule"]].format(**each["figures"]) for each in row["asked"]]
    return f"{' '.join(asked)} “{row['unusual_reason']}”" if asked else ""


def uploads(seen: Seen, person: int) -> list[Row]:
    """A person's own and those of their offices, the newest first, with their rows by outcome."""
    rows = [
        row | {"counts": Counter(each["outcome"] for each in rows_of(seen, row))}
        for row in seen.raw.table(Upload)
        if row["appeal_id"] == seen.appeal["id"]
        and (row["uploaded_by_id"] == person or row["office_id"] in seen.own)
    ]
    return sorted(rows, key=lambda row: (row["uploaded_at"], row["id"]), reverse=True)


def rows_of(seen: Seen, upload: Row) -> list[Row]:
    return [row for row in seen.raw.table(UploadRow) if row["upload_id"] == upload["id"]]


def wrong(upload: Row) -> int:
    return int(upload["counts"]["error"] + upload["counts"]["conflict"])


def changing(upload: Row) -> int:
    return int(upload["counts"]["new"] + upload["counts"]["changed"])


def upload(seen: Seen, row: Row) -> dict[str, str]:
    """A line of the list of uploads."""
    period = seen.raw.by_id(ReportingPeriod)[row["period_id"]]["code"]
    who = seen.people[row["uploaded_by_id"]]["username"]
    return {
        "File": f"{row['file_name']} {row['kind']}",
        "Office and period": f"{seen.all_offices[row['office_id']]['name_en']} {period}",
        "Uploaded": f"{moment(seen.local(row['uploaded_at']))} {who}",
        "State": UPLOAD_STATES[row["state"]],
        "Changes": str(changing(row)),
        "Errors": str(wrong(row)),
    }


def verdict(seen: Seen, row: Row) -> str:
    """How many rows cannot be applied, or say something new, or need a reason."""
    asked = sum(each["needs_reason"] for each in rows_of(seen, row))
    if wrong(row):
        return f"{counted(wrong(row), 'row is', 'rows are')} wrong, so nothing can be applied."
    told = counted(changing(row), "row has", "rows have") + " changes. Nothing is saved yet."
    return told + (f" {counted(asked, 'row looks', 'rows look')} unusual" if asked else "")


# Evidence


def proofs(seen: Seen, *, activity: int | None = None, entry: int | None = None) -> list[str]:
    """What was added by then on an activity or an entry, to whom it is open; the newest first."""
    found = []
    for row in before(seen.raw.table(Evidence), "added_at", seen.known_at):
        proves = proved(seen, row)
        is_here = entry == row["transaction_id"] if entry else proves and proves["id"] == activity
        if proves and is_here and may_be_seen(seen, row):
            found.append(row)
    found.sort(key=lambda row: (row["added_at"], row["id"]), reverse=True)
    return [_proof(seen, row) for row in found]


def _proof(seen: Seen, row: Row) -> str:
    gone = row["withdrawn_at"] and seen.is_known(row["withdrawn_at"])
    host = row["link"].removeprefix("https://").split("/")[0]
    what = f"link to {host}" if row["link"] else f"{row['file_name']}, {_size(row['size'])}"
    names, local = seen.people, seen.local
    words = [
        f"{row['title']} {'withdrawn' if gone else what} {_thing(seen, row)}",
        f"dated {day(row['dated_on'])}",
        f"added by {names[row['added_by_id']]['username']}, {day(local(row['added_at']))}",
    ]
    if gone:
        who = names[row["withdrawn_by_id"]]["username"]
        on = day(local(row["withdrawn_at"]))
        words.append(f"withdrawn by {who}, {on}: {row['withdrawn_reason']}")
    return " · ".join(words)


def _size(size: int) -> str:
    return counted(size, "byte", "bytes")


def _thing(seen: Seen, row: Row) -> str:
    if row["update_id"]:
        report = seen.raw.by_id(ProgressUpdate)[row["update_id"]]["report_id"]
        return f"Report on {seen.reports[report]['period']['code']}"
    if row["milestone_id"]:
        return f"Milestone: {seen.raw.by_id(Milestone)[row['milestone_id']]['title']}"
    return f"Ledger entry {row['transaction_id']}"


# Entries


def entries(seen: Seen) -> list[Row]:
    """Posted by then, whatever their dates, and neither hidden nor of another appeal."""
    cells = {row["id"]: row for row in seen.all_cells}
    return [
        row
        for row in seen.raw.table(Transaction)
        if row["cell_id"] in cells and seen.is_known(row["posted_at"])
    ]


def usd(row: Row) -> Decimal:
    """As its kind is totalled: a reversal is negative, and so is a release."""
    sign = -1 if row["reverses_id"] else 1
    return sign * (-1 if row["kind"] == "release" else 1) * row["usd_amount"]


def title(row: Row) -> str:
    kind = KINDS[row["kind"]]
    return f"{kind[:1].upper()}{kind[1:]}, USD {cents(usd(row))}"


def facts(seen: Seen, row: Row) -> dict[str, str]:
    """The figures and days among the facts of a posted entry."""
    names, local = seen.people, seen.local
    told = {
        "Value date": day(row["value_on"])
        + (f" ({row['late_reason']})" if row["late_reason"] else ""),
        "Amount": f"{row['currency']} {cents(row['amount'])}",
        "Entered": f"{names[row['entered_by_id']]['username']}, {moment(local(row['entered_at']))}",
        "Posted": f"{names[row['posted_by_id']]['username']}, {moment(local(row['posted_at']))}",
    }
    if row["currency"] != "USD":
        told["Rate"] = f"{units(row['rate'])} {row['currency']} per USD"
        told["In USD"] = cents(usd(row))
    if row["against_id"]:
        told["Paid from the commitment"] = f"Commitment {row['against_id']}"
    if row["kind"] == "commitment" and not row["reverses_id"]:
        told["Committed, not yet spent"] = open_of(seen, row)
    if row["reverses_id"]:
        told["Reverses"] = f"Ledger entry {row['reverses_id']}"
    for other in entries(seen):
        if other["reverses_id"] == row["id"]:
            told["Reversed by"] = f"Ledger entry {other['id']}"
    return told


def open_of(seen: Seen, entry: Row) -> str:
    """What a commitment leaves open, in USD and in its own currency; a dash where undated yet."""
    held = [left for row, left in left_open(seen) if row["id"] == entry["id"]]
    if not held:
        return f"USD {DASH}"
    if entry["currency"] == "USD":
        return f"USD {cents(held[0])}"
    draws = [row for row in seen.entries if row["against_id"] == entry["id"]]
    own = [row["signed_amount"] for row in draws if row["currency"] == entry["currency"]]
    others = [row["signed"] for row in draws if row["currency"] != entry["currency"]]
    rest = entry["amount"] - whole(own)
    rest -= (whole(others) * entry["rate"]).quantize(CENT, ROUND_DOWN)
    return f"USD {cents(held[0])} ({entry['currency']} {cents(max(rest, Decimal(0)))})"


def draws(seen: Seen, entry: Row) -> list[dict[str, str]]:
    """What was drawn on a commitment by the two dates, the newest first."""
    rows = [row for row in seen.entries if row["against_id"] == entry["id"]]
    rows.sort(key=lambda row: (row["value_on"], row["id"]), reverse=True)
    return [
        {
            "Value date": day(row["value_on"]),
            "Kind": KINDS[row["kind"]],
            "Reference": row["reference"],
            "State": state(seen, row),
            "Amount": amount(row),
            "USD": cents(row["signed"]),
        }
        for row in rows
    ]


def amount(row: Row) -> str:
    at = f" at {units(row['rate'])}" if row["rate"] and row["currency"] != "USD" else ""
    return f"{row['currency']} {cents(row['amount'])}{at}"


def state(seen: Seen, row: Row) -> str:
    if not seen.is_known(row["posted_at"]):
        return "draft"
    if row["reverses_id"]:
        return "reversal"
    undone = {each["reverses_id"] for each in entries(seen)}
    return "reversed" if row["id"] in undone else "posted"
