"""The last time that the records were checked on this machine, and what was found."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from ..noted import note, noted

NAME = "last_check"
# A daily check that fails to run twice is missed.
LATE_AFTER = timedelta(days=2)


@dataclass(frozen=True)
class LastCheck:
    """When it was, how many differences were found, and the end of the seals where there were none.

    `first` is the first of the differences.
    """

    checked_at: datetime
    found: int
    first: str
    newest: str

    def is_late(self, now: datetime) -> bool:
        return now - self.checked_at > LATE_AFTER


def note_check(*, at: datetime, found: int, first: str, newest: str) -> None:
    note(NAME, checked_at=at.isoformat(), found=found, first=first, newest=newest)


def last_check() -> LastCheck | None:
    """None where they were never checked on this machine, or nobody can read what was noted."""
    return noted(NAME, _read)


def _read(checked_at: str, found: int, first: str, newest: str) -> LastCheck:
    return LastCheck(datetime.fromisoformat(checked_at), int(found), first, newest)
