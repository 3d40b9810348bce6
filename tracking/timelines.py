"""The work plan in time: where its bars and marks are, and what moved since an earlier plan."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from appeal.base.amounts import dollars
from appeal.base.labels import labelled
from appeal.models import Activity, as_known, days_of, months_between

from .figures import AppealFigures

# What a milestone is by the as-at date: the symbol that it is drawn with.
REACHED, OVERDUE, COMING = "reached", "overdue", "coming"


@dataclass(frozen=True)
class Calendar:
    """From one day to another, as percent of the width of a chart."""

    first: date
    last: date

    def at(self, day: date, *, is_over: bool = False) -> float:
        """Where a day begins, or ends if it `is_over`; at the edge where it is outside."""
        passed = (day - self.first).days + is_over
        return round(100 * min(max(passed / ((self.last - self.first).days + 1), 0), 1), 2)

    def months(self) -> list[tuple[float, date]]:
        days = [days_of(month)[0] for month in months_between(self.first, self.last)]
        return [(self.at(day), day) for day in days]


@dataclass(frozen=True)
class Span:
    """From a day to another: where it begins and how wide it is."""

    x: float
    width: float


@dataclass(frozen=True)
class Mark:
    """A milestone, or a day on which reports are due."""

    x: float
    day: date
    title: str
    symbol: str = ""


@dataclass(frozen=True)
class TimelineRow:
    """An activity with its flags: its days, the part of them that is done, the days it had before.

    `moved` says in sentences how its plan differs from the earlier one.
    """

    activity: object
    bar: Span
    done: Span
    before: Span | None
    milestones: list[Mark]
    moved: list[str]


def calendar_of(appeal: Any) -> Calendar:
    """The months of the appeal; an activity that ends later goes on to the edge."""
    first, last = appeal.starts_on, appeal.ends_on
    return Calendar(first.replace(day=1), days_of(f"{last:%Y-%m}")[1])


def timeline_rows(
    activities: Iterable[Activity], figures: AppealFigures, earlier: AppealFigures, year: Calendar
) -> list[TimelineRow]:
    """One for each activity, which carry their figures and flags; `earlier` is the plan before."""
    return [_row(activity, figures, earlier, year) for activity in activities]


def _row(
    activity: Any, figures: AppealFigures, earlier: AppealFigures, year: Calendar
) -> TimelineRow:
    now, then = figures.activity(activity.pk), earlier.activity(activity.pk)
    bar = _bar(year, now.starts_on, now.ends_on)
    was = (then.starts_on, then.ends_on)
    is_moved = then.starts_on is not None and was != (now.starts_on, now.ends_on)
    return TimelineRow(
        activity,
        bar,
        Span(bar.x, round(bar.width * (now.progress or 0) / 100, 2)),
        _bar(year, *was) if is_moved else None,
        [_milestone(row, figures, year) for row in figures.facts.milestones.get(activity.pk, ())],
        list(_moved(activity.pk, figures, earlier)),
    )


def _bar(year: Calendar, first: Any, last: Any) -> Span:
    x = year.at(first)
    return Span(x, round(max(year.at(last, is_over=True) - x, 0.4), 2))


def _milestone(row: Any, figures: AppealFigures, year: Calendar) -> Mark:
    reached_on = figures.facts.achieved_on.get(row.id)
    if reached_on:
        said = _("reached on %(day)s")
        symbol, day = REACHED, reached_on
    else:
        is_late = row.due_on < figures.facts.viewpoint.as_at
        symbol, day = (OVERDUE if is_late else COMING), row.due_on
        said = _("was due on %(day)s") if is_late else _("due on %(day)s")
    told = said % {"day": date_format(day)}
    return Mark(year.at(day), day, labelled(row.title, told), symbol)


def _moved(pk: int, figures: AppealFigures, earlier: AppealFigures) -> Iterator[str]:
    """How the plan of an activity differs from the earlier one, in sentences."""
    now, then = figures.activity(pk), earlier.activity(pk)
    if then.starts_on is None or then.ends_on is None:
        yield _("Not in the earlier plan")
        return
    if now.starts_on and now.starts_on != then.starts_on:
        yield _later(_("Start"), (now.starts_on - then.starts_on).days)
    if now.ends_on and now.ends_on != then.ends_on:
        yield _later(_("End"), (now.ends_on - then.ends_on).days)
    if now.allocated != then.allocated:
        yield labelled(_("Budget"), f"{dollars(then.allocated)} → {dollars(now.allocated)}")
    if now.phasing != then.phasing:
        yield _("Plan by month changed")
    if now.hold != then.hold:
        states = {"": _("goes ahead"), **dict(Activity.Hold.choices)}
        yield labelled(_("Now"), states[now.hold])
    yield from _milestones_moved(pk, figures, earlier)


def _milestones_moved(pk: int, figures: AppealFigures, earlier: AppealFigures) -> Iterator[str]:
    before = {row.id: row for row in earlier.facts.milestones.get(pk, ())}
    after = {row.id: row for row in figures.facts.milestones.get(pk, ())}
    for key, row in after.items():
        if key not in before:
            yield labelled(_("New milestone"), row.title)
        elif row.due_on != before[key].due_on:
            yield _later(row.title, (row.due_on - before[key].due_on).days)
    for key in before.keys() - after.keys():
        yield labelled(_("Milestone removed"), before[key].title)


def _later(what: str, days: int) -> str:
    later = ngettext("%(days)d day later", "%(days)d days later", abs(days))
    sooner = ngettext("%(days)d day earlier", "%(days)d days earlier", abs(days))
    return labelled(what, (later if days > 0 else sooner) % {"days": abs(days)})


def gone_since(figures: AppealFigures, earlier: AppealFigures) -> list[str]:
    """The codes of the activities of the earlier plan that are in the plan no more."""
    gone = earlier.facts.plans.keys() - figures.facts.plans.keys()
    then = as_known(Activity.objects.all(), earlier.facts.viewpoint).filter(id__in=gone)
    return list(then.order_by("code").values_list("code", flat=True)) if gone else []
