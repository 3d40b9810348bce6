"""Downloads: what each workbook is for, and the workbook itself."""

from dataclasses import replace
from io import BytesIO
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.exceptions import BadRequest
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from appeal.excel import Context, write
from appeal.models import Appeal, Language, Office

from .. import access
from ..models import ReportingPeriod, Upload
from ..reports import WORKBOOKS, Asked, NotAskable, Workbook
from .pages import open_appeal, read_exact_viewpoint, read_viewpoint


def workbook_list(request: HttpRequest, appeal_code: str) -> HttpResponse:
    """Every workbook with what it is for, and the scope and language to choose."""
    appeal = open_appeal(request, appeal_code)
    return render(
        request,
        "tracking/workbook_list.html",
        {
            "viewpoint": read_viewpoint(request, appeal),
            "workbooks": [book for book in WORKBOOKS.values() if "upload" not in book.takes],
            "offices": Office.objects.filter(sections__appeal=appeal).order_by("sections__order"),
            "periods": ReportingPeriod.objects.of(appeal).order_by("starts_on"),
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
        try:
            built = WORKBOOKS[report].build(_asked(request, appeal, WORKBOOKS[report]))
        except NotAskable as refusal:
            raise BadRequest(str(refusal)) from refusal
        content = write(replace(built, is_tagged=request.GET.get("hxl") == "1"))
    return FileResponse(BytesIO(content), as_attachment=True, filename=built.file_name)


def _asked(request: HttpRequest, appeal: Appeal, book: Workbook) -> Asked:
    """Who asks, when, and for which part of the appeal; raises NotAskable."""
    offices = Office.objects.filter(sections__appeal=appeal)
    office = _chosen(request, book, "office", offices)
    period = _chosen(request, book, "period", ReportingPeriod.objects.of(appeal))
    parts = [office.code if office else "all", period.code if period else ""]
    names = [office.name if office else _("All offices"), str(period) if period else ""]
    return Asked(
        workbook=book,
        appeal=appeal,
        user=request.user,
        viewpoint=read_exact_viewpoint(request, appeal),
        context=Context(
            by=request.user.get_full_name() or request.user.get_username(),
            generated_at=timezone.now().astimezone(ZoneInfo(appeal.time_zone)),
            scope=" · ".join(filter(None, names)),
            scope_code="-".join(filter(None, parts)),
        ),
        office=office,
        period=period,
        upload=_upload(request, appeal, book),
        query=request.GET,
        site=settings.SITE_URL,
    )


def _upload(request: HttpRequest, appeal: Appeal, book: Workbook) -> Upload | None:
    """The upload that the address names, if the person may see it."""
    if "upload" not in book.takes:
        return None
    number = request.GET.get("upload", "")
    rows = access.uploads(request.user).of(appeal).exclude(state=Upload.State.READ)
    found = rows.filter(pk=number).first() if number.isdecimal() and len(number) < 19 else None
    if found is None:
        raise NotAskable(_("There is no such upload: open it from the list of uploads."))
    return found


def _chosen(request: HttpRequest, book: Workbook, name: str, rows: Any) -> Any:
    """The row whose code the address gives under `name`; None where none is asked."""
    code = request.GET.get(name, "") if name in book.takes else ""
    if not code and name not in book.needs:
        return None
    if row := rows.filter(code=code).first():
        return row
    raise NotAskable(
        _("“%(code)s” is not one of this appeal: choose on the page of the workbooks.")
        % {"code": code[:30]}
    )
