"""What a person sets for themselves."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.views.decorators.http import require_POST
from django.views.i18n import set_language

from ..models import Language
from ..web.request import Request
from .pages import next_page


@login_not_required
@require_POST
def language(request: Request) -> HttpResponse:
    """Keep the chosen language: with the person, and in a cookie for before they sign in."""
    chosen = request.POST.get("language", "")
    if request.user.is_authenticated and chosen in Language.values:
        request.user.language = chosen
        request.user.save(update_fields=["language"])
    answer = set_language(request)
    if "Location" in answer:
        answer["Location"] = next_page(request, "/")
    return answer
