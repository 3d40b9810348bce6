"""`manage.py who_may [--csv]`: who does what, as declared."""

import csv
from argparse import ArgumentParser
from collections.abc import Iterator

from django.core.management.base import BaseCommand

from appeal.duties import printed


class Command(BaseCommand):
    help = "Print who may do what: each duty, its roles, to what, for what they are held, and when."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--csv", action="store_true", help="as comma-separated values")

    def handle(self, *args: object, **options: object) -> None:
        rows = list(lines())
        if options["csv"]:
            csv.writer(self.stdout).writerows(rows)
            return
        widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
        for row in rows:
            cells = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
            self.stdout.write("  ".join(cells).rstrip())


def lines() -> Iterator[list[str]]:
    """The headings, then a line for each duty, with a mark under each role that holds it."""
    heads, duties = printed()
    yield heads
    for verb, held, *rest in duties:
        yield [verb, *("x" if each else "" for each in held), *rest]
