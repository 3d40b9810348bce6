"""R14, the change log: a row for each field that was changed."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext_lazy as _

from appeal.excel import Column, Format, Report, Sheet

from ..changes import Line, Wanted, read_changes
from ..forms import ChangeFilter, wanted_changes
from .asked import Asked, NotAskable

AT_A_TIME = 5000
# A workbook holds what people can read; older changes are asked for by their days.
MOST_LINES = 20_000


def change_log(asked: Asked) -> Report:
    """R14: what the page of the changes shows for the same filters, the newest first."""
    form = ChangeFilter(asked.query, appeal=asked.appeal)
    if not form.is_valid():
        raise NotAskable(form.errors.as_text())
    rows = list(_rows(asked, wanted_changes(asked.appeal, form.cleaned_data)))
    return asked.report(
        [
            Sheet(
                name="changes",
                title=_("Changes"),
                columns=[
                    Column(
                        _("When"),
                        lambda row: asked.appeal.local(row[0].key.at),
                        Format.INSTANT,
                        width=17,
                    ),
                    *COLUMNS,
                ],
                rows=rows,
                frozen=2,
                lines=[_("The newest first; only so many as a person can read.")]
                if len(rows) >= MOST_LINES
                else (),
            )
        ]
    )


Change = tuple[Line, dict[str, Any]]


def _rows(asked: Asked, wanted: Wanted) -> Iterator[Change]:
    """Each change of each line, read a few hundred lines at a time."""
    count, before = 0, wanted.before
    while count < MOST_LINES:
        lines, before = read_changes(
            user=asked.user,
            appeal=asked.appeal,
            wanted=wanted.older_than(before),
            most=AT_A_TIME,
        )
        for line in lines:
            for change in line.changes or [{}]:
                count += 1
                yield line, change
        if before is None:
            return


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
