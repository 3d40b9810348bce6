"""Downloads: what each workbook is for, and the workbook itself."""

from collections.abc import Generator, Iterator
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import QuerySet
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import translation
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from appeal import access as plan
from appeal import duties
from appeal.base.excel import Context, stream, write
from appeal.base.refusals import NotAnswerable
from appeal.base.snapshot import snapshot
from appeal.base.viewpoint import Viewpoint
from appeal.models import Appeal, Language, Office, newest_seal
from appeal.views.viewpoints import read_earlier_viewpoint
from appeal.web.clock import now_in, real_now
from appeal.web.request import Request
from appeal.workbooks import empty_template

from .. import access
from ..filters import chosen_in_words, offices_of
from ..models import Contribution, Download, OfficeReport, ReportingPeriod, Upload
from ..workbooks import TO_READ, WORKBOOKS, Asked, Workbook, offered_templates
from .pages import beside_the_page, open_appeal, read_exact_viewpoint, read_viewpoint

# How many empty rows a template may be asked for; the first is what is usual.
ROWS = (100, 500, 2000, 10_000)


def workbook_list(request: Request, appeal_code: str) -> HttpResponse:
    """What downloads are about, chosen once, and every workbook with a button of its own."""
    appeal = open_appeal(request, appeal_code)
    last = {row.workbook: row for row in Download.objects.latest_of(request.user, appeal)}
    periods = ReportingPeriod.objects.of(appeal).order_by("starts_on")
    viewpoint = read_viewpoint(request, appeal)
    templates = offered_templates(appeal, request.user)
    return render(
        request,
        "tracking/workbooks/workbook_list.html",
        {
            "viewpoint": viewpoint,
            "day": viewpoint.as_at if "as_at" in request.GET else None,
            "books": [(book, last.get(book.code)) for book in TO_READ],
            "templates": [(book, last.get(book.code)) for book, _offices in templates],
            "to_fill_in": list(dict.fromkeys(row for _book, rows in templates for row in rows)),
            "offices": offices_of(appeal),
            "scope": scope_of(request, appeal),
            "periods": periods,
            "begun": periods.filter(starts_on__lte=viewpoint.today).last(),
            "row_counts": ROWS,
            "languages": Language.choices,
            "may_upload": access.may(request.user, duties.UPLOAD, appeal),
        },
    )


def scope_of(request: Request, appeal: Appeal) -> dict[str, str]:
    """What the address asks for, else what is usual for the person, by code; empty for all.

    Whoever works for one office asks about it and the last of its periods with an approved report,
    the region about everything.
    """
    own = plan.offices(request.user, duties.WORK)
    office = offices_of(appeal).filter(pk__in=own).first() if own.count() == 1 else None
    period = approved_periods(appeal, own).last() if office else None
    usual = {"office": office.code if office else "", "period": period.code if period else ""}
    asked = {name: request.GET.get(name, code) for name, code in usual.items()}
    return asked | {"own_office": usual["office"]}


def approved_periods(appeal: Appeal, own: QuerySet[Office]) -> QuerySet[ReportingPeriod]:
    """Those on which a report is approved: of the person's offices, of any where none is theirs."""
    reports = OfficeReport.objects.filter(state=OfficeReport.State.APPROVED)
    if own:
        reports = reports.filter(office__in=own)
    periods = ReportingPeriod.objects.of(appeal).filter(pk__in=reports.values("period"))
    return periods.order_by("starts_on")


def workbook(request: Request, appeal_code: str, book_code: str) -> HttpResponseBase:
    """One workbook, in the language that the address names or the reader's.

    A large one is sent while it is being read.
    """
    appeal = open_appeal(request, appeal_code)
    if book_code not in WORKBOOKS:
        raise Http404
    language = request.GET.get("lang", "")
    if language not in Language.values:
        language = translation.get_language() or "en"
    with translation.override(language):
        asked = _asked(request, appeal, WORKBOOKS[book_code])
        if asked.workbook.is_large:
            # Built to be refused in time: its rows are read when they are sent.
            headers = _headers(asked.build().file_name)
            return StreamingHttpResponse(_in_language(language, _sent(asked)), headers=headers)
        with snapshot():
            built = asked.build()
            content = write(built)
        headers = _headers(built.file_name)
    _note(asked)
    return HttpResponse(content, headers=headers)


def appeal_template(request: Request) -> HttpResponse:
    """T0 without an appeal, for whoever may begin one."""
    if not access.may(request.user, duties.BEGIN):
        raise Http404
    now = real_now()
    by = request.user.get_full_name() or request.user.get_username()
    context = Context(
        by=by, generated_at=now, scope=_("All offices"), scope_code="empty", seal=newest_seal()
    )
    built = empty_template(as_at=now.date(), context=context)
    return HttpResponse(write(built), headers=_headers(built.file_name))


def _headers(name: str) -> dict[str, str]:
    return {
        "Content-Type": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "Content-Disposition": content_disposition_header(True, name) or "attachment",
        # It is compressed already; and the browser can say how much is still to come.
        "Content-Encoding": "identity",
    }


def _sent(asked: Asked) -> Generator[bytes]:
    """The workbook piece by piece, all from one snapshot."""
    # Not before the first piece is asked for: what is written until then is no part of it.
    with snapshot():
        yield from stream(asked.build())
    _note(asked)


def _note(asked: Asked) -> None:
    """Remember the download, for the person to find it again."""
    query = asked.query.urlencode()  # type: ignore[attr-defined]
    if "upload" in asked.workbook.takes or len(query) > LONGEST_QUERY:
        return
    with beside_the_page():
        Download.objects.create(
            appeal=asked.appeal,
            workbook=asked.workbook.code,
            query=query,
            by=asked.user,
            at=now_in(asked.appeal),
        )


LONGEST_QUERY = Download._meta.get_field("query").max_length or 0


def _in_language(language: str, pieces: Generator[bytes]) -> Iterator[bytes]:
    """The pieces, each made in that language; between two it is the reader's own again."""
    try:
        while True:
            with translation.override(language):
                piece = next(pieces, None)
            if piece is None:
                return
            yield piece
    finally:
        pieces.close()


def _asked(request: Request, appeal: Appeal, book: Workbook) -> Asked:
    """Who asks, when, and for which part of the appeal; raises NotAnswerable."""
    offices = Office.objects.of(appeal)
    office = _chosen(request, book, "office", offices)
    period = _chosen(request, book, "period", ReportingPeriod.objects.of(appeal))
    upload = _upload(request, appeal, book)
    if upload:
        office, period = upload.office, upload.period
    viewpoint = read_exact_viewpoint(request, appeal)
    grant = _grant(request, appeal, book, viewpoint)
    parts = [office.code if office else "all", period.code if period else ""]
    names = [office.name if office else _("All offices"), str(period) if period else ""]
    if grant:
        parts, names = [grant.reference], [str(grant)]
    return Asked(
        workbook=book,
        appeal=appeal,
        user=request.user,
        viewpoint=viewpoint,
        context=Context(
            by=request.user.get_full_name() or request.user.get_username(),
            generated_at=now_in(appeal).astimezone(ZoneInfo(appeal.time_zone)),
            scope=" · ".join(filter(None, names)),
            # A workbook with filters of its own says the office among them.
            filters=chosen_in_words((_("Office"), office), (_("Period"), period)),
            scope_code="-".join(filter(None, parts)),
            seal=newest_seal(),
        ),
        office=office,
        period=period,
        upload=upload,
        grant=grant,
        rows=_rows(request, book),
        query=request.GET,
        site=settings.SITE_URL,
        earlier=_earlier(request, appeal, viewpoint),
    )


def _earlier(request: Request, appeal: Appeal, viewpoint: Viewpoint) -> Viewpoint | None:
    """From where a report is to say what has changed; None where the address does not ask it."""
    if not {"from_as_at", "from_known_on"} & {*request.GET}:
        return None
    days = (viewpoint.as_at, viewpoint.pinned_on)
    return read_earlier_viewpoint(request, appeal, viewpoint, days)


def _rows(request: Request, book: Workbook) -> int:
    """The number of empty rows that the address asks for; 0 for as many as usual."""
    written = request.GET.get("rows", "") if "rows" in book.takes else ""
    if written and written not in map(str, ROWS):
        raise NotAnswerable(_("Choose the number of rows on the Excel reports page."))
    return int(written or 0)


def _upload(request: Request, appeal: Appeal, book: Workbook) -> Upload | None:
    """The upload that the address names, if the person may see it."""
    if "upload" not in book.takes:
        return None
    number = request.GET.get("upload", "")
    rows = access.uploads(request.user).of(appeal).exclude(state=Upload.State.READ)
    found = rows.filter(pk=number).first() if number.isdecimal() and len(number) < 19 else None
    if found is None:
        raise NotAnswerable(_("This upload does not exist. Open one from the list of uploads."))
    return found


def _grant(
    request: Request, appeal: Appeal, book: Workbook, viewpoint: Viewpoint
) -> Contribution | None:
    """The grant that the address names, if it was entered by then."""
    if "grant" not in book.takes:
        return None
    number = request.GET.get("grant", "")
    rows = access.contributions(request.user).of(appeal).existing(viewpoint).with_names()
    found = rows.filter(pk=number).first() if number.isdecimal() and len(number) < 19 else None
    if found is None:
        raise NotAnswerable(
            _("This contribution does not exist. Open one from the list of contributions.")
        )
    return found


def _chosen(request: Request, book: Workbook, name: str, rows: QuerySet) -> Any:
    """The row whose code the address gives under `name`; None where none is asked."""
    code = request.GET.get(name, "") if name in book.takes else ""
    if not code and name not in book.needs:
        return None
    if row := rows.filter(code=code).first():
        return row
    raise NotAnswerable(
        _("“%(code)s” is not in this appeal. Choose again on the Excel reports page.")
        % {"code": code[:30]}
    )
