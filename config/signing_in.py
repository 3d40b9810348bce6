"""Who is signed in, where an attempt comes from, and which failed attempts count together."""

from collections.abc import Callable
from functools import cache
from ipaddress import ip_address

from axes.attempts import get_cool_off_threshold
from axes.models import AccessAttempt
from django.conf import settings
from django.contrib.auth.backends import ModelBackend
from django.db.models import OuterRef, Sum
from django.http import HttpRequest

from appeal.base.statements import PLACE, repeated
from appeal.models import User
from tracking.models import Notice


class People(ModelBackend):
    """Reads the person of a request together with their roles."""

    def get_user(self, user_id: int) -> User | None:
        person = User.holding(_found()(int(user_id)))
        return person if self.user_can_authenticate(person) else None


@cache
def _found() -> Callable[[int], list[User]]:
    """A row for each role. What the bell shows comes with them."""
    return repeated(
        User.with_each_role(PLACE, new_notices=Notice.objects.count_new(OuterRef("pk")))
    )


def client_address(request: HttpRequest) -> str | None:
    """The address that the first of our PROXY_COUNT proxies saw.

    Anybody may have written what is further left in X-Forwarded-For.
    """
    own = request.META.get("REMOTE_ADDR") or None
    forwarded = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")
    if not 0 < settings.PROXY_COUNT <= len(forwarded):
        return own
    try:
        return str(ip_address(forwarded[-settings.PROXY_COUNT].strip()))
    except ValueError:
        return own


def counted_together(
    request: HttpRequest, credentials: dict[str, str] | None = None
) -> list[str | list[str]]:
    """Name and address together; the address alone once too much failed from it.

    Codes count for the person, wherever they come from: only whoever has the password types any.
    """
    if credentials and "code" in credentials:
        return ["username"]
    recent = AccessAttempt.objects.filter(
        ip_address=request.axes_ip_address,  # type: ignore[attr-defined]
        attempt_time__gte=get_cool_off_threshold(request),
    )
    failures = recent.aggregate(failures=Sum("failures_since_start"))["failures"] or 0
    if failures >= settings.FAILURES_PER_ADDRESS:
        return ["ip_address"]
    return [["username", "ip_address"]]
