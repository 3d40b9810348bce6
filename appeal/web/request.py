"""The request as our views and admin meet it: by a person who signed in."""

from collections.abc import Callable

from django.http import HttpRequest

from ..models import Appeal, User

# What a form is sent with when it is to be shown in another language, and not done.
SWITCHED = "switched_to"


class Request(HttpRequest):
    """What `LoginRequiredMiddleware` lets through, named by `RequestIdMiddleware`.

    What anybody may send, signed in or not, is an `HttpRequest` still: there `user` is to be asked
    whether they are authenticated.
    """

    user: User
    request_id: str
    # When it came, in seconds of no clock.
    began: float
    # Which database answered, where it was not the one that is written.
    read_from: str
    # On the pages of an appeal, once `open_appeal` found it.
    appeal: Appeal
    # Those that the person may see, once `appeals_seen` read them.
    appeals: list[Appeal]
    # The one of them that the person is led to.
    running: Callable[[], Appeal | None]
    # Whether nothing but the second step opens to the person.
    is_held: bool
    # In the admin, while a form is shown again with what an action or the database refused.
    refusal: Exception
    # Whether what was sent is shown again, if it is sent again with SWITCHED.
    keeps_typed: bool
