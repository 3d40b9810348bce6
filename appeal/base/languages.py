"""Texts stored in every language and shown in the reader's."""

from collections.abc import Callable
from typing import Any, TypeVar

from django.conf import settings
from django.utils.translation import get_language, override

Said = TypeVar("Said")


def in_each_language(say: Callable[[], Said]) -> dict[str, Said]:
    """What `say` says, by language."""
    said = {}
    for language, _name in settings.LANGUAGES:
        with override(language):
            said[language] = say()
    return said


def in_own_language(kept: Any) -> str:
    """A text stored by language; texts stored by an earlier version have only one."""
    if isinstance(kept, str):
        return kept
    return kept.get(get_language()) or next(iter(kept.values()), "")
