"""What lines of reports say of milestones and indicators, as it was known then."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from appeal.base.viewpoint import EVERYTHING, Viewpoint
from appeal.models import as_known

from ..models import ActualBreakdown, IndicatorActual, MilestoneAchievement


@dataclass(frozen=True)
class ToldLine:
    """The milestones that a line reports as achieved; its actuals, each with its parts."""

    achievements: list[Any] = field(default_factory=list)
    actuals: list[tuple[Any, list[Any]]] = field(default_factory=list)


def told_by(lines: Iterable[int], viewpoint: Viewpoint = EVERYTHING) -> dict[int, ToldLine]:
    """What each line says, by the line's id; three queries for all of them."""
    told = {line: ToldLine() for line in lines}
    reached = as_known(MilestoneAchievement.objects.all(), viewpoint).filter(update__in=told)
    for achieved in reached.select_related("milestone").order_by("id"):
        told[achieved.update_id].achievements.append(achieved)
    actuals = as_known(IndicatorActual.objects.all(), viewpoint).filter(update__in=told)
    parts: dict[int, list[Any]] = {}
    for row in actuals.select_related("indicator").order_by("id"):
        told[row.update_id].actuals.append((row, parts.setdefault(row.id, [])))
    breakdowns = as_known(ActualBreakdown.objects.all(), viewpoint).filter(actual__in=parts)
    for part in breakdowns.order_by("id"):
        parts[part.actual_id].append(part)
    return told
