"""Columns that many tables have: what a row is of and who did it; and rules that tables have."""

from typing import TYPE_CHECKING, Any, TypeVar

from django.conf import settings
from django.db import models
from django.db.models import Value
from django.db.models.lookups import In
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

Other = TypeVar("Other", bound=models.Model)


def to_one(
    other: type[Other],
    said: "StrOrPromise",
    related_name: str = "+",
    *,
    editable: bool = True,
    db_index: bool = True,
) -> "models.ForeignKey[Other, Other]":
    """The row that this one is of, which stays as long as what is of it."""
    return models.ForeignKey(
        other,
        models.PROTECT,
        related_name=related_name,
        verbose_name=said,
        editable=editable,
        db_index=db_index,
    )


def to_one_or_none(
    other: type[Other], said: "StrOrPromise", related_name: str = "+", *, editable: bool = True
) -> "models.ForeignKey[Other | None, Other | None]":
    """A reference to another row, or to none."""
    return models.ForeignKey(
        other,
        models.PROTECT,
        null=True,
        blank=True,
        related_name=related_name,
        verbose_name=said,
        editable=editable,
    )


def person(said: "StrOrPromise", related_name: str = "+", **more: Any) -> models.ForeignKey:
    """Who did it: the account stays as long as what they did."""
    return models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name=related_name,
        verbose_name=said,
        **more,
    )


def reversed_row() -> models.OneToOneField:
    """Of an append-only table: the row that this one takes back, once, by repeating it."""
    return models.OneToOneField(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="reversal",
        verbose_name=_("reverses"),
    )


def rule(
    name: str, condition: models.Q, said: "StrOrPromise | None" = None
) -> models.CheckConstraint:
    """What holds of every row, by a name that says it; `said` is told to whoever breaks it."""
    return models.CheckConstraint(condition=condition, name=name, violation_error_message=said)


def unique(
    name: str,
    *fields: str,
    condition: models.Q | None = None,
    said: "StrOrPromise | None" = None,
) -> models.UniqueConstraint:
    """What no two rows have in common, those apart that the condition leaves out."""
    return models.UniqueConstraint(
        fields=fields, name=name, condition=condition, violation_error_message=said
    )


def field_of(model: type[models.Model], name: str) -> models.Field:
    """What a table declares of one of its columns, or of a list of rows that it names."""
    return next(
        field for field in (*model._meta.fields, *model._meta.many_to_many) if field.name == name
    )


def minus_where(**condition: object) -> models.Case:
    """Minus one for such rows, one for the others."""
    return models.Case(
        models.When(**condition, then=Value(-1)),
        default=Value(1),
        output_field=models.IntegerField(),
    )


# How a row counts that may take another back.
SIGN = minus_where(reverses__isnull=False)


class Among(In):
    """`IN` of a query that gives few keys, whatever the database expects: it is asked first.

    PostgreSQL takes a condition on two instants for one that most rows meet, and reads the whole
    other table; of an array it looks the keys up.
    """

    def as_postgresql(self, compiler: Any, connection: Any) -> tuple[str, Any]:
        left, given = self.process_lhs(compiler, connection)
        right, asked = self.process_rhs(compiler, connection)
        return f"{left} = ANY(ARRAY{right})", (*given, *asked)
