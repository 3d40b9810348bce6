"""Who changed what: of the whole appeal, and of one activity."""

from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from appeal.models import Activity, Appeal

from ..changes import Key, Wanted, read_changes
from ..forms import ChangeFilter
from .pages import open_appeal

LINES_ON_A_PAGE = 50
LINES_OF_AN_ACTIVITY = 20


def change_list(request: HttpRequest, appeal_code: str) -> HttpResponse:
    """The change log of an appeal, newest first, narrowed by the address."""
    appeal = open_appeal(request, appeal_code)
    form = ChangeFilter(request.GET, appeal=appeal)
    form.is_valid()
    lines, rest = read_changes(
        user=request.user,
        appeal=appeal,
        wanted=wanted(appeal, form.cleaned_data, request.GET.get("before", "")),
        most=LINES_ON_A_PAGE,
    )
    older = request.GET.copy()
    older["before"] = str(rest)
    return render(
        request,
        "tracking/change_list.html",
        {"form": form, "lines": lines, "older": older.urlencode() if rest else ""},
    )


def wanted(appeal: Appeal, chosen: dict[str, Any], before: str) -> Wanted:
    """What a filled filter asks for; days are those of the appeal's time zone."""
    since, until = chosen.get("since"), chosen.get("until")
    return Wanted(
        office=chosen.get("office"),
        person=chosen.get("person", ""),
        kind=chosen.get("kind", ""),
        door=chosen.get("door", ""),
        since=appeal.end_of(since - timedelta(days=1)) if since else None,
        until=appeal.end_of(until) if until else None,
        before=Key.read(before),
    )


def history_context(request: HttpRequest, activity: Activity) -> dict[str, Any]:
    """What `_history.html` shows on the page of an activity: its plan's last changes."""
    lines, _rest = read_changes(
        user=request.user,
        appeal=activity.appeal,
        wanted=Wanted(activity=activity),
        most=LINES_OF_AN_ACTIVITY,
    )
    return {"lines": lines}
