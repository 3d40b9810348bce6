"""`manage.py load_appeal [FILE]`: load and publish an appeal from readable files, or verify it."""

from argparse import ArgumentParser
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from appeal.actions import published_at
from appeal.loading import FixtureError, load
from tracking.actions import open_periods

FIRST = settings.BASE_DIR / "fixtures" / "mi2020-cnac" / "appeal.yaml"


class Command(BaseCommand):
    help = "Load and publish an appeal from readable files; loaded already, verify it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", nargs="?", type=Path, default=FIRST)

    def handle(self, *args: object, file: Path, **options: object) -> None:
        try:
            with transaction.atomic():
                outcome = load(file=file)
                appeal = outcome.appeal
                periods = open_periods(appeal=appeal, at=published_at(appeal))
        except FixtureError as error:
            raise CommandError(str(error)) from error
        if outcome.is_new:
            self.stdout.write(f"{outcome.appeal} is loaded and published, {periods} periods.")
        else:
            self.stdout.write(
                f"{outcome.appeal} agrees with the files; missing translations added:"
                f" {outcome.translations}."
            )
