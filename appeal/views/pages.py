"""What every page begins with: the appeal, and how much its form may send."""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import TypedDict
from zoneinfo import ZoneInfo

from django.db import OperationalError, transaction
from django.http import Http404, HttpResponse, QueryDict
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.timezone import activate

from .. import access
from ..base.replica import on_primary
from ..duties import Duty
from ..models import Appeal, Receipt, User, log_of
from ..web.clock import now_in
from ..web.request import Request
from ..web.which import appeals_seen

log = logging.getLogger(__name__)
View = Callable[..., HttpResponse]
LONGEST_ANSWER = Receipt._meta.get_field("location").max_length or 0


def open_appeal(request: Request, code: str) -> Appeal:
    """The appeal of the page, if the person may see it; 404 otherwise."""
    seen = appeals_seen(request)
    appeal = next((each for each in seen if each.code == code), None) or _once_called(code, seen)
    if appeal is None:
        raise Http404
    request.appeal = appeal
    # An instant is shown as the day and hour that it was for the appeal.
    activate(ZoneInfo(appeal.time_zone))
    return appeal


def _once_called(code: str, seen: list[Appeal]) -> Appeal | None:
    """The one whose code it was as a draft: a page that somebody has open still goes somewhere."""
    lines = log_of(Appeal)._base_manager.filter(id__in=[each.pk for each in seen], code=code)
    last = lines.order_by("-history_id").values_list("id", flat=True).first()
    return next((each for each in seen if each.pk == last), None)


def open_appeal_to(request: Request, code: str, duty: Duty) -> Appeal:
    """The appeal, for whoever does the duty in any office of it; 404 for everybody else."""
    appeal = open_appeal(request, code)
    own = access.rows(request.user, duty, Appeal.objects.filter(pk=appeal.pk))
    if not own.exists():
        raise Http404
    return appeal


def sent_at(request: Request) -> datetime:
    """The instant at which what was sent takes effect, by the clock of the page's appeal."""
    return now_in(request.appeal)


def sent(request: Request) -> QueryDict | None:
    """What was sent, even where that is nothing."""
    return request.POST if request.method == "POST" else None


def refuse_readers(request: Request, may_write: bool) -> None:
    """404 for what somebody sends from a page that they may only read."""
    if request.method == "POST" and not may_write:
        raise Http404


class Signing(TypedDict):
    """Who did it, and when."""

    by: User
    at: datetime


def signing(request: Request) -> Signing:
    """What an action signs with of what was sent by somebody."""
    return {"by": request.user, "at": sent_at(request)}


def next_page(request: Request, default: str) -> str:
    """Where the person came from, if it is the path of a page of ours; else `default`."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    is_path = wanted.startswith("/") and url_has_allowed_host_and_scheme(wanted, None)
    # Neither a longer address nor a NUL byte would go into the receipt.
    fits = wanted.isprintable() and len(wanted) <= LONGEST_ANSWER
    return wanted if is_path and fits else default


def takes_files(most_megabytes: int) -> Callable[[View], View]:
    """Declares that a form sends files of so many megabytes together; others send texts only."""

    def declare(view: View) -> View:
        # What a browser sends around the files is little.
        view.most_bytes = (most_megabytes + 1) * 1024 * 1024  # type: ignore[attr-defined]
        return view

    return declare


@contextmanager
def beside_the_page() -> Iterator[None]:
    """For a note that is no reason to refuse a page: where it cannot be written the log says so."""
    try:
        with on_primary(), transaction.atomic():
            yield
    except OperationalError:
        log.exception("What was to be noted beside a page could not be written.")
