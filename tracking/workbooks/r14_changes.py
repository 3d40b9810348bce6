"""R14, the change log: a row for each field that was changed."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from appeal.base.excel import Book, Column, Control, Format, Sheet
from appeal.models import Appeal

from ..changes import read_all_changes
from ..forms import ChangeFilter, wanted_changes
from .asked import Asked


class Counted:
    """Rows that are counted while they are read."""

    def __init__(self, rows: Iterable[object]) -> None:
        self.rows, self.count = rows, 0

    def __iter__(self) -> Iterator[Any]:
        for row in self.rows:
            self.count += 1
            yield row


def change_log(asked: Asked) -> Book:
    """R14: what the page of the changes shows for the same filters, the newest first."""
    form = ChangeFilter(asked.query, appeal=asked.appeal)
    asked = asked.narrowed(form, asked.query.get("kind", ""))
    wanted = wanted_changes(asked.appeal, form.cleaned_data)
    lines = read_all_changes(user=asked.user, appeal=asked.appeal, wanted=wanted)
    when = Column(
        _("When"), lambda row: asked.appeal.local(row[0].key.at), Format.INSTANT, width=17
    )
    rows = Counted((line, change) for line in lines for change in line.changes or [{}])
    columns = [
        when,
        *COLUMNS,
        _value(asked.appeal, _("From"), "old", 18),
        _value(asked.appeal, _("To"), "new", 28),
    ]
    count = Control(_("Changes"), "COUNTA({})", [when], lambda: rows.count)
    changes = Sheet(
        "changes", _("Changes"), columns, rows, controls=[count], lines=[_("Newest first.")],
        frozen=2, is_streamed=True,
    )  # fmt: skip
    return asked.book([changes])


def _value(appeal: Appeal, heading: Any, name: str, width: int) -> Column:
    """What a field held before or holds since; an instant as the appeal's clocks show it."""

    def text(row: Any) -> str | None:
        value = row[1].get(name)
        return _text(appeal.local(value) if isinstance(value, datetime) else value)

    return Column(heading, text, width=width)


def _text(value: object) -> str | None:
    return None if value in (None, "") else str(value)


COLUMNS = (
    Column(_("Who"), lambda row: row[0].who or None, width=14),
    Column(_("Through"), lambda row: row[0].door or None, width=12),
    Column(_("What"), lambda row: row[0].kind, width=24),
    Column(_("Done"), lambda row: row[0].done, width=13),
    Column(_("Name"), lambda row: row[0].name, width=46),
    Column(_("Field"), lambda row: _text(row[1].get("name")), width=20),
)
