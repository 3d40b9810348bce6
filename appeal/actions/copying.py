"""A new appeal made from an earlier one: its offices, chosen priorities, and what goes on."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from typing import TypeVar

from ..base.actions import action
from ..models import (
    Activity,
    Appeal,
    Basis,
    Classification,
    CoreIndicator,
    Indicator,
    Milestone,
    Office,
    Priority,
    Section,
    User,
    appeal_of,
    create_logged,
    in_languages,
)
from .core import copy_core
from .draft_offices import keep_offices
from .draft_priorities import begin_activity
from .drafting import keep_appeal

PRIORITY = ("code", "order", "printed_as", *in_languages("title", "summary"))
ACTIVITY = ("code", "order", "own_title", "description", "language", "lead")
INDICATOR = (
    *in_languages("title", "unit"), "measure", "direction", "accumulation",
    "means_of_verification", "by_sex", "by_age_group", "by_disability", "by_nationality",
)  # fmt: skip


Row = TypeVar("Row", Priority, Activity, Indicator)


@dataclass(frozen=True)
class Carried:
    """What goes on from an earlier appeal: rows by their ids.

    `baselines` holds for each indicator that goes on its last actual value; None where it has none.
    `cores` are those of the new appeal by the ids of those that they are copies of.
    """

    offices: Collection[int] = ()
    priorities: Collection[int] = ()
    milestones: Collection[int] = ()
    baselines: Mapping[int, Decimal | None] = field(default_factory=dict)
    cores: Mapping[int, CoreIndicator] = field(default_factory=dict)


@action
def copy_appeal(*, appeal: Appeal, of: Appeal, carried: Carried, by: User, at: datetime) -> Appeal:
    """Begin a draft with what of another appeal goes on.

    In an appeal of a later year each row says what it continues; one of demonstration data is
    demonstration data.

    Its offices keep their order and printed names, its priorities their codes and headings, these
    as set by the regional office; its core indicators go on, fed by what goes on of what fed them.
    No amount, report or entry is copied. Activities keep their codes and run for the whole new
    year; those that are cancelled do not go on.
    """
    appeal.join_demonstration(of if of.is_demonstration else None)
    new = keep_appeal(appeal=appeal, version=None, by=by, at=at)
    sections = of.sections.filter(office__in=carried.offices).select_related("office")
    had = {section.office_id: section for section in sections.order_by("order")}
    offices: list[tuple[Office, str]] = [(row.office, row.printed_name) for row in had.values()]
    keep_offices(appeal=new, version=None, offices=offices, at=at)
    new.refresh_from_db()
    carried = replace(carried, cores=copy_core(of, new))
    for section in new.sections.select_related("office", "appeal"):
        old = had[section.office_id]
        _copy_summary(section, old)
        chosen = Priority.objects.filter(section=old, pk__in=carried.priorities)
        for priority in chosen.select_related("section__appeal").order_by("order"):
            _copy_priority(priority, section, carried)
    return new


def _copy_summary(section: Section, old: Section) -> None:
    names = in_languages("summary")
    for name in names:
        setattr(section, name, getattr(old, name))
    section.save_over(section.version, names)


def _copy_priority(old: Priority, section: Section, carried: Carried) -> None:
    new = Priority(
        section=section,
        continues=_before(section.appeal, old),
        **{name: getattr(old, name) for name in PRIORITY},
    )
    create_logged([new])
    same = section.appeal.framework_id == old.section.appeal.framework_id
    create_logged(
        [
            Classification(priority=new, heading_id=row.heading_id, basis=Basis.ASSIGNED)
            for row in (old.classifications.all() if same else ())
        ]
    )
    going_on = list(old.activities.going().order_by("order"))
    for activity in going_on:
        _copy_activity(activity, new, carried)
    if not going_on:
        begin_activity(new)


def _before(appeal: Appeal, old: Row) -> Row | None:
    """What a row of the appeal continues: nothing in another appeal of the same year."""
    of = appeal_of(old)
    return old if of and of.year < appeal.year else None


def _copy_activity(old: Activity, priority: Priority, carried: Carried) -> None:
    appeal = priority.section.appeal
    new = Activity(
        priority=priority,
        starts_on=appeal.starts_on,
        ends_on=appeal.ends_on,
        dates_basis=Basis.ASSIGNED,
        continues=_before(appeal, old),
        **{name: getattr(old, name) for name in ACTIVITY},
    )
    new.save(force_insert=True)
    for name in Activity.NAMED:
        getattr(new, name).set(getattr(old, name).all())
    open_ones = old.milestones.filter(pk__in=carried.milestones).order_by("order")
    create_logged(
        [
            Milestone(
                activity=new,
                title=row.title,
                due_on=due_in(appeal, row.due_on),
                order=order,
                continues=_before(appeal, row),
            )
            for order, row in enumerate(open_ones, start=1)
        ]
    )
    measured = old.indicators.filter(pk__in=carried.baselines).order_by("order")
    create_logged(
        [_next_indicator(row, new, order, carried) for order, row in enumerate(measured, start=1)]
    )


def due_in(appeal: Appeal, day: date) -> date:
    """The same day of the appeal's year, within its dates."""
    moved = date(appeal.starts_on.year, day.month, min(day.day, 28))
    return min(max(moved, appeal.starts_on), appeal.closes_on)


def _next_indicator(old: Indicator, activity: Activity, order: int, carried: Carried) -> Indicator:
    """It begins where the old one ended; its target is for somebody to set."""
    baseline = carried.baselines[old.pk]
    return Indicator(
        activity=activity,
        order=order,
        continues=_before(activity.appeal, old),
        core=carried.cores.get(old.core_id or 0),
        baseline=baseline,
        baseline_basis="" if baseline is None else Basis.ASSIGNED,
        **{name: getattr(old, name) for name in INDICATOR},
    )
