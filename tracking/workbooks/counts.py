"""Counts of activities, reports and milestones by status: by office, and on R10's cover."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from appeal.base.excel import Column, Fact, Format, Part, Sheet, Tone

from ..models import Due, OfficeReport
from .asked import Asked
from .columns import OFFICE, TONES
from .covers import SUM

APPROVED = OfficeReport.State.APPROVED
NO_FLAG = capfirst(_("no status applies"))
FLAGS = _("Overall status of the activities")
PLACE = OFFICE.wide(28, path="name")


def flag_facts(activities: Iterable[Any], code: Column, flag: Column) -> list[Fact]:
    """How many activities there are of each overall colour, by the columns of their table."""
    counted = Counter(row.flags.judged for row in activities)
    facts = [
        Fact(
            capfirst(colour.label), counted[colour], Format.INTEGER, tone=tone,
            formula="COUNTIF({0},{1})",
            over=[flag, colour.label],
        )
        for colour, tone in TONES.items()
    ]  # fmt: skip
    none = Fact(
        NO_FLAG, counted[None], Format.INTEGER, formula="COUNTA({0})-COUNTA({1})", over=[code, flag]
    )
    return [*facts, none]


class Counts:
    """The sheet of counts, an office a row, and the parts of a cover that show their totals."""

    def __init__(
        self,
        asked: Asked,
        activities: Sequence[Any],
        dues: Sequence[Due],
        milestones: Iterable[Any],
    ) -> None:
        as_at = asked.viewpoint.as_at
        self.offices = list(asked.offices)
        self.totals: dict[str, int] = {}
        self.activities = self._counting(_("Activities"), activities)
        self.flags = [
            self._counting(label, [row for row in activities if row.flags.judged == colour])
            for colour, label in (
                *((colour, capfirst(colour.label)) for colour in TONES),
                (None, NO_FLAG),
            )
        ]
        self.reports = [
            self._counting(_("Reports due"), dues),
            self._counting(_("Submitted"), [due for due in dues if due.is_handed_in]),
            self._counting(_("Approved"), [due for due in dues if _is_approved(due)]),
            self._counting(_("Reports overdue"), [due for due in dues if not due.is_handed_in]),
        ]
        late = [row.activity for row in milestones if row.is_pending and row.due_on < as_at]
        self.late = self._counting(_("Milestones overdue"), late)

    def _counting(self, title: Any, rows: Iterable[Any]) -> Column:
        """How many of the rows are of each office."""
        counted = Counter(row.office.pk for row in rows)
        name = f"count {len(self.totals)}"
        self.totals[name] = counted.total()
        return Column(title, lambda row: counted[row.pk], Format.INTEGER, width=13, total=name)

    @property
    def sheet(self) -> Sheet:
        counts = [self.activities, *self.flags, *self.reports, self.late]
        return Sheet(
            name="counts",
            title=_("Status and reports"),
            columns=[PLACE, *counts],
            rows=self.offices,
            totals=self.totals,
        )

    @property
    def parts(self) -> tuple[Part, Part, Part]:
        """The activities by status, the reports, the plan."""
        *reports, overdue = map(self._fact, self.reports)
        overdue = replace(overdue, tone=Tone.BAD if overdue.value else Tone.GOOD)
        tones = [*TONES.values(), None]
        flags = [
            replace(self._fact(column), tone=tone)
            for column, tone in zip(self.flags, tones, strict=True)
        ]
        offices = Fact(
            _("Offices"), len(self.offices), Format.INTEGER, formula="COUNTA({0})", over=[PLACE]
        )
        plan = [offices, self._fact(self.activities), self._fact(self.late)]
        reporting = Part(_("Reporting"), [*reports, overdue])
        return Part(FLAGS, flags), reporting, Part(_("The plan"), plan)

    def _fact(self, column: Column) -> Fact:
        value = self.totals[column.total]
        return Fact(column.heading, value, Format.INTEGER, formula=SUM, over=[column])


def _is_approved(due: Due) -> bool:
    return due.report is not None and due.report.state_then == APPROVED
