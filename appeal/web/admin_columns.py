"""Columns of lists in the admin: what a row has at the end of a path, written as on the pages."""

from collections.abc import Callable, Iterable
from functools import cache
from typing import TYPE_CHECKING, Any, TypeVar

from django.contrib import admin
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.utils.translation import gettext as _

from ..base.amounts import DASH, cents, money, quantity, units
from ..base.paths import Read, reader_of
from ..models import MoneyField

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


# What a list or a form of the admin names: a field, or what writes something of a row.
Column = str | Callable[[object], object]

Kind = TypeVar("Kind", bound=Callable)

# What writes figures: their columns are set to the right.
FIGURES: tuple[Read, ...] = (cents, money, quantity, units)


def in_words(value: object) -> str:
    return DASH if value in (None, "") else str(value)


def yes_or_no(value: object) -> str:
    """In words: a red cross says that something is wrong."""
    return _("yes") if value else _("no")


def writing(column: object) -> Read | None:
    """How a column writes its figures; None where it shows none."""
    write = getattr(column, "write", None)
    return write if write in FIGURES else None


def written_by(write: Read) -> Callable[[Kind], Kind]:
    """Declares of a column how it writes its figures."""

    def declare(column: Kind) -> Kind:
        column.write = write  # type: ignore[attr-defined]
        return column

    return declare


def shown(
    heading: "StrOrPromise",
    path: str,
    write: Read = in_words,
    *,
    ordering: str = "",
) -> Callable[[object, object], object]:
    """A column with what is at `path` of a row, as `write` writes it.

    Unlike the field itself it is no link. It sorts by that, or by the `ordering` that is named.
    """
    read = reader_of(path)

    @written_by(write)
    def show(_admin: object, row: object) -> object:
        return write(read(row))

    by = ordering or path.replace(".", "__")
    return admin.display(description=heading, ordering=by)(show)


def as_figures(model: type[models.Model], names: Iterable[object]) -> list[Any]:
    """The columns; a number, an amount or a yes of the model is written as on the pages."""
    return [_figure(model, name) or name for name in names]


# The lists and forms of the admin compare columns, so that there is one of each.
@cache
def _figure(model: type[models.Model], name: object) -> Column | None:
    try:
        field = model._meta.get_field(name) if isinstance(name, str) else None
    except FieldDoesNotExist:
        return None
    if not isinstance(field, models.DecimalField | MoneyField | models.BooleanField):
        return None
    write, read = _writing(field), reader_of(field.name)

    @admin.display(description=field.verbose_name, ordering=field.name)
    @written_by(write)
    def figure(row: object) -> str:
        return str(write(read(row)))

    figure.__name__ = field.name
    return figure


def _writing(field: models.DecimalField | MoneyField | models.BooleanField) -> Read:
    if isinstance(field, models.BooleanField):
        return yes_or_no
    if isinstance(field, MoneyField):
        # What is planned is in whole dollars; what happened is in the ledger, to the cent.
        return money if field.model._meta.app_label == "appeal" else cents
    # Quantities have four decimals; what has more is a rate of exchange.
    return quantity if field.decimal_places <= 4 else units
