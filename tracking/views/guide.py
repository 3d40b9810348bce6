"""The user guide: the whole of it with its contents, or what is found in it."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language

from appeal.web.request import Request

from .. import guide as written
from .pages import open_appeal
from .search import LONGEST


def guide(request: Request, appeal_code: str) -> HttpResponse:
    """The guide from the pages of an appeal."""
    open_appeal(request, appeal_code)
    return help_page(request)


def help_page(request: Request) -> HttpResponse:
    """The guide for everybody who signed in, also without a role."""
    language = get_language() or "en"
    text = " ".join(request.GET.get("asked", "").split())[:LONGEST]
    page = {
        "asked": text,
        "hits": written.find(language, text),
        "sections": () if text else written.sections(language),
    }
    return render(request, "tracking/guide/guide.html", page)
