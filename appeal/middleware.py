"""What happens around every request: its id, language, door, membership and last-resort errors."""

import logging
import uuid
from collections.abc import Callable
from typing import Any

from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.middleware.locale import LocaleMiddleware
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation

from . import access
from .models import Door, StaleVersion, through

log = logging.getLogger(__name__)
Answer = Callable[[HttpRequest], HttpResponse]
SECRETS = ("csrfmiddlewaretoken", "password", "old_password", "new_password1", "new_password2")


class RequestIdMiddleware:
    """Names each request, so that a person can quote what the log calls it."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.request_id = uuid.uuid4().hex[:12]  # type: ignore[attr-defined]
        response = self.get_response(request)
        response["X-Request-ID"] = request.request_id  # type: ignore[attr-defined]
        return response


class AddressMiddleware:
    """No address of ours holds a NUL byte, and PostgreSQL refuses to look one up."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if "\0" in request.path_info or "%00" in request.META.get("QUERY_STRING", ""):
            return render(request, "404.html", status=404)
        return self.get_response(request)


class LanguageMiddleware(LocaleMiddleware):
    """The language that the person chose, else their office's, else what the browser asks for."""

    def process_request(self, request: HttpRequest) -> None:
        super().process_request(request)
        if not request.user.is_authenticated:
            return
        if language := request.user.language or access.working_language(request.user):
            translation.activate(language)
            request.LANGUAGE_CODE = translation.get_language()


class DoorMiddleware:
    """Tells the change log through which door a change comes."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        is_admin = request.path.startswith(reverse("admin:index"))
        with through(Door.ADMIN if is_admin else Door.PAGE):
            return self.get_response(request)


class MembershipMiddleware:
    """A person who belongs to no office or region is told whom to ask."""

    OPEN = ("logout", "password_change", "password_change_done", "language", "healthz")

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *view: Any) -> HttpResponse | None:
        match = request.resolver_match
        if not request.user.is_authenticated or (match and match.url_name in self.OPEN):
            return None
        if access.may_enter(request.user):
            return None
        return render(request, "no_membership.html", status=403)


def busy(request: HttpRequest) -> HttpResponse:
    """A page that says when to try again, and keeps what was typed."""
    typed = [
        (name, value)
        for name, values in request.POST.lists()
        for value in values
        if name not in SECRETS
    ]
    response = render(request, "503.html", {"typed": typed}, status=503)
    response["Retry-After"] = "5"
    return response


class ConflictMiddleware:
    """A lost race that no form caught is a 409; a busy database a 503 that keeps what was typed."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if isinstance(error, StaleVersion):
            return render(request, "409.html", status=409)
        if isinstance(error, OperationalError):
            log.exception("The database did not answer request %s.", request.request_id)
            return busy(request)
        return None
