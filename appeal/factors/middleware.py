"""Opens nothing but the second step to whoever has still to take it, or to set it up."""

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.deprecation import MiddlewareMixin

from ..models import User
from ..web.entering import PROVED
from ..web.middleware import MACHINES
from ..web.request import Request

TAKING = {"factor_ask", "login", "logout", "language", "script_words", "help_page", *MACHINES}
SETTING_UP = TAKING | {"factor_list", "factor_app", "factor_passkey", "card_labels"}


class FactorMiddleware(MiddlewareMixin):
    """Asks every request of somebody who signed in, on whatever page and in the admin."""

    def process_view(self, request: Request, *view: object) -> HttpResponse | None:
        if not request.user.is_authenticated or PROVED in request.session:
            return None
        match = request.resolver_match
        place = match.url_name if match else ""
        if request.user.has_factor:
            return _hold(request, place in TAKING, "factors:factor_ask")
        if is_required(request.user):
            return _hold(request, place in SETTING_UP, "factors:factor_list")
        return None


def _hold(request: Request, is_open: bool, step: str) -> HttpResponse | None:
    """Show an open page without the ways to closed ones; lead from these to the step."""
    request.is_held, request.appeals = True, []
    return None if is_open else redirect(step)


def is_required(person: User) -> bool:
    """Whether a role that the person holds today needs a second step."""
    held = {each.role for each in person.held}
    if person.is_superuser:
        held.add("administrator")
    return not held.isdisjoint(settings.SECOND_FACTOR_ROLES)
