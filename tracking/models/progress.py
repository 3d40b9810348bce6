"""What offices report: one report per office and period, one update per activity in it."""

from datetime import date
from typing import Self

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import OuterRef, Q, Subquery
from django.utils.translation import gettext_lazy as _

from appeal.models import Activity, Appeal, Language, Office, Versioned, change_log

from ..viewpoint import Include, Viewpoint
from .periods import ReportingPeriod


class OfficeReportQuerySet(models.QuerySet):
    def of(self, appeal: Appeal) -> Self:
        return self.filter(period__appeal=appeal)

    def ended(self, on: date) -> Self:
        """Those on periods ended by `on`."""
        return self.filter(period__ends_on__lte=on)

    def approved(self) -> Self:
        return self.filter(state=OfficeReport.State.APPROVED)

    def with_lines(self) -> Self:
        """Adds `lines`: activities with a line; with the office and period named."""
        current = Q(updates__isnull=False, updates__superseded_at__isnull=True)
        return self.select_related("office", "period__appeal").annotate(
            lines=models.Count("updates", filter=current)
        )

    def submitted_by(self, person: models.Model) -> Self:
        """Those whose latest submission came from `person`."""
        last = ReviewEvent.objects.filter(
            report=OuterRef("pk"), to_state=OfficeReport.State.SUBMITTED
        ).order_by("-pk")
        return self.annotate(submitter=Subquery(last.values("by")[:1])).filter(submitter=person.pk)


class OfficeReport(Versioned):
    """One office's report on one period; only approved reports count officially."""

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        SUBMITTED = "submitted", _("submitted")
        RETURNED = "returned", _("returned")
        APPROVED = "approved", _("approved")

    WRITABLE = (State.DRAFT, State.RETURNED)

    office = models.ForeignKey(
        Office, models.PROTECT, related_name="reports", verbose_name=_("office")
    )
    period = models.ForeignKey(
        ReportingPeriod, models.PROTECT, related_name="reports", verbose_name=_("period")
    )
    state = models.CharField(
        _("state"), max_length=10, choices=State.choices, default=State.DRAFT, editable=False
    )
    highlights = models.TextField(_("highlights"), max_length=4000, blank=True)
    challenges = models.TextField(_("challenges"), max_length=4000, blank=True)
    next_steps = models.TextField(_("next steps"), max_length=4000, blank=True)
    language = models.CharField(
        _("language of the text"), max_length=2, choices=Language.choices, default=Language.ENGLISH
    )

    history = change_log()
    objects = OfficeReportQuerySet.as_manager()

    class Meta:
        verbose_name = _("office report")
        verbose_name_plural = _("office reports")
        constraints = [
            models.UniqueConstraint(
                fields=["office", "period"], name="office_has_one_report_per_period"
            )
        ]

    def __str__(self) -> str:
        return f"{self.office.code} {self.period.code}"

    @property
    def is_writable(self) -> bool:
        return self.state in self.WRITABLE


class ReviewEvent(models.Model):
    """One step of a report's review. Append-only: nothing of a review is ever overwritten."""

    report = models.ForeignKey(
        OfficeReport, models.PROTECT, related_name="reviews", verbose_name=_("report")
    )
    from_state = models.CharField(_("from"), max_length=10, choices=OfficeReport.State.choices)
    to_state = models.CharField(_("to"), max_length=10, choices=OfficeReport.State.choices)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="reviews", verbose_name=_("by")
    )
    at = models.DateTimeField(_("at"))
    comment = models.TextField(_("comment"), max_length=2000, blank=True)

    class Meta:
        verbose_name = _("review event")
        verbose_name_plural = _("review events")

    def __str__(self) -> str:
        return f"{self.report}: {self.get_to_state_display()}"


class ProgressUpdateQuerySet(models.QuerySet):
    def standing(self) -> Self:
        """The revisions in force: those that no later one has superseded."""
        return self.filter(superseded_at__isnull=True)

    def included(self, viewpoint: Viewpoint) -> Self:
        """Standing revisions that count from `viewpoint`, of periods ended by its date."""
        states, state = OfficeReport.State, "report__state"
        counts = Q(**{state: states.APPROVED})
        own = Q(report__office__in=viewpoint.draft_offices)
        if viewpoint.include == Include.SUBMITTED:
            counts |= Q(**{state: states.SUBMITTED}) & own
        if viewpoint.include == Include.DRAFT:
            counts |= own
        return self.standing().filter(counts, report__period__ends_on__lte=viewpoint.as_at)

    def with_before(self) -> Self:
        """Adds `percent_before`: the percentage of the latest earlier period that has one."""
        earlier = ProgressUpdate.objects.standing().filter(
            activity=OuterRef("activity"),
            report__period__ends_on__lt=OuterRef("report__period__starts_on"),
            percent__isnull=False,
        )
        return self.annotate(percent_before=Subquery(earlier.latest_first().values("percent")[:1]))

    def latest_first(self) -> Self:
        return self.order_by("-report__period__ends_on", "-pk")

    def before(self, activity: Activity, period: ReportingPeriod) -> "ProgressUpdate | None":
        """The activity's latest line with a percentage on an earlier period, in any state."""
        earlier = self.standing().filter(
            activity=activity,
            report__period__ends_on__lt=period.starts_on,
            percent__isnull=False,
        )
        return earlier.select_related("report__period").latest_first().first()  # type: ignore[return-value]

    def latest_of(self, field: str, viewpoint: Viewpoint, activity: str) -> Subquery:
        """`field` of the latest counted update of the activity that the outer row names."""
        rows = self.included(viewpoint).filter(activity=OuterRef(activity)).latest_first()
        if field != "status":
            rows = rows.filter(percent__isnull=False)
        return Subquery(rows.values(field)[:1])


class ProgressUpdate(Versioned):
    """What a report says of one activity. Once submitted a revision never changes.

    `percent` NULL is "not reported", which is not 0.
    """

    class Status(models.TextChoices):
        PLANNED = "planned", _("planned")
        ONGOING = "ongoing", _("ongoing")
        DELAYED = "delayed", _("delayed")
        COMPLETED = "completed", _("completed")

    report = models.ForeignKey(
        OfficeReport, models.PROTECT, related_name="updates", verbose_name=_("report")
    )
    activity = models.ForeignKey(
        Activity, models.PROTECT, related_name="updates", verbose_name=_("activity")
    )
    percent = models.PositiveSmallIntegerField(
        _("percent complete"),
        null=True,
        blank=True,
        validators=[MaxValueValidator(100, _("Percent complete is a whole number from 0 to 100."))],
        help_text=_("A whole number from 0 to 100. Leave empty if you cannot say: that is not 0."),
    )
    status = models.CharField(_("status"), max_length=10, choices=Status.choices)
    narrative = models.TextField(
        _("what was done"),
        max_length=4000,
        blank=True,
        help_text=_("What happened in this period. Never the names of beneficiaries."),
    )
    issues = models.TextField(_("issues"), max_length=4000, blank=True)
    next_steps = models.TextField(_("next steps"), max_length=4000, blank=True)
    reason = models.CharField(
        _("reason"),
        max_length=500,
        blank=True,
        help_text=_("Needed where the percentage falls."),
    )
    language = models.CharField(
        _("language of the text"), max_length=2, choices=Language.choices, default=Language.ENGLISH
    )
    updated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="progress_updates",
        verbose_name=_("updated by"),
        editable=False,
    )
    updated_at = models.DateTimeField(_("updated at"), editable=False)
    submitted_at = models.DateTimeField(_("submitted at"), null=True, editable=False)
    superseded_at = models.DateTimeField(_("superseded at"), null=True, editable=False)

    history = change_log()
    objects = ProgressUpdateQuerySet.as_manager()

    class Meta:
        verbose_name = _("progress update")
        verbose_name_plural = _("progress updates")
        constraints = [
            models.UniqueConstraint(
                fields=["report", "activity"],
                condition=Q(superseded_at__isnull=True),
                name="activity_has_one_standing_line_in_a_report",
            ),
            models.CheckConstraint(
                condition=Q(percent__isnull=True) | Q(percent__range=(0, 100)),
                name="percent_is_between_0_and_100",
                violation_error_message=_("Percent complete is a whole number from 0 to 100."),
            ),
        ]
        indexes = [models.Index(fields=["activity", "superseded_at"], name="update_by_activity")]

    def __str__(self) -> str:
        return f"{self.activity.code} {self.report.period.code}"

    def falls_below(self, previous: "ProgressUpdate | None") -> bool:
        """Whether it reports less than `previous`, which needs a reason."""
        if previous is None or previous.percent is None or self.percent is None:
            return False
        return self.percent < previous.percent
