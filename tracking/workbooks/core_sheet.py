"""What core indicators come to, as a sheet: the region, its offices, and each line below them."""

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from django.utils.translation import gettext_lazy as _

from appeal.base.excel import Column, Format, Sheet, Subtotal
from appeal.models import Indicator

from ..figures import CoreLine, CoreResult, Reached, RolledUp, core_results
from ..models import OverlapStatement
from .asked import Asked

REGION, OFFICE, ACTIVITY = _("region"), _("office"), _("activity")


class RolledRow(NamedTuple):
    """A core indicator in the region, in an office, or in an indicator of an activity."""

    core: object
    level: object
    reached: Reached
    rolled: RolledUp | None = None
    office: object = None
    line: CoreLine | None = None

    @property
    def statement(self) -> OverlapStatement | None:
        return self.rolled.statement if self.rolled else None


CODE = Column(_("Core indicator"), "core.code", width=11)
LEVEL = Column(_("Level"), "level", width=10)
REACHED = Column(_("Reached"), "reached.actual", Format.NUMBER, width=12)
PART = Column(_("How many"), "reached.part", Format.NUMBER, width=10)
WHOLE = Column(_("Out of how many"), "reached.whole", Format.NUMBER, width=10)
COLUMNS = [
    CODE,
    Column(_("Title"), "core.title", width=34),
    Column(_("Unit"), "core.unit", width=14),
    LEVEL,
    Column(_("Office"), "office.name", width=20),
    Column(_("Activity"), "line.activity.code", width=11),
    Column(_("Indicator"), "line.indicator.title", width=34),
    Column(_("Target to date"), "reached.target", Format.NUMBER, width=12),
    REACHED,
    Column(_("Still to reach"), "reached.gap", Format.NUMBER, width=12),
    Column(_("Share of the target to date"), "reached.of_target", Format.PERCENT, width=11),
    Column(_("Target by the end"), "reached.final", Format.NUMBER, width=12),
    PART,
    WHOLE,
    Column(_("At least"), "rolled.least", Format.NUMBER, width=11),
    Column(_("At most"), "rolled.most", Format.NUMBER, width=11),
    Column(_("How it comes together"), "rolled.in_words", width=24),
    Column(_("Stated by"), "statement.by.username", width=16),
    Column(_("Reason"), "statement.reason", width=44),
]


def core_sheets(asked: Asked) -> list[Sheet]:
    """The sheet; none where the appeal has no core indicators."""
    results = core_results(asked.appeal, asked.viewpoint, asked.office)
    rows = list(_rows(results))
    if not results:
        return []
    return [
        Sheet(
            "core", _("Core indicators"), COLUMNS, rows,
            subtotals=list(_subtotals(results)), frozen=1, repeated=(1, 1),
        )
    ]  # fmt: skip


def _rows(results: Iterable[CoreResult]) -> Iterator[RolledRow]:
    for result in results:
        if not result.is_of_office:
            yield RolledRow(result.core, REGION, result.whole.reached, result.whole)
        for place in result.by_office:
            rolled = place.rolled
            yield RolledRow(result.core, OFFICE, rolled.reached, rolled, place.of)
            for line in place.lines:
                yield RolledRow(result.core, ACTIVITY, line.reached, None, place.of, line)


def _subtotals(results: Iterable[CoreResult]) -> Iterator[Subtotal]:
    """What the region's numbers are made of: lines that add up; of people the offices at most."""
    for result in results:
        core, whole = result.core, result.whole
        lines: Any = {CODE: core.code, LEVEL: ACTIVITY}
        if core.measure == Indicator.Measure.PERCENTAGE:
            yield Subtotal(_named(core, PART), lines, PART, whole.reached.part)
            yield Subtotal(_named(core, WHOLE), lines, WHOLE, whole.reached.whole)
        elif not core.is_people:
            yield Subtotal(_named(core, REACHED), lines, REACHED, whole.reached.actual)
        elif not result.is_of_office:
            offices: Any = {CODE: core.code, LEVEL: OFFICE}
            at_most = f"{core.code} {_('At most')}"
            yield Subtotal(at_most, offices, REACHED, whole.most)


def _named(core: Any, column: Column) -> str:
    return f"{core.code} {column.heading}"
