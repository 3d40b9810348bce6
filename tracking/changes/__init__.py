"""Who changed what in an appeal: every change log and append-only table of it, read as one."""

from .reading import Key, Line, Wanted, read_all_changes, read_changes
from .sources import LEFT_OUT, SOURCES, Source, kinds

__all__ = [
    "LEFT_OUT",
    "SOURCES",
    "Key",
    "Line",
    "Source",
    "Wanted",
    "kinds",
    "read_all_changes",
    "read_changes",
]
