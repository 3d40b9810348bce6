"""What every page knows: the appeal it belongs to, and whether the person works for an office."""

import re
from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from appeal import duties

from .. import access
from ..models import Appeal

OF_AN_APPEAL = re.compile(r"/appeals/([^/]+)/")


def place(request: HttpRequest) -> dict[str, Any]:
    """`appeal`, and what the menu asks of the person when it is shown.

    The appeal is the one that a view set on the request; a page of none, such as a refusal, has
    the frame of the one in its address, or of the current one. It is None for whoever sees none.
    """

    def works() -> bool:
        return request.user.is_authenticated and access.may(request.user, duties.WORK)

    def keeps() -> bool:
        return request.user.is_authenticated and access.may(request.user, duties.SEE_PEOPLE)

    def framing() -> Appeal | None:
        user = getattr(request, "user", None)
        appeals = access.appeals(user).current_first() if user and user.is_authenticated else ()
        named = OF_AN_APPEAL.match(request.path_info)
        code = named[1] if named else ""
        return min(appeals, key=lambda appeal: appeal.code != code, default=None)

    return {
        "appeal": getattr(request, "appeal", None) or SimpleLazyObject(framing),
        "keeps_people": SimpleLazyObject(keeps),
        "works_for_an_office": SimpleLazyObject(works),
    }
