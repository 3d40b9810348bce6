"""Doing one thing to all rows that are ticked in a list, or to none of them."""

from collections.abc import Callable, Mapping
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from appeal.base.refusals import Refusal
from appeal.views.answering import press
from appeal.web.request import Request

from .. import actions
from ..forms import SeveralForm
from .pages import signing


def chosen(own: Any, versions: Mapping[int, int]) -> list[Any]:
    """The rows that are ticked, as long as all of them still wait for this person."""
    found = list(own.filter(pk__in=versions))
    if len(found) < len(versions):
        sentence = _("One of them is no longer on your list. Check the list and select again.")
        raise actions.SeveralRefused({"": sentence})
    return found


def answer_ticked(
    request: Request,
    form: SeveralForm,
    act: Callable[..., str],
    show: Callable[..., dict[str, Any]],
    template: str,
    back: str,
) -> HttpResponse:
    """Do it once with all that is ticked; a refusal shows the list again, with the ticks."""

    def step() -> str:
        return act(versions=form.cleaned_data["chosen"], **signing(request))

    def shown(status: int, refusal: Refusal | None = None) -> HttpResponse:
        page = show(several=form)
        if isinstance(refusal, actions.SeveralRefused):
            page |= {"ticked": set(form.cleaned_data["chosen"]), "refusals": refusal.refusals}
        return render(request, template, page, status=status)

    return press(request, form, step, shown, back)
