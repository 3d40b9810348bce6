"""One run on one engine: the demonstration, then many lines; of a million, many activities too."""

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

# Loading so many activities would take longer than the small form may.
ACTIVITIES, FROM_LINES = 2_000, 300_000


def run(rows: int, minute: int) -> str:
    """Print what was measured as it comes, with so many seconds of fifty people; gives it all."""
    call_command("migrate", verbosity=0)
    call_command("load_appeal", stdout=StringIO())
    demonstration.save_the_appeal()
    call_command("load_demo", stdout=StringIO())
    call_command("collectstatic", verbosity=0, interactive=False)
    table, appeal = Table(), Appeal.objects.get()
    planned = Activity.objects.of(appeal).count()
    activities = ACTIVITIES if rows >= FROM_LINES else planned
    about = [
        f"{connection.vendor}, {os.cpu_count()} cores. Up to the fifty people: the demonstration"
        f" with its {planned} activities.",
        f"From there on {activities:,} activities, first with the few lines of a demonstration"
        f" of that size, then with {rows:,} more: {ledger.SHARES}.",
        "“At few” is the same page with as many activities and those few lines; of"
        f" {pages.ACTIVITY} there are more than its pages show.",
    ]
    print(*about, sep="\n")
    manager = User.objects.get(username="manager.ro")
    browser = pages.Browser(appeal, manager)
    pages.short(table, browser)
    designed.measure(table, appeal, manager)
    unlock(appeal, manager)
    people.measure(table, appeal, User.objects.get(username="reporter.gt"), minute)
    if activities > planned:
        with demonstration.many_activities(activities):
            long(table, rows)
    else:
        long(table, rows)
    demonstration.measure(table, appeal)
    return table.as_markdown([f"# Measured on {timezone.now():%Y-%m-%d}", "", *about])


def long(table: Table, rows: int) -> None:
    """With many activities, and then with a long ledger."""
    appeal, manager = Appeal.objects.get(), User.objects.get(username="manager.ro")
    browser = pages.Browser(appeal, manager)
    unlock(appeal, manager)
    ledger.fill_a_page(appeal, pages.ACTIVITY)
    analyse()
    before = pages.look(browser)
    ledger.lengthen(appeal, rows)
    analyse()
    pages.long(table, browser, before, rows)
    downloads.measure(table, appeal, manager)
    # Last: ten thousand drafts would be more to show on a page, not a longer ledger.
    posting.measure(table, appeal)
    uploads.measure(table, appeal)


def unlock(appeal: Appeal, by: User) -> None:
    """Its locked periods, so that entries of any day are posted."""
    for period in ReportingPeriod.objects.of(appeal).with_lock():
        if period.is_locked:
            actions.unlock_period(period=period, reason="Measured.", by=by, at=timezone.now())


def analyse() -> None:
    """What PostgreSQL does by itself after many changes, a while later."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE" if connection.vendor == "sqlite" else "VACUUM ANALYZE")
