"""Which appeal a person is sent to: the one that runs today among those they see."""

from collections.abc import Callable, Sequence
from datetime import date
from functools import lru_cache

from .. import access
from ..base.statements import MOST, repeated
from ..models import Appeal, User
from ..models.membership import Held
from .request import Request


def appeals_seen(request: Request) -> list[Appeal]:
    """Those that the person may see, of their own roles first; read once for a page."""
    if not hasattr(request, "appeals"):
        user = request.user
        request.appeals = _seen_by(tuple(user.held), is_superuser=user.is_superuser)()
    return request.appeals


@lru_cache(MOST)
def _seen_by(held: tuple[Held, ...], *, is_superuser: bool) -> Callable[[], list[Appeal]]:
    """What reads those that people with these roles may see."""
    anybody = User(is_superuser=is_superuser)
    anybody.held = list(held)
    return repeated(access.appeals_own_first(anybody).select_related("framework"))


def running(appeals: Sequence[Appeal], today: Callable[[Appeal], date]) -> Appeal | None:
    """The one that runs on its `today`, else the last one; None where there is none.

    Of the appeals of the person's roles, where there are any; a draft only if nothing else is.
    """
    own = [appeal for appeal in appeals if appeal.is_own] or appeals
    begun = [appeal for appeal in own if appeal.state != Appeal.State.DRAFT] or own
    now = (each for each in begun if each.starts_on <= today(each) <= each.ends_on)
    return next(now, begun[0] if begun else None)
