"""The gaps as their page lists them: how many of each rule, the oldest, and each with its owner."""

from tests.tracking.shown import day

from .findings import Gap
from .r11 import RULES, owners
from .raw import Row
from .seen import Seen

ROLES = {"reporter": "Reporting officer", "finance": "Finance", "manager": "Manager"}
REMINDERS = {
    "Entries of USD 10,000 or more without evidence",
    "Milestones achieved without evidence",
    "Even splits that nobody has confirmed",
    "Entries posted by the person who entered them",
    "Unusual entries and rates saved with a reason",
}
Found = list[tuple[tuple[str, str, str], list[Gap]]]


def found(seen: Seen) -> Found:
    """Each rule as title, severity and role, with what it finds."""
    return [((title, severity, role), list(find(seen))) for title, severity, role, find in RULES]


def days(seen: Seen, gap: Gap) -> int:
    return max(0, (seen.as_at - gap.since).days)


def rule(seen: Seen, title: str, severity: str, gaps: list[Gap]) -> str:
    oldest = max(days(seen, gap) for gap in gaps)
    return f"{title} {len(gaps)} {severity} oldest: {in_days(oldest)}"


def in_days(count: int) -> str:
    return f"{count} day" if count == 1 else f"{count} days"


def reminders_last(found: Found) -> Found:
    """What is wrong first, then what is still to be added, confirmed or read."""
    return sorted(found, key=lambda each: each[0][0] in REMINDERS)


def with_some(found: Found) -> Found:
    """The same, of the rules that find something."""
    return [each for each in reminders_last(found) if each[1]]


def row(seen: Seen, role: str, gap: Gap, region: Row) -> dict[str, str]:
    who = owners(seen, role, gap.office) or "nobody has this role"
    return {
        "Office": gap.office["name_en"] if gap.office else region["name_en"],
        "About": gap.about,
        "What is wrong": " ".join(gap.message.split()),
        "Owner": f"{ROLES[role]}: {who}",
        "Open since": f"{day(gap.since)} {in_days(days(seen, gap))}",
    }
