"""The last good backup of this machine."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from ..noted import note, noted
from .making import Made

NAME = "last_backup"
# A nightly backup that fails twice is missed.
LATE_AFTER = timedelta(days=2)


@dataclass(frozen=True)
class LastBackup:
    """Where it is, what is in it, when it was made, and when it was last proved."""

    path: str
    told: str
    made_at: datetime
    proved_at: datetime | None

    def is_late(self, now: datetime) -> bool:
        return now - self.made_at > LATE_AFTER


def note_made(made: Made) -> None:
    note(
        NAME, path=str(made.path.resolve()), told=made.manifest.told,
        made_at=made.manifest.made_at, proved_at=None,
    )  # fmt: skip


def note_proved(path: Path, at: datetime) -> None:
    """A backup was proved; only of the last one it is told."""
    last = last_backup()
    if last and last.path == str(path.resolve()):
        note(
            NAME, path=last.path, told=last.told, made_at=last.made_at.isoformat(),
            proved_at=at.isoformat(),
        )  # fmt: skip


def last_backup() -> LastBackup | None:
    """None where none was made on this machine, or nobody can read what was noted."""
    return noted(NAME, _read)


def _read(path: str, told: str, made_at: str, proved_at: str | None) -> LastBackup:
    proved = datetime.fromisoformat(proved_at) if proved_at else None
    return LastBackup(path, told, datetime.fromisoformat(made_at), proved)
