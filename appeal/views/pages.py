"""What every page begins with: the appeal, and forms that take effect once and send so much."""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import wraps
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import IntegrityError, OperationalError, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.timezone import activate

from .. import access
from ..clock import now_in, real_now
from ..models import Appeal, Receipt

log = logging.getLogger(__name__)
View = Callable[..., HttpResponse]
LONGEST_ANSWER = Receipt._meta.get_field("location").max_length or 0


def open_appeal(request: HttpRequest, code: str) -> Appeal:
    """The appeal of the page, if the person may see it; 404 otherwise."""
    appeal = get_object_or_404(access.appeals(request.user), code=code)
    request.appeal = appeal  # type: ignore[attr-defined]
    # An instant is shown as the day and hour that it was for the appeal.
    activate(ZoneInfo(appeal.time_zone))
    return appeal


def sent_at(request: HttpRequest) -> datetime:
    """The instant at which what was sent takes effect, by the clock of the page's appeal."""
    return now_in(request.appeal)  # type: ignore[attr-defined]


def next_page(request: HttpRequest, default: str) -> str:
    """Where the person came from, if it is the path of a page of ours; else `default`."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    is_path = wanted.startswith("/") and url_has_allowed_host_and_scheme(wanted, None)
    # Neither a longer address nor a NUL byte would go into the receipt.
    fits = wanted.isprintable() and len(wanted) <= LONGEST_ANSWER
    return wanted if is_path and fits else default


def takes_files(most_megabytes: int) -> Callable[[View], View]:
    """Declares that a form sends files of so many megabytes together; others send texts only."""

    def declare(view: View) -> View:
        # What a browser sends around the files is little.
        view.most_bytes = (most_megabytes + 1) * 1024 * 1024  # type: ignore[attr-defined]
        return view

    return declare


@contextmanager
def beside_the_page() -> Iterator[None]:
    """For a note that is no reason to refuse a page: where it cannot be written the log says so."""
    try:
        with transaction.atomic():
            yield
    except OperationalError:
        log.exception("What was to be noted beside a page could not be written.")


def answered_once(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Gives a form that was sent again its first answer, even where its row has moved on since."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        given = _answered(request, request.POST.get("idempotency_key", ""))
        if given:
            return _saved(request.POST["idempotency_key"], given)
        return view(request, *args, **kwargs)

    return answer


def _saved(key: str, location: str) -> HttpResponse:
    """Go on, and tell the browser that what was sent under this key is kept here now."""
    response = HttpResponseRedirect(location)
    response.set_cookie(
        "saved", key, max_age=24 * 60 * 60, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE
    )
    return response


def once(request: HttpRequest, key: UUID, act: Callable[[], str]) -> HttpResponse:
    """Do `act` and go where it says; of two at once with the same key the second goes there too.

    A key that is sent again later never comes here: `answered_once` stands before the view. One
    that somebody else has used is a conflict.
    """
    try:
        with transaction.atomic():
            receipt = Receipt.objects.create(key=key, user=request.user, received_at=real_now())
            receipt.location = act()
            receipt.save(update_fields=["location"])
    except IntegrityError:
        if given := _answered(request, str(key)):
            return _saved(str(key), given)
        if Receipt.objects.filter(key=key).exists():
            return render(request, "409.html", status=409)
        raise
    return _saved(str(key), receipt.location)


def _answered(request: HttpRequest, key: str) -> str | None:
    try:
        own = Receipt.objects.filter(key=UUID(key), user=request.user)
    except ValueError:
        return None
    return own.values_list("location", flat=True).first()
