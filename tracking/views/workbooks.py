"""Downloads: what each workbook is for, and the workbook itself."""

from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from zoneinfo import ZoneInfo

from django.core.exceptions import BadRequest
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone, translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from appeal.excel import Context, Report, write
from appeal.models import Appeal, Language, Office
from appeal.reports import requirements_as_published

from .. import access
from ..filters import ActivityFilter
from ..reports import activity_tracker
from ..viewpoint import Include
from .pages import open_appeal, read_exact_viewpoint, read_viewpoint


def workbook_list(request: HttpRequest, appeal_code: str) -> HttpResponse:
    """Every workbook with what it is for, and the scope and language to choose."""
    appeal = open_appeal(request, appeal_code)
    return render(
        request,
        "tracking/workbook_list.html",
        {
            "viewpoint": read_viewpoint(request, appeal),
            "workbooks": WORKBOOKS.values(),
            "offices": Office.objects.filter(sections__appeal=appeal).order_by("sections__order"),
            "languages": Language.choices,
        },
    )


def workbook(request: HttpRequest, appeal_code: str, report: str) -> FileResponse:
    """One workbook, in the language that the address names or the reader's."""
    appeal = open_appeal(request, appeal_code)
    if report not in WORKBOOKS:
        raise Http404
    language = request.GET.get("lang", "")
    if language not in Language.values:
        language = translation.get_language() or "en"
    with translation.override(language):
        built = WORKBOOKS[report].build(request, appeal)
        content = write(built)
    return FileResponse(BytesIO(content), as_attachment=True, filename=built.file_name)


def _context(request: HttpRequest, appeal: Appeal, narrowed: ActivityFilter | None) -> Context:
    """Who asks, when, and for which part of the appeal."""
    office, parts = None, []
    if narrowed is not None and narrowed.is_valid():
        chosen = narrowed.form.cleaned_data
        office = chosen.get("office")
        parts = [chosen[name].code for name in ("heading", "paid_from") if chosen.get(name)]
        parts += [request.GET.get("include", "").replace(Include.OFFICIAL, "")]
    return Context(
        by=request.user.get_full_name() or request.user.get_username(),
        generated_at=timezone.now().astimezone(ZoneInfo(appeal.time_zone)),
        scope=office.name if office else _("All offices"),
        scope_code="-".join(filter(None, [office.code if office else "all", *parts])),
        filters=narrowed.in_words() if narrowed is not None else "",
    )


def build_r1(request: HttpRequest, appeal: Appeal) -> Report:
    viewpoint = read_exact_viewpoint(request, appeal)
    return requirements_as_published(
        appeal=appeal, as_at=viewpoint.as_at, context=_context(request, appeal, None)
    )


def build_r3(request: HttpRequest, appeal: Appeal) -> Report:
    viewpoint = read_exact_viewpoint(request, appeal)
    rows = access.activities(request.user, appeal).existing(viewpoint).with_progress(viewpoint)
    narrowed = ActivityFilter(request.GET, rows, appeal=appeal)
    if not narrowed.is_valid():
        raise BadRequest(narrowed.errors.as_text())
    return activity_tracker(
        appeal=appeal,
        activities=narrowed.qs,
        viewpoint=viewpoint,
        context=_context(request, appeal, narrowed),
    )


@dataclass(frozen=True)
class Workbook:
    """A workbook that can be downloaded; `takes_scope`: for one office, date and what counts."""

    code: str
    title: Promise
    purpose: Promise
    build: Callable[[HttpRequest, Appeal], Report]
    takes_scope: bool = True


WORKBOOKS = {
    book.code: book
    for book in (
        Workbook(
            "R1",
            _("Funding requirements as published"),
            _("The printed table with both title rows; each stated total beside the computed one."),
            build_r1,
            takes_scope=False,
        ),
        Workbook(
            "R3",
            _("Activity tracker"),
            _("Every activity with its plan, budget, spend, status and progress, one row each."),
            build_r3,
        ),
    )
}
