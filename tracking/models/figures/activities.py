"""The figures of activities."""

from datetime import date
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Any, Self

from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Subquery, Value, When
from django.db.models.functions import Abs, Coalesce, Greatest, NullIf
from django.utils.translation import gettext_lazy as _

from appeal.models import (
    CENTS,
    ZERO,
    Activity,
    Appeal,
    Milestone,
    as_known,
    elapsed,
    ratio,
)
from appeal.models.activities import ActivityQuerySet
from appeal.viewpoint import Viewpoint

from ..commitments import committed
from ..overrides import StatusOverride
from ..progress import ProgressUpdate, counted_updates, included_updates, latest_of
from ..results import MilestoneAchievement
from ..totals import spent

# Of an activity that has started and that no counted line speaks of; nobody can report it.
NOT_REPORTED = ("not_reported", _("not reported"))
PLANNED = ProgressUpdate.Status.PLANNED


class ActivityFigures(ActivityQuerySet):
    def with_money(self, viewpoint: Viewpoint) -> Self:
        """Adds allocated, is_indicative, spent, committed, balance, overspent and delivery."""
        return (
            self.with_allocated(viewpoint.known_at)
            .annotate(
                spent=spent(viewpoint, "activity", activity=OuterRef("pk")),
                committed=committed(viewpoint, "activity", activity=OuterRef("pk")),
            )
            .annotate(
                balance=F("allocated") - F("spent") - F("committed"),
                overspent=Greatest(F("spent") - F("allocated"), ZERO),
                delivery=ratio("spent", "allocated"),
            )
        )

    def with_progress(self, viewpoint: Viewpoint) -> Self:
        """Adds progress (NULL: not reported), the period it is of, and status.

        `hold_then`, `starts_then` and `ends_then` are what the plan said when it was known.
        """
        return (
            self.with_plan_then(viewpoint)
            .annotate(
                progress=latest_of("percent", viewpoint, "pk"),
                progress_period=latest_of("report__period__code", viewpoint, "pk"),
            )
            .annotate(
                status=Coalesce(
                    NullIf(F("hold_then"), Value("")),
                    latest_of("status", viewpoint, "pk"),
                    Case(
                        When(starts_then__gt=viewpoint.as_at, then=Value(PLANNED)),
                        default=Value(NOT_REPORTED[0]),
                    ),
                    output_field=models.CharField(),
                ),
            )
        )

    def with_plan_then(self, viewpoint: Viewpoint) -> Self:
        """Adds `hold_then`, `starts_then` and `ends_then`."""
        columns = {"hold_then": "hold", "starts_then": "starts_on", "ends_then": "ends_on"}
        if viewpoint.known_at is None:
            return self.annotate(**{name: F(column) for name, column in columns.items()})
        then = as_known(Activity, viewpoint.known_at).filter(id=OuterRef("pk"))
        return self.annotate(
            **{name: Subquery(then.values(column)[:1]) for name, column in columns.items()}
        )

    def going_then(self, viewpoint: Viewpoint) -> Self:
        """Those in the plan and not cancelled, as known then."""
        going = as_known(Activity, viewpoint.known_at).going()
        return self.filter(pk__in=going.values("id"))

    def silent(self, viewpoint: Viewpoint) -> Self:
        """Those that go on and have not reported a percentage; adds what `with_progress` adds."""
        return self.going_then(viewpoint).with_progress(viewpoint).filter(progress__isnull=True)

    def overspent(self, viewpoint: Viewpoint) -> Self:
        """Those that spent more than is allocated to them; adds what `with_money` adds."""
        return self.with_money(viewpoint).filter(spent__gt=F("allocated"))

    def with_figures(self, viewpoint: Viewpoint) -> Self:
        return self.with_money(viewpoint).with_progress(viewpoint)

    def diverging(self) -> Self:
        """Those whose progress and delivery are furthest apart first; adds `gap`, in points.

        Positive where the work is ahead of the money. Rows carry their figures.
        """
        points = F("progress") - F("delivery") * 100.0
        known = self.filter(progress__isnull=False, delivery__isnull=False)
        return known.annotate(gap=points).order_by(Abs("gap").desc(), "pk")

    def with_flag_facts(self, viewpoint: Viewpoint) -> Self:
        """Adds what the status flags are judged by, beside `with_figures`.

        has_milestones, overdue_since (the earliest open milestone's due date), has_reported;
        `override`, `override_reason`, `override_by`, `override_on` of the one in force.
        """
        milestones = as_known(Milestone, viewpoint.known_at).filter(activity=OuterRef("pk"))
        open_ones = overdue_milestones(viewpoint).filter(activity=OuterRef("pk"))
        overrides = overrides_in_force(viewpoint).filter(activity=OuterRef("pk"))
        return self.annotate(
            has_milestones=Exists(milestones),
            overdue_since=Subquery(open_ones.order_by("due_on").values("due_on")[:1]),
            has_reported=Exists(included_updates(viewpoint).filter(activity=OuterRef("pk"))),
            override=Subquery(overrides.values("colour")[:1]),
            override_reason=Subquery(overrides.values("reason")[:1]),
            override_by=Subquery(overrides.values("by__username")[:1]),
            override_on=Subquery(overrides.values("effective_on")[:1]),
        )


def achieved(viewpoint: Viewpoint) -> models.QuerySet:
    """Milestones reported as achieved in a counted line, by their own date and not its period's."""
    return as_known(MilestoneAchievement, viewpoint.drafts_known_at).filter(
        achieved_on__lte=viewpoint.as_at,
        update__in=counted_updates(viewpoint).values("id"),
    )


def pending_milestones(viewpoint: Viewpoint) -> models.QuerySet:
    """Milestones not reached by the date, of activities neither suspended nor cancelled then."""
    held = as_known(Activity, viewpoint.known_at).exclude(hold="")
    rows = as_known(Milestone, viewpoint.known_at).exclude(activity__in=held.values("id"))
    return rows.exclude(id__in=achieved(viewpoint).values("milestone"))


def overdue_milestones(viewpoint: Viewpoint) -> models.QuerySet:
    """Those of them that were due before the date."""
    return pending_milestones(viewpoint).filter(due_on__lt=viewpoint.as_at)


def overrides_in_force(viewpoint: Viewpoint) -> models.QuerySet:
    """What people judged by the two dates, the latest first; an empty colour takes back."""
    given = StatusOverride.objects.filter(effective_on__lte=viewpoint.as_at)
    if viewpoint.known_at is not None:
        given = given.filter(at__lt=viewpoint.known_at)
    return given.order_by("-effective_on", "-pk")


class TrackedActivity(Activity):
    """An activity, with what it spent, how far it is and its status."""

    STATUSES = [
        *ProgressUpdate.Status.choices,
        *Activity.Hold.choices,
        NOT_REPORTED,
    ]

    objects = ActivityFigures.as_manager()

    class Meta:
        proxy = True

    def elapsed_by(self, as_at: date) -> Decimal | None:
        """The part of its days that has passed, by the dates known then; needs `starts_then`."""
        starts: date | None = self.starts_then  # type: ignore[attr-defined]
        ends: date | None = self.ends_then  # type: ignore[attr-defined]
        return None if starts is None or ends is None else elapsed(starts, ends, as_at)

    def planned_by(self, as_at: date) -> Decimal | None:
        """Planned spend: allocated x elapsed, to the cent; needs `allocated`."""
        part = self.elapsed_by(as_at)
        allocated: Decimal = self.allocated  # type: ignore[attr-defined]
        return None if part is None else (allocated * part).quantize(CENTS, ROUND_HALF_EVEN)


def counts(appeal: Appeal, viewpoint: Viewpoint, path: str) -> dict[str, Any]:
    """`activities` and `silent` of the outer row, which `path` leads to from an activity."""
    going = (
        TrackedActivity.objects.of(appeal)
        .going_then(viewpoint)
        .filter(**{path: OuterRef("pk")})
        .annotate(percent=latest_of("percent", viewpoint, "pk"))
    )

    def count(rows: models.QuerySet) -> Coalesce:
        counted = rows.order_by().values(path).annotate(n=models.Count("pk"))
        return Coalesce(models.Subquery(counted.values("n")), 0)

    return {"activities": count(going), "silent": count(going.filter(percent__isnull=True))}
