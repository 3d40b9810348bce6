"""Logging progress on one activity for one period."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from appeal.models import Appeal, StaleVersion

from .. import access, actions
from ..forms import ProgressForm
from ..models import ProgressUpdate, ReportingPeriod, TrackedActivity
from .pages import answered_once, next_page, once, open_appeal, today_in


@answered_once
def log_progress(request: HttpRequest, appeal_code: str, code: str) -> HttpResponse:
    """The line of one activity in its office's report on the open period."""
    appeal = open_appeal(request, appeal_code)
    own = access.reportable_activities(request.user, appeal).with_plan()
    activity = get_object_or_404(own, code=code)
    periods = list(
        ReportingPeriod.objects.of(appeal).open(today_in(appeal)).awaiting(activity.office)
    )
    page = {"activity": activity, "periods": periods}
    if not periods and request.method != "POST":
        return render(request, "tracking/log_progress.html", page)
    period = _chosen(request, appeal, periods)
    page |= {"period": period, "previous": ProgressUpdate.objects.before(activity, period)}
    return _form_page(request, activity, period, page)


def _chosen(
    request: HttpRequest, appeal: Appeal, periods: list[ReportingPeriod]
) -> ReportingPeriod:
    """The period that form or address names, else the earliest open one.

    A form that was open while its period was submitted is answered for that period, so that what
    was typed stays; an address that names such a period is told so.
    """
    asked = request.POST.get("period") or request.GET.get("period")
    opened = ReportingPeriod.objects.of(appeal).open(today_in(appeal))
    chosen = next((period for period in opened if period.code == asked), None)
    if chosen is None and (asked or not periods):
        raise Http404
    if chosen and (chosen in periods or request.method == "POST"):
        return chosen
    if chosen:
        messages.warning(
            request,
            _("The report on %(asked)s is handed in: it takes no more. This is %(period)s.")
            % {"asked": chosen.code, "period": periods[0].code},
        )
    return periods[0]


def _form_page(
    request: HttpRequest, activity: TrackedActivity, period: ReportingPeriod, page: dict
) -> HttpResponse:
    standing = ProgressUpdate.objects.standing().filter(activity=activity, report__period=period)
    stored = standing.select_related("updated_by").first()
    line = stored or ProgressUpdate(activity=activity, language=(get_language() or "en")[:2])
    started = {"version": line.version if stored else 0}
    if not stored and page["previous"]:
        started["status"] = page["previous"].status
    form = ProgressForm(
        request.POST or None, instance=line, previous=page["previous"], initial=started
    )
    page |= {"form": form, "stored": stored, "back": next_page(request, _home_of(activity))}
    if request.method != "POST" or not form.is_valid():
        status = 422 if request.method == "POST" else 200
        return render(request, "tracking/log_progress.html", page, status=status)
    line.version = form.cleaned_data["version"]

    def save() -> str:
        actions.log_progress(update=line, period=period, by=request.user, at=timezone.now())
        messages.success(
            request,
            _("Saved: %(activity)s for %(period)s. It counts once the report is approved.")
            % {"activity": activity.code, "period": period.code},
        )
        return page["back"]

    try:
        return once(request, form.cleaned_data["idempotency_key"], save)
    except StaleVersion:
        page["theirs"] = standing.select_related("updated_by").get()
        form.set_on(page["theirs"].version)
        return render(request, "tracking/log_progress.html", page, status=409)
    except actions.NotWritable as refusal:
        form.add_error(None, str(refusal))
        return render(request, "tracking/log_progress.html", page, status=409)


def _home_of(activity: TrackedActivity) -> str:
    return reverse("tracking:activity_detail", args=[activity.appeal.code, activity.code])
