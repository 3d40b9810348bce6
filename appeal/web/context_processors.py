"""What every page knows: the appeal it belongs to, and whether the person works for an office."""

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from .. import access


def place(request: HttpRequest) -> dict[str, Any]:
    """`appeal` where a view set one on the request; `works_for_an_office`, asked when shown."""

    def works() -> bool:
        return request.user.is_authenticated and access.works_for_an_office(request.user)

    return {
        "appeal": getattr(request, "appeal", None),
        "works_for_an_office": SimpleLazyObject(works),
    }
