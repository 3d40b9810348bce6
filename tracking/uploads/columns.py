"""What the columns of all templates have in common."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from textwrap import shorten
from typing import Any
from uuid import UUID, uuid4

from django.utils.translation import gettext_lazy as _

from appeal.base.excel import Column, Control, Entry, Format, Kind, Sheet
from appeal.models import CENTS, MAX_DIGITS

CAN_BE_CLEARED = _("Blank: no change. CLEAR empties it.")
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
    name: str, title: Any, entry: Entry | None, width: float, format: Format = Format.TEXT
) -> Column:
    """A column with what a `Line` shows under its name; to fill in where it has an entry."""
    return Column(
        title, lambda row: row.shown.get(name), format, width=width, name=name, entry=entry
    )


def text_entry(model: Any, field: str, prompt: Any = "") -> Entry:
    """A text as long as the model keeps it."""
    return Entry(Kind.TEXT, longest=model._meta.get_field(field).max_length, prompt=prompt)


def choice_entry(choices: Mapping[str, Any], prompt: Any = "") -> Entry:
    """One of `choices`, labels by code, each as short as a drop-down shows it."""
    shown = {
        code: shorten(label, SHORTENED, placeholder=" …") if isinstance(label, str) else label
        for code, label in choices.items()
    }
    return Entry(Kind.CHOICE, choices=shown, prompt=prompt)


def amount_entry(prompt: Any, currency: str | None = "USD") -> Entry:
    """An amount of money above zero; None: in the currency that its row says."""
    most = Decimal(10) ** (MAX_DIGITS - 2) - CENTS
    return Entry(Kind.AMOUNT, least=CENTS, most=most, prompt=prompt, currency=currency)


def currency_entry(prompt: Any) -> Entry:
    """The three letters of a currency; a form says which there are."""
    return Entry(Kind.TEXT, longest=30, prompt=prompt)


def sheet_to_fill(name: str, title: Any, columns: Any, rows: Any, *, frozen: int = 2) -> Sheet:
    """A sheet of a template; `Check` counts its rows."""
    control = Control(_("Rows"), "COUNTA({})", [KEY], len(rows))
    return Sheet(
        name=name, title=title, columns=columns, rows=rows, frozen=frozen, controls=[control]
    )
