"""Taking an activity out of the plan again."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse

from appeal import duties

from .. import access
from ..models import Activity
from ..web.request import Request
from .pages import open_appeal
from .row_changes import remove_row


def activity_remove(request: Request, appeal_code: str, code: str) -> HttpResponse:
    """Remove an activity that nothing was allocated to, reported or recorded on."""
    appeal = open_appeal(request, appeal_code)
    own = access.rows(request.user, duties.PLAN, Activity.objects.all()).filter(
        pk__in=Activity.objects.of(appeal)
    )
    activity = get_object_or_404(own.select_related("priority__section__appeal"), code=code)
    page = {
        "back": reverse("appeal:priority_detail", args=[appeal_code, activity.priority.code]),
        "from_where": activity.priority,
    }
    return remove_row(request, activity, page)
