"""`manage.py restore PATH`: a backup of either engine in an empty place, proved."""

from argparse import ArgumentParser
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from ...backups import NotRestored, restore


class Command(BaseCommand):
    help = "Restore a backup into an empty database and data folder, and prove that it is whole."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("path", type=Path, help="the file that `backup` wrote")

    def handle(self, *args: object, path: Path, **options: object) -> None:
        try:
            manifest = restore(path, settings.BACKUP_IDENTITY)
        except NotRestored as error:
            raise CommandError(str(error)) from error
        self.stdout.write(
            f"Restored: {manifest.told}. Rows, files, figures, triggers and the ledger are proved."
        )
