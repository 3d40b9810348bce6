"""R14, the change log: a row for each field that was changed."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from appeal.excel import Column, Format, Report, Sheet

from ..changes import read_all_changes
from ..forms import ChangeFilter, wanted_changes
from .asked import Asked, NotAskable


def change_log(asked: Asked) -> Report:
    """R14: what the page of the changes shows for the same filters, the newest first."""
    form = ChangeFilter(asked.query, appeal=asked.appeal)
    if not form.is_valid():
        raise NotAskable(form.errors.as_text())
    wanted = wanted_changes(asked.appeal, form.cleaned_data)
    lines = read_all_changes(user=asked.user, appeal=asked.appeal, wanted=wanted)
    when = Column(
        _("When"), lambda row: asked.appeal.local(row[0].key.at), Format.INSTANT, width=17
    )
    changes = Sheet(
        name="changes",
        title=_("Changes"),
        columns=[when, *COLUMNS],
        rows=((line, change) for line in lines for change in line.changes or [{}]),
        lines=[_("The newest first.")],
        frozen=2,
        is_streamed=True,
    )
    return asked.report([changes])


def _text(value: Any) -> str | None:
    return None if value in (None, "") else str(value)


COLUMNS = (
    Column(_("Who"), lambda row: row[0].who or None, width=16),
    Column(_("Through"), lambda row: row[0].door or None, width=10),
    Column(_("What"), lambda row: row[0].kind, width=20),
    Column(_("Done"), lambda row: row[0].done, width=11),
    Column(_("Name"), lambda row: row[0].name, width=34),
    Column(_("Field"), lambda row: _text(row[1].get("name")), width=20),
    Column(_("From"), lambda row: _text(row[1].get("old")), width=34),
    Column(_("To"), lambda row: _text(row[1].get("new")), width=34),
)
