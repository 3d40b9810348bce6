"""What every page knows: the appeal it belongs to, and whether the person works for an office."""

import re
from typing import Any

from django.utils.functional import SimpleLazyObject

from appeal import duties

from .. import access
from ..models import Appeal
from .request import Request
from .which import appeals_seen

OF_AN_APPEAL = re.compile(r"/appeals/([^/]+)/")


def place(request: Request) -> dict[str, Any]:
    """`appeal`, the `appeals_seen` to change to, and what the menu asks of the person.

    The appeal is the one that a view set on the request; a page of none, such as a refusal, has
    the frame of the one in its address, or of the current one. It is None for whoever sees none.
    """

    def works() -> bool:
        return request.user.is_authenticated and access.may(request.user, duties.WORK)

    def keeps() -> bool:
        return request.user.is_authenticated and access.may(request.user, duties.SEE_PEOPLE)

    def seen() -> list[Appeal]:
        user = getattr(request, "user", None)
        return appeals_seen(request) if user and user.is_authenticated else []

    def framing() -> Appeal | None:
        named = OF_AN_APPEAL.match(request.path_info)
        found = (each for each in seen() if named and each.code == named[1])
        return next(found, None) or (request.running() if seen() else None)

    return {
        "appeal": getattr(request, "appeal", None) or SimpleLazyObject(framing),
        "appeals_seen": SimpleLazyObject(seen),
        "keeps_people": SimpleLazyObject(keeps),
        "works_for_an_office": SimpleLazyObject(works),
    }
