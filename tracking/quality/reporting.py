"""Rules about what is reported, and what proves it."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from functools import partial
from typing import Any, NamedTuple

from django.db.models import OuterRef, QuerySet
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from appeal.base.amounts import quantity
from appeal.base.statements import answered
from appeal.base.viewpoint import Include, Viewpoint
from appeal.models import Activity, Appeal, Indicator, Office, as_known

from ..models import (
    ActualBreakdown,
    Dimension,
    IndicatorActual,
    ReportingPeriod,
    achieved,
    included_updates,
    is_awaited,
)
from .plan import on_activity
from .scope import Found, Rows, Scope, ToldFinding

ROUNDING = Decimal("0.00005")


def no_update(scope: Scope) -> Rows:
    """A line counts once it is submitted, though it is not approved yet; a period due today waits.

    A suspended activity has nothing to report, nor has one on a period before it begins.
    """
    handed_in = replace(
        scope.viewpoint, include=Include.SUBMITTED, draft_offices=Office.objects.all()
    )
    lines = included_updates(handed_in).filter(report__period__appeal=scope.appeal)
    told = set(lines.values_list("activity", "report__period"))
    periods = as_known(ReportingPeriod.objects.all(), scope.viewpoint).of(scope.appeal)
    due = list(periods.fallen_due(scope.viewpoint.as_at).order_by("due_on"))
    for activity in scope.activities:
        figures: Any = scope.figures.activity(activity.pk)
        missing = [
            period
            for period in due
            if is_awaited(figures.hold, figures.starts_on, period)
            and (activity.pk, period.id) not in told
        ]
        if missing:
            tell = partial(_no_update, activity, missing)
            yield Found(activity.office, missing[0].due_on, tell)


def _no_update(activity: Activity, missing: list[ReportingPeriod]) -> ToldFinding:
    message = _("No line was submitted for %(periods)s.")
    periods = ", ".join(period.code for period in missing)
    return on_activity(activity, message % {"periods": periods})


def silent(scope: Scope) -> Rows:
    """An activity that has not begun has nothing to say yet."""
    for activity in scope.activities:
        figures: Any = scope.figures.activity(activity.pk)
        if figures.progress is None and figures.starts_on <= scope.viewpoint.as_at:
            message = _("No percentage has been reported yet. That is unknown, not zero.")
            since = max(scope.day(activity.begun_at), figures.starts_on)
            yield Found(activity.office, since, partial(on_activity, activity, message))


def short(scope: Scope) -> Rows:
    """Where an indicator asks for a breakdown, or one was begun, its parts come to the total."""
    read = _told(scope.viewpoint, appeal=scope.appeal, office=scope.office)
    told = [(Told(*row[: len(TOLD)]), row[len(TOLD) :]) for row in read]
    parts: dict[tuple[int, str], Decimal] = {}
    rows = as_known(ActualBreakdown.objects.all(), scope.viewpoint.of_drafts)
    rows = rows.filter(actual__in=[row.id for row, _asked in told])
    for actual, dimension, value in rows.values_list("actual", "dimension", "value"):
        key = (actual, dimension)
        parts[key] = parts.get(key, Decimal(0)) + value
    found = [(row, gaps) for row, by in told if (gaps := list(_gaps(row, by, parts)))]
    indicators = Indicator.objects.in_bulk({row.indicator for row, _found in found})
    for row, gaps in found:
        activity, indicator = scope.by_key[row.activity], indicators[row.indicator]
        since = scope.day(row.submitted_at or row.updated_at)
        yield Found(activity.office, since, partial(_short, activity, indicator, row, gaps))


class Told(NamedTuple):
    """A reported value with the line that it is in, as `TOLD` reads them."""

    id: int
    value: Decimal
    numerator: Decimal | None
    indicator: int
    activity: int
    submitted_at: datetime | None
    updated_at: datetime
    period: str


TOLD = (
    "id", "value", "numerator", "indicator", "update__activity", "update__submitted_at",
    "update__updated_at", "update__report__period__code",
)  # fmt: skip
ASKED = tuple(f"indicator__by_{dimension}" for dimension in Dimension)


@answered(*TOLD, *ASKED)
def _told(viewpoint: Viewpoint, appeal: Appeal, office: Office | None) -> QuerySet:
    scope = Scope(appeal, viewpoint, office)
    rows = as_known(IndicatorActual.objects.all(), viewpoint.of_drafts).filter(
        update__in=included_updates(viewpoint).values("id"),
        update__report__period__appeal=scope.appeal,
        value__isnull=False,
    )
    rows = scope.of_office(rows, "update__report__office")
    return rows.order_by("update__report__period__ends_on", "id").values_list(*TOLD, *ASKED)


# A breakdown whose parts are less than the total: what they come to, and the total.
Gap = tuple[Dimension, Decimal, Decimal]


def _short(activity: Activity, indicator: Indicator, row: Told, gaps: list[Gap]) -> ToldFinding:
    told = [
        _("by %(dimension)s %(parts)s of %(total)s")
        % {"dimension": dimension.label, "parts": quantity(parts), "total": quantity(total)}
        for dimension, parts, total in gaps
    ]
    message = f"{indicator}, {row.period}: {'; '.join(told)}."
    return on_activity(activity, message)


def _gaps(row: Told, asked: Sequence[bool], parts: dict[tuple[int, str], Decimal]) -> Iterator[Gap]:
    """What each breakdown comes to, where that is less than the total."""
    total = row.value if row.numerator is None else row.numerator
    for dimension, is_asked in zip(Dimension, asked, strict=True):
        told = parts.get((row.id, dimension))
        if (told is not None or is_asked) and (told or Decimal(0)) + ROUNDING < total:
            yield dimension, told or Decimal(0), total


def unproven(scope: Scope) -> Rows:
    """Milestones of approved lines; evidence of the milestone or of the line itself will do."""
    official = replace(scope.viewpoint, include=Include.OFFICIAL)
    for row in _read_unproven(official, appeal=scope.appeal, office=scope.office):
        activity, since = scope.by_key[row.update__activity], scope.day(row.update__submitted_at)
        yield Found(activity.office, since, partial(_unproven, activity, row))


UNPROVEN = ("achieved_on", "milestone__title", "update__activity", "update__submitted_at")


@answered(*UNPROVEN)
def _read_unproven(viewpoint: Viewpoint, appeal: Appeal, office: Office | None) -> QuerySet:
    scope = Scope(appeal, viewpoint, office)
    rows = achieved(viewpoint).filter(
        ~scope.evidence(milestone=OuterRef("milestone")),
        ~scope.evidence(
            update__report=OuterRef("update__report"), update__activity=OuterRef("update__activity")
        ),
        update__report__period__appeal=scope.appeal,
    )
    rows = scope.of_office(rows, "update__report__office").order_by("achieved_on", "pk")
    return rows.values_list(*UNPROVEN)


def _unproven(activity: Activity, row: Any) -> ToldFinding:
    message = _("“%(milestone)s” was achieved on %(day)s, without any evidence attached.")
    message %= {"milestone": row.milestone__title, "day": date_format(row.achieved_on)}
    return on_activity(activity, message)
