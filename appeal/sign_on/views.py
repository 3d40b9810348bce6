"""Signing in on a provider's word: the way there, and the way back to the one way in."""

import logging
from dataclasses import asdict
from datetime import datetime
from urllib.parse import urlencode

from axes.handlers.proxy import AxesProxyHandler
from axes.helpers import get_lockout_response
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import authenticate
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.crypto import constant_time_compare
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from ..web.clock import real_now
from ..web.entering import ENTERING_LIMIT, enter
from ..web.request import Request
from .admission import admitted
from .refusing import NOBODY, NotSignedOn
from .tokens import Attempt, address_to_ask, proved

log = logging.getLogger(__name__)
ATTEMPT = "sign_on"
# What failures count for: an address that was proved, or all that prove nothing.
CALLED = "{} (single sign-on)"


@login_not_required
@never_cache
def sign_on(request: Request) -> HttpResponse:
    """Send the browser to the provider, which sends it back."""
    _ask_that_it_is_on()
    goal = _goal(request)
    if request.user.is_authenticated:
        return redirect(goal)
    attempt = Attempt(goal, real_now().isoformat())
    try:
        address = address_to_ask(attempt, _back())
    except NotSignedOn as refusal:
        return _to_log_in(request, refusal, goal)
    request.session[ATTEMPT] = asdict(attempt)
    return redirect(address)


@login_not_required
@never_cache
def sign_on_back(request: Request) -> HttpResponse:
    """Let in whoever the provider sends back, if its word holds and they have an account."""
    _ask_that_it_is_on()
    goal = request.session.get(ATTEMPT, {}).get("goal", "/")
    if request.user.is_authenticated:
        return redirect(goal)
    try:
        code, attempt = _code(request), _taken(request, real_now())
        if not AxesProxyHandler.is_allowed(request, {"username": CALLED.format(NOBODY)}):
            return get_lockout_response(request)
        person = admitted(proved(code, attempt, _back()))
    except NotSignedOn as refusal:
        return _to_log_in(request, refusal, goal)
    return enter(request, person, goal, real_now())


def _ask_that_it_is_on() -> None:
    if settings.OPENID is None:
        raise Http404


def _back() -> str:
    """The address that the provider knows, whatever a request calls the site."""
    return f"{settings.SITE_URL}{reverse('sign_on:sign_on_back')}"


def _goal(request: Request) -> str:
    """Where the person wanted to go, if that is a page of ours."""
    goal, own = request.GET.get("next", ""), {request.get_host()}
    is_ours = url_has_allowed_host_and_scheme(goal, own, require_https=request.is_secure())
    return goal if is_ours else "/"


def _code(request: Request) -> str:
    """What the provider gave the browser for us; it may have said no instead."""
    code = request.GET.get("code", "")
    if not code or "error" in request.GET:
        sentence = _("%(name)s did not sign you in. Try again, or use your password.")
        raise NotSignedOn(sentence, f"error {request.GET.get('error', ''):.100}")
    return code


def _taken(request: Request, at: datetime) -> Attempt:
    """What this browser set out with, if this is the answer to it: once, and not for long."""
    held = request.session.get(ATTEMPT)
    attempt = Attempt(**held) if held else None
    if (
        attempt is None
        or not constant_time_compare(request.GET.get("state", ""), attempt.state)
        or at - datetime.fromisoformat(attempt.at) > ENTERING_LIMIT
    ):
        sentence = _("This sign-in was begun in another browser, or too long ago. Start again.")
        raise NotSignedOn(sentence, "no such attempt")
    del request.session[ATTEMPT]
    return attempt


def _to_log_in(request: Request, refusal: NotSignedOn, goal: str) -> HttpResponse:
    """Say on the page *Sign in* why not, and count it where it is a failed attempt."""
    log.warning("Single sign-on refused: %s %r", type(refusal).__name__, refusal.reason)
    messages.error(request, str(refusal))
    if refusal.counted_for:
        # With no password it fails, where failures are counted.
        authenticate(request, username=CALLED.format(refusal.counted_for))
    return redirect(f"{reverse('login')}?{urlencode({'next': goal})}")
