"""One run on one engine: the demonstration first, then the same with a long ledger."""

import os
from io import StringIO

from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from appeal.models import Activity, Appeal, User
from tracking import actions
from tracking.models import ReportingPeriod

from . import demonstration, designed, downloads, ledger, pages, people, posting, uploads
from .measuring import Table


def run(rows: int, minute: int) -> str:
    """Print what was measured as it comes, with so many seconds of fifty people; gives it all."""
    call_command("migrate", verbosity=0)
    call_command("load_appeal", stdout=StringIO())
    call_command("load_demo", stdout=StringIO())
    call_command("collectstatic", verbosity=0, interactive=False)
    table, appeal = Table(), Appeal.objects.get()
    planned = Activity.objects.of(appeal).count()
    about = (
        f"{connection.vendor}, {rows:,} lines of the ledger, {planned} activities,"
        f" {os.cpu_count()} cores"
    )
    print(about)
    manager = User.objects.get(username="manager.ro")
    browser = pages.Browser(appeal, manager)
    before = pages.short(table, browser)
    designed.measure(table, appeal, manager)
    actions.unlock_period(
        period=ReportingPeriod.objects.of(appeal).order_by("starts_on")[0],
        reason="Measured.",
        by=manager,
        at=timezone.now(),
    )
    people.measure(table, appeal, User.objects.get(username="reporter.gt"), minute)
    ledger.lengthen(appeal, rows)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    pages.long(table, browser, before, rows)
    downloads.measure(table, appeal, manager)
    # Last: ten thousand drafts would be more to show on a page, not a longer ledger.
    posting.measure(table, appeal)
    uploads.measure(table, appeal)
    demonstration.measure(table, appeal)
    return table.as_markdown([f"# Measured on {timezone.now():%Y-%m-%d}", "", f"{about}."])
