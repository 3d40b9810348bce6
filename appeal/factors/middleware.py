"""Opens nothing but the second step to whoever has still to take it, or to set it up."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.deprecation import MiddlewareMixin

from ..models import User
from ..web.entering import PROVED
from ..web.middleware import MACHINES

TAKING = {"factor_ask", "login", "logout", "language", "script_words", *MACHINES}
SETTING_UP = TAKING | {"factor_list", "factor_app", "factor_passkey", "card_labels"}


class FactorMiddleware(MiddlewareMixin):
    """Asks every request of somebody who signed in, on whatever page and in the admin."""

    def process_view(self, request: HttpRequest, *view: object) -> HttpResponse | None:
        if not request.user.is_authenticated or PROVED in request.session:
            return None
        match = request.resolver_match
        place = match.url_name if match else ""
        if request.user.has_factor:
            return None if place in TAKING else redirect("factors:factor_ask")
        if is_required(request.user) and place not in SETTING_UP:
            return redirect("factors:factor_list")
        return None


def is_required(person: User) -> bool:
    """Whether a role that the person holds today needs a second step."""
    held = {each.role for each in person.held}
    if person.is_superuser:
        held.add("administrator")
    return not held.isdisjoint(settings.SECOND_FACTOR_ROLES)
