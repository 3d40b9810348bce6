"""`manage.py who_may [--csv]`: who does what, as declared."""

import csv
from argparse import ArgumentParser
from collections.abc import Iterator
from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from appeal.duties import DUTIES
from appeal.models import Appeal, Role

ROLES = [role for role in Role if role != Role.VIEWER]


class Command(BaseCommand):
    help = "Print who may do what: each duty, its roles, for what they are held, and when."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--csv", action="store_true", help="as comma-separated values")

    def handle(self, *args: Any, **options: Any) -> None:
        rows = list(lines())
        if options["csv"]:
            csv.writer(self.stdout).writerows(rows)
            return
        widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
        for row in rows:
            cells = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
            self.stdout.write("  ".join(cells).rstrip())


def lines() -> Iterator[list[str]]:
    """The heading, then a line for each duty, with a mark under each role that holds it."""
    yield [
        _("Duty"), *(str(role.label) for role in ROLES), _("For"), _("While the appeal is")
    ]  # fmt: skip
    for duty in DUTIES:
        yield [
            str(duty.verb),
            *("x" if role in duty.roles else "" for role in ROLES),
            str(duty.held_for.value),
            ", ".join(str(Appeal.State(state).label) for state in duty.while_in),
        ]
