"""The status flags of activities, and a person's judgement beside them."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _

from appeal import duties
from appeal.base.viewpoint import Viewpoint
from appeal.models import Activity
from appeal.views.answering import answer_page
from appeal.web.request import Request

from .. import actions
from ..figures import figures_of
from ..figures.rows import put_flags
from ..forms import StatusForm
from ..models import StatusOverride
from ..row_addresses import address_of
from .pages import next_page, own_activity, read_viewpoint, sent_at, today_in


def flags_context(activity: Any, viewpoint: Viewpoint) -> dict[str, Any]:
    """What `_flags.html` shows: the activity's flags, and what people judged by then."""
    flags = activity.flags
    return {"flags": flags, "judgements": flags.judgements, "viewpoint": viewpoint}


def status_override(request: Request, appeal_code: str, code: str) -> HttpResponse:
    """Judge an activity otherwise than its numbers do, or take such a judgement back."""
    activity = own_activity(request, appeal_code, code, duties.JUDGE)
    appeal = request.appeal
    viewpoint = read_viewpoint(request, appeal)
    put_flags([activity], figures_of(appeal, viewpoint, only=[activity.pk]))
    back = next_page(request, address_of(activity))
    page = flags_context(activity, viewpoint) | {"activity": activity, "back": back}
    latest = appeal.last_value_day(today_in(appeal))
    initial = {"version": actions.last_judgement(activity), "effective_on": latest}
    form = StatusForm(
        request.POST or None,
        activity=activity,
        override=page["flags"].override,
        initial=initial,
    )
    form.fields["effective_on"].widget.attrs["max"] = latest.isoformat()

    def save() -> str:
        _judge(request, form, activity)
        messages.success(request, _("Assessment saved. The calculated status stays beside it."))
        return back

    return answer_page(request, form, save, "tracking/activities/status_override.html", page)


def _judge(request: Request, form: StatusForm, activity: Activity) -> StatusOverride:
    typed = form.cleaned_data
    given = {
        "activity": activity,
        "reason": typed["reason"],
        "effective_on": typed["effective_on"],
        "version": typed["version"],
        "by": request.user,
        "at": sent_at(request),
    }
    if typed["colour"] == StatusForm.LIFT:
        return actions.lift_override(**given)
    return actions.override_status(colour=typed["colour"], **given)
