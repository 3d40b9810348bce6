"""What an office reports on a period, and the log of its review."""

from collections.abc import Iterable
from datetime import date
from typing import Any, Self

from django.db import models
from django.db.models import Count, F, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from appeal.base.labels import labelled
from appeal.base.viewpoint import EVERYTHING, Include, Viewpoint
from appeal.models import Appeal, Language, Office, Versioned, as_known, change_log
from appeal.models.columns import person, to_one, unique

from .periods import ReportingPeriod


class OfficeReportQuerySet(models.QuerySet["OfficeReport"]):
    def of(self, appeal: Appeal) -> Self:
        return self.filter(period__appeal=appeal)

    def ended(self, on: date) -> Self:
        """Those on periods ended by `on`."""
        return self.filter(period__ends_on__lte=on)

    def in_printed_order(self) -> Self:
        """As the publication has their offices."""
        own_section = Q(office__sections__appeal=F("period__appeal"))
        return self.filter(own_section).order_by("office__sections__order")

    def approved(self) -> Self:
        return self.filter(state=OfficeReport.State.APPROVED)

    def unlocked(self, *states: str) -> Self:
        """Those in one of the states, on periods that are not locked."""
        periods = ReportingPeriod.objects.unlocked().values("pk")
        return self.filter(state__in=states, period__in=periods)

    def with_lines(self) -> Self:
        """Adds `lines`: activities with a line; with the office and period named."""
        current = Q(updates__isnull=False, updates__superseded_at__isnull=True)
        return self.select_related("office", "period__appeal").annotate(
            lines=models.Count("updates", filter=current)
        )

    def begun(self, viewpoint: Viewpoint) -> Self:
        """Those that had been begun by then."""
        if not viewpoint.is_past:
            return self
        return self.filter(pk__in=as_known(OfficeReport.objects.all(), viewpoint).values("id"))

    def with_state(self, viewpoint: Viewpoint) -> Self:
        """Adds `state_then`: the state as known then."""
        return self.annotate(state_then=state_then(viewpoint, ""))

    def with_review(self, viewpoint: Viewpoint = EVERYTHING) -> Self:
        """Adds state_then, times_returned, and submitted_at and approved_at, of the last time.

        As `viewpoint` knew them.
        """
        events = ReviewEvent.objects.known(viewpoint).filter(report=OuterRef("pk")).order_by("-pk")

        def last(state: str) -> Subquery:
            return Subquery(events.filter(to_state=state).values("at")[:1])

        returned = events.filter(to_state=OfficeReport.State.RETURNED).order_by()
        times = returned.values("report").annotate(times=Count("pk")).values("times")
        return self.with_state(viewpoint).annotate(
            times_returned=Coalesce(Subquery(times), 0),
            submitted_at=last(OfficeReport.State.SUBMITTED),
            approved_at=last(OfficeReport.State.APPROVED),
        )

    def submitted_by(self, person: models.Model) -> Self:
        """Those whose latest submission came from `person`."""
        last = ReviewEvent.objects.filter(
            report=OuterRef("pk"), to_state=OfficeReport.State.SUBMITTED
        ).order_by("-pk")
        return self.annotate(submitter=Subquery(last.values("by")[:1])).filter(submitter=person.pk)

    def not_submitted_by(self, person: models.Model) -> Self:
        return self.exclude(pk__in=self.submitted_by(person).values("pk"))

    def not_written_by(self, person: models.Model) -> Self:
        """Those that `person` neither submitted nor wrote a line of, be it before somebody else."""
        line: Any = OfficeReport._meta.get_field("updates").related_model
        lines = line.objects.standing().written_by(person)
        return self.not_submitted_by(person).exclude(pk__in=lines.values("report"))


class OfficeReport(Versioned):  # guards: guarded/reports.py
    """One office's report on one period; only approved reports count officially."""

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        SUBMITTED = "submitted", _("submitted")
        RETURNED = "returned", _("returned")
        APPROVED = "approved", _("approved")

    WRITABLE = (State.DRAFT, State.RETURNED)
    HANDED_IN = (State.SUBMITTED, State.APPROVED)
    TEXTS = ("highlights", "challenges", "next_steps", "language")

    office = to_one(Office, _("office"), "reports")
    period = to_one(ReportingPeriod, _("period"), "reports")
    state = models.CharField(
        _("state"), max_length=10, choices=State.choices, default=State.DRAFT, editable=False
    )
    highlights = models.TextField(_("highlights"), max_length=4000, blank=True)
    challenges = models.TextField(_("challenges"), max_length=4000, blank=True)
    next_steps = models.TextField(_("next steps"), max_length=4000, blank=True)
    language = models.CharField(
        _("language of the text"), max_length=2, choices=Language.choices, default=Language.ENGLISH
    )

    # What `with_review` adds, the first with `with_state` alone.
    state_then: str
    times_returned: int

    history = change_log()
    objects = OfficeReportQuerySet.as_manager()

    class Meta:
        verbose_name = _("office report")
        verbose_name_plural = _("office reports")
        constraints = [unique("office_has_one_report_per_period", "office", "period")]

    def __str__(self) -> str:
        return f"{self.office.code} {self.period.code}"

    @property
    def is_writable(self) -> bool:
        return self.state in self.WRITABLE

    def returned_because(self) -> str:
        """What the reviewer wrote; empty unless the report is returned."""
        last = self.reviews.order_by("pk").last() if self.state == self.State.RETURNED else None
        return last.comment if last else ""


def known_narratives(
    viewpoint: Viewpoint, appeal: Appeal, period: ReportingPeriod | None = None
) -> OfficeReportQuerySet:
    """The latest counted report of each office, or those on `period`; texts: `put_texts`."""
    rows = OfficeReport.objects.of(appeal).begun(viewpoint).with_state(viewpoint)
    counts = Q(state_then=OfficeReport.State.APPROVED)
    own = Q(office__in=viewpoint.draft_offices)
    if viewpoint.include == Include.SUBMITTED:
        counts |= own & Q(state_then=OfficeReport.State.SUBMITTED)
    elif viewpoint.include == Include.DRAFT:
        counts |= own
    rows = rows.filter(counts).ended(viewpoint.as_at)
    if period is not None:
        rows = rows.filter(period=period)
    latest = rows.filter(office=OuterRef("office")).order_by("-period__ends_on")
    rows = rows.filter(pk=Subquery(latest.values("pk")[:1]))
    return rows.in_printed_order().select_related("office", "period")


def put_texts(reports: Iterable[OfficeReport], viewpoint: Viewpoint) -> list[OfficeReport]:
    """The reports with the texts that `viewpoint` knew, in one query; today's are theirs."""
    found = list(reports)
    if not viewpoint.is_past:
        return found
    known = as_known(OfficeReport.objects.all(), viewpoint).filter(
        id__in=[report.pk for report in found]
    )
    texts = {row.id: row for row in known}
    for report in found:
        for name in OfficeReport.TEXTS:
            setattr(report, name, getattr(texts[report.pk], name))
    return found


class ReviewEventQuerySet(models.QuerySet["ReviewEvent"]):
    def known(self, viewpoint: Viewpoint) -> Self:
        """The steps taken by then."""
        return self.filter(viewpoint.by_then("at"))

    def in_printed_order(self) -> Self:
        """As the publication has their offices, then period by period."""
        own_section = Q(report__office__sections__appeal=F("report__period__appeal"))
        columns = ("report__office__sections__order", "report__period__starts_on", "pk")
        return self.filter(own_section).order_by(*columns)


class ReviewEvent(models.Model):  # guards: guarded/reports.py
    """One step of a report's review. Append-only: nothing of a review is ever overwritten."""

    report = to_one(OfficeReport, _("report"), "reviews")
    from_state = models.CharField(
        pgettext_lazy("the state", "from"), max_length=10, choices=OfficeReport.State.choices
    )
    to_state = models.CharField(
        pgettext_lazy("the state", "to"), max_length=10, choices=OfficeReport.State.choices
    )
    by = person(_("by"), "reviews")
    at = models.DateTimeField(_("at"))
    comment = models.TextField(_("comment"), max_length=2000, blank=True)

    objects = ReviewEventQuerySet.as_manager()

    class Meta:
        verbose_name = _("review of a report")
        verbose_name_plural = _("reviews of reports")

    def __str__(self) -> str:
        return labelled(self.report, self.step)

    @property
    def step(self) -> str:
        """What was done: the state it led to, but for the two steps back to a draft."""
        states = OfficeReport.State
        if self.to_state == states.DRAFT:
            return str(_("re-opened") if self.from_state == states.APPROVED else _("taken back"))
        return self.get_to_state_display()


def state_then(viewpoint: Viewpoint, report: str = "report") -> models.Expression | F:
    """The state of the report that a row names by `report`; of the row itself where that is empty.

    As `viewpoint` knew it.
    """
    if not viewpoint.is_past:
        return F(f"{report}__state".removeprefix("__"))
    events = ReviewEvent.objects.known(viewpoint).filter(report=OuterRef(report or "pk"))
    last = Subquery(events.order_by("-pk").values("to_state")[:1])
    return Coalesce(last, Value(OfficeReport.State.DRAFT))
