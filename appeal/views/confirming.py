"""A page that shows what will happen, asks what it needs to, and does it once."""

from collections.abc import Callable, Mapping

from django.http import HttpResponse

from ..web.forms import OnceForm
from ..web.request import Request
from .answering import answer_page

TEMPLATE = "confirm.html"


def confirm(
    request: Request, form: OnceForm, page: Mapping[str, object], act: Callable[[], str]
) -> HttpResponse:
    """Show `confirm.html`, or do what it asks once; a refusal keeps everything typed.

    `page` holds `title`, `back`, where Cancel leads, `from_where`, what that page is called, and
    `label` of the button; it may hold `lead`, `facts` (pairs of words), `links` (words and
    address) and, where it is not to be done, `refusal`.
    """
    # Called as it is stored: a refused form has changed its row already.
    called = {"from_where": str(page["from_where"])}
    return answer_page(request, form, act, TEMPLATE, {**page, **called})
