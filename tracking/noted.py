"""What was done last on this machine, noted beside the site's own files for administrators."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from django.conf import settings

Read = TypeVar("Read")


def note(name: str, **said: str | int | None) -> None:
    draft = _file(name).with_suffix(".new")
    draft.write_text(json.dumps(said))
    draft.replace(_file(name))


def noted(name: str, read: Callable[..., Read]) -> Read | None:
    """What `read` makes of it; None where nothing was noted, or nobody can read it."""
    try:
        return read(**json.loads(_file(name).read_text()))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _file(name: str) -> Path:
    return settings.DATA_DIR / f"{name}.json"
