"""What is new for a person: the list of their notices, and which of them come by mail."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from appeal.base.actions import signed
from appeal.views.answering import answer_page, press
from appeal.web.clock import now_in, real_now
from appeal.web.request import Request

from .. import actions
from ..forms import NoticeChoicesForm, OnceForm
from ..models import Notice, When
from ..notices.choosing import offered, read_mark
from ..notices.seeing import readable
from ..notices.wording import words_of

PER_PAGE = 25


def notice_list(request: Request) -> HttpResponse:
    """What happened and is due, newest first; what the person may no longer read is left out."""
    own = Notice.objects.filter(to=request.user).news().select_related("appeal", "office", "by")
    turn = Paginator(own.order_by("-at", "-pk"), PER_PAGE).get_page(request.GET.get("page"))
    pairs = readable(request.user, turn)
    lines = [(notice, words_of(notice, row)) for notice, row in pairs]
    # What the person may no longer read is new no more: nothing else would ever mark it.
    if gone := set(turn) - {notice for notice, _row in pairs}:
        actions.read_notices(by=request.user, at=real_now(), rows=gone)
    is_new = own.filter(read_at=None).exists()
    page = {"turn": turn, "lines": lines, "is_new": is_new, "form": OnceForm()}
    return render(request, "tracking/notices/notice_list.html", page)


def notice_open(request: Request, pk: int) -> HttpResponse:
    """Go where a notice leads, which marks it as read."""
    own = Notice.objects.filter(to=request.user).select_related("appeal", "office", "by")
    pairs = readable(request.user, [get_object_or_404(own, pk=pk)])
    if not pairs:
        raise Http404
    ((notice, row),) = pairs
    actions.read_notices(by=request.user, at=now_in(notice.appeal), rows=[notice])
    return redirect(words_of(notice, row).path)


def notices_read(request: Request) -> HttpResponse:
    """Mark everything as read."""
    back = reverse("tracking:notice_list")

    def act() -> str:
        actions.read_notices(by=request.user, at=real_now())
        return back

    def show(**refused: object) -> HttpResponse:
        return redirect(back)

    return press(request, OnceForm(request.POST or None), act, show, back)


def notice_choices(request: Request) -> HttpResponse:
    """Choose, kind by kind, whether a mail comes at once, once a week or never."""
    form = NoticeChoicesForm(request.POST or None, chosen=offered(request.user))

    def save() -> str:
        actions.choose_notices(person=request.user, choices=form.choices())
        messages.success(request, _("Saved. It holds from the next mail on."))
        return reverse("tracking:notice_list")

    return answer_page(request, form, save, "tracking/notices/notice_choices.html", {})


@csrf_exempt
@login_not_required
def notice_stop(request: Request, mark: str) -> HttpResponse:
    """Stop the mails of some kinds by the address that a mail bears; mail programs do it too.

    It needs no signing in: the address is signed, and all it can do is stop these mails.
    """
    named = read_mark(mark)
    if named is None:
        raise Http404
    person, kinds = named
    if request.method == "POST":
        with signed(by=person):
            actions.choose_notices(person=person, choices=dict.fromkeys(kinds, When.NEVER))
    page = {"kinds": kinds, "is_done": request.method == "POST"}
    return render(request, "tracking/notices/notice_stop.html", page)
