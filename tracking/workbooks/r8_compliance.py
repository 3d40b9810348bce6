"""R8, reporting compliance: who reported when, and the whole log of the reviews."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from appeal.base.excel import Book, Column, Control, Definition, Format, Sheet, Tone

from .. import access
from ..models import Due, OfficeReport, ReportingPeriod, ReviewEvent, reports_due
from ..models.dues import NOT_HANDED_IN, NOT_STARTED, STATES
from . import columns as common
from .asked import Asked
from .columns import PERIOD

State = OfficeReport.State
TONES = {
    State.APPROVED.label: Tone.GOOD,
    State.SUBMITTED.label: Tone.WARNING,
    State.RETURNED.label: Tone.WARNING,
    STATES[NOT_STARTED]: Tone.QUIET,
    STATES[NOT_HANDED_IN]: Tone.QUIET,
}
R8_DEFINITIONS = (
    Definition(
        _("Days late"),
        _(
            "Days from the due date to the as-at date or, if that is earlier, to the last"
            " submission; 0 if it was on time."
        ),
    ),
    Definition(_("Times returned"), _("How often a reviewer asked for a correction.")),
)


def reporting_compliance(asked: Asked) -> Book:
    """R8: office by period, and every step of the reviews that the person may see."""
    dues = list(dues_asked(asked))
    return asked.book([_reports(asked, dues), _reviews(asked)], definitions=R8_DEFINITIONS)


def dues_asked(asked: Asked) -> Iterator[Due]:
    """Of the offices asked for, every period that has begun by the as-at date."""
    viewpoint = asked.viewpoint
    periods = ReportingPeriod.objects.of(asked.appeal).filter(starts_on__lte=viewpoint.as_at)
    if asked.period:
        periods = periods.filter(pk=asked.period.pk)
    return reports_due(asked.appeal, viewpoint, asked.offices, periods.order_by("starts_on"))


OFFICE = common.OFFICE.wide(26)


def _reports(asked: Asked, dues: list[Due]) -> Sheet:
    appeal = asked.appeal
    approvers = _approvers(asked)
    columns = [
        OFFICE,
        PERIOD,
        Column(_("State"), lambda row: STATES[row.state], width=17, tones=TONES),
        common.DUE.under("period").wide(12),
        Column(
            pgettext_lazy("the report", "Submitted"),
            lambda row: row.submitted_on(appeal),
            Format.DAY,
            width=12,
        ),
        Column(_("Days late"), "late", Format.INTEGER, width=9),
        Column(
            _("Times returned"), "told.times_returned", Format.INTEGER, width=10, total="returned"
        ),
        Column(
            pgettext_lazy("the report", "Approved"),
            lambda row: row.approved_on(appeal),
            Format.DAY,
            width=12,
        ),
        Column(
            _("Approved by"), lambda row: approvers.get(row.told.pk) if row.told else None, width=20
        ),
    ]
    returned = sum(due.told.times_returned for due in dues if due.told)
    return Sheet(
        "reports",
        _("Reports"),
        columns,
        dues,
        totals={"returned": returned},
        controls=[Control(_("Reports due"), "COUNTA({})", [OFFICE], len(dues))],
        frozen=2,
    )


def _events(asked: Asked) -> Any:
    """The steps of all reviews in the scope, as known then."""
    rows = ReviewEvent.objects.known(asked.viewpoint).filter(
        report__period__appeal=asked.appeal,
        report__office__in=asked.offices.order_by().values("pk"),
        report__period__starts_on__lte=asked.viewpoint.as_at,
    )
    if asked.period:
        rows = rows.filter(report__period=asked.period)
    return rows


def _approvers(asked: Asked) -> dict[int, str]:
    """Who approved each report last, while it is approved."""
    found: dict[int, str] = {}
    events = _events(asked).filter(to_state__in=[State.APPROVED, State.DRAFT])
    for event in events.select_related("by").order_by("pk"):
        found.pop(event.report_id, None)
        if event.to_state == State.APPROVED:
            found[event.report_id] = event.by.get_full_name() or event.by.username
    return found


def _reviews(asked: Asked) -> Sheet:
    visible = access.reports_then(asked.user, asked.viewpoint).of(asked.appeal)
    events = _events(asked).filter(report__in=visible.values("pk"))
    rows = events.select_related("report__office", "report__period", "by").in_printed_order()
    office = OFFICE.under("report").wide(24, hxl="")
    columns = [
        office,
        PERIOD.under("report"),
        Column(_("When"), lambda row: asked.appeal.local(row.at), Format.INSTANT, width=17),
        Column(_("Who"), "by.username", width=18),
        Column(_("From"), "get_from_state_display()", width=12),
        Column(_("To"), "get_to_state_display()", width=12),
        Column(_("Comment"), "comment", width=70),
    ]
    count = Control(_("Steps"), "COUNTA({})", [office], events.count())
    return Sheet("reviews", _("Reviews"), columns, rows, controls=[count], frozen=2)
