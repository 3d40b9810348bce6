"""The user guide: a chapter of it with the contents of all, or what is found in it."""

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
    sections = written.sections(get_language() or "en")
    chapters = [section for section in sections if section.level == written.CHAPTER]
    asked = request.GET.get("part", written.FIRST)
    place = next((place for place, row in enumerate(chapters) if row.anchor == asked), 0)
    text = " ".join(request.GET.get("asked", "").split())[:LONGEST]
    page = {
        "asked": text,
        "hits": written.find(get_language() or "en", text),
        "sections": sections,
        "chapter": chapters[place],
        "before": chapters[place - 1] if place else None,
        "after": chapters[place + 1] if place + 1 < len(chapters) else None,
    }
    return render(request, "tracking/guide/guide.html", page)
