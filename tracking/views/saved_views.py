"""The views of lists that a person keeps under a name."""

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from appeal import duties
from appeal.models import Appeal
from appeal.web.request import Request

from .. import access, actions
from ..forms import SavedViewForm
from ..models import SavedView
from .pages import open_appeal


def saved_view_new(request: Request, appeal_code: str) -> HttpResponse:
    """Keep what a list shows under a name; the same name again replaces what it showed."""
    appeal = open_appeal(request, appeal_code)
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    page = request.POST.get("page", "")
    if page not in SavedView.Page.values:
        raise Http404
    form = SavedViewForm(request.POST)
    if form.is_valid():
        view = actions.keep_view(user=request.user, appeal=appeal, **form.cleaned_data)
        messages.success(request, _("View saved as “%(name)s”.") % {"name": view.name})
        return redirect(_address(appeal, page, view.query))
    for sentences in form.errors.values():
        messages.error(request, str(sentences[0]))
    return redirect(_address(appeal, page, request.POST.get("query", "")[:1500]))


def saved_view_discard(request: Request, appeal_code: str, pk: int) -> HttpResponse:
    """Forget a view of one's own."""
    appeal = open_appeal(request, appeal_code)
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    view = get_object_or_404(
        access.rows(request.user, duties.SAVE_VIEWS, SavedView.objects.all()), pk=pk, appeal=appeal
    )
    actions.forget_view(view=view)
    messages.success(request, _("View “%(name)s” deleted.") % {"name": view.name})
    return redirect(_address(appeal, view.page, ""))


def _address(appeal: Appeal, page: str, query: str) -> str:
    address = reverse(f"tracking:{page}", args=[appeal.code])
    return f"{address}?{query}" if query else address
