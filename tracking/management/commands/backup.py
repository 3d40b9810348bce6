"""`manage.py backup PATH`: all that people entered, in one file, while they go on working."""

from argparse import ArgumentParser
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from appeal.web.clock import real_now

from ...backups import (
    NotRestored,
    Unreadable,
    back_up,
    back_up_into,
    note_made,
    note_proved,
    prove_apart,
)


class Command(BaseCommand):
    help = "Write a backup to a file or into a folder, or prove one by restoring it elsewhere."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("path", type=Path, help="the file, or a folder that is there")
        parser.add_argument(
            "--keep", type=int, default=0, metavar="N", help="in a folder: remove all but N backups"
        )
        parser.add_argument(
            "--verify", action="store_true", help="restore this backup in a temporary place"
        )

    def handle(self, *args: object, path: Path, keep: int, verify: bool, **options: object) -> None:
        try:
            if verify:
                self.stdout.write(prove_apart(path, settings.BACKUP_IDENTITY))
                note_proved(path, real_now())
            else:
                self.make(path, keep)
        except (NotRestored, Unreadable) as error:
            raise CommandError(str(error)) from error
        except OSError as error:
            raise CommandError(f"{error.filename or path}: {error.strerror}.") from error
        except settings.STORAGE_FAULTS as error:
            raise CommandError(f"The bucket did not give what was asked: {error}") from error

    def make(self, path: Path, keep: int) -> None:
        if keep < 0 or (keep and not path.is_dir()):
            raise CommandError("--keep is a number of backups in a folder: name a folder.")
        recipient = settings.BACKUP_RECIPIENT
        if path.is_dir():
            made = back_up_into(path, real_now(), recipient=recipient, most=keep)
        elif path.exists():
            raise CommandError(f"{path} exists. Name a new file, or a folder.")
        else:
            made = back_up(path, real_now(), recipient=recipient)
        self.stdout.write(f"{made.path}: {made.manifest.told}.")
        if made.faults:
            raise CommandError("\n".join(["The backup was made, but:", *made.faults]))
        note_made(made)
