"""Which requests a replica of the database answers: those that only read, where it is level.

Level is a replica that has everything that the primary had some seconds ago. Whoever wrote later
than that reads from the primary, and so does everybody while there is no such replica, or where it
does not answer with a page.
"""

import logging
from collections.abc import Iterator
from threading import Lock
from time import monotonic
from typing import Any

from django.conf import settings
from django.db import DatabaseError, connection, connections
from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.deprecation import MiddlewareMixin

from ..base.replica import REPLICA, on_replica
from .request import Request

log = logging.getLogger(__name__)
# Pages of figures, searches and workbooks: nothing on them is sent back with a version.
READING = {
    "overview", "matrix", "bridge", "bridge_step", "gaps", "compare", "search", "change_list",
    "reconciliation", "workbook",
}  # fmt: skip
# Pages from which people act, unless they look at a past day.
DATED = {
    "home", "office_detail", "activity_list", "activity_detail", "transaction_list",
    "transaction_detail", "contribution_list", "contribution_detail", "risk_list", "report_list",
    "report_detail",
}  # fmt: skip
# How often the two are compared, in seconds, and how long one that is gone is left alone.
EVERY, GONE = 1, 30
# How long somebody who wrote reads from the primary: longer than a level replica is behind.
WROTE, SECONDS = "wrote", 10
SAFE = ("GET", "HEAD", "OPTIONS")


class Abreast:
    """Whether the replica has what the primary had when they were compared before."""

    def __init__(self) -> None:
        self.lock, self.is_level = Lock(), False
        self.position, self.compared_at, self.next_at = "", -float("inf"), -float("inf")

    def __bool__(self) -> bool:
        with self.lock:
            now = monotonic()
            if now >= self.next_at:
                self.next_at = now + EVERY
                try:
                    self.compare(now)
                except DatabaseError:
                    log.exception("The replica could not be asked.")
                    self.is_level, self.next_at = False, now + GONE
            return self.is_level

    def compare(self, now: float) -> None:
        """After a pause the position of before says nothing: it has to have what is there now."""
        current = asked(connection, "SELECT pg_current_wal_insert_lsn()::text")
        needed = self.position if now - self.compared_at < 2 * EVERY else current
        self.position, self.compared_at = current, now
        self.is_level = bool(
            asked(
                connections[REPLICA],
                "SELECT pg_is_in_recovery() AND pg_last_wal_replay_lsn() >= %s::pg_lsn",
                needed,
            )
        )


def asked(of: Any, question: str, *given: object) -> Any:
    with of.cursor() as cursor:
        cursor.execute(question, given)
        return cursor.fetchone()[0]


level = Abreast()


class ReplicaMiddleware(MiddlewareMixin):
    """The last that is asked before a view, so that others have refused what is to be refused."""

    def process_view(
        self, request: Request, view: Any, args: list[object], given: dict[str, object]
    ) -> HttpResponseBase | None:
        if not (is_only_reading(request) and level):
            return None
        try:
            with on_replica():
                answer: HttpResponseBase = view(request, *args, **given)
        except Exception as error:
            # It may not have the row yet, or no time for the question: the primary knows.
            if isinstance(error, DatabaseError):
                log.exception("The replica could not answer.")
            return None
        request.read_from = REPLICA
        if isinstance(answer, StreamingHttpResponse):
            return StreamingHttpResponse(pieces(answer), headers=answer.headers)
        return answer

    def process_response(self, request: Request, response: HttpResponse) -> HttpResponse:
        if request.method not in SAFE and request.user.is_authenticated:
            response.set_cookie(
                WROTE, "1", max_age=SECONDS, secure=settings.SESSION_COOKIE_SECURE,
                httponly=True, samesite="Lax",
            )  # fmt: skip
        return response


def is_only_reading(request: Request) -> bool:
    """Whether a signed-in person, who wrote nothing of late, only looks at something."""
    if request.method not in ("GET", "HEAD") or WROTE in request.COOKIES:
        return False
    name = request.resolver_match.url_name if request.resolver_match else None
    is_listed = name in READING or (name in DATED and bool(request.GET.get("known_on")))
    return is_listed and request.user.is_authenticated


def pieces(answer: StreamingHttpResponse) -> Iterator[bytes]:
    """What is sent while it is read, each piece read from the replica."""
    content = iter(answer)
    try:
        while True:
            with on_replica():
                piece = next(content, None)
            if piece is None:
                return
            yield piece
    finally:
        with on_replica():
            answer.close()
