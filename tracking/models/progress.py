"""What a report says of each activity: one line, stored as immutable revisions."""

from collections.abc import Iterable
from typing import Self

from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Q, Subquery, When, Window
from django.db.models.functions import RowNumber
from django.utils.translation import gettext_lazy as _

from appeal.base.viewpoint import EVERYTHING, Include, Viewpoint
from appeal.models import Activity, Language, Versioned, as_known, change_log
from appeal.models.columns import person, rule, to_one, unique

from .periods import ReportingPeriod
from .reports import OfficeReport, ReviewEvent, state_then


class ProgressUpdateQuerySet(models.QuerySet["ProgressUpdate"]):
    def standing(self, viewpoint: Viewpoint = EVERYTHING) -> Self:
        """The revisions in force: those that no later one has superseded, or had by then."""
        return self.filter(viewpoint.not_by_then("superseded_at"))

    def written_by(self, person: models.Model) -> Self:
        """Revisions that `person` wrote, last or before somebody else.

        A copy that nobody has changed is still of whoever wrote its original.
        """
        hands = ProgressUpdate.history.filter(
            id=OuterRef("pk"), updated_by=person.pk, updated_at=F("history_date")
        )
        return self.filter(Q(updated_by=person.pk) | Exists(hands))

    def superseded(self, viewpoint: Viewpoint = EVERYTHING) -> Self:
        """Earlier revisions, or those that were earlier ones then; the latest first."""
        rows = self.filter(viewpoint.by_then("superseded_at"))
        return rows.order_by("-superseded_at", "-pk")

    def once_approved(self) -> Self:
        """Superseded revisions that were approved before."""
        approvals = ReviewEvent.objects.filter(
            report=OuterRef("report"),
            to_state=OfficeReport.State.APPROVED,
            at__gte=OuterRef("submitted_at"),
            at__lte=OuterRef("superseded_at"),
        )
        return self.filter(Exists(approvals))

    def included(self, viewpoint: Viewpoint) -> Self:
        """Revisions that count from `viewpoint`, current then, of periods ended by its date."""
        return self.counted(viewpoint).filter(report__period__ends_on__lte=viewpoint.as_at)

    def counted(self, viewpoint: Viewpoint) -> Self:
        """Revisions that count from `viewpoint` and were current then, of any period."""
        states, rows = OfficeReport.State, self.standing(viewpoint)
        own = Q(report__office__in=viewpoint.draft_offices)
        state, handed_in = "report__state", Q()
        if viewpoint.is_past:
            state, handed_in = "state_then", viewpoint.by_then("submitted_at")
            rows = rows.alias(state_then=state_then(viewpoint))
        counts = Q(**{state: states.APPROVED}) & handed_in
        if viewpoint.include == Include.SUBMITTED:
            counts |= Q(**{state: states.SUBMITTED}) & handed_in & own
        if viewpoint.include == Include.DRAFT:
            counts |= own
        return rows.filter(counts)

    def with_state(self, viewpoint: Viewpoint) -> Self:
        """Adds `report_state`: that of the report of each as known then."""
        return self.annotate(report_state=state_then(viewpoint))

    def with_before(self, reports: models.QuerySet[OfficeReport], viewpoint: Viewpoint) -> Self:
        """Adds `percent_before`: the latest percentage of an earlier period, of `reports` alone."""
        earlier = (
            as_known(ProgressUpdate.objects.all(), viewpoint)
            .standing()
            .filter(
                report__in=reports,
                activity=OuterRef("activity"),
                report__period__ends_on__lt=OuterRef("report__period__starts_on"),
                percent__isnull=False,
            )
        )
        return self.annotate(percent_before=Subquery(earlier.latest_first().values("percent")[:1]))

    def with_results(self) -> Self:
        """With the milestones and indicators that each line reports."""
        return self.prefetch_related(
            "achievements__milestone", "actuals__indicator", "actuals__breakdowns"
        )

    def latest_first(self) -> Self:
        return self.order_by("-report__period__ends_on", "-id")

    def latest_of_each(self) -> Self:
        """The last line of each activity, and its last with a percentage; the latest first."""
        latest = (F("report__period__ends_on").desc(), F("id").desc())
        has_none = Case(When(percent__isnull=True, then=1), default=0)
        rows = self.annotate(
            place=Window(RowNumber(), partition_by="activity", order_by=latest),
            told=Window(RowNumber(), partition_by="activity", order_by=(has_none, *latest)),
        )
        return rows.filter(Q(place=1) | Q(told=1)).latest_first()

    def last_before(
        self, activities: Iterable[int], period: ReportingPeriod
    ) -> dict[int, "ProgressUpdate"]:
        """What `before` says of each of `activities`, by their ids, in one query."""
        return self.filter(report__period__ends_on__lt=period.starts_on).last_of(activities)

    def last_of(self, activities: Iterable[int]) -> dict[int, "ProgressUpdate"]:
        """The latest line with a percentage of each of `activities`, in any state."""
        told = self.standing().filter(activity__in=activities, percent__isnull=False)
        rows = told.select_related("report__period").latest_first().reverse()
        return {row.activity_id: row for row in rows}

    def before(self, activity: Activity, period: ReportingPeriod) -> "ProgressUpdate | None":
        """The activity's latest line with a percentage on an earlier period, in any state."""
        return self.last_before([activity.pk], period).get(activity.pk)


class ProgressUpdate(Versioned):  # guards: guarded/reports.py
    """What a report says of one activity. Once submitted a revision never changes.

    `percent` NULL is "not reported", which is not 0.
    """

    class Status(models.TextChoices):
        PLANNED = "planned", _("planned")
        ONGOING = "ongoing", _("ongoing")
        DELAYED = "delayed", _("delayed")
        COMPLETED = "completed", _("completed")

    report = to_one(OfficeReport, _("report"), "updates")
    activity = to_one(Activity, _("activity"), "updates")
    percent = models.PositiveSmallIntegerField(
        _("percent complete"),
        null=True,
        blank=True,
        validators=[MaxValueValidator(100, _("Percent complete is a whole number from 0 to 100."))],
        help_text=_(
            "A whole number from 0 to 100. Leave empty if you do not know: empty is not 0."
        ),
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
        help_text=_("Needed if the percentage falls."),
    )
    language = models.CharField(
        _("language of the text"), max_length=2, choices=Language.choices, default=Language.ENGLISH
    )
    updated_by = person(_("updated by"), "progress_updates", editable=False)
    updated_at = models.DateTimeField(_("updated at"), editable=False)
    submitted_at = models.DateTimeField(_("submitted at"), null=True, editable=False)
    superseded_at = models.DateTimeField(_("superseded at"), null=True, editable=False)

    # What `with_state` adds, and `with_before`.
    report_state: str
    percent_before: int | None

    history = change_log()
    objects = ProgressUpdateQuerySet.as_manager()

    class Meta:
        verbose_name = _("progress update")
        verbose_name_plural = _("progress updates")
        constraints = [
            unique(
                "activity_has_one_standing_line_in_a_report",
                "report",
                "activity",
                condition=Q(superseded_at__isnull=True),
            ),
            rule(
                "percent_is_between_0_and_100",
                Q(percent__isnull=True) | Q(percent__range=(0, 100)),
                _("Percent complete is a whole number from 0 to 100."),
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


def included_updates(viewpoint: Viewpoint) -> ProgressUpdateQuerySet:
    """The lines that count from `viewpoint`, as they were known then; compare by `id`."""
    return known_updates(viewpoint).included(viewpoint)


def counted_updates(viewpoint: Viewpoint) -> ProgressUpdateQuerySet:
    """As `included_updates`, of periods that go on too: for what carries a date of its own."""
    return known_updates(viewpoint).counted(viewpoint)


def known_updates(viewpoint: Viewpoint) -> ProgressUpdateQuerySet:
    rows: ProgressUpdateQuerySet = as_known(ProgressUpdate.objects.all(), viewpoint.of_drafts)
    return rows


def going_or_told(period: ReportingPeriod, viewpoint: Viewpoint = EVERYTHING) -> Q:
    """The activities in reports: those that go on, and cancelled ones that were reported on."""
    going = as_known(Activity.objects.all(), viewpoint).going()
    told = as_known(ProgressUpdate.objects.all(), viewpoint).filter(report__period=period)
    return Q(pk__in=going.values("id")) | Q(pk__in=told.values("activity"))
