"""What the columns of all templates have in common."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from textwrap import shorten
from typing import Any
from uuid import UUID, uuid4

from django.db.models import Model
from django.utils.functional import SimpleLazyObject, lazy
from django.utils.translation import gettext_lazy

from appeal.base.excel import Column, Control, Format, InputCell, Kind, Sheet
from appeal.base.excel.columns import Text
from appeal.models import CENTS, MAX_DIGITS
from appeal.models.columns import field_of

CAN_BE_CLEARED = gettext_lazy("Blank: no change. CLEAR empties it.")
SHORTENED = 80

KEY = Column("key", lambda row: str(row.key), width=38, name="key", is_hidden=True)
STAMP = Column("version", "stamp", width=12, name="stamp", is_hidden=True)
NUMBER = Column("id", "pk", Format.INTEGER, width=9, name="id", is_hidden=True)
NEW = "new"


@dataclass(frozen=True)
class TemplateLine:
    """A row to fill in, with a key of its own: empty, or with what is `shown` of a record.

    By its `stamp` a change of the record since the download is noticed.
    """

    key: UUID = field(default_factory=uuid4)
    pk: int | None = None
    stamp: str = NEW
    shown: Mapping[str, Any] = field(default_factory=dict)


def spare_rows(count: int) -> list[TemplateLine]:
    return [TemplateLine() for _number in range(count)]


def column(
    name: str, title: Any, cell: InputCell | None, width: float, format: Format = Format.TEXT
) -> Column:
    """A column with what a `TemplateLine` shows under its name; with a cell it is filled in."""
    return Column(
        title, lambda row: row.shown.get(name), format, width=width, name=name, input_cell=cell
    )


def text(
    name: str, title: object, width: float, model: type[Model], prompt: Any = "", field: str = ""
) -> Column:
    """A text as long as a model's field allows: that of the column's name, or another `field`."""
    kept = field_of(model, field or name)
    cell = InputCell(Kind.TEXT, longest=kept.max_length or 0, prompt=prompt)
    return column(name, title, cell, width)


def choice(
    name: str,
    title: object,
    width: float,
    choices: Callable[[], Mapping[str, object]],
    prompt: Any = "",
) -> Column:
    """One of `choices`, whatever names each by its code; they are read when they are needed."""

    def labels() -> dict[str, Any]:
        return {code: SHORT(each) for code, each in choices().items()}

    read_once: Any = SimpleLazyObject(labels)
    cell = InputCell(Kind.CHOICE, choices=read_once, prompt=prompt)
    return column(name, title, cell, width)


# As short as a drop-down shows it, in the language of whoever reads it.
SHORT = lazy(lambda each: shorten(str(each), SHORTENED, placeholder=" …"), str)


def day(name: str, title: object, width: float, prompt: Any) -> Column:
    return column(name, title, InputCell(Kind.DAY, prompt=prompt), width, Format.DAY)


def amount(
    name: str, title: object, width: float, prompt: Any, currency: str | None = None
) -> Column:
    """An amount of money above zero, in the currency that its row says unless one is given."""
    most = Decimal(10) ** (MAX_DIGITS - 2) - CENTS
    cell = InputCell(Kind.AMOUNT, least=CENTS, most=most, prompt=prompt, currency=currency)
    return column(name, title, cell, width, Format.CENTS)


def currency(
    prompt: Text,
    width: float = 11,
    name: str = "currency",
    title: object = gettext_lazy("Currency"),
) -> Column:
    """The three letters of a currency; a form says which there are."""
    cell = InputCell(Kind.TEXT, longest=30, prompt=prompt)
    return column(name, title, cell, width)


def percentage(name: str, title: object, width: float, prompt: Text) -> Column:
    """From 0 to 100, with up to two decimals."""
    cell = InputCell(Kind.PERCENT, least=Decimal(0), most=Decimal(100), prompt=prompt)
    return column(name, title, cell, width, Format.NUMBER)


def sheet_to_fill(name: str, title: Any, columns: Any, rows: Any, *, frozen: int = 2) -> Sheet:
    """A sheet of a template; `Check` counts its rows."""
    control = Control(gettext_lazy("Rows"), "COUNTA({})", [KEY], len(rows))
    return Sheet(
        name=name, title=title, columns=columns, rows=rows, frozen=frozen, controls=[control]
    )
