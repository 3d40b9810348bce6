"""What figures and words mean."""

from django.http import HttpResponse
from django.shortcuts import render

from appeal.web.request import Request

from .. import glossary as words
from .pages import open_appeal


def glossary(request: Request, appeal_code: str) -> HttpResponse:
    """Every definition, by subject; the same that the workbooks print on About."""
    open_appeal(request, appeal_code)
    return render(request, "tracking/search/glossary.html", {"sections": words.SECTIONS})
