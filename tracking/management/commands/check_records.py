"""`manage.py check_records`: proves that nothing was changed past the application."""

from django.core.management.base import BaseCommand, CommandError

from appeal.base.snapshot import snapshot
from tracking.records import faults


class Command(BaseCommand):
    help = (
        "Compare the rows with the change log, the triggers with those declared, reports with their"
        " review, files with their SHA-256, and the ledger with itself; changes nothing."
    )

    def handle(self, *args: object, **options: object) -> None:
        found = 0
        with snapshot():
            for sentence in faults():
                found += 1
                self.stdout.write(sentence)
        if found:
            raise CommandError(f"The records do not agree with each other: {found} differences.")
        self.stdout.write("All records agree.")
