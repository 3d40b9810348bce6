"""Columns of lists in the admin: what a row has at the end of a path, written as on the pages."""

from collections.abc import Callable, Iterable
from functools import cache
from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.core.exceptions import FieldDoesNotExist
from django.db import models

from ..base.amounts import DASH, cents, quantity, units
from ..base.paths import Read, reader_of
from ..models import MoneyField

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


# What a list or a form of the admin names: a field, or what writes something of a row.
Column = str | Callable[[object], object]


def in_words(value: object) -> str:
    return DASH if value in (None, "") else str(value)


def shown(
    heading: "StrOrPromise",
    path: str,
    write: Read = in_words,
    *,
    ordering: str = "",
    boolean: bool = False,
) -> Callable[[object, object], object]:
    """A column with what is at `path` of a row, as `write` writes it.

    Unlike the field itself it is no link. It sorts by that, or by the `ordering` that is named.
    """
    read = reader_of(path)

    def show(_admin: object, row: object) -> object:
        return write(read(row))

    by = ordering or path.replace(".", "__")
    return admin.display(description=heading, ordering=by, boolean=boolean or None)(show)


def as_figures(model: type[models.Model], names: Iterable[object]) -> list[Any]:
    """The columns; a number or an amount of the model is written as every page writes it."""
    return [_figure(model, name) or name for name in names]


# The lists and forms of the admin compare columns, so that there is one of each.
@cache
def _figure(model: type[models.Model], name: object) -> Column | None:
    try:
        field = model._meta.get_field(name) if isinstance(name, str) else None
    except FieldDoesNotExist:
        return None
    if not isinstance(field, models.DecimalField | MoneyField):
        return None
    write, read = _writing(field), reader_of(field.name)

    @admin.display(description=field.verbose_name, ordering=field.name)
    def figure(row: object) -> str:
        return str(write(read(row)))

    figure.__name__ = field.name
    return figure


def _writing(field: models.DecimalField | MoneyField) -> Read:
    if isinstance(field, MoneyField):
        return cents
    # Quantities have four decimals; what has more is a rate of exchange.
    return quantity if field.decimal_places <= 4 else units
