"""`manage.py check_ledger`: proves the ledger's sums, reversals, rates and change log."""

from django.core.management.base import BaseCommand, CommandError

from appeal.base.snapshot import snapshot
from tracking.ledger_check import differences
from tracking.models import LedgerTotal, Transaction


class Command(BaseCommand):
    help = "Compare the ledger with its kept totals and its change log; changes nothing."

    def handle(self, *args: object, **options: object) -> None:
        found = 0
        with snapshot():
            for sentence in differences():
                found += 1
                self.stdout.write(sentence)
            entries = Transaction.objects.posted().count()
            totals = LedgerTotal.objects.count()
        if found:
            raise CommandError(f"The ledger does not agree with itself: {found} differences.")
        self.stdout.write(f"{entries} posted entries and {totals} kept totals agree.")
