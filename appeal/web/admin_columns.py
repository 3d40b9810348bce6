"""Columns of lists in the admin that say what a row has at the end of a path."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from django.contrib import admin

from ..base.amounts import DASH
from ..base.paths import Read, reader_of

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


def in_words(value: object) -> str:
    return DASH if value is None else str(value)


def shown(
    heading: "StrOrPromise",
    path: str,
    write: Read = in_words,
    *,
    ordering: str | None = None,
    boolean: bool = False,
) -> Callable[[object, object], object]:
    """A column with what is at `path` of a row, as `write` writes it.

    Unlike the field itself it is no link, and sorts only where an `ordering` says by what.
    """
    read = reader_of(path)

    def show(_admin: object, row: object) -> object:
        return write(read(row))

    return admin.display(description=heading, ordering=ordering, boolean=boolean or None)(show)
