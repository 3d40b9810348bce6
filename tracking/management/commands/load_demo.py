"""`manage.py load_demo`: demonstration data for a published appeal, marked as such."""

import os
import secrets
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from appeal.models import Appeal
from appeal.web.clock import real_now
from tracking.demonstration import NotLoadable, is_unfinished, load


class Command(BaseCommand):
    help = "Load demonstration data, dated in the appeal's year, and the people who look at it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("appeal", nargs="?", help="its code; by default the newest appeal")
        parser.add_argument("--activities", type=int, help="so many activities in all")
        parser.add_argument("--ledger-lines", type=int, help="up to so many posted lines")
        parser.add_argument("--seed", type=int, default=2020, help="the same seed, same figures")

    def handle(self, *args: object, appeal: str | None, seed: int, **options: Any) -> None:
        chosen = self._chosen(appeal)
        if is_unfinished(chosen):
            raise CommandError(
                f"Loading demonstration data on {chosen} was stopped midway, and entries that are"
                " posted stay: start over with an empty database (`make demo NEW=1`)."
            )
        if chosen.is_demonstration:
            self.stdout.write(f"{chosen} holds demonstration data already; nothing is changed.")
            return
        given = os.environ.get("DEMO_PASSWORD", "")
        password = given or secrets.token_urlsafe(9)
        try:
            made = load(
                appeal=chosen,
                password=password,
                seed=seed,
                at=real_now(),
                activities=options["activities"],
                ledger_lines=options["ledger_lines"],
                say=self._tell,
            )
        except NotLoadable as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(
            f"{chosen} holds demonstration data: {made.activities} activities,"
            f" {made.lines} lines in {made.reports} reports, {made.transactions} transactions,"
            f" {made.contributions} contributions."
        )
        shown = "is that of DEMO_PASSWORD" if given else f"(shown this once): {password}"
        self._introduce(made.cast.kept, shown)

    def _tell(self, lines: int) -> None:
        self.stdout.write(f"{lines:,} lines of the ledger.")

    def _chosen(self, code: str | None) -> Appeal:
        # Where another appeal was made since, the data stays where it is.
        newest = Appeal.objects.current_first()
        appeals = newest.order_by("-is_demonstration", *newest.query.order_by)
        chosen = (appeals.filter(code=code) if code else appeals).first()
        if chosen is None:
            raise CommandError(
                f"There is no appeal {code or ''}".rstrip()
                + " yet: run `manage.py load_appeal` first, then this command again."
            )
        return chosen

    def _introduce(self, kept: list[str], password: str) -> None:
        self.stdout.write(
            "Sign in as reporter.gt or finance.gt (and so for every office), reviewer.ro,"
            f" manager.ro, viewer or admin. The password {password}"
        )
        if kept:
            self.stdout.write(f"Accounts that existed keep their password: {', '.join(kept)}.")
