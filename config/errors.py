"""Errors as pages of ours: what happened, what to do, and the id to quote.

Those that are forbidden or not found Django draws itself, from templates of that number.
"""

import sys

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from appeal.web.middleware import unable


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "400.html", status=400)


def server_error(request: HttpRequest) -> HttpResponse:
    # A database that is gone fails before any view, where the session is read; so does a disk that
    # is full, where a file is received.
    error = sys.exc_info()[1]
    answer = unable(request, error) if isinstance(error, Exception) else None
    return answer or render(request, "500.html", status=500)


@login_not_required
def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return render(request, "403_csrf.html", status=403)
