"""Lines of the change log as a page writes them."""

import re
from datetime import datetime
from typing import Any

from tests.tracking.shown import DASH, day, moment

from .r14 import changes
from .raw import Row
from .seen import Seen

LONGEST_NAME, LONGEST_VALUE = 80, 160
ISO = re.compile(r"\d{4}-\d\d-\d\d( \d\d:\d\d:\d\d)?")


def lines(
    seen: Seen, *, since: datetime | None = None, until: datetime | None = None, **equal: Any
) -> list[dict[str, str]]:
    """The newest first; from and before an instant, and with what the columns must be."""
    return [
        as_written(seen, row)
        for row in changes(seen)
        if (since is None or row["key"][0] >= since)
        and (until is None or row["key"][0] < until)
        and all(row[name] == value for name, value in equal.items())
    ]


# The review of a report tells of these, each act once.
TOLD_BY_THE_REVIEW = {
    "breakdown of a reported value",
    "milestone achieved",
    "office report",
    "progress update",
    "reported value of an indicator",
}


def news(seen: Seen, person: str, *, since: datetime) -> list[str]:
    """What others did since an instant, as Home tells it: the newest first."""
    told = []
    for row in changes(seen):
        is_by_others = row["who"] not in ("", None, person)
        if row["key"][0] < since or not is_by_others or row["kind"] in TOLD_BY_THE_REVIEW:
            continue
        line = as_written(seen, row)
        name = line["What"][len(row["kind"]) :].strip()
        done = _step(row) or line["Changed"]
        told.append(f"{line['When']} {row['who']}: {row['kind']} {name} {done}")
    return told


def _step(row: Row) -> str | None:
    """What was done, where it has a name of its own."""
    named = {name: (old, new) for name, old, new in row["changes"]}
    if row["kind"] == "review of a report":
        back = "re-opened" if named["from"][1] == "approved" else "taken back"
        return back if named["to"][1] == "draft" else named["to"][1]
    if row["kind"] == "lock of a period":
        return named["event"][1]
    is_posting = row["kind"] == "ledger entry" and "posted at" in named
    return "posted" if is_posting and not named["posted at"][0] else None


def as_written(seen: Seen, row: Row) -> dict[str, str]:
    name = row["name"]
    if len(name) > LONGEST_NAME:
        name = f"{name[: LONGEST_NAME - 1]}…"
    return {
        "When": moment(seen.local(row["key"][0])),
        "Who": row["who"] or DASH,
        "Through": row["door"] or DASH,
        "What": f"{_first_large(row['kind'])} {name}".strip(),
        "Changed": " ".join(_change(*each) for each in row["changes"]) or row["done"],
    }


def _change(name: str, old: str | None, new: str | None) -> str:
    before = f"{_opened(_plain(old))} → " if old else ""
    return f"{_first_large(name)}: {before}{_opened(_plain(new)) or DASH}"


def _opened(text: str) -> str:
    """A long text stands behind its beginning."""
    return f"{text[:119].rstrip()}… {text}" if len(text) > LONGEST_VALUE else text


def _plain(text: str | None) -> str:
    """A day or an instant as the page writes them."""
    plain = " ".join((text or "").split())
    if not ISO.fullmatch(plain):
        return plain
    at = datetime.fromisoformat(plain)
    return moment(at) if " " in plain else day(at)


def _first_large(text: str) -> str:
    return text[:1].upper() + text[1:]
