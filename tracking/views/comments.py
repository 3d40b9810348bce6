"""Conversation on activities and reports: threads, answers, and what is settled."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from appeal.base.given import given
from appeal.base.refusals import Refusal
from appeal.base.viewpoint import Viewpoint
from appeal.models import Activity
from appeal.views.answering import answer, press
from appeal.views.confirming import confirm
from appeal.web.request import Request

from .. import access, actions
from ..access import conversation
from ..forms import CommentForm, OnceForm
from ..models import Comment, OfficeReport
from ..models.comments import CommentQuerySet
from ..notices.mentions import MOST_NAMED, Called, called_in, names_in, names_not_told
from ..row_addresses import address_of
from .pages import open_appeal, sent, signing

# An activity may have many threads.
SHOWN = 5


@dataclass(frozen=True)
class Thread:
    """A thread as a page shows it, with the form that answers it and where that leads.

    For a past day it is as it was then, and nobody can reply.
    """

    comment: Comment
    answers: list[Comment]
    others: CommentQuerySet | None
    settling: OnceForm
    may_resolve: bool
    address: str
    own: frozenset[int]
    called: dict[int, Called]
    is_resolved: bool

    @property
    def answering(self) -> CommentForm | None:
        """The form for a reply, made when the page draws it; None where nobody can reply."""
        if self.others is None:
            return None
        pk = self.comment.pk
        return CommentForm(threads=self.others, initial={"parent": pk}, auto_id=f"answer_{pk}_%s")


def threads_of(
    request: Request,
    viewpoint: Viewpoint,
    *,
    activity: Activity | None = None,
    report: OfficeReport | None = None,
) -> dict[str, Any]:
    """What `tracking/comments/_threads.html` shows of an activity, or of a report and its lines.

    `threads`, `comment_form` for a new one and the `comment_address` it goes to. Of an activity
    also what was said on its lines of reports that the person may read. One query, and one for
    the names in it.
    """
    comments, is_now = _about(request, viewpoint, activity, report), not viewpoint.is_past
    said, answerable = list(comments.with_names().order_by("pk")), comments.threads()
    answers: dict[int | None, list[Comment]] = defaultdict(list)
    for row in said:
        answers[row.parent_id].append(row)
    own = frozenset(row.pk for row in said if is_now and conversation.removes(request.user, row))
    home, called = _address_of(report or given(activity)), called_in(said)
    threads = [
        Thread(
            head,
            answers[head.pk],
            answerable if is_now else None,
            OnceForm(auto_id=f"settle_{head.pk}_%s"),
            is_now and conversation.resolves(request.user, head),
            _address_of(head.report) if head.report else home,
            own,
            called,
            head.was_resolved(viewpoint),
        )
        for head in answers[None]
    ]
    form = CommentForm(threads=answerable, auto_id="comment_%s") if is_now else None
    return {"threads": threads, "comment_form": form, "comment_address": home}


def threads_shown(request: Request, threads: list[Thread]) -> dict[str, Any]:
    """The newest of many threads, or the page of them that the address or one of them asks for."""
    newest = threads[::-1]
    found = [n for n, row in enumerate(newest) if str(row.comment.pk) == request.GET.get("thread")]
    number = request.GET.get("page_threads") or (found[0] // SHOWN + 1 if found else 1)
    turn = Paginator(newest, SHOWN).get_page(number)
    return {"threads": turn.object_list[::-1], "threads_turn": turn}


def _thread_on(page: str, pk: int) -> str:
    """The address of a thread, on whichever page it is."""
    return f"{page}?thread={pk}#thread-{pk}"


def _about(
    request: Request,
    viewpoint: Viewpoint | None,
    activity: Activity | None,
    report: OfficeReport | None,
) -> CommentQuerySet:
    """What was said there, answers too."""
    place = {"report": report} if report else {"activity": activity}
    if viewpoint is None or not viewpoint.is_past:
        return conversation.comments(request.user).filter(**place)
    return conversation.comments_then(request.user, viewpoint).filter(**place)


def _address_of(about: Activity | OfficeReport) -> str:
    """Where comments on the activity or report are sent."""
    if isinstance(about, Activity):
        return reverse("tracking:comment_new", args=(about.appeal.code, about.code))
    place = (about.period.appeal.code, about.office.code, about.period.code)
    return reverse("tracking:report_comment_new", args=place)


def comment_new(request: Request, appeal_code: str, code: str) -> HttpResponse:
    """Comment on an activity, or answer a thread on it."""
    appeal = open_appeal(request, appeal_code)
    activity = get_object_or_404(access.activities(request.user, appeal).with_plan(), code=code)
    threads = _about(request, None, activity, None).threads().filter(report=None)
    page = {"activity": activity, "back": address_of(activity)}
    form = CommentForm(sent(request), threads=threads)
    return _say(request, form, page, activity=activity)


def report_comment_new(
    request: Request, appeal_code: str, office_code: str, period_code: str
) -> HttpResponse:
    """Comment on a report, on one line of it, or answer a thread on either."""
    appeal = open_appeal(request, appeal_code)
    visible = access.reports(request.user).of(appeal).select_related("office", "period__appeal")
    report = get_object_or_404(visible, office__code=office_code, period__code=period_code)
    lines = Activity.objects.of(appeal).with_plan()
    lines = lines.in_office(report.office)
    form = CommentForm(
        sent(request),
        threads=_about(request, None, None, report).threads(),
        lines=lines,
        initial={"activity": request.GET.get("activity")},
    )
    line = lines.filter(code=request.GET.get("activity", "")).first()
    page = {"report": report, "line": line, "back": address_of(report)}
    return _say(request, form, page, report=report)


def _say(request: Request, form: CommentForm, page: dict[str, Any], **place: Any) -> HttpResponse:
    """Show the form, or save what was said once; what is refused keeps what was typed."""

    def save() -> str:
        typed = form.cleaned_data
        if line := typed.get("activity"):
            place["activity"] = line
        said = {name: typed[name] for name in ("body", "parent")}
        comment = actions.add_comment(**said, **place, **signing(request))
        messages.success(request, _("Comment saved."))
        _say_who_was_not_told(request, comment)
        return _thread_on(page["back"], comment.parent_id or comment.pk)

    def show(status: int) -> HttpResponse:
        told: dict[str, Any] = {"form": form}
        if status != 200:
            typed = form.cleaned_data
            told |= {"line": typed.get("activity"), "thread": typed.get("parent")}
        return render(request, "tracking/comments/comment_new.html", page | told, status=status)

    return answer(request, form, save, show)


def _say_who_was_not_told(request: Request, comment: Comment) -> None:
    """Whether a name is nobody's or of somebody who may not read the comment is not said."""
    if missed := names_not_told(comment):
        told = ngettext(
            "Not told, for there is nobody of this user name who can see the comment: %(names)s",
            "Not told, for there is nobody of these user names who can see the comment: %(names)s",
            len(missed),
        )
        messages.warning(request, told % {"names": ", ".join(missed)})
    if len(names_in(comment.body)) > MOST_NAMED:
        told = _("Only the first %(count)s names count; name the others in a reply.")
        messages.warning(request, told % {"count": MOST_NAMED})


def comment_resolve(request: Request, appeal_code: str, pk: int) -> HttpResponse:
    """Mark a thread as settled."""

    def resolve(thread: Comment) -> None:
        actions.resolve_thread(thread=thread, **signing(request))
        messages.success(request, _("Thread resolved."))

    return _settle(request, appeal_code, pk, resolve)


def comment_reopen(request: Request, appeal_code: str, pk: int) -> HttpResponse:
    """Take a settled thread up again."""

    def reopen(thread: Comment) -> None:
        actions.reopen_thread(thread=thread)
        messages.success(request, _("Thread re-opened."))

    return _settle(request, appeal_code, pk, reopen)


def comment_withdraw(request: Request, appeal_code: str, pk: int) -> HttpResponse:
    """Take one's own words back: they go for good, that something was said stays."""
    comment = _one_of(conversation.to_remove(request.user), request, appeal_code, pk)
    about = _about_what(comment)
    back = _thread_on(address_of(about), comment.parent_id or comment.pk)
    page = {
        "title": _("Remove a comment"),
        "lead": _(
            "The text is deleted for good. A note that it was removed stays, and so do the replies."
        ),
        "facts": [(comment.by, comment.body)],
        "back": back,
        "from_where": about,
        "label": _("Remove"),
    }

    def act() -> str:
        actions.withdraw_comment(comment=comment, **signing(request))
        messages.success(request, _("Comment removed."))
        return back

    form = OnceForm(request.POST or None)
    return confirm(request, form, page, act)


def _settle(
    request: Request, appeal_code: str, pk: int, act: Callable[[Comment], None]
) -> HttpResponse:
    thread = _one_of(conversation.to_resolve(request.user), request, appeal_code, pk)
    back = _thread_on(address_of(_about_what(thread)), thread.pk)
    form = OnceForm(request.POST)

    def settle() -> str:
        act(thread)
        return back

    def show(status: int, refusal: Refusal | None = None) -> HttpResponse:
        page = {"thread": thread, "back": back, "refusal": refusal}
        return render(request, "tracking/comments/comment_resolve.html", page, status=status)

    return press(request, form, settle, show, back)


def _one_of(own: CommentQuerySet, request: Request, appeal_code: str, pk: int) -> Comment:
    found = own.of(open_appeal(request, appeal_code))
    return get_object_or_404(
        found.select_related("report__office", "report__period__appeal"), pk=pk
    )


def _about_what(comment: Comment) -> Activity | OfficeReport:
    return comment.report or Activity.objects.with_plan().get(pk=given(comment.activity_id))
