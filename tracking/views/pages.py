"""What every page begins with: the appeal, the viewpoint, and forms that take effect once."""

from collections.abc import Callable
from datetime import date
from functools import wraps
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from appeal import access as plan
from appeal.models import Appeal, Receipt

from .. import access
from ..viewpoint import Include, Viewpoint

LONGEST_ANSWER = Receipt._meta.get_field("location").max_length or 0


def open_appeal(request: HttpRequest, code: str) -> Appeal:
    """The appeal of the page, if the person may see it; 404 otherwise."""
    appeal = get_object_or_404(plan.appeals(request.user), code=code)
    request.appeal = appeal  # type: ignore[attr-defined]
    return appeal


def today_in(appeal: Appeal) -> date:
    return appeal.day_of(timezone.now())


def read_viewpoint(request: HttpRequest, appeal: Appeal) -> Viewpoint:
    """The viewpoint that the address asks for; a wrong date is named and the default used.

    What was recorded is known up to now, unless the address names a day that is over.
    """
    today = today_in(appeal)
    default = appeal.last_value_day(today)
    as_at = _read_day(request, "as_at", default)
    known_on = _read_day(request, "known_on", today)
    include = request.GET.get("include", "")
    if include not in Include.values:
        include = Include.OFFICIAL
    asked = {}
    if as_at != default:
        asked["as_at"] = as_at.isoformat()
    is_past = known_on < today
    if is_past:
        asked["known_on"] = known_on.isoformat()
    if include != Include.OFFICIAL:
        asked["include"] = include
    return Viewpoint(
        as_at,
        include,
        access.draft_offices(request.user),
        urlencode(asked),
        known_on if is_past else None,
        appeal.end_of(known_on) if is_past else None,
        today,
    )


def read_exact_viewpoint(request: HttpRequest, appeal: Appeal) -> Viewpoint:
    """The same for a file, which cannot carry a warning: a wrong date is a bad request."""
    for name in ("as_at", "known_on"):
        try:
            date.fromisoformat(request.GET.get(name) or "2020-01-01")
        except ValueError as error:
            raise BadRequest(str(error)) from error
    return read_viewpoint(request, appeal)


def _read_day(request: HttpRequest, name: str, default: date) -> date:
    written = request.GET.get(name, "")
    try:
        return date.fromisoformat(written) if written else default
    except ValueError:
        messages.warning(
            request,
            _("“%(written)s” is not a date: write it as 2020-06-30. Shown is %(day)s.")
            % {"written": written[:30], "day": default.isoformat()},
        )
        return default


def next_page(request: HttpRequest, default: str) -> str:
    """Where the person came from, if it is a page of ours; else `default`."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    is_ours = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, request.is_secure())
    # Neither a longer address nor a NUL byte would go into the receipt.
    fits = wanted.isprintable() and len(wanted) <= LONGEST_ANSWER
    return wanted if is_ours and fits else default


def answered_once(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Gives a form that was sent again its first answer, even where its row has moved on since."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        given = _answered(request, request.POST.get("idempotency_key", ""))
        return redirect(given) if given else view(request, *args, **kwargs)

    return answer


def once(request: HttpRequest, key: UUID, act: Callable[[], str]) -> HttpResponse:
    """Do `act` and go where it says; of two at once with the same key the second goes there too.

    A key that is sent again later never comes here: `answered_once` stands before the view. One
    that somebody else has used is a conflict.
    """
    try:
        with transaction.atomic():
            receipt = Receipt.objects.create(key=key, user=request.user, received_at=timezone.now())
            receipt.location = act()
            receipt.save(update_fields=["location"])
    except IntegrityError:
        if given := _answered(request, str(key)):
            return redirect(given)
        if Receipt.objects.filter(key=key).exists():
            return render(request, "409.html", status=409)
        raise
    return redirect(receipt.location)


def _answered(request: HttpRequest, key: str) -> str | None:
    try:
        own = Receipt.objects.filter(key=UUID(key), user=request.user)
    except ValueError:
        return None
    return own.values_list("location", flat=True).first()
