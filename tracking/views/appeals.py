"""The appeals that a person may see, beside each other, and the way from one to another."""

from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet, prefetch_related_objects
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import Resolver404, resolve, reverse

from appeal import duties
from appeal.models import Activity, Appeal, Priority
from appeal.views.viewpoints import viewpoint_of_today
from appeal.web.request import Request
from appeal.web.which import appeals_seen

from .. import access
from ..figures import figures_of
from ..models import ReportingPeriod
from .pages import open_appeal

# Pages that every appeal has for whoever reads; what changes a row is of that row alone.
READ = ("home", "overview", "matrix", "gaps", "reconciliation", "allocations", "revisions",
        "report_lines", "guide", "glossary")  # fmt: skip
KINDS = ("_list", "_detail")
# The figures of each are read in turn.
PER_PAGE = 10


def appeal_list(request: Request) -> HttpResponse:
    """Every appeal that the person may see, those of their roles first, with its headlines."""
    turn = Paginator(appeals_seen(request), PER_PAGE).get_page(request.GET.get("page"))
    prefetch_related_objects(list(turn), "region")
    page = {
        "rows": [(appeal, _whole(request, appeal)) for appeal in turn],
        "turn": turn,
        "running": request.running(),
        "may_begin": access.may(request.user, duties.BEGIN),
        "may_follow": set(access.regions(request.user, duties.BEGIN).values_list("pk", flat=True)),
    }
    return render(request, "tracking/appeals/appeal_list.html", page)


def _whole(request: Request, appeal: Appeal) -> Any:
    """Its headline figures of today."""
    return figures_of(appeal, viewpoint_of_today(request, appeal)).whole


def appeal_switch(request: Request, appeal_code: str) -> HttpResponse:
    """To the page of this appeal that is most like the one of another that `page` names."""
    asked = request.GET.get("page", "")
    known = {appeal.code: appeal for appeal in appeals_seen(request)}
    appeal = open_appeal(request, appeal_code)
    steps = asked.strip("/").split("/")
    for end in range(len(steps), 2, -1):
        found = _alike(appeal, known, f"/{'/'.join(steps[:end])}/")
        if found:
            return redirect(found)
    return redirect("tracking:home", appeal.code)


def _alike(appeal: Appeal, known: dict[str, Appeal], path: str) -> str:
    """The address of the same page in the appeal; empty where it has none."""
    try:
        match = resolve(path)
    except Resolver404:
        return ""
    named = dict(match.kwargs)
    other = known.get(named.pop("appeal_code", ""))
    is_read = match.url_name in READ or str(match.url_name).endswith(KINDS)
    if other is None or not is_read or not all(name in FINDERS for name in named):
        return ""
    if "period_code" in named:
        named["period_code"] = named["period_code"].replace(str(other.year), str(appeal.year), 1)
    finder = match.view_name if match.view_name in FINDERS else ""
    for name, code in named.items():
        if not FINDERS[finder or name](appeal, code).exists():
            return ""
    return reverse(match.view_name, kwargs={"appeal_code": appeal.code, **named})


def _periods(appeal: Appeal, code: str) -> QuerySet:
    return ReportingPeriod.objects.of(appeal).filter(code=code)


# What has to be in an appeal for its page to be there, by what the address names.
FINDERS: dict[str, Any] = {
    "office_code": lambda appeal, code: appeal.sections.filter(office__code=code),
    "period_code": _periods,
    "code": lambda appeal, code: Activity.objects.of(appeal).filter(code=code),
    "appeal:priority_detail": lambda appeal, code: Priority.objects.of(appeal).filter(code=code),
}
