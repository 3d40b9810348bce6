"""The words that scripts say, as a script."""

from django.http import Http404, HttpResponse
from django.utils.cache import patch_cache_control
from django.utils.translation import override

from ..models import Language
from ..web.request import Request
from ..web.script_words import written


def script_words(request: Request, language: str) -> HttpResponse:
    """Those of a language; the same for everybody, and at another address once they change."""
    if language not in Language.values:
        raise Http404
    with override(language):
        answer = HttpResponse(written(), content_type="text/javascript; charset=utf-8")
    patch_cache_control(answer, private=True, max_age=31_536_000, immutable=True)
    return answer
