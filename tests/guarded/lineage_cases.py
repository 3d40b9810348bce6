"""Conditions of what continues what: the earlier one is of an earlier year, wherever it moves."""

from collections.abc import Callable
from datetime import date
from typing import Any

from tests.factories import (
    make_activity,
    make_appeal,
    make_contribution,
    make_indicator,
    make_milestone,
    make_priority,
    make_section,
)

from . import scenes as of
from .cases import Attempt, Case, case
from .sql import add, change


def of_priorities(appeal: Any, **fields: Any) -> Any:
    return make_priority(appeal=appeal, **fields)


def of_activities(appeal: Any, **fields: Any) -> Any:
    return make_activity(appeal=appeal, **fields)


def of_indicators(appeal: Any, **fields: Any) -> Any:
    return make_indicator(activity=make_activity(appeal=appeal), **fields)


def of_milestones(appeal: Any, **fields: Any) -> Any:
    """Due on a day that is within each of these appeals, whatever their year."""
    due_on = date(2021, 2, 1)
    return make_milestone(activity=make_activity(appeal=appeal), due_on=due_on, **fields)


def of_contributions(appeal: Any, **fields: Any) -> Any:
    return make_contribution(appeal=appeal, **fields)


MAKERS: dict[str, Callable[..., Any]] = {
    "appeal_priority": of_priorities,
    "appeal_activity": of_activities,
    "appeal_indicator": of_indicators,
    "appeal_milestone": of_milestones,
    "tracking_contribution": of_contributions,
}
# What moves a row into another appeal; an activity never leaves its priority.
MOVES: dict[str, Callable[[Any], dict[str, Any]]] = {
    "appeal_priority": lambda appeal: {"section_id": make_section(appeal=appeal).pk},
    "appeal_activity": lambda appeal: {},
    "appeal_indicator": lambda appeal: {"activity_id": make_activity(appeal=appeal).pk},
    "appeal_milestone": lambda appeal: {"activity_id": make_activity(appeal=appeal).pk},
    "tracking_contribution": lambda appeal: {"appeal_id": appeal.pk},
}


def lineage_of(table: str) -> None:
    make, moves = MAKERS[table], MOVES[table]

    @case(table, lineage_insert=add)
    def new_ones() -> Case:
        appeal, before = of.next_year(), make_appeal()
        row = make(appeal, continues=make(before))
        refused = [make(appeal).pk, make(of.next_year()).pk, make(make_appeal(year=2022)).pk]
        allowed = [None, make(before).pk, make(make_appeal(year=2019)).pk]
        fresh: dict[str, Any] = {"reference": "X-901"}
        if hasattr(row, "order"):
            fresh = {"order": 901} | ({"code": "X-901"} if hasattr(row, "code") else {})
        return Case(
            row,
            [fresh | {"continues_id": pk} for pk in refused],
            [fresh | {"continues_id": pk} for pk in allowed],
        )

    @case(table, lineage_update=change)
    def changed_ones() -> Case:
        appeal, before = of.next_year(), make_appeal()
        earlier = make(before)
        row = make(appeal, continues=earlier)
        later = moves(make_appeal(year=2021))
        moved: list[Attempt] = [moves(make_appeal(year=2020)), (earlier, later)] if later else []
        return Case(
            row,
            [
                {"continues_id": row.pk},
                {"continues_id": make(appeal).pk},
                {"continues_id": make(make_appeal(year=2022)).pk},
                *moved,
            ],
            [
                {"continues_id": None},
                {"continues_id": make(before).pk},
                {},
                moves(make_appeal(year=2023)),
                (earlier, moves(make_appeal(year=2018))),
                (make(before), later),
            ],
        )

    @case("appeal_appeal", **{f"lineage_of_{table}": change})
    def other_years() -> Case:
        before, appeal, after = make_appeal(), of.next_year(), make_appeal(year=2022)
        row = make(appeal, continues=make(before))
        make(after, continues=row)
        return Case(
            appeal,
            [{"year": 2020}, {"year": 2019}, {"year": 2022}, (before, {"year": 2021})],
            [{"title_en": "Other"}, (before, {"year": 2018}), (after, {"year": 2023})],
        )


for each in MAKERS:
    lineage_of(each)
