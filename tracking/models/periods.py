"""The periods that offices report on."""

from datetime import date
from typing import Self

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, FilteredRelation, Q
from django.utils.translation import gettext_lazy as _

from appeal.models import Appeal, Office, change_log


class ReportingPeriodQuerySet(models.QuerySet):
    def of(self, appeal: Appeal) -> Self:
        return self.filter(appeal=appeal)

    def open(self, as_at: date) -> Self:
        """Those that have started by `as_at`, earliest first."""
        return self.filter(starts_on__lte=as_at).order_by("starts_on")

    def ended(self, on: date) -> Self:
        return self.filter(ends_on__lte=on)

    def awaiting(self, office: Office) -> Self:
        """Those that the office can still write for: not yet submitted or approved."""
        # Not exclude(reports__office=..., reports__state=...): over a relation to many that also
        # drops a period for which this office has a draft and another office has submitted.
        own = FilteredRelation("reports", condition=Q(reports__office=office))
        return self.annotate(own=own).exclude(own__state__in=["submitted", "approved"])


class ReportingPeriod(models.Model):
    """A quarter or month of an appeal, with the day its reports are due."""

    appeal = models.ForeignKey(
        Appeal, models.PROTECT, related_name="periods", verbose_name=_("appeal")
    )
    code = models.CharField(
        _("code"),
        max_length=10,
        help_text=_("Such as 2020-Q1."),
        validators=[RegexValidator(r"^[0-9]{4}-[A-Z]?[0-9]+$", _("Such as 2020-Q1 or 2020-07."))],
    )
    starts_on = models.DateField(_("starts on"))
    ends_on = models.DateField(_("ends on"))
    due_on = models.DateField(_("reports due on"))

    history = change_log()
    objects = ReportingPeriodQuerySet.as_manager()

    class Meta:
        verbose_name = _("reporting period")
        verbose_name_plural = _("reporting periods")
        constraints = [
            models.UniqueConstraint(
                fields=["appeal", "code"], name="period_code_is_unique_in_an_appeal"
            ),
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")),
                name="period_ends_after_it_starts",
                violation_error_message=_("The period must end on or after the day it starts."),
            ),
            models.CheckConstraint(
                condition=Q(due_on__gte=F("ends_on")),
                name="reports_are_due_after_the_period",
                violation_error_message=_("Reports are due on or after the period's last day."),
            ),
        ]

    def __str__(self) -> str:
        return self.code
