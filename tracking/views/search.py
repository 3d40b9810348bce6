"""Search from every page."""

from django.http import HttpResponse
from django.shortcuts import render

from appeal.web.request import Request

from .. import search as finding
from .pages import open_appeal

LONGEST = 100


def search(request: Request, appeal_code: str) -> HttpResponse:
    """What holds every word that was asked for, of each kind the first few and how many."""
    appeal = open_appeal(request, appeal_code)
    text = " ".join(request.GET.get("q", "").split())[:LONGEST]
    groups = list(finding.find(request.user, appeal, text)) if text else []
    return render(request, "tracking/search/search.html", {"q": text, "groups": groups})
