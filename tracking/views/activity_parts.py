"""Milestones and indicators of an activity: added, changed and removed from its page."""

from typing import TypeVar

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from appeal import actions as plan
from appeal import duties, reach
from appeal.forms import IndicatorPlanForm, MilestoneForm
from appeal.models import Activity, Appeal, Indicator, Milestone
from appeal.views.confirming import confirm
from appeal.views.row_changes import remove_row
from appeal.web.request import Request

from ..models import IndicatorActual, ReportingPeriod
from ..row_addresses import address_of
from .pages import next_page, open_appeal, own_activity, own_row, sent_at

Row = TypeVar("Row", Milestone, Indicator)
OF_APPEAL = "activity__priority__section__appeal"
FIRST = {"measure": "number", "direction": "up", "accumulation": "sum"}


def milestone_new(request: Request, appeal_code: str, code: str) -> HttpResponse:
    """Add a milestone to an activity."""
    activity = own_activity(request, appeal_code, code, duties.PLAN)
    return _milestone(request, Milestone(activity=activity, version=0))


def milestone_edit(request: Request, appeal_code: str, pk: int) -> HttpResponse:
    """Change what a milestone is, or when it is due."""
    appeal = open_appeal(request, appeal_code)
    return _milestone(request, _own(request, appeal, Milestone.objects.all(), pk))


def milestone_remove(request: Request, appeal_code: str, pk: int) -> HttpResponse:
    """Take away a milestone that nobody has reported as achieved."""
    row = _own(request, open_appeal(request, appeal_code), Milestone.objects.all(), pk)
    return remove_row(request, row, _back(request, row.activity, "milestones"))


def _milestone(request: Request, row: Milestone) -> HttpResponse:
    form = MilestoneForm(request.POST or None, instance=row)

    def save() -> str:
        version = form.cleaned_data["version"]
        plan.keep_milestone(milestone=row, version=version, at=sent_at(request))
        messages.success(request, _("Milestone saved: %(milestone)s.") % {"milestone": row})
        return str(page["back"])

    first, last = reach.MILESTONE.days(request.appeal)
    page = {
        "title": _("Change a milestone") if row.pk else _("Add a milestone"),
        "lead": _("Due from %(first)s to %(last)s. Reports say when it was achieved.")
        % {"first": date_format(first), "last": date_format(last)},
        "label": _("Save"),
        "links": _removal(request, "milestone", row),
        **_back(request, row.activity, "milestones"),
    }
    return confirm(request, form, page, save)


def indicator_new(request: Request, appeal_code: str, code: str) -> HttpResponse:
    """Add an indicator to an activity, with its targets."""
    activity = own_activity(request, appeal_code, code, duties.PLAN)
    return _indicator(request, Indicator(activity=activity, version=0, **FIRST))


def indicator_edit(request: Request, appeal_code: str, pk: int) -> HttpResponse:
    """Change how a result is measured, and what it should reach."""
    appeal = open_appeal(request, appeal_code)
    return _indicator(request, _own(request, appeal, Indicator.objects.all(), pk))


def indicator_remove(request: Request, appeal_code: str, pk: int) -> HttpResponse:
    """Take away an indicator that is not published and was not reported on."""
    row = _own(request, open_appeal(request, appeal_code), Indicator.objects.all(), pk)
    return remove_row(request, row, _back(request, row.activity, "indicators"))


def _indicator(request: Request, row: Indicator) -> HttpResponse:
    periods = ReportingPeriod.objects.of(request.appeal).values_list("ends_on", "code")
    is_reported = row.pk and IndicatorActual.objects.filter(indicator=row).exists()
    form = IndicatorPlanForm(request.POST or None, instance=row)
    form.offer(dict(periods), ("measure",) if is_reported else ())

    def save() -> str:
        version = form.cleaned_data["version"]
        targets, at = form.targets, sent_at(request)
        plan.keep_indicator(indicator=row, version=version, targets=targets, at=at)
        messages.success(request, _("Indicator saved: %(indicator)s.") % {"indicator": row})
        return str(page["back"])

    page = {
        "title": _("Change an indicator") if row.pk else _("Add an indicator"),
        "lead": _(
            "A published baseline or target cannot change, nor can the measure once values are"
            " reported. Everything else may: the change log shows what it was."
        ),
        "label": _("Save"),
        "links": [*_lineage(request, row), *_removal(request, "indicator", row)],
        **_back(request, row.activity, "indicators"),
    }
    return confirm(request, form, page, save)


def _own(request: Request, appeal: Appeal, rows: QuerySet[Row], pk: int) -> Row:
    """The row of the page, if the person may change the plan of its office; 404 otherwise."""
    found = rows.filter(**{OF_APPEAL: appeal}).select_related(OF_APPEAL)
    return own_row(request, duties.PLAN, found, pk=pk)


def _back(request: Request, activity: Activity, part: str) -> dict[str, object]:
    """Where the page came from: that part of the activity's page, or another page."""
    home = address_of(activity, request.appeal)
    return {"back": next_page(request, f"{home}#{part}"), "from_where": activity}


def _lineage(request: Request, row: Indicator) -> list[tuple[str, str]]:
    if not row.pk:
        return []
    way = reverse("tracking:lineage_edit", args=[request.appeal.code, "indicators", row.pk])
    return [(_("What it continues"), way)]


def _removal(request: Request, kind: str, row: Row) -> list[tuple[str, str]]:
    if not row.pk:
        return []
    way = reverse(f"tracking:{kind}_remove", args=[request.appeal.code, row.pk])
    return [(_("Remove it"), way)]
