"""What holds all words that are looked for, or words that begin so, among what a person may see."""

import re
import unicodedata
from collections.abc import Iterable

from appeal.models import Activity, Partner
from tracking.models import OfficeReport, ProgressUpdate, Transaction

from .funding import contributions
from .raw import Row
from .seen import Seen
from .words import KINDS

PARTNERS = {
    "government": "government counterpart", "un_agency": "UN agency", "academia": "academia",
    "intergovernmental": "intergovernmental body", "civil_society": "civil society",
    "private_sector": "private sector",
}  # fmt: skip
LANGUAGES = ("en", "es", "fr")
Found = dict[str, list[str]]


def plain(text: str) -> list[str]:
    """Its words without accents and capitals."""
    letters = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(each for each in letters if not unicodedata.combining(each))
    return re.findall(r"[^\W_]+", bare)


def holds(texts: Iterable[str], word: str) -> bool:
    """Whether a text holds the word, or its parts one after the other, the last as a beginning."""
    *before, last = plain(word)
    for words in map(plain, texts):
        for start in range(len(words) - len(before)):
            parts = words[start : start + len(before)]
            if parts == before and words[start + len(before)].startswith(last):
                return True
    return False


def all_in(texts: Iterable[str], asked: str) -> bool:
    texts = list(texts)
    return all(holds(texts, word) for word in asked.split())


def _texts(row: Row, *names: str) -> list[str]:
    return [row[name] or "" for name in names]


def _translated(row: Row, *names: str) -> list[str]:
    return [row[f"{name}_{language}"] or "" for name in names for language in LANGUAGES]


def found(seen: Seen, asked: str) -> Found:
    """The titles of what is found by the kind of thing; a kind without any is left out."""
    groups = {
        "Priorities": _priorities(seen, asked),
        "Activities": _activities(seen, asked),
        "Partners": _partners(seen, asked),
        "Contributions": _contributions(seen, asked),
        "Progress": _progress(seen, asked),
        "Office reports": _reports(seen, asked),
        "Ledger": _ledger(seen, asked),
    }
    return {title: rows for title, rows in groups.items() if rows}


def _of_priority(row: Row) -> list[str]:
    return [row["code"], *_translated(row, "title", "summary")]


def _priorities(seen: Seen, asked: str) -> list[str]:
    rows = [row for row in seen.priorities.values() if all_in(_of_priority(row), asked)]
    return [f"{row['code']} {row['title_en']}" for row in rows]


def _named(seen: Seen) -> dict[int, list[Row]]:
    """The partners that each activity names."""
    partners = seen.raw.by_id(Partner)
    named: dict[int, list[Row]] = {}
    through = Activity._meta.get_field("partners").remote_field.through
    for row in seen.raw.table(through):
        named.setdefault(row["activity_id"], []).append(partners[row["partner_id"]])
    return named


def _activities(seen: Seen, asked: str) -> list[str]:
    """By what it and its priority say, or by the name of one partner."""
    partners, rows = _named(seen), []
    for row in seen.every_activity:
        own = [*_texts(row, "code", "own_title", "description", "lead")]
        is_it = all_in([*own, *_of_priority(row["priority"])], asked)
        if is_it or any(
            all_in(_translated(each, "name"), asked) for each in partners.get(row["id"], [])
        ):
            rows.append(f"{row['code']} {row['title']}")
    return rows


def _partners(seen: Seen, asked: str) -> list[str]:
    named = _named(seen)
    own: dict[int, Row] = {}
    for activity in seen.every_activity:
        own |= {row["id"]: row for row in named.get(activity["id"], [])}
    rows = [row for row in own.values() if all_in(_translated(row, "name"), asked)]
    return [f"{PARTNERS[row['kind']]} {row['name_en']}" for row in rows]


def _contributions(seen: Seen, asked: str) -> list[str]:
    return [
        f"{row['reference']} {row['donor']['name']}"
        for row in contributions(seen).values()
        if all_in([row["donor"]["name"], *_texts(row, "reference", "note")], asked)
    ]


def _readable(seen: Seen) -> dict[int, Row]:
    return {
        row["id"]: report
        for row in seen.raw.table(OfficeReport)
        if (report := seen.reports.get(row["id"]))
        and (report["state"] == "approved" or report["office_id"] in seen.own)
    }


def _progress(seen: Seen, asked: str) -> list[str]:
    reports = _readable(seen)
    activities = {row["id"]: row for row in seen.every_activity}
    return [
        f"{reports[row['report_id']]['period']['code']} {activities[row['activity_id']]['code']}"
        f" {activities[row['activity_id']]['title']}"
        for row in seen.raw.table(ProgressUpdate)
        if row["report_id"] in reports
        and row["superseded_at"] is None
        and all_in(_texts(row, "narrative", "issues", "next_steps"), asked)
    ]


def _reports(seen: Seen, asked: str) -> list[str]:
    return [
        f"{row['period']['code']} {seen.all_offices[row['office_id']]['name_en']}"
        for row in _readable(seen).values()
        if all_in(_texts(row, "highlights", "challenges", "next_steps"), asked)
    ]


def _ledger(seen: Seen, asked: str) -> list[str]:
    cells = {row["id"] for row in seen.all_cells}
    return [
        f"{row['reference']} {row['counterpart'] or KINDS[row['kind']]}".strip()
        for row in seen.raw.table(Transaction)
        if row["cell_id"] in cells
        and (row["posted_at"] or row["office_id"] in seen.own)
        and all_in(_texts(row, "counterpart", "reference", "note"), asked)
    ]
