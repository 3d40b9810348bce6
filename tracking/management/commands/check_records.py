"""`manage.py check_records`: proves that nothing was changed past the application."""

from django.core.management.base import BaseCommand, CommandError
from django.db import connection, transaction

from tracking.records import faults


class Command(BaseCommand):
    help = (
        "Compare the rows with the change log, the triggers with those declared, reports with their"
        " review, files with their SHA-256, and the ledger with itself; changes nothing."
    )

    def handle(self, *args: object, **options: object) -> None:
        is_outermost = not connection.in_atomic_block
        with transaction.atomic():
            if is_outermost and connection.vendor == "postgresql":
                # All of it as of one moment, though people go on working.
                with connection.cursor() as cursor:
                    cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            found = 0
            for sentence in faults():
                found += 1
                self.stdout.write(sentence)
        if found:
            raise CommandError(f"The records do not agree with each other: {found} differences.")
        self.stdout.write("All records agree.")
