"""Whether all that is kept agrees with itself: what was changed past the application is named."""

from collections.abc import Iterator

from django.db import connection

from appeal.base.guard_check import wrong_guards

from ..ledger_check import differences
from .changes import wrong_rows
from .evidence import wrong_files
from .last import LastCheck, last_check, note_check
from .reviews import wrong_locks, wrong_reports
from .seals import wrong_seals

__all__ = ["LastCheck", "faults", "last_check", "note_check"]


def faults() -> Iterator[str]:
    """A sentence for everything that does not agree, with its table and row; none where all does.

    The ledger is proved among the rest: totals, reversals, rates, levels, and the search index.
    """
    yield from wrong_guards(connection)
    yield from wrong_seals()
    yield from wrong_rows()
    yield from wrong_reports()
    yield from wrong_locks()
    yield from wrong_files()
    yield from differences()
