"""Who changed what in an appeal: every change log and append-only table of it, read as one."""

from .reading import PEOPLE, Key, Wanted, read_all_changes, read_changes
from .sources import LEFT_OUT, SOURCES, kinds
