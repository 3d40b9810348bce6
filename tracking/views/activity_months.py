"""What each month is to take of an activity's budget."""

from collections import defaultdict
from decimal import Decimal

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.formats import get_format
from django.utils.translation import gettext as _

from appeal import actions as plan
from appeal import duties
from appeal.base.amounts import money
from appeal.forms import PhasingForm
from appeal.views.answering import answer
from appeal.web.request import Request

from ..figures import Facts, figures_of
from ..row_addresses import address_of
from .pages import next_page, own_activity, read_viewpoint, sent, sent_at


def activity_months(request: Request, appeal_code: str, code: str) -> HttpResponse:
    """Plan the budget of an activity month by month; spread it evenly to begin with."""
    activity = own_activity(request, appeal_code, code, duties.PLAN)
    figures = figures_of(
        request.appeal, read_viewpoint(request, request.appeal), only=[activity.pk]
    )
    form = PhasingForm(sent(request), initial={"version": activity.version})
    form.about(activity, figures.activity(activity.pk).allocated)
    back = next_page(request, f"{address_of(activity)}#budget")
    step = form.asked
    if step == "spread":
        form.spread()

    def show(status: int) -> HttpResponse:
        page = {
            "activity": activity,
            "form": form,
            "back": back,
            **_spent(form, figures.facts),
            "is_unsaved": step in ("spread", "remainder"),
            "decimal_sign": get_format("DECIMAL_SEPARATOR"),
            "thousands_sign": get_format("THOUSAND_SEPARATOR"),
        }
        return render(request, "tracking/activities/activity_months.html", page, status=status)

    def save() -> str:
        plan.phase_activity(
            activity=activity, version=form.cleaned_data["version"], phasing=form.phasing,
            at=sent_at(request),
        )  # fmt: skip
        messages.success(request, _said(form))
        return back

    if step in ("spread", "remainder"):
        return show(status=200)
    return answer(request, form, save, show)


def _spent(form: PhasingForm, facts: Facts) -> dict[str, object]:
    """The months of the form, each with what was spent in it; what was in others, and in all."""
    spent = defaultdict[str, Decimal](Decimal)
    for month, _activity, usd in facts.spent_monthly([form.activity.pk]):
        spent[month] += usd
    total = sum(spent.values())
    months = [(field, spent.pop(field.name, None)) for field in form.months]
    return {"months": months, "spent_outside": sum(spent.values()), "spent": total}


def _said(form: PhasingForm) -> str:
    if not form.phasing:
        return _("Saved: without a plan by month, planned spending is spread evenly over time.")
    if not form.remainder:
        return _("Plan by month saved.")
    return _(
        "Saved. The months come to USD %(total)s and the budget to USD %(budget)s: planned spending"
        " is the budget, divided as the months are."
    ) % {"total": money(form.total), "budget": money(form.budget)}
