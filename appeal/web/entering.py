"""The one way in: whoever proved who they are is signed in, after their second step if any."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.crypto import constant_time_compare

from .. import access
from ..models import User
from .sessions import note_sign_in

ENTERING, PROVED = "entering", "proved_by"
# So long the password holds while the second step is on its way.
ENTERING_LIMIT = timedelta(minutes=10)


@dataclass(frozen=True)
class Entering:
    """Somebody who gave their password, and where they wanted to go."""

    person: User
    goal: str


def enter(request: HttpRequest, person: User, goal: str, at: datetime) -> HttpResponse:
    """Sign the person in and go there; whoever has a second step is asked for it first."""
    if not person.has_factor:
        return let_in(request, person, goal, at)
    if not settings.SECOND_FACTOR:
        return render(request, "registration/no_second_step.html", status=403)
    request.session.cycle_key()
    request.session[ENTERING] = {
        "person": person.pk,
        "hash": person.get_session_auth_hash(),
        "goal": goal,
        "at": at.isoformat(),
    }
    return redirect("factors:factor_ask")


def let_in(
    request: HttpRequest, person: User, goal: str, at: datetime, proved_by: str = ""
) -> HttpResponse:
    """Begin the session, which says by what second step, if by any."""
    request.session.pop(ENTERING, None)
    login(request, person, backend="config.signing_in.People")
    note_sign_in(request, at)
    if proved_by:
        request.session[PROVED] = proved_by
    return redirect(goal)


def speak_to(request: HttpRequest, person: User) -> None:
    """Show this page in the language of whoever is on the way in, unless this browser chose one."""
    language = person.language or access.working_language(person)
    if language and settings.LANGUAGE_COOKIE_NAME not in request.COOKIES:
        translation.activate(language)
        request.LANGUAGE_CODE = language


def entering(request: HttpRequest, at: datetime) -> Entering | None:
    """Who is on the way in, if their password is still the one that they gave, and not long ago."""
    kept = request.session.get(ENTERING)
    if not kept or at - datetime.fromisoformat(kept["at"]) > ENTERING_LIMIT:
        return None
    person = User.objects.filter(pk=kept["person"], is_active=True).first()
    if person and constant_time_compare(kept["hash"], person.get_session_auth_hash()):
        return Entering(person, kept["goal"])
    return None
