"""The figures of lines: a priority, or several that are one from year to year."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import Any

from .definitions import ActivityFigures, Figures
from .summing import AppealFigures, weighed
from .sums import add_up, share


@dataclass(frozen=True)
class LineFigures(Figures):
    """Nothing is required of a line: its delivery is of the budget of its activities."""

    @property
    def delivery(self) -> float | None:
        return share(self.spent, self.allocated)


def lines_of(figures: AppealFigures, lines: Mapping[int, Hashable]) -> dict[Any, LineFigures]:
    """What the activities come to by their lines, which are given by the ids of activities."""
    sums = add_up((line, _added(figures.activity(pk))) for pk, line in lines.items())
    return {line: LineFigures(line, **own) for line, own in sums.items()}


def _added(row: ActivityFigures) -> dict[str, Any]:
    own = {name: getattr(row, name) for name in ("allocated", "spent", "committed")}
    return own | (weighed(row, row.allocated) if row.is_going else {})
