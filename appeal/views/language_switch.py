"""The language that a person chooses at the top of any page."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.views.decorators.http import require_POST
from django.views.i18n import set_language

from .. import actions
from ..models import Language
from ..web.request import Request
from .pages import next_page


@login_not_required
@require_POST
def language(request: Request) -> HttpResponse:
    """Save the chosen language: for the person, and in a cookie for before they sign in.

    No form to answer once: it is chosen on every page, also by people who are not signed in, and
    again it is the same choice.
    """
    chosen = request.POST.get("language", "")
    if request.user.is_authenticated and chosen in Language.values:
        actions.choose_language(person=request.user, language=chosen)
    answer = set_language(request)
    if "Location" in answer:
        answer["Location"] = next_page(request, "/")
    return answer
