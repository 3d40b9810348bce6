"""The periods that offices report on."""

from datetime import date
from typing import Self

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import (
    BooleanField,
    Case,
    Count,
    F,
    FilteredRelation,
    OuterRef,
    Q,
    Subquery,
    When,
)
from django.utils.translation import gettext_lazy as _

from appeal import reach
from appeal.base.labels import labelled
from appeal.base.viewpoint import EVERYTHING, Viewpoint
from appeal.models import Appeal, Office, change_log
from appeal.models.columns import person, rule, to_one, unique


class ReportingPeriodQuerySet(models.QuerySet["ReportingPeriod"]):
    def of(self, appeal: Appeal) -> Self:
        return self.filter(appeal=appeal)

    def open(self, as_at: date) -> Self:
        """Those that have started by `as_at` and are not locked, earliest first."""
        return self.unlocked().filter(starts_on__lte=as_at).order_by("starts_on")

    def fallen_due(self, as_at: date) -> Self:
        """Those on which reports were due before `as_at`: whatever is not in by then is late."""
        return self.filter(due_on__lt=as_at)

    def unlocked(self) -> Self:
        return self.with_lock().filter(is_locked=False)

    def locked(self, appeal: Appeal) -> Self:
        return self.of(appeal).with_lock().filter(is_locked=True)

    def with_lock(self, viewpoint: Viewpoint = EVERYTHING) -> Self:
        """Adds `is_locked`: whether the last of its events, as known then or now, locked it."""
        events = PeriodEvent.objects.filter(viewpoint.by_then("at"), period=OuterRef("pk"))
        last = Subquery(events.order_by("-pk").values("kind")[:1])
        locked = Q(last_event=PeriodEvent.Kind.LOCKED)
        is_locked = Case(When(locked, then=True), default=False, output_field=BooleanField())
        return self.alias(last_event=last).annotate(is_locked=is_locked)

    def with_approved(self) -> Self:
        """Adds `approved`, the number of reports that are."""
        return self.annotate(approved=Count("reports", filter=Q(reports__state="approved")))

    def locked_on(self, appeal: int, day: date) -> list[str]:
        """The code of the period of a day, if it is locked; for what `with_lock` is too long."""
        of_day = PeriodEvent.objects.filter(
            period__appeal=appeal, period__starts_on__lte=day, period__ends_on__gte=day
        )
        last = of_day.order_by("-pk").values_list("kind", "period__code")[:1]
        return [code for kind, code in last if kind == PeriodEvent.Kind.LOCKED]

    def containing(self, appeal: Appeal, day: date) -> Self:
        """The period that a day falls into; none for a day outside the appeal's year."""
        return self.of(appeal).filter(starts_on__lte=day, ends_on__gte=day)

    def awaiting(self, office: Office) -> Self:
        """Those that the office can still write for: not yet submitted or approved."""
        # Not exclude(reports__office=..., reports__state=...): over a relation to many that also
        # drops a period for which this office has a draft and another office has submitted.
        own = FilteredRelation("reports", condition=Q(reports__office=office))
        return self.annotate(own=own).exclude(own__state__in=["submitted", "approved"])


class ReportingPeriod(models.Model):  # guards: guarded/reports.py
    """A quarter or month of an appeal, with the day its reports are due."""

    appeal = to_one(Appeal, _("appeal"), "periods")
    code = models.CharField(
        _("code"),
        max_length=10,
        help_text=_("For example 2020-Q1."),
        validators=[
            RegexValidator(r"^[0-9]{4}-[A-Z]?[0-9]+$", _("For example 2020-Q1 or 2020-07."))
        ],
    )
    starts_on = models.DateField(_("starts on"))
    ends_on = models.DateField(_("ends on"))
    due_on = models.DateField(_("reports due on"))

    # What `with_lock` adds.
    is_locked: bool

    history = change_log()
    objects = ReportingPeriodQuerySet.as_manager()

    class Meta:
        verbose_name = _("reporting period")
        verbose_name_plural = _("reporting periods")
        constraints = [
            unique("period_code_is_unique_in_an_appeal", "appeal", "code"),
            rule(
                "period_ends_after_it_starts",
                Q(ends_on__gte=F("starts_on")),
                _("The period must end on or after the day it starts."),
            ),
            rule(
                "reports_are_due_after_the_period",
                Q(due_on__gte=F("ends_on")),
                _("Reports must be due on or after the last day of the period."),
            ),
        ]

    def __str__(self) -> str:
        return self.code

    def clean(self) -> None:
        if self.appeal_id:
            reach.PERIOD.check(self.appeal, self, "starts_on", "ends_on")
            reach.REPORTS_DUE.check(self.appeal, self, "due_on")

    def days_late(self, day: date) -> int:
        """By how many days `day` passes the due date; 0 up to that."""
        return max(0, (day - self.due_on).days)


class PeriodEvent(models.Model):  # guards: guarded/reports.py
    """A period was locked or unlocked. Append-only; the last one says which it is."""

    class Kind(models.TextChoices):
        LOCKED = "locked", _("locked")
        UNLOCKED = "unlocked", _("unlocked")

    period = to_one(ReportingPeriod, _("period"), "lock_events")
    kind = models.CharField(_("event"), max_length=10, choices=Kind.choices)
    by = person(_("by"))
    at = models.DateTimeField(_("at"))
    reason = models.CharField(_("reason"), max_length=500)

    class Meta:
        verbose_name = _("lock of a period")
        verbose_name_plural = _("locks of periods")
        constraints = [
            rule(
                "locking_has_a_reason",
                ~Q(reason=""),
                _("Explain why the period is locked or unlocked."),
            )
        ]

    def __str__(self) -> str:
        return labelled(self.period.code, self.get_kind_display())
