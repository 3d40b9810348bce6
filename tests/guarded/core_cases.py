"""Conditions of core indicators, of what feeds them, and of what is stated of overlap."""

from appeal.models import CoreIndicator, Indicator
from tests.factories import (
    make_activity,
    make_core,
    make_indicator,
    make_office,
    make_overlap,
)

from . import scenes as of
from .cases import Case, both, case
from .core_rows import fed
from .sql import add, change


@case("appeal_coreindicator", closed_insert=add, closed_update=change)
def core_of_a_closed_appeal() -> Case:
    row = make_core()
    of.close(row.appeal)
    return Case(row, [{"code": "C999"}], [(make_core(), {"code": "C998"})])


@case("appeal_coreindicator", appeal=change)
def core_of_another_appeal() -> Case:
    row = make_core()
    return Case(row, [{"appeal_id": make_core().appeal_id}], [{"code": "C997"}])


@case("appeal_coreindicator", fed=change)
def core_that_is_fed() -> Case:
    row = fed().core
    others = {"title_en": "In other words", "is_people": True}
    return Case(
        row,
        [{"measure": "percentage"}, {"accumulation": "latest"}],
        [others, (make_core(), {"accumulation": "latest"})],
    )


@case("appeal_coreindicator", stated=change)
def core_that_overlap_is_stated_of() -> Case:
    row = make_core(is_people=True)
    make_overlap(core=row)
    return Case(row, [{"is_people": False}], [{"code": "C996"}])


@case("appeal_indicator", **both("core"))
def indicator_that_feeds() -> Case:
    row = fed()
    elsewhere, unlike = make_core(), make_core(appeal=row.activity.appeal, accumulation="max")
    share = make_core(appeal=row.activity.appeal, measure=Indicator.Measure.PERCENTAGE)
    foreign = make_activity()
    return Case(
        row,
        [
            {"core_id": elsewhere.pk}, {"core_id": unlike.pk}, {"core_id": share.pk},
            {"direction": "down"}, {"accumulation": "max"}, {"activity_id": foreign.pk},
        ],
        [
            {"core_id": None}, {"title_en": "In other words"},
            {"core_id": unlike.pk, "accumulation": "max"},
            (make_indicator(), {"direction": "down"}),
        ],
    )  # fmt: skip


def people() -> CoreIndicator:
    return make_core(appeal=make_activity().appeal, is_people=True)


@case("tracking_overlapstatement", closed=add)
def stated_when_closed() -> Case:
    row = make_overlap(core=people())
    of.close(row.core.appeal)
    return Case(row, [{}], [(make_overlap(core=people()), {})])


@case("tracking_overlapstatement", people=add)
def stated_of_nobody() -> Case:
    row = make_overlap(core=people())
    return Case(row, [{"core_id": make_core(appeal=row.core.appeal).pk}], [{}])


@case("tracking_overlapstatement", office=add)
def stated_of_a_foreign_office() -> Case:
    row = make_overlap(core=people())
    own = row.core.appeal.sections.get().office
    return Case(row, [{"office_id": make_office().pk}], [{"office_id": own.pk}])
