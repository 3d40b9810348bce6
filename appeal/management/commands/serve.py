"""`manage.py serve [--demo]`: everything from an empty folder to a page in the browser."""

import errno
import hashlib
import os
import secrets
import signal
import socket
import sys
from argparse import ArgumentParser
from pathlib import Path
from threading import Thread
from typing import Any

from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.core.wsgi import get_wsgi_application
from waitress.server import create_server

from appeal.models import User

MOST_WAITING = 2**30
HOST, PORTS = "127.0.0.1", range(1, 65536)


class Command(BaseCommand):
    help = "Prepare database and static files, then serve on this machine until Ctrl-C."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--demo", action="store_true", help="with demonstration data")
        parser.add_argument("--port", type=int, default=os.environ.get("PORT", "8000"))

    def handle(self, *args: object, demo: bool, port: int, **options: object) -> None:
        # A child of a job in the background inherits that SIGINT is ignored, and SIGTERM would
        # end it without a word: both end it as Ctrl-C does.
        ended: list[int] = []

        def end(sent: int, frame: object) -> None:
            ended.append(sent)
            raise KeyboardInterrupt

        def pass_over(passed_over: Any) -> None:
            # Python cannot raise out of some callbacks: it prints what came there and goes on.
            if passed_over.exc_type is not KeyboardInterrupt:
                sys.__unraisablehook__(passed_over)

        sys.unraisablehook = pass_over
        for ending in (signal.SIGINT, signal.SIGTERM):
            signal.signal(ending, end)
        # The port is taken first: whoever cannot have it is told at once.
        with listen(port) as listening:
            try:
                self.prepare(demo)
                server = create_server(
                    get_wsgi_application(),
                    sockets=[listening],
                    threads=8,
                    # A large download waits for a slow line in a file, not in one of the threads.
                    outbuf_high_watermark=MOST_WAITING,
                    max_request_body_size=settings.LARGEST_REQUEST,
                    ident=None,
                )
                if ended:
                    # It came where Python passed over it.
                    raise KeyboardInterrupt
                # Said last: whoever reads it finds the page there, and may end it at once.
                self.stdout.write(f"Open http://{HOST}:{port}/ and end with Ctrl-C.")
                self.stdout.flush()
                deliver_beside()
                server.run()
            except KeyboardInterrupt:
                self.stdout.write("")

    def prepare(self, demo: bool) -> None:
        call_command("migrate", verbosity=0, interactive=False)
        call_command("load_appeal", stdout=self.stdout)
        collect_static()
        if demo:
            call_command("load_demo", stdout=self.stdout)
            self.stdout.write("`make demo NEW=1` makes all of it again, with a new password.")
        elif password := make_first_user():
            self.stdout.write(
                "The first user is admin, with this password, which is shown only now:"
                f" {password}\n`make demo` shows the tracker with demonstration data instead."
            )


def listen(port: int) -> socket.socket:
    """A socket on the port, of this machine only; raises CommandError where it is taken."""
    if port not in PORTS:
        raise CommandError(f"PORT is a number from {PORTS[0]} to {PORTS[-1]}, not {port}.")
    try:
        return socket.create_server((HOST, port))
    except OSError as error:
        is_taken = error.errno == errno.EADDRINUSE
        reason = "is in use" if is_taken else f"cannot be used ({error.strerror})"
        raise CommandError(f"Port {port} {reason}. Choose another with PORT=.") from error


def deliver_beside() -> None:
    """Send mail in a thread, which may end at any moment: the rest is sent next time."""
    Thread(target=call_command, args=("deliver",), daemon=True).start()


def collect_static() -> None:
    """Collect the static files again if any changed since the last time."""
    mark = settings.DATA_DIR / "static.sha256"
    now = fingerprint()
    if mark.exists() and mark.read_text() == now:
        return
    call_command("collectstatic", verbosity=0, interactive=False, clear=True)
    mark.write_text(now)


def fingerprint() -> str:
    """Path, size and time of every source of a static file, as one SHA-256."""
    lines = []
    for finder in finders.get_finders():
        for path, storage in finder.list([]):
            status = Path(storage.path(path)).stat()
            lines.append(f"{path} {status.st_size} {status.st_mtime_ns}")
    return hashlib.sha256("\n".join(sorted(lines)).encode()).hexdigest()


def make_first_user() -> str | None:
    """Where there is no user yet make the superuser `admin`; gives the password made for it."""
    if User.objects.exists():
        return None
    password = secrets.token_urlsafe(12)
    User.objects.create_superuser("admin", password=password)
    return password
