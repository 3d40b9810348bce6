"""Pages on which a row that others name is edited, merged into another, or removed."""

from collections.abc import Callable, Mapping

from django.contrib import messages
from django.db.models import Model, QuerySet
from django.http import HttpResponse
from django.utils.translation import gettext as _

from .. import actions
from ..forms import IntoForm
from ..models import version_of
from ..web.forms import OnceForm, UnversionedForm
from ..web.request import Request
from .confirming import confirm
from .pages import sent_at

Page = Mapping[str, object]


def edit_row(request: Request, form: UnversionedForm, page: Page) -> HttpResponse:
    """Show the form of a row, or save what was changed of it; the second of two is warned."""

    def act() -> str:
        form.keep(sent_at(request))
        messages.success(request, _("Saved: %(row)s.") % {"row": form.instance})
        return str(page["back"])

    return confirm(request, form, page, act)


def merge_row(
    request: Request, row: Model, others: QuerySet, page: Page, act: Callable
) -> HttpResponse:
    """Ask into which of `others` the row goes, and do it: `act` takes row, into and at."""
    form = IntoForm(request.POST or None, others=others)
    page = {
        "title": _("Merge “%(row)s” into another") % {"row": row},
        "lead": _(
            "Everything linked to this one will be linked to the other instead, and this one"
            " will be removed."
        ),
        "label": _("Merge"),
        **page,
    }

    def give() -> str:
        into = act(row=row, into=form.cleaned_data["into"], at=sent_at(request))
        words = {"row": row, "into": into}
        messages.success(request, _("“%(row)s” was merged into “%(into)s”.") % words)
        return str(page["back"])

    return confirm(request, form, page, give)


def remove_row(
    request: Request,
    row: Model,
    page: Page,
    act: Callable = actions.remove,
    why_it_stays: Callable[..., str] = actions.why_it_stays,
) -> HttpResponse:
    """Ask whether the row is to go, and do it; the page says at once why it stays."""
    named = {"row": row}
    form = OnceForm(request.POST or None, initial={"version": version_of(row)})
    page = {
        "title": _("Remove “%(row)s”") % named,
        "lead": _("This cannot be undone. The change log shows what it was."),
        "label": _("Remove it"),
        "refusal": why_it_stays(row) if request.method != "POST" else "",
        **page,
    }

    def remove() -> str:
        act(row=row, version=form.cleaned_data["version"], at=sent_at(request))
        messages.success(request, _("“%(row)s” was removed.") % named)
        return str(page["back"])

    return confirm(request, form, page, remove)
