"""The lists of the admin: in the order of every list, each column sorts, money is added up."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, ClassVar

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.core.exceptions import FieldDoesNotExist
from django.db.models import Case, DateField, Model, QuerySet, Sum, Value, When
from django.http import HttpRequest
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from ..base.amounts import cents
from ..base.folding import fold
from ..models.ordering import Column, ordering
from .admin_columns import writing

Sums = dict[str, Decimal | None]


@dataclass(frozen=True)
class SumLine:
    """A line below a list: what is added up, and its sums by the names of the columns."""

    of: str
    sums: Sums


class ListInOrder(ChangeList):
    """A list of the admin by the rule of every list.

    A column that leads to a row of another table sorts by how that is called, and one of choices
    by their words.
    """

    model_admin: "SumsMoney"

    def get_ordering(self, request: HttpRequest, queryset: QuerySet) -> list[Column]:
        asked = super().get_ordering(request, queryset)
        columns = [column for each in asked for column in self._columns(each)]
        return ordering(queryset, columns)

    def _columns(self, asked: Column) -> list[Column]:
        if not isinstance(asked, str):
            return [asked]
        name, sign = asked.removeprefix("-"), "-" if asked.startswith("-") else ""
        field = field_at(self.model, name)
        if field is None:
            return [asked]
        if field.remote_field:
            related = self.model_admin.admin_site.get_model_admin(field.remote_field.model)
            if isinstance(related, SumsMoney):
                return [f"{sign}{name}__{column}" for column in related.called_by]
        if field.choices and field.get_internal_type() == "CharField":
            words = by_words(field.flatchoices, name)
            return [words.desc() if sign else words.asc()]
        return [asked]

    @property
    def about_totals(self) -> str:
        """What the lines below the list add up; nothing where there are none to be had."""
        if not self.result_count:
            return ""
        return self.model_admin.about_totals(self.queryset)

    @property
    def totals(self) -> list[list[tuple[str, str, int]]]:
        """The lines below the list: what each cell says, its class and how many columns it takes.

        The first says what is added up, over all columns before the sums.
        """
        lines = self.model_admin.totals(self.queryset) if self.result_count else []
        names = [getattr(each, "__name__", each) for each in self.list_display]
        columns = list(zip(names, self._columns_shown, self.kinds, strict=True))
        cells = []
        for line in lines:
            lead = next((at for at, name in enumerate(names) if name in line.sums), len(names))
            sums = [
                ((writing(column) or cents)(line.sums[name]) if name in line.sums else "", kind, 1)
                for name, column, kind in columns[lead:]
            ]
            cells.append([(line.of, "", lead), *sums])
        return cells

    @property
    def _columns_shown(self) -> list[object]:
        return [getattr(self.model_admin, str(name), name) for name in self.list_display]

    @cached_property
    def kinds(self) -> list[str]:
        """Of each column the class of its cells: of figures, of days, or none."""
        return [
            "num" if writing(column) else "day" if is_day(self.model, column) else ""
            for column in self._columns_shown
        ]

    @property
    def narrowed(self) -> list[tuple[str, str, str]]:
        """What is chosen of each filter in use: its title, the choice, and where it is lifted."""
        found = []
        for spec in self.filter_specs:
            every, *choices = spec.choices(self)
            found += [
                (str(spec.title), str(choice["display"]), str(every["query_string"]))
                for choice in choices
                if choice["selected"]
            ]
        return found


def field_at(model: type[Model], path: str) -> Any:
    """The field at the end of the path of a lookup; None where it leads to no field."""
    *steps, last = path.split("__")
    for name in steps:
        further = model._meta.get_field(name).related_model
        if not isinstance(further, type):
            return None
        model = further
    try:
        return model._meta.get_field(last)
    except FieldDoesNotExist:
        return None


def is_day(model: type[Model], column: object) -> bool:
    """Whether a column is of days."""
    return isinstance(column, str) and isinstance(field_at(model, column), DateField)


def by_words(choices: Iterable[tuple[object, object]], path: str) -> Case:
    """A column of choices in the order of their words in the reader's language."""
    ranked = sorted(choices, key=lambda choice: fold(str(choice[1])))
    steps = [When(**{path: key}, then=Value(rank)) for rank, (key, _words) in enumerate(ranked)]
    return Case(*steps, default=Value(len(steps)))


class SumsMoney(admin.ModelAdmin):
    """Adds up the money that a list shows: `summed` names columns and what of a row they show.

    Sums are of one currency each: that at `in_currency` of a row.
    """

    called_by: ClassVar[tuple[str, ...]] = ("pk",)
    summed: ClassVar[dict[str, str]] = {}
    in_currency = ""

    def about_totals(self, rows: QuerySet) -> str:
        if not self.summed:
            return ""
        return _("Totals are of all rows found, on this page and the others.")

    def totals(self, rows: QuerySet) -> list[SumLine]:
        """A line per currency; an amount that is missing is no zero, and a sum of none is none."""
        if not self.summed:
            return []
        sums = {f"sum_{name}": Sum(column) for name, column in self.summed.items()}
        lines = rows.order_by(self.in_currency).values_list(self.in_currency).annotate(**sums)
        return [
            SumLine(
                _("Total in %(currency)s") % {"currency": currency},
                dict(zip(self.summed, amounts, strict=True)),
            )
            for currency, *amounts in lines
        ]
