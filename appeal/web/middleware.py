"""What happens around every request: id, size, language, channel and last-resort errors."""

import errno
import logging
import uuid
from collections.abc import Awaitable
from contextlib import suppress
from time import perf_counter

from django.conf import settings
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.http.multipartparser import MultiPartParserError
from django.http.response import HttpResponseBase
from django.middleware.locale import LocaleMiddleware
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.deprecation import MiddlewareMixin
from django.utils.timezone import deactivate

from .. import access
from ..base.actions import Door, signed
from ..base.refusals import Refusal, StaleVersion, TooLate
from ..models import Language, Receipt, User
from .clock import real_now, today_in
from .durations import Answered, note
from .log_lines import request_named
from .request import SWITCHED, Request
from .which import appeals_seen, running

log = logging.getLogger(__name__)
answers = logging.getLogger("appeal.answers")
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
Answer = HttpResponseBase | Awaitable[HttpResponseBase]
# What machines ask, whoever's browser they use: each answers as it does to strangers.
MACHINES = ("healthz", "readyz", "security_txt", "metrics")
SECRETS = (
    "csrfmiddlewaretoken", "password", "old_password", "new_password1", "new_password2", "code",
    "credential",
)  # fmt: skip


class RequestIdMiddleware(MiddlewareMixin):
    """Names each request, as people quote it from an error; logs and counts its answer."""

    def process_request(self, request: Request) -> None:
        request.request_id = uuid.uuid4().hex[:12]
        request.began = perf_counter()
        request_named.set(request.request_id)

    def process_response(self, request: Request, response: HttpResponse) -> HttpResponse:
        response["X-Request-ID"] = request.request_id
        seconds = perf_counter() - request.began
        match = request.resolver_match
        route = match.view_name if match else ""
        # Anybody may send a word of their own in place of it.
        method = request.method if request.method in METHODS else "OTHER"
        note(Answered(route, method, f"{response.status_code // 100}xx"), seconds)
        told = {"method": method, "route": route, "status": response.status_code}
        if from_elsewhere := getattr(request, "read_from", ""):
            told["read_from"] = from_elsewhere
        answers.info("answered", extra=told | {"milliseconds": round(seconds * 1000)})
        return response


class SizeMiddleware(MiddlewareMixin):
    """Refuses what is larger than the form it is sent to may send, before any of it is read."""

    def process_view(
        self, request: HttpRequest, view: object, *called: object
    ) -> HttpResponse | None:
        most = getattr(view, "most_bytes", settings.DATA_UPLOAD_MAX_MEMORY_SIZE)
        sent = request.META.get("CONTENT_LENGTH") or "0"
        if not sent.isdecimal() or int(sent) <= most:
            return None
        # The session that CSRF protection needs is not asked: the page has no form.
        return render(request, "413.html", {"most_megabytes": most // 1024**2}, status=413)


class PrivacyMiddleware(MiddlewareMixin):
    """Pages for signed-in people are not stored by browsers or proxies."""

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        if request.user.is_authenticated:
            response.headers.setdefault("Cache-Control", "private, no-store")
        return response


class AddressMiddleware(MiddlewareMixin):
    """No address of ours holds a NUL byte, and PostgreSQL refuses to look one up."""

    def process_request(self, request: HttpRequest) -> HttpResponse | None:
        if "\0" in request.path_info or "%00" in request.META.get("QUERY_STRING", ""):
            return render(request, "404.html", status=404)
        return None


class LanguageMiddleware(LocaleMiddleware):
    """The language that the person chose, else their office's, else what the browser asks for."""

    def process_request(self, request: HttpRequest) -> None:
        super().process_request(request)
        if not request.user.is_authenticated:
            return
        if language := request.user.language or access.working_language(request.user):
            self.speak(request, language)

    def process_view(self, request: HttpRequest, *view: object) -> None:
        """A form that is sent again to be read in another language says in which."""
        is_form = request.content_type == "application/x-www-form-urlencoded"
        chosen = request.POST.get(SWITCHED, "") if is_form else ""
        if chosen in Language.values and request.user.is_authenticated:
            request.user.language = chosen
            request.user.save(update_fields=["language"])
            self.speak(request, chosen)

    def speak(self, request: HttpRequest, language: str) -> None:
        translation.activate(language)
        request.LANGUAGE_CODE = translation.get_language()


class DoorMiddleware(MiddlewareMixin):
    """Tells the change log through which channel a change comes."""

    def __call__(self, request: HttpRequest) -> Answer:
        is_admin = request.path.startswith(reverse("admin:index"))
        with signed(door=Door.ADMIN if is_admin else Door.PAGE):
            return self.get_response(request)


class DayMiddleware(MiddlewareMixin):
    """Forgets the time zone of the page before: a page of an appeal shows instants in its own."""

    def process_request(self, request: HttpRequest) -> None:
        deactivate()


class AppealsMiddleware(MiddlewareMixin):
    """Lets every page ask for the appeal that the person is led to: the one that runs today."""

    def process_request(self, request: Request) -> None:
        request.running = lambda: running(appeals_seen(request), today_in)


class MembershipMiddleware(MiddlewareMixin):
    """Shows a person without any role whom to ask for one."""

    OPEN = (
        "logout", "password_change", "password_change_done", "password_reset",
        "password_reset_done", "language", "script_words", *MACHINES, "help_page",
        "notice_stop", "calendar", "profile", "sessions_end",
        "address_new", "address_confirm",
        "factor_list", "factor_app", "factor_codes", "factor_remove", "factor_ask",
        "factor_passkey",
    )  # fmt: skip

    def process_view(self, request: HttpRequest, *view: object) -> HttpResponse | None:
        match = request.resolver_match
        if not request.user.is_authenticated or (match and match.url_name in self.OPEN):
            return None
        if access.may_enter(request.user):
            return None
        return render(request, "no_membership.html", status=403)


class OnceMiddleware(MiddlewareMixin):
    """Gives a form that was sent again its first answer, even where its row has moved on since."""

    def process_view(self, request: HttpRequest, *view: object) -> HttpResponse | None:
        if request.method != "POST" or not request.user.is_authenticated:
            return None
        return first_answer(request)


def first_answer(request: HttpRequest) -> HttpResponse | None:
    """The first answer to a form that was sent before; None where it was not done yet."""
    key = request.POST.get("idempotency_key")
    given = answered(request.user, key) if key and request.user.is_authenticated else None
    return go_on(key, given) if key and given else None


def remember(user: User, key: str, location: str) -> None:
    """Where what is being done under this key leads; in one transaction with what it does."""
    with suppress(ValueError):
        given = {"key": uuid.UUID(key), "user": user, "received_at": real_now()}
        Receipt.objects.create(location=location[:500], **given)


def answered(user: User, key: str) -> str | None:
    """Where what the person sent under this key led; None where it was not done yet."""
    try:
        own = Receipt.objects.filter(key=uuid.UUID(key), user=user)
    except ValueError:
        return None
    return own.values_list("location", flat=True).first()


def go_on(key: str, location: str) -> HttpResponse:
    """Redirect, and tell the browser that what was sent under this key is now saved."""
    response = HttpResponseRedirect(location)
    response.set_cookie(
        "saved", key, max_age=24 * 60 * 60, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE
    )
    return response


def unable(request: HttpRequest, error: Exception) -> HttpResponse | None:
    """The page for what the machine cannot do just now: no room, or a busy database; else None.

    It says what to do, and keeps what was typed.
    """
    if is_out_of_room(error):
        return keeping(request, "507.html", 507)
    if not isinstance(error, (OperationalError, *settings.STORAGE_FAULTS)):
        return None
    response = keeping(request, "503.html", 503)
    response["Retry-After"] = "5"
    return response


def is_out_of_room(error: Exception) -> bool:
    """Whether the disk is full, as the file system, SQLite or PostgreSQL says it."""
    if isinstance(error, OSError):
        return error.errno in {errno.ENOSPC, errno.EDQUOT}
    is_told = getattr(error.__cause__, "sqlstate", "") == "53100" or "disk is full" in str(error)
    return isinstance(error, OperationalError) and is_told


def keeping(request: HttpRequest, template: str, status: int) -> HttpResponse:
    """A page from which what was typed can be sent again, or its texts copied."""
    try:
        sent = request.POST
    except (OSError, MultiPartParserError):
        # It was not received whole: there is no room for the file in it.
        sent = QueryDict()
    typed = [
        (name, value) for name, values in sent.lists() for value in values if name not in SECRETS
    ]
    prose = [value for _name, value in typed if " " in value]
    return render(request, template, {"typed": typed, "prose": prose}, status=status)


class RefusalMiddleware(MiddlewareMixin):
    """A refusal that no form shows has a page of its own, and so have a busy database or full disk.

    The page of a lost race keeps what was typed.
    """

    def process_exception(self, request: Request, error: Exception) -> HttpResponse | None:
        if isinstance(error, StaleVersion):
            return keeping(request, "409.html", 409)
        if isinstance(error, Refusal):
            with translation.override(error.language):
                page = "late.html" if isinstance(error, TooLate) else "400.html"
                return render(request, page, {"sentence": error}, status=error.status)
        answer = unable(request, error)
        if answer:
            log.exception("Request %s could not be carried out.", request.request_id)
        return answer
