"""The mail of an appeal, for those who manage its people: what was sent, waits, or failed."""

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Case, Count, Prefetch, When
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from appeal import duties
from appeal.views.confirming import confirm
from appeal.web.clock import real_now
from appeal.web.request import Request

from .. import actions
from ..access.mail import mails
from ..forms import OnceForm
from ..models import Mail, Notice
from ..notices.periods import with_period
from .pages import open_appeal, open_appeal_to

PER_PAGE = 50


def mail_list(request: Request, appeal_code: str) -> HttpResponse:
    """Every mail, newest first, what failed above all; narrowed by its state."""
    appeal = open_appeal_to(request, appeal_code, duties.SEE_MAIL)
    own = mails(request.user).filter(appeal=appeal)
    counts = dict(own.order_by().values_list("state").annotate(count=Count("pk")))
    state = request.GET.get("state", "")
    shown = own.filter(state=state) if state in Mail.State.values else own
    failed_first = Case(When(state=Mail.State.FAILED, then=0), default=1)
    told = with_period(Notice.objects.order_by("at", "pk"))
    rows = (
        shown.select_related("to", "appeal")
        .prefetch_related(Prefetch("notices", told))
        .order_by(failed_first, "-pk")
    )
    page = {
        "turn": Paginator(rows, PER_PAGE).get_page(request.GET.get("page")),
        "states": [(each, counts[each]) for each in Mail.State if each in counts],
        "state": state,
        "total": sum(counts.values()),
        "is_sent": settings.IS_MAIL_SENT,
    }
    return render(request, "tracking/notices/mail_list.html", page)


def _own(request: Request, appeal_code: str, pk: int) -> Mail:
    appeal = open_appeal(request, appeal_code)
    return get_object_or_404(mails(request.user).filter(appeal=appeal).select_related("to"), pk=pk)


def mail_detail(request: Request, appeal_code: str, pk: int) -> HttpResponse:
    """One mail: to whom, its text as it was sent, and how often it was tried."""
    mail = _own(request, appeal_code, pk)
    page = {
        "mail": mail,
        "notices": with_period(Notice.objects.filter(mail=mail).order_by("at", "pk")),
    }
    return render(request, "tracking/notices/mail_detail.html", page)


def mail_again(request: Request, appeal_code: str, pk: int) -> HttpResponse:
    """Send a mail again that failed."""
    mail = _own(request, appeal_code, pk)
    back = reverse("tracking:mail_detail", args=[appeal_code, pk])

    def act() -> str:
        actions.send_again(mail=mail, at=real_now())
        messages.success(request, _("It is tried again within a minute."))
        return back

    page = {
        "title": _("Send it again"),
        "lead": _("Correct the person's address first, where that was the reason."),
        "facts": [(_("To"), mail.address or mail.to.email), (_("Why it failed"), mail.error)],
        "label": _("Send it again"),
        "back": back,
        "from_where": mail,
    }
    return confirm(request, OnceForm(request.POST or None), page, act)
