"""The lines of a whole office's report on one page: "my office, this period"."""

import re
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.db.models import Q, QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from appeal import duties
from appeal.models import Activity, Appeal, to_office
from appeal.views.answering import answer
from appeal.web.request import Request

from .. import access, actions
from ..forms import OfficeLineForm, OfficeLines, standing_lines
from ..models import (
    Comment,
    OfficeReport,
    ProgressUpdate,
    ReportingPeriod,
    awaited_among,
    going_or_told,
)
from .pages import next_page, open_appeal, sent, signing, today_in

# So many lines have a few hundred fields, far from what the server accepts in one form.
PER_PAGE = 60
SENT = re.compile(r"line-([0-9]{1,18})-version")


@dataclass
class AskedLines:
    """The lines of an office's report that a page shows or that were sent from one."""

    period: ReportingPeriod
    activities: QuerySet
    turn: Page
    lines: OfficeLines


def report_lines(
    request: Request, appeal_code: str, office_code: str, period_code: str
) -> HttpResponse:
    """Every line of an office's report, saved together as a draft: all that changed, or nothing."""
    asked = asked_lines(request, open_appeal(request, appeal_code), office_code, period_code)
    return answer_lines(request, asked)


def asked_lines(request: Request, appeal: Appeal, office_code: str, period_code: str) -> AskedLines:
    """Those that were sent, else those of the page that the address asks for; else 404."""
    own = access.rows(request.user, duties.REPORT, Activity.objects.of(appeal))
    own = own.filter(**{f"{to_office()}__code": office_code})
    begun = ReportingPeriod.objects.of(appeal).filter(starts_on__lte=today_in(appeal))
    period = get_object_or_404(begun.with_lock(), code=period_code)
    asked = _sent(request)
    activities = own.filter(going_or_told(period) | Q(pk__in=asked)).with_plan().in_printed_order()
    turn = Paginator(activities, PER_PAGE).get_page(request.GET.get("page"))
    if not turn.object_list and not own.exists():
        raise Http404
    written = activities.filter(pk__in=asked) if asked else turn.object_list
    lines = OfficeLines(line_forms(request, list(written), period), period, sent(request))
    return AskedLines(period, activities, turn, lines)


def _sent(request: Request) -> list[int]:
    """The activities whose lines were sent: those of this page, or of a page of Home."""
    found = (SENT.fullmatch(name) for name in request.POST)
    return [int(line[1]) for line in found if line][:PER_PAGE]


def line_forms(
    request: Request, activities: list[Activity], period: ReportingPeriod
) -> list[OfficeLineForm]:
    """A form for each activity's line on the period, with what was sent of it and remarks on it."""
    stored = standing_lines(activities, period)
    shown = _as_shown(request, list(stored.values()))
    previous = ProgressUpdate.objects.last_before([row.pk for row in activities], period)
    remarks = Comment.objects.waiting().filter(report__period=period, activity__in=activities)
    said: dict[int | None, list[Comment]] = defaultdict(list)
    for remark in remarks.with_names():
        said[remark.activity_id].append(remark)
    return [
        OfficeLineForm(
            request.POST if f"line-{activity.pk}-version" in request.POST else None,
            activity=activity,
            stored=stored.get(activity.pk),
            shown=shown.get(activity.pk),
            previous=previous.get(activity.pk),
            language=(get_language() or "en")[:2],
            remarks=said[activity.pk],
        )
        for activity in activities
    ]


def _as_shown(request: Request, stored: list[ProgressUpdate]) -> dict[int, Any]:
    """Lines saved since the form was opened, as they were then: only what differs was typed."""
    versions = {}
    for line in stored:
        version = request.POST.get(f"line-{line.activity_id}-version", "")
        if version.isdecimal() and version != str(line.version):
            versions[line.activity_id] = version
    reports = {line.report_id for line in stored}
    rows = ProgressUpdate.history.filter(report__in=reports, activity__in=versions)
    return {
        row.activity_id: row
        for row in rows.order_by("history_id")
        if str(row.version) == versions[row.activity_id]
    }


def _page(asked: AskedLines) -> dict[str, Any]:
    office, period = asked.turn.object_list[0].office, asked.period
    report = OfficeReport.objects.filter(office=office, period=period).first()
    written = set(report.updates.standing().values_list("activity", flat=True)) if report else set()
    awaited = awaited_among(asked.activities, period) - written
    missing = [
        (pk, code, n // PER_PAGE + 1)
        for n, (pk, code) in enumerate(asked.activities.values_list("pk", "code"))
        if pk in awaited
    ]
    return {
        "office": office,
        "period": period,
        "report": report,
        "turn": asked.turn,
        "lines": asked.lines,
        "missing": missing,
        "closed": asked.lines.refusal or _closed(period, report),
    }


def _closed(period: ReportingPeriod, report: OfficeReport | None) -> str:
    """Why nothing can be written now; empty where it can."""
    if period.is_locked:
        return _("%(period)s is locked. Ask a manager of the region to unlock it.") % {
            "period": period
        }
    if report is None or report.is_writable:
        return ""
    return _("The report is %(state)s and can no longer be changed.") % {
        "state": report.get_state_display()
    }


def answer_lines(
    request: Request,
    asked: AskedLines,
    elsewhere: Callable[[OfficeLines, int], HttpResponse] | None = None,
) -> HttpResponse:
    """Save what changed; `elsewhere` shows the lines that cannot be saved where they were typed.

    If the report takes no line at all, the page of all lines says so, with everything typed.
    """
    period, lines = asked.period, asked.lines

    def save() -> str:
        actions.log_lines(
            updates=[line.update for line in lines.changed], period=period, **signing(request)
        )
        messages.success(request, _saved(len(lines.changed)))
        return next_page(request, request.get_full_path())

    def show(status: int) -> HttpResponse:
        if elsewhere and not lines.refusal:
            return elsewhere(lines, status)
        page = _page(asked)
        return render(request, "tracking/reports/report_lines.html", page, status=status)

    return answer(request, lines, save, show)


def _saved(count: int) -> str:
    if not count:
        return _("Nothing to save: you changed nothing.")
    sentence = ngettext("%(count)s line saved.", "%(count)s lines saved.", count)
    return sentence % {"count": count}
