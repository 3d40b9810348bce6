"""Figures of the running site for Prometheus; none of the appeal's, and none about a person."""

from collections.abc import Iterator
from datetime import datetime
from secrets import compare_digest

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.http import Http404, HttpResponse

from appeal.web.clock import real_now
from appeal.web.durations import histogram
from appeal.web.request import Request

from ..backups import last_backup
from ..models import Mail
from ..records import last_check

SIZE = {
    "sqlite": "SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()",
    "postgresql": "SELECT pg_database_size(current_database())",
}


@login_not_required
def metrics(request: Request) -> HttpResponse:
    """404 for whoever does not know METRICS_TOKEN, and where there is none."""
    told = request.headers.get("Authorization", "").encode()
    expected = f"Bearer {settings.METRICS_TOKEN}".encode()
    if not settings.METRICS_TOKEN or not compare_digest(told, expected):
        raise Http404
    lines = (*histogram(), *gauges(real_now()))
    kind = "text/plain; version=0.0.4; charset=utf-8"
    return HttpResponse("".join(f"{line}\n" for line in lines), content_type=kind)


def gauges(now: datetime) -> Iterator[str]:
    waiting = Mail.objects.filter(state=Mail.State.WAITING).count()
    yield from gauge("appeal_mails_waiting", "Mails that are still to be sent.", waiting)
    if last := last_backup():
        age = (now - last.made_at).total_seconds()
        yield from gauge("appeal_last_backup_age_seconds", "Since the last good backup.", age)
    if check := last_check():
        age = (now - check.checked_at).total_seconds()
        yield from gauge("appeal_last_check_age_seconds", "Since the records were checked.", age)
        yield from gauge("appeal_last_check_differences", "What was found then.", check.found)
    if applied := MigrationRecorder.Migration.objects.order_by("applied", "pk").last():
        labels = f'{{app="{applied.app}",name="{applied.name}"}}'
        when = applied.applied.timestamp()
        name = "appeal_last_migration_timestamp_seconds"
        yield from gauge(name, "When the last migration was applied.", when, labels)
    with connection.cursor() as cursor:
        cursor.execute(SIZE[connection.vendor])
        yield from gauge("appeal_database_size_bytes", "Of the database.", *cursor.fetchone())


def gauge(name: str, said: str, value: float, labels: str = "") -> Iterator[str]:
    yield f"# HELP {name} {said}"
    yield f"# TYPE {name} gauge"
    yield f"{name}{labels} {value}"
