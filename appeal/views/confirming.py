"""A page that shows what will happen, asks what it needs to, and does it once."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from ..forms import OnceForm
from .pages import once

TEMPLATE = "appeal/confirm.html"


def confirm(
    request: HttpRequest,
    form: OnceForm,
    page: dict[str, Any],
    act: Callable[[], str],
    refusals: tuple[type[Exception], ...],
) -> HttpResponse:
    """Show `appeal/confirm.html`, or do what it asks once; a refusal keeps everything typed.

    `page` holds `title`, `back`, where Cancel leads, `from_where`, what that page is called, and
    `label` of the button; it may hold `lead`, `facts` (pairs of words), `links` (words and
    address) and, where it is not to be done, `refusal`.
    """
    page["form"] = form
    if request.method != "POST":
        return render(request, TEMPLATE, page)
    if not form.is_valid():
        return render(request, TEMPLATE, page, status=422)
    try:
        return once(request, form.cleaned_data["idempotency_key"], act)
    except refusals as refusal:
        form.add_error(None, str(refusal))
        return render(request, TEMPLATE, page, status=422)
