"""How a form is answered: shown, done once, or refused with everything that was typed."""

from collections.abc import Callable
from typing import Any, Protocol
from uuid import UUID

from django.db import IntegrityError, transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render

from ..base.refusals import Refusal
from ..models import Receipt
from ..web.clock import real_now
from ..web.middleware import answered, go_on
from ..web.request import SWITCHED, Request


class Answerable(Protocol):
    """A form that takes effect once, or several that are one to the page."""

    @property
    def cleaned_data(self) -> dict[str, Any]: ...

    def is_valid(self) -> bool: ...


def answer(
    request: Request,
    form: Answerable,
    act: Callable[[], str],
    show: Callable[..., HttpResponse],
) -> HttpResponse:
    """Show the form, or do once what it asks for and go where `act` says.

    `show` renders the page and takes its `status`, and the `refusal` where the action refuses. A
    late click on what the person may still see is a 409, told on the page with what was typed;
    what they may not see at all the view has answered with a 404. What comes from the language
    switch of a refused form is shown and never done.
    """
    if request.method != "POST":
        return show(status=200)
    request.keeps_typed = True
    if not form.is_valid():
        return show(status=422)
    if SWITCHED in request.POST:
        return show(status=200)
    try:
        return once(request, form.cleaned_data["idempotency_key"], act)
    except Refusal as refusal:
        return show(status=refusal.status, refusal=refusal)


def answer_page(
    request: Request,
    form: Any,
    act: Callable[[], str],
    template: str,
    page: dict[str, Any],
) -> HttpResponse:
    """The same where the form itself says why: `page` is its context, with `form` added."""

    def show(status: int, refusal: Refusal | None = None) -> HttpResponse:
        if refusal:
            form.refuse(refusal)
        return render(request, template, page | {"form": form}, status=status)

    return answer(request, form, act, show)


def press(
    request: Request,
    form: Answerable,
    act: Callable[[], str],
    show: Callable[..., HttpResponse],
    back: str,
) -> HttpResponse:
    """The same for a button of the page `back`: whoever comes by the address goes there."""
    if request.method != "POST":
        return redirect(back)
    return answer(request, form, act, show)


def once(request: Request, key: UUID, act: Callable[[], str]) -> HttpResponse:
    """Do `act` and go where it says; of two at once with the same key the second goes there too.

    A key that is sent again later never comes here, see `OnceMiddleware`. One that somebody else
    has used is a conflict.
    """
    try:
        with transaction.atomic():
            receipt = Receipt.objects.create(key=key, user=request.user, received_at=real_now())
            receipt.location = act()
            receipt.save(update_fields=["location"])
    except IntegrityError:
        if given := answered(request.user, str(key)):
            return go_on(str(key), given)
        if Receipt.objects.filter(key=key).exists():
            return render(request, "409.html", status=409)
        raise
    return go_on(str(key), receipt.location)
