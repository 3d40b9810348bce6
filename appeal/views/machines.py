"""What machines ask of the running site: whether it lives and is ready, and whom to write to."""

from datetime import timedelta
from threading import Event

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import Http404, HttpResponse
from django.urls import reverse

from ..web.clock import real_now
from ..web.request import Request

# Once found so it stays so: nothing takes a migration back from a site that runs.
migrated = Event()


@login_not_required
def healthz(request: Request) -> HttpResponse:
    """200 when the database answers; the load balancer asks."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return plain("ok")


@login_not_required
def readyz(request: Request) -> HttpResponse:
    """200 when people can work: the database answers, and has every migration of this version."""
    try:
        healthz(request)
        if not migrated.is_set() and lacks_migrations():
            return plain("migrations", status=503)
    except DatabaseError:
        return plain("database", status=503)
    migrated.set()
    return plain("ready")


def lacks_migrations() -> bool:
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


@login_not_required
def security_txt(request: Request) -> HttpResponse:
    """Whom to tell of a weakness, as RFC 9116 has it; 404 where nobody is named."""
    if not settings.SECURITY_CONTACT:
        raise Http404
    lines = {
        "Contact": settings.SECURITY_CONTACT,
        # Renewed every day, and short of the year that is the most the standard recommends.
        "Expires": f"{real_now() + timedelta(days=180):%Y-%m-%dT00:00:00Z}",
        "Preferred-Languages": ", ".join(code for code, _name in settings.LANGUAGES),
    }
    if settings.IS_PUBLIC:
        lines["Canonical"] = settings.SITE_URL + reverse("security_txt")
    return plain("".join(f"{name}: {value}\n" for name, value in lines.items()))


def plain(text: str, status: int = 200) -> HttpResponse:
    return HttpResponse(text, content_type="text/plain; charset=utf-8", status=status)
