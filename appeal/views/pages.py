"""What every page begins with: the appeal, and forms that take effect once."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme

from .. import access
from ..models import Appeal, Receipt

LONGEST_ANSWER = Receipt._meta.get_field("location").max_length or 0


def open_appeal(request: HttpRequest, code: str) -> Appeal:
    """The appeal of the page, if the person may see it; 404 otherwise."""
    appeal = get_object_or_404(access.appeals(request.user), code=code)
    request.appeal = appeal  # type: ignore[attr-defined]
    return appeal


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
        if given:
            return _saved(request.POST["idempotency_key"], given)
        return view(request, *args, **kwargs)

    return answer


def _saved(key: str, location: str) -> HttpResponse:
    """Go on, and tell the browser that what was sent under this key is kept here now."""
    response = redirect(location)
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
            receipt = Receipt.objects.create(key=key, user=request.user, received_at=timezone.now())
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
