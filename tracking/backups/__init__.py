"""Backups of everything that people entered, which either engine can be restored from.

A backup is one ZIP file, encrypted where `BACKUP_RECIPIENT` is set: the rows of each table as
lines of JSON, the files of evidence and uploads, and a manifest of what is in it.
"""

from .envelope import Unreadable
from .last import LastBackup, last_backup, note_made, note_proved
from .making import Made, back_up, back_up_into
from .restoring import NotRestored, prove_apart, restore
