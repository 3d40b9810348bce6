"""What is wrong with a number, said while somebody types it."""

from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse

from ..base.currencies import CURRENCIES
from ..base.number_fields import NumberField
from ..web.request import Request


def number_refused(request: Request) -> HttpResponse:
    """The sentence with which a field of that `kind` refuses `typed`; nothing if it is read.

    It is that of saving: the field itself says it.
    """
    kind = NumberField.kinds.get(request.GET.get("kind", ""))
    if kind is None:
        raise Http404
    currency = request.GET.get("currency", "").strip().upper()
    field = kind.written_in(currency if currency in CURRENCIES else None)
    field.required = False
    try:
        field.clean(request.GET.get("typed", ""))
    except ValidationError as error:
        return HttpResponse(error.messages[0], content_type="text/plain; charset=utf-8")
    return HttpResponse("", content_type="text/plain; charset=utf-8")
