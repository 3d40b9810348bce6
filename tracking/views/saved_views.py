"""The views of lists that a person saves under a name."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from appeal import duties
from appeal.models import Appeal
from appeal.views.answering import press
from appeal.web.request import Request

from .. import actions
from ..forms import OnceForm, SavedViewForm
from ..models import SavedView
from .pages import open_appeal, own_row


def saved_view_new(request: Request, appeal_code: str) -> HttpResponse:
    """Save what a list shows under a name; the same name again replaces what it showed."""
    appeal = open_appeal(request, appeal_code)
    form = SavedViewForm(request.POST)

    def save() -> str:
        typed = {name: form.cleaned_data[name] for name in SavedViewForm.Meta.fields}
        view = actions.keep_view(user=request.user, appeal=appeal, **typed)
        messages.success(request, _("View saved as “%(name)s”.") % {"name": view.name})
        return _address(appeal, view.page, view.query)

    def show(status: int) -> HttpResponse:
        """The list again, which is drawn without what was typed: the name alone."""
        if "page" in form.errors:
            raise Http404
        for sentences in form.errors.values():
            messages.error(request, str(sentences[0]))
        query = request.POST.get("query", "")[:1500]
        return redirect(_address(appeal, form.cleaned_data["page"], query))

    return press(request, form, save, show, _home(appeal))


def saved_view_discard(request: Request, appeal_code: str, pk: int) -> HttpResponse:
    """Delete a view of one's own."""
    appeal = open_appeal(request, appeal_code)
    view = own_row(request, duties.SAVE_VIEWS, SavedView.objects.filter(appeal=appeal), pk=pk)
    back = _address(appeal, view.page, "")

    def delete() -> str:
        actions.forget_view(view=view)
        messages.success(request, _("View “%(name)s” deleted.") % {"name": view.name})
        return back

    def show(status: int) -> HttpResponse:
        return redirect(back)

    return press(request, OnceForm(request.POST), delete, show, back)


def _home(appeal: Appeal) -> str:
    return reverse("tracking:home", args=[appeal.code])


def _address(appeal: Appeal, page: str, query: str) -> str:
    address = reverse(f"tracking:{page}", args=[appeal.code])
    return f"{address}?{query}" if query else address
