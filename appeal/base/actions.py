"""What an action is: one transaction, and who writes in it, when and through which channel."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from datetime import datetime
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

P = ParamSpec("P")
R = TypeVar("R")


class Door(models.TextChoices):
    """The way by which a change came in."""

    PAGE = "page", _("page")
    ADMIN = "admin", _("admin")
    UPLOAD = "upload", _("upload")
    COMMAND = "command", _("command")


@dataclass(frozen=True)
class Signature:
    """What the change log says of whatever is written now; without `by`, whoever is signed in."""

    door: str = Door.COMMAND
    by: models.Model | None = None
    at: datetime | None = None


UNSIGNED = Signature()
# The library writes a line of the change log while a row is saved, where no argument reaches it.
_current: ContextVar[Signature] = ContextVar("signature", default=UNSIGNED)
signature = _current.get


@contextmanager
def signed(**given: Any) -> Iterator[None]:
    """Sign everything written inside with what is `given`: `door`, `by` (user), `at` (instant)."""
    token = _current.set(replace(signature(), **given))
    try:
        yield
    finally:
        _current.reset(token)


def action(act: Callable[P, R]) -> Callable[P, R]:
    """`act` as one transaction, all that it writes signed with the `by` and `at` it is given.

    Whatever changes a stored row takes the `version` of it that the person saw, and refuses any
    other with StaleVersion. It is None if none was shown: from a command, or from an upload, which
    compares its rows itself.
    """

    @wraps(act)
    def done(*args: P.args, **kwargs: P.kwargs) -> R:
        given = {name: kwargs[name] for name in ("by", "at") if name in kwargs}
        with transaction.atomic(), signed(**given):
            return act(*args, **kwargs)

    return done
