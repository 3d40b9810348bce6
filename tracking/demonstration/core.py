"""Core indicators of the appeal, which indicators of its activities feed; and what overlaps."""

from collections.abc import Iterable
from decimal import ROUND_FLOOR, Decimal

from django.conf import settings

from appeal.base.viewpoint import Include, Viewpoint
from appeal.loading.documents import LoadedEntry, read_list
from appeal.models import CoreIndicator, create_logged, in_languages

from .. import actions
from ..figures import CoreResult, core_results, total
from ..models import OverlapStatement
from .scene import Scene

FILE = settings.BASE_DIR / "fixtures" / "demonstration" / "core.yaml"
COLUMNS = ("code", *in_languages("title", "unit", "definition"), "measure", "accumulation")
Method = OverlapStatement.Method
# How much of what is between the least and the most the region's estimate is.
DIFFERENT = Decimal("0.8")


def plan_core(scene: Scene) -> dict[str, CoreIndicator]:
    """The core indicators, each by the titles of what feeds it."""
    entries = read_list(FILE)
    made = [_made(scene, entry, order) for order, entry in enumerate(entries, start=1)]
    create_logged(made)
    return {
        title: core
        for entry, core in zip(entries, made, strict=True)
        for title in entry.texts("fed_by")
    }


def _made(scene: Scene, entry: LoadedEntry, order: int) -> CoreIndicator:
    return entry.made(
        CoreIndicator, *COLUMNS, "is_people", beside=["fed_by"], appeal=scene.appeal, order=order
    )


def state_overlaps(scene: Scene) -> None:
    """Of the first that counts people: what an office's lines and all its offices come to."""
    first = next(row.core for row in _results(scene) if row.core.is_people)
    for place in _result(scene, first).by_office:
        if len(place.lines) > 1:
            own = OverlapStatement(core=first, office=place.of, method=Method.SUM)
            _state(scene, own, "overlap_of_office")
    reached = [place.rolled.reached for place in _result(scene, first).by_office]
    value = _estimated(part.actual for part in reached)
    if value is not None:
        estimate = OverlapStatement(core=first, method=Method.ESTIMATE, value=value)
        estimate.target = _estimated(part.target for part in reached)
        _state(scene, estimate, "overlap_of_region")


def _estimated(values: Iterable[Decimal | None]) -> Decimal | None:
    """More than the largest of them, and less than their sum."""
    known = [value for value in values if value is not None]
    if not known:
        return None
    least = max(known)
    return (least + (total(known) - least) * DIFFERENT).quantize(Decimal(1), ROUND_FLOOR)


def _results(scene: Scene) -> list[CoreResult]:
    return core_results(scene.appeal, Viewpoint(scene.today, Include.OFFICIAL, ()))


def _result(scene: Scene, core: CoreIndicator) -> CoreResult:
    return next(row for row in _results(scene) if row.core == core)


def _state(scene: Scene, statement: OverlapStatement, reason: str) -> None:
    statement.effective_on = scene.periods[-1].ends_on
    statement.reason = scene.said_by_manager.only(reason)
    actions.state_overlap(
        statement=statement, version=None, by=scene.cast.manager, at=scene.at(scene.today, 9)
    )
