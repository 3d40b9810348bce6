"""How a form is answered: shown, done once, or refused with everything that was typed."""

from collections.abc import Callable, Mapping
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

    def refuse(self, refusal: Refusal) -> None: ...


def answer(
    request: Request,
    form: Answerable,
    act: Callable[[], str],
    show: Callable[..., HttpResponse],
) -> HttpResponse:
    """Show the form, or do once what it asks for and go where `act` says.

    `show` renders the page with a `status`; where the action refuses, the form has said why. A
    late click on what the person may still see is a 409, shown on the page with what was typed;
    what they may not see at all the view has answered with a 404. What comes from the language
    switch of a refused form is shown and never done.
    """

    def shown(status: int, refusal: Refusal | None = None) -> HttpResponse:
        if refusal:
            form.refuse(refusal)
        return show(status=status)

    return press(request, form, act, shown)


def answer_page(
    request: Request,
    form: Answerable,
    act: Callable[[], str],
    template: str,
    page: Mapping[str, object],
) -> HttpResponse:
    """Answer a form that has a page of its own: `page` is its context, with `form` added."""

    def show(status: int) -> HttpResponse:
        return render(request, template, {**page, "form": form}, status=status)

    return answer(request, form, act, show)


def press(
    request: Request,
    form: Answerable,
    act: Callable[[], str],
    show: Callable[..., HttpResponse],
    back: str = "",
) -> HttpResponse:
    """Answer a button whose page says itself why it is refused: `show` also takes a `refusal`.

    Whoever comes by the address is sent `back`, or sees the page where there is nowhere to go.
    """
    if request.method != "POST":
        return redirect(back) if back else show(status=200)
    request.keeps_typed = True
    if not form.is_valid():
        return show(status=422)
    if SWITCHED in request.POST:
        return show(status=200)
    try:
        return once(request, form.cleaned_data["idempotency_key"], act)
    except Refusal as refusal:
        return show(status=refusal.status, refusal=refusal)


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
