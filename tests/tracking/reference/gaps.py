"""The gaps as their page lists them: how many of each rule, the oldest, and each with its owner."""

from tests.tracking.shown import DASH, day

from .findings import Gap
from .r11 import RULES, owners
from .raw import Row
from .seen import Seen

ROLES = {"reporter": "Reporting officer", "finance": "Finance", "manager": "Manager"}
Found = list[tuple[tuple[str, str, str], list[Gap]]]


def found(seen: Seen) -> Found:
    """Each rule as title, severity and role, with what it finds."""
    return [((title, severity, role), list(find(seen))) for title, severity, role, find in RULES]


def days(seen: Seen, gap: Gap) -> int:
    return max(0, (seen.as_at - gap.since).days)


def rule(seen: Seen, title: str, severity: str, gaps: list[Gap]) -> dict[str, str]:
    return {
        "Rule": title,
        "Found": str(len(gaps)),
        "Severity": severity,
        "Oldest (days open)": str(max(days(seen, gap) for gap in gaps)) if gaps else DASH,
    }


def row(seen: Seen, role: str, gap: Gap, region: Row) -> dict[str, str]:
    who = owners(seen, role, gap.office) or "nobody has this role"
    return {
        "Office": gap.office["name_en"] if gap.office else region["name_en"],
        "About": gap.about,
        "What is wrong": " ".join(gap.message.split()),
        "Owner": f"{ROLES[role]}: {who}",
        "Open since": day(gap.since),
        "Days open": str(days(seen, gap)),
    }
