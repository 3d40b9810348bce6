"""Filled workbooks that come back: uploading, looking at what would change, applying."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from appeal import duties
from appeal.base.refusals import Refusal
from appeal.views.answering import answer_page, press
from appeal.web.clock import real_now
from appeal.web.request import Request

from .. import access, uploads
from ..forms import MOST_MEGABYTES, DecideForm, UploadForm
from ..models import Upload, UploadRow
from ..row_addresses import address_of
from ..workbooks import offered_templates
from .files import given_out
from .pages import open_appeal, own_row, sent_at, signing, takes_files

PER_PAGE = 100
Outcome = UploadRow.Outcome


def upload_list(request: Request, appeal_code: str) -> HttpResponse:
    """What was uploaded, newest first, and what became of it."""
    appeal = open_appeal(request, appeal_code)
    rows = access.uploads(request.user).of(appeal).with_counts().newest_first()
    rows = rows.select_related("office", "period", "uploaded_by")
    turn = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    may_upload = access.may(request.user, duties.UPLOAD, appeal)
    return render(
        request, "tracking/uploads/upload_list.html", {"turn": turn, "may_upload": may_upload}
    )


@takes_files(MOST_MEGABYTES)
def upload_new(request: Request, appeal_code: str) -> HttpResponse:
    """Choose a filled workbook; it is read and looked at, nothing is saved of it yet."""
    appeal = open_appeal(request, appeal_code)
    if not access.may(request.user, duties.UPLOAD, appeal):
        raise Http404
    form = UploadForm(request.POST or None, request.FILES or None)
    templates = [book for book, _offices in offered_templates(appeal, request.user)]

    def receive() -> str:
        upload = uploads.receive_upload(
            file=form.cleaned_data["file"], appeal=appeal, **signing(request)
        )
        return address_of(upload)

    page = {"templates": templates, "back": reverse("tracking:upload_list", args=[appeal.code])}
    return answer_page(request, form, receive, "tracking/uploads/upload_new.html", page)


def upload_detail(request: Request, appeal_code: str, pk: int) -> HttpResponse:
    """What an upload would change, row by row, or what it did change."""
    appeal = open_appeal(request, appeal_code)
    upload = get_object_or_404(access.uploads(request.user).of(appeal).with_counts(), pk=pk)
    return _show(request, upload)


def _show(request: Request, upload: Any, status: int = 200, **page: object) -> HttpResponse:
    outcome = request.GET.get("outcome", "")
    shown = upload.upload_rows.in_order()
    if outcome in Outcome.values:
        shown = shown.filter(outcome=outcome)
    elif not page.get("is_whole"):
        shown = shown.exclude(outcome=Outcome.UNCHANGED)
    counts = [(each, getattr(upload, f"{each}_rows")) for each in Outcome]
    wrong = upload.error_rows + upload.conflict_rows
    turn = Paginator(shown, PER_PAGE).get_page(request.GET.get("page"))
    turn.object_list = uploads.tell(upload, turn.object_list)
    is_own = access.rows(request.user, duties.UPLOAD, Upload.objects.filter(pk=upload.pk)).exists()
    page |= {
        "upload": upload,
        "counts": counts,
        "wrong": wrong,
        "checked_rows": sum(count for _each, count in counts),
        "outcome": outcome,
        "turn": turn,
        "may_decide": is_own and not upload.is_decided,
        "changing": upload.new_rows + upload.changed_rows,
        "decide": DecideForm(initial={"reason": request.POST.get("reason", "")}),
    }
    return render(request, "tracking/uploads/upload_detail.html", page, status=status)


def upload_check(request: Request, appeal_code: str, pk: int) -> HttpResponse:
    """Check the next rows of a large file.

    Nothing to do once: pressed again it checks further rows, or none.
    """
    upload = _own(request, appeal_code, pk)
    if request.method == "POST" and upload.state == Upload.State.READ:
        uploads.check_upload(upload=upload, at=sent_at(request))
    return redirect(address_of(upload))


def upload_apply(request: Request, appeal_code: str, pk: int) -> HttpResponse:
    """Save everything that the upload says, or nothing."""

    def apply(upload: Upload, reason: str) -> None:
        # An invitation is dated by the machine, as on the page: demonstration data has one day.
        is_of_appeal = uploads.TEMPLATES[upload.kind].is_of_appeal
        at = sent_at(request) if is_of_appeal else real_now()
        uploads.apply_upload(upload=upload, at=at, reason=reason)
        messages.success(request, _("Applied. Everything below is saved."))

    return _decide(request, appeal_code, pk, apply)


def upload_discard(request: Request, appeal_code: str, pk: int) -> HttpResponse:
    """Let the upload be: it stays here, and changes nothing."""

    def discard(upload: Upload, _reason: str) -> None:
        uploads.discard_upload(upload=upload, at=sent_at(request))
        messages.success(request, _("Discarded. Nothing was changed."))

    return _decide(request, appeal_code, pk, discard)


def _decide(
    request: Request, appeal_code: str, pk: int, act: Callable[[Upload, str], None]
) -> HttpResponse:
    upload = _own(request, appeal_code, pk)
    form = DecideForm(request.POST or None)

    def once_only() -> str:
        act(upload, form.cleaned_data["reason"])
        return address_of(upload)

    def show(status: int, refusal: Refusal | None = None) -> HttpResponse:
        if isinstance(refusal, uploads.NotApplicable):
            uploads.recheck_upload(upload=upload, at=sent_at(request))
        said = {"refusal": str(refusal)} if refusal else {}
        counted = Upload.objects.with_counts().get(pk=upload.pk)
        return _show(request, counted, status, **said)

    return press(request, form, once_only, show, address_of(upload))


def upload_file(request: Request, appeal_code: str, pk: int) -> HttpResponseBase:
    """The workbook as it was uploaded."""
    appeal = open_appeal(request, appeal_code)
    upload = get_object_or_404(access.uploads(request.user).of(appeal), pk=pk)
    if answer := given_out(request, upload):
        return answer
    raise Http404


def _own(request: Request, appeal_code: str, pk: int) -> Upload:
    """An upload of the person's own, to be decided; 404 otherwise."""
    of_appeal = Upload.objects.of(open_appeal(request, appeal_code))
    return own_row(request, duties.UPLOAD, of_appeal, pk=pk)
