"""The one rule of every list: letters without accents, what is empty last, one row after another.

Both engines give the same order, and no two rows are equal in it, so that a list read page by page
shows each of them once.
"""

from collections.abc import Iterable
from typing import Any, TypeVar

from django.core.exceptions import FieldDoesNotExist
from django.db.models import CharField, F, Model, QuerySet, TextField, Value
from django.db.models.expressions import Combinable, OrderBy
from django.db.models.functions import Coalesce, NullIf
from django.utils.translation import get_language

from .folded import Folded
from .translated import Language, Translated

Rows = TypeVar("Rows", bound=QuerySet)
Column = str | Combinable


# How far rows are counted one by one: beyond it people read "more than".
MOST_COUNTED = 10_000


def capped_count(rows: QuerySet) -> int:
    """How many rows there are; one more than `MOST_COUNTED` means any larger number."""
    return rows.order_by().values("pk")[: MOST_COUNTED + 1].count()


def in_order(rows: Rows, *columns: Column) -> Rows:
    """`rows` by the columns, `-name` from the last to the first; of equal ones by their key.

    A column that is stored per language is read in the reader's.
    """
    return rows.order_by(*ordering(rows, columns))


def ordering(rows: QuerySet, columns: Iterable[Column]) -> list[Any]:
    """What to order the rows by, for those who cannot call `in_order`."""
    wanted = [*columns]
    if not {"pk", "-pk", "id", "-id"} & {each for each in wanted if isinstance(each, str)}:
        wanted.append("pk")
    return [_by(rows, each) for each in wanted]


def first_given(rows: QuerySet, *columns: str) -> Coalesce:
    """What to sort rows by that show the first of several texts that is not empty."""
    return Coalesce(*(_value(rows, column) for column in columns))


def _by(rows: QuerySet, column: Column) -> Any:
    if not isinstance(column, str):
        return column
    name = column.removeprefix("-")
    value = _value(rows, name)
    is_descending = column.startswith("-")
    return OrderBy(value, descending=is_descending, nulls_last=_may_be_empty(rows, name) or None)


def _may_be_empty(rows: QuerySet, name: str) -> bool:
    """Whether what is sorted by may be NULL; an index gives no order but that of its own NULLs."""
    if name == "pk" or "__" in name or name in rows.query.annotations:
        return name != "pk"
    try:
        field: Any = rows.model._meta.get_field(name)
    except FieldDoesNotExist:
        return True
    return field.null or (isinstance(field, CharField | TextField) and not field.choices)


def _value(rows: QuerySet, name: str) -> Any:
    """What a column is sorted by: text folded, an empty one as none."""
    *path, last = name.split("__")
    model = _model_at(rows.model, path)
    if model is None or last in rows.query.annotations:
        return F(name)
    if isinstance(getattr(model, last, None), Translated):
        return _folded(_in_language("__".join([*path, last])))
    try:
        field = model._meta.get_field(last)
    except FieldDoesNotExist:
        return F(name)
    is_text = isinstance(field, CharField | TextField) and not field.choices
    return _folded(F(name)) if is_text else F(name)


def _model_at(model: type[Model], path: list[str]) -> type[Model] | None:
    for name in path:
        field = model._meta.get_field(name)
        if not isinstance(field.related_model, type):
            return None
        model = field.related_model
    return model


def _in_language(name: str) -> Any:
    own = (get_language() or "en")[:2]
    columns = [F(f"{name}_{language}") for language in (own, *Language.values)]
    return Coalesce(*(NullIf(column, Value("")) for column in columns))


def _folded(value: object) -> Any:
    return NullIf(Folded(value), Value(""), output_field=TextField())
