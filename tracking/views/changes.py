"""Who changed what: of the whole appeal, and of one activity."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from appeal.base.viewpoint import Viewpoint
from appeal.models import Activity
from appeal.web.request import Request

from ..changes import PEOPLE, Key, Wanted, read_changes
from ..forms import ChangeFilter, wanted_changes
from .pages import open_appeal

LINES_ON_A_PAGE = 50
LINES_OF_AN_ACTIVITY = 20


def change_list(request: Request, appeal_code: str) -> HttpResponse:
    """The change log of an appeal, newest first, narrowed by the address: else to people's."""
    appeal = open_appeal(request, appeal_code)
    asked = request.GET.copy()
    asked.setdefault("written", PEOPLE)
    form = ChangeFilter(asked, appeal=appeal)
    form.is_valid()
    lines, rest = read_changes(
        user=request.user,
        appeal=appeal,
        wanted=wanted_changes(appeal, form.cleaned_data).older_than(
            Key.read(request.GET.get("before", ""))
        ),
        most=LINES_ON_A_PAGE,
    )
    older = request.GET.copy()
    older["before"] = str(rest)
    return render(
        request,
        "tracking/changes/change_list.html",
        {
            "form": form,
            "lines": lines,
            "older": older.urlencode() if rest else "",
            "asked": asked.urlencode(),
            "is_of_people": asked["written"] == PEOPLE,
            "is_narrowed": {*request.GET} - {"before"},
        },
    )


def history_context(request: Request, activity: Activity, viewpoint: Viewpoint) -> dict[str, Any]:
    """What `_history.html` shows of an activity where it is asked for: its last changes by then."""
    if "history" not in request.GET:
        return {"lines": None}
    lines, _rest = read_changes(
        user=request.user,
        appeal=activity.appeal,
        wanted=Wanted(activity=activity, viewpoint=viewpoint),
        most=LINES_OF_AN_ACTIVITY,
    )
    return {"lines": lines}
