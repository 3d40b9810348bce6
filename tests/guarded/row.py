"""How it is written what may change of a row, and which guard keeps the rest."""

from collections.abc import Callable
from typing import Any, NamedTuple


class Row(NamedTuple):
    """A row in a situation: the columns each guard keeps, by its name; and who keeps it there.

    Guards are joined by a plus where several speak; `free` columns may change.
    """

    make: Callable[[], Any]
    kept: dict[str, str]
    free: str = ""
    removal: str = ""


EVERYTHING = "*"
