"""The last good backup, noted beside the site's own files for administrators to see."""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings

from .making import Made

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
    _write(
        path=str(made.path.resolve()), told=made.manifest.told, made_at=made.manifest.made_at,
        proved_at=None,
    )  # fmt: skip


def note_proved(path: Path, at: datetime) -> None:
    """A backup was proved; only of the last one it is told."""
    last = last_backup()
    if last and last.path == str(path.resolve()):
        _write(
            path=last.path, told=last.told, made_at=last.made_at.isoformat(),
            proved_at=at.isoformat(),
        )  # fmt: skip


def last_backup() -> LastBackup | None:
    """None where none was made on this machine, or nobody can read what was noted."""
    try:
        noted = json.loads(_file().read_text())
        proved_at = noted["proved_at"] and datetime.fromisoformat(noted["proved_at"])
        made_at = datetime.fromisoformat(noted["made_at"])
        return LastBackup(noted["path"], noted["told"], made_at, proved_at)
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _file() -> Path:
    return settings.DATA_DIR / "last_backup.json"


def _write(**noted: str | None) -> None:
    draft = _file().with_suffix(".new")
    draft.write_text(json.dumps(noted))
    draft.replace(_file())
