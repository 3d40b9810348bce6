"""`manage.py check_records`: proves that nothing was changed past the application."""

from django.core.management.base import BaseCommand, CommandError, CommandParser

from appeal.base.snapshot import snapshot
from appeal.models import has_seal, newest_seal
from appeal.web.clock import real_now
from tracking.records import faults, note_check
from tracking.records.seals import sealed_again


class Command(BaseCommand):
    help = (
        "Compare the rows with their seals and with the change log, the triggers with those"
        " declared, reports with their review, files with their SHA-256, and the ledger with"
        " itself; changes no record. Administrators see when it was done last, and what it found."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--head",
            metavar="SEAL",
            help="the seal of the records on the first sheet of a workbook: is it here?",
        )

    def handle(self, *args: object, **options: str | None) -> None:
        head = (options["head"] or "").strip().lower()
        with snapshot():
            first, found = "", 0
            for sentence in faults():
                first, found = first or sentence, found + 1
                self.stdout.write(sentence)
            newest = newest_seal()
            note_check(at=real_now(), found=found, first=first, newest=newest)
            if head and not has_seal(head):
                found += 1
                self.stdout.write(
                    f"Seal {head} is not here: these are not the records that the workbook is of."
                )
            again = [] if found else list(sealed_again(head or "0"))
        if found:
            raise CommandError(f"The records do not agree with each other: {found} differences.")
        for sentence in again:
            self.stdout.write(sentence)
        if head:
            self.stdout.write(f"What was sealed up to {head} is as it was then.")
        self.stdout.write(f"All records agree. The end of the seals is {newest}.")
