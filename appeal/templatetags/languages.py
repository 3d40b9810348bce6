"""The language switch of every page: what was typed and what the address asks for stay."""

from urllib.parse import urlsplit

from django import template
from django.conf import settings
from django.http import HttpRequest
from django.template import Context
from django.utils.translation import get_language

from ..web.middleware import SECRETS
from ..web.request import SWITCHED
from ..web.script_words import address

register = template.Library()
register.simple_tag(address, name="words_address")


@register.inclusion_tag("partials/languages.html", takes_context=True)
def language_switch(context: Context) -> dict[str, object]:
    """A button for each language.

    Of a form that was refused they send everything typed to it again, which is shown and not done;
    of other pages they lead to the same address.
    """
    request = context["request"]
    keeps_typed = getattr(request, "keeps_typed", False)
    return {
        "languages": settings.LANGUAGES,
        "current": get_language(),
        "keeps_typed": keeps_typed,
        "name": SWITCHED if keeps_typed else "language",
        "typed": typed(request) if keeps_typed else [],
        "here": request.get_full_path(),
        "back": back_to(request),
    }


def typed(request: HttpRequest) -> list[tuple[str, str]]:
    """What was sent, but for files, secrets and an earlier switch."""
    left_out = {*SECRETS, SWITCHED}
    return [
        (name, value)
        for name, values in request.POST.lists()
        if name not in left_out
        for value in values
    ]


def back_to(request: HttpRequest) -> str:
    """The page itself; of an answer to what was sent, the page that sent it."""
    if request.method in ("GET", "HEAD"):
        return request.get_full_path()
    sender = urlsplit(request.headers.get("Referer", ""))
    if sender.netloc != request.get_host():
        return "/"
    return f"{sender.path}?{sender.query}" if sender.query else sender.path
