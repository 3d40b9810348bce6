"""Many rows of the admin changed at once: each by the rules of one, each refusal by its row."""

from typing import TYPE_CHECKING

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.http import HttpResponse
from django.template.response import TemplateResponse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ..base.days import DayField
from ..base.given import given
from ..base.refusals import Refusal
from ..models import version_of
from .admin_forms import WrittenDay, sentence, with_format
from .forms import SeveralRowsForm
from .request import Request

if TYPE_CHECKING:
    from .admin_base import ScopedAdmin

# As many as one form may send; each row is written by itself.
MOST = 500
Refusals = dict[models.Model, str]


def change_several(
    found: "ScopedAdmin", request: Request, chosen: models.QuerySet
) -> HttpResponse | None:
    """Ask what is to change in the rows that are ticked, and do it; None once all of it is done."""
    rows = list(chosen[: MOST + 1])
    if len(rows) > MOST:
        found.message_user(request, _("Choose at most 500 rows at a time."), messages.ERROR)
        return None
    form = form_for(found, request)
    refused: Refusals = {}
    if form.is_bound and form.is_valid():
        refused = write_each(found, request, form, rows)
        tell_how_many(found, request, len(rows) - len(refused), len(refused))
        if not refused:
            return None
        rows = list(refused)
    page = {
        **found.admin_site.each_context(request),
        "opts": found.opts,
        "title": capfirst(found.several_label),
        "form": form,
        "rows": [(row, version_of(row), refused.get(row, "")) for row in rows],
    }
    status = 422 if refused else None
    return TemplateResponse(request, "admin/change_several.html", page, status=status)


def form_for(found: "ScopedAdmin", request: Request) -> SeveralRowsForm:
    """What is asked, filled in once the person sends it."""
    form = given(found.several)(request.POST if "apply" in request.POST else None)
    form.offer(request.user)
    for field in form.fields.values():
        if isinstance(field, DayField):
            field.widget = WrittenDay()
            field.help_text = with_format(field.help_text)
    return form


def write_each(
    found: "ScopedAdmin", request: Request, form: SeveralRowsForm, rows: list[models.Model]
) -> Refusals:
    """Change each of the rows by itself; gives those that were refused, each with why."""
    keys = [row.pk for row in rows]
    own = set(found.several_rows(request).filter(pk__in=keys).values_list("pk", flat=True))
    refused: Refusals = {}
    for row in rows:
        if row.pk not in own:
            refused[row] = _("You may look at this, but not change it.")
            continue
        try:
            with transaction.atomic():
                found.write_one(form, row, int(request.POST.get(f"seen-{row.pk}") or 0))
        except ValidationError as error:
            refused[row] = " ".join(error.messages)
        except (Refusal, IntegrityError) as error:
            refused[row] = sentence(error)
    # Refused or not, nothing of what was tried is left in them.
    for row in refused:
        row.refresh_from_db()
    return refused


def tell_how_many(found: "ScopedAdmin", request: Request, changed: int, refused: int) -> None:
    """What was done, and apart from it, as an error, what was not."""
    if changed:
        said = ngettext("%(count)d row was changed.", "%(count)d rows were changed.", changed)
        found.message_user(request, said % {"count": changed})
    if refused:
        said = ngettext(
            "%(count)d row was not changed. The reason is in its row.",
            "%(count)d rows were not changed. The reason is in each row.",
            refused,
        )
        found.message_user(request, said % {"count": refused}, messages.ERROR)
