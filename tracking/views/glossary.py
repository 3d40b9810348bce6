"""What figures and words mean."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from .. import glossary as words
from .pages import open_appeal


def glossary(request: HttpRequest, appeal_code: str) -> HttpResponse:
    """Every definition, by subject; the same that the workbooks print on About."""
    open_appeal(request, appeal_code)
    return render(request, "tracking/glossary.html", {"sections": words.SECTIONS})
