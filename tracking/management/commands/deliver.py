"""`manage.py deliver [--once]`: tells people what is due, and sends the mail that waits."""

import logging
import time
from argparse import ArgumentParser

from django.core.management.base import BaseCommand
from django.db import connection

from appeal.web.clock import real_now

from ...notices import Worker

log = logging.getLogger(__name__)
PAUSE = 20  # seconds between two rounds


class Command(BaseCommand):
    help = "Tell people what is due and send the mail that waits; runs on until it is ended."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--once", action="store_true", help="one round, for a timer")

    def handle(self, *args: object, once: bool, **options: object) -> None:
        worker = Worker(real_now)
        if once:
            self.stdout.write(f"Sent: {worker.go_round()}.")
            return
        while True:
            try:
                worker.go_round()
            except Exception:
                # A busy or absent database is there again for the next round.
                log.exception("A round of mail was not finished.")
            finally:
                connection.close()
            time.sleep(PAUSE)
