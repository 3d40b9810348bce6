"""Logging progress on one activity for one period."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from appeal import duties
from appeal.base.viewpoint import Include, Viewpoint
from appeal.models import Activity, Appeal
from appeal.views.answering import answer
from appeal.web.request import Request

from .. import access, actions
from ..figures import results_of
from ..figures.results import IndicatorResult, Point
from ..forms import EntryForms, IndicatorForm, MilestonesForm, ProgressForm, nationality_names
from ..models import MilestoneAchievement, ProgressUpdate, ReportingPeriod
from ..row_addresses import address_of
from .pages import next_page, own_activity, signing, today_in
from .reported_results import ToldLine, told_by


def log_progress(request: Request, appeal_code: str, code: str) -> HttpResponse:
    """The line of one activity in its office's report on the open period."""
    activity = own_activity(request, appeal_code, code, duties.REPORT)
    appeal = request.appeal
    periods = list(
        ReportingPeriod.objects.of(appeal).open(today_in(appeal)).awaiting(activity.office)
    )
    page = {"activity": activity, "periods": periods}
    if not periods and request.method != "POST":
        return render(request, "tracking/activities/log_progress.html", page)
    period = _chosen(request, appeal, periods)
    page |= {"period": period, "previous": ProgressUpdate.objects.before(activity, period)}
    return _form_page(request, activity, period, page)


def _chosen(request: Request, appeal: Appeal, periods: list[ReportingPeriod]) -> ReportingPeriod:
    """The period that form or address names, else the earliest open one.

    A form that was open while its period was submitted or locked is answered for that period, so
    that what was typed stays; for an address that names such a period, a message says so.
    """
    asked = request.POST.get("period") or request.GET.get("period")
    begun = ReportingPeriod.objects.of(appeal).filter(starts_on__lte=today_in(appeal)).with_lock()
    chosen = next((period for period in begun if period.code == asked), None)
    if chosen is None and (asked or not periods):
        raise Http404
    if chosen and (chosen in periods or request.method == "POST"):
        return chosen
    if chosen:
        refusal = (
            _("%(asked)s is locked, so this is %(period)s.")
            if chosen.is_locked
            else _("The report on %(asked)s is already submitted, so this is %(period)s.")
        )
        messages.warning(request, refusal % {"asked": chosen.code, "period": periods[0].code})
    return periods[0]


def _form_page(
    request: Request, activity: Activity, period: ReportingPeriod, page: dict
) -> HttpResponse:
    lines = ProgressUpdate.objects.standing().filter(activity=activity, report__period=period)
    stored = lines.select_related("updated_by").first()
    form = _line_form(request, activity, period, stored, page["previous"])
    entry = _entry_forms(request, form, stored, period)
    back = next_page(request, address_of(activity))
    page |= {"form": form, "entry": entry, "stored": stored, "back": back}
    page |= _figures(request, activity, period, entry)

    def save() -> str:
        _save(request, entry, period)
        return back

    def show(status: int) -> HttpResponse:
        if form.theirs:
            page["told"] = told_by([form.theirs.pk])[form.theirs.pk]
        return render(request, "tracking/activities/log_progress.html", page, status=status)

    return answer(request, entry, save, show)


def _line_form(
    request: Request,
    activity: Activity,
    period: ReportingPeriod,
    stored: ProgressUpdate | None,
    previous: ProgressUpdate | None,
) -> ProgressForm:
    language = (get_language() or "en")[:2]
    line = stored or ProgressUpdate(activity=activity, language=language)
    started = {"status": previous.status} if previous and not stored else None
    return ProgressForm(
        request.POST or None, period=period, instance=line, previous=previous, initial=started
    )


def _entry_forms(
    request: Request,
    form: ProgressForm,
    stored: ProgressUpdate | None,
    period: ReportingPeriod,
) -> EntryForms:
    """What is typed of the line, its milestones not yet reported elsewhere, and its indicators."""
    activity, typed = form.instance.activity, request.POST or None
    told = told_by([stored.pk])[stored.pk] if stored else ToldLine()
    actuals = {actual.indicator_id: (actual, parts) for actual, parts in told.actuals}
    milestones = MilestonesForm(
        typed,
        milestones=MilestoneAchievement.objects.not_elsewhere(activity, period),
        stored={row.milestone_id: row.achieved_on for row in told.achievements},
        period=period,
        today=today_in(activity.appeal),
    )
    indicators = []
    for indicator in activity.indicators.order_by("order"):
        actual, parts = actuals.get(indicator.pk, (None, []))
        form_of = IndicatorForm(typed, indicator=indicator, actual=actual, parts=parts)
        indicators.append(form_of)
    return EntryForms(form, milestones, indicators)


def _figures(
    request: Request, activity: Activity, period: ReportingPeriod, entry: EntryForms
) -> dict[str, Any]:
    """What is shown beside the fields: milestones achieved before, results of indicators."""
    own = access.offices(request.user, duties.WORK)
    viewpoint = Viewpoint(period.ends_on, Include.DRAFT, own)
    results = results_of([activity.pk], viewpoint).get(activity.pk, [])
    by_indicator = {result.indicator.pk: result for result in results}
    elsewhere = MilestoneAchievement.objects.elsewhere(activity, period)
    return {
        "achieved": elsewhere.select_related("milestone", "update__report__period").order_by(
            "milestone__order"
        ),
        "indicators": [
            (form, by_indicator[form.indicator.pk], _last(by_indicator[form.indicator.pk], period))
            for form in entry.indicators
        ],
        "nationalities": nationality_names() if entry.asks_nationality else [],
    }


def _last(result: IndicatorResult, period: ReportingPeriod) -> Point | None:
    """What was reported of an indicator for the latest period before this one."""
    return next((p for p in reversed(result.points) if p.ends_on < period.starts_on), None)


def _save(request: Request, entry: EntryForms, period: ReportingPeriod) -> None:
    line = entry.line.instance
    actions.log_progress(
        update=line,
        version=entry.line.cleaned_data["version"],
        period=period,
        **signing(request),
        achievements=entry.milestones.achievements,
        results=entry.results,
    )
    messages.success(
        request,
        _("Saved: %(activity)s for %(period)s. It counts once the report is approved.")
        % {"activity": line.activity.code, "period": period.code},
    )
