"""What every model's admin here does: scope, versions, refusals as form errors, the change log.

Which rows a person finds and edits comes from `access` of both apps; Django's own permissions are
not asked. A row that is out of reach answers 404 at every address.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from django.conf import settings
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.contrib.admin.views.main import ChangeList
from django.db import IntegrityError, connection
from django.db.models import Model, QuerySet
from django.forms import ModelForm
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.utils.module_loading import import_string

from ..actions import remove
from ..base.actions import signed
from ..base.folding import fold
from ..base.refusals import Refusal
from ..models import hold_rows
from ..models.ordering import in_order
from .admin_columns import as_figures
from .admin_forms import (
    READERS,
    Choose,
    OwnChangesForm,
    RelationsInScope,
    WithRefusal,
    in_the_admin,
    sentence,
)
from .admin_groups import TableGroup
from .admin_list import ListInOrder, SumsMoney
from .admin_several import change_several
from .change_log import change_rows
from .clock import now_for
from .forms import SeveralRowsForm
from .middleware import first_answer, remember
from .request import Request

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

LOOKUPS = (
    "", "exact", "id__exact", "in", "isnull", "isempty", "gte", "lt", "year", "month", "day",
)  # fmt: skip


class ScopedAdmin(RelationsInScope, SumsMoney):
    """`found`, `edited` and `removed` give the rows of a person.

    None is added but by whoever has rows `added` to. `group` is where the first page shows the
    table, and `holds` says over each form what nobody can break there. Lists that lead to a row of
    the table sort by what it is `called_by`. `several` is what may become the same in many rows.
    """

    group: ClassVar[TableGroup]
    holds: ClassVar["StrOrPromise"] = ""
    several: ClassVar[type[SeveralRowsForm] | None] = None
    several_label: ClassVar["StrOrPromise"] = ""
    form: type[ModelForm] = OwnChangesForm
    formfield_overrides = READERS
    found: ClassVar[Choose]
    added: ClassVar[Choose | None] = None
    edited: ClassVar[Choose | None] = None
    removed: ClassVar[Choose | None] = None
    list_select_related: ClassVar[tuple[str, ...]] = ()
    list_per_page = 50
    list_max_show_all = 500

    class Media:
        # What a number is understood as while it is typed; long lists of boxes narrowed.
        js = ("js/amounts.js", "js/boxes.js")

    def get_queryset(self, request: Request) -> QuerySet:
        return self.arranged(request, type(self).found(request.user))

    def arranged(self, request: Request, rows: QuerySet) -> QuerySet:
        """`rows` in this admin's order, with what their names are made of."""
        rows = in_order(rows, *self.get_ordering(request))
        return rows.select_related(*self.list_select_related) if self.list_select_related else rows

    def get_ordering(self, request: Request) -> Any:
        return self.ordering or self.called_by

    def get_changelist(self, request: Request, **kwargs: object) -> type[ChangeList]:
        return ListInOrder

    def get_list_display(self, request: Request) -> list[Any]:
        return as_figures(self.model, self.list_display)

    def fixed(self, request: Request, obj: object = None) -> Sequence[str]:
        return self.readonly_fields

    def get_readonly_fields(self, request: Request, obj: object = None) -> list[Any]:
        return as_figures(self.model, self.fixed(request, obj))

    def get_fieldsets(self, request: Request, obj: Model | None = None) -> list:
        """What is only looked at is written as on every page."""
        names = list(self.get_fields(request, obj))
        is_fixed: set[object] = {*self.fixed(request, obj)}
        if obj is not None and not self.has_change_permission(request, obj):
            is_fixed = {*names}
        figures = as_figures(self.model, names)
        pairs = zip(names, figures, strict=True)
        return [(None, {"fields": [new if old in is_fixed else old for old, new in pairs]})]

    def view_on_site(self, obj: Model) -> str:
        return str(import_string(settings.ADDRESS_OF_A_ROW)(obj))

    def get_search_fields(self, request: Request) -> list[str]:
        """Found whatever the accents and capitals, as on the pages."""
        names = super().get_search_fields(request)
        return [name if name.startswith("=") else f"{name}__folded" for name in names]

    def get_search_results(self, request: Request, queryset: QuerySet, search_term: str) -> tuple:
        return super().get_search_results(request, queryset, fold(search_term))

    def get_object(self, request: Request, object_id: str, from_field: Any = None) -> Any:
        """The row; 404 where it is out of reach. A row about to be written is locked."""
        row = super().get_object(request, object_id, from_field)
        if row is None:
            raise Http404
        if request.method == "POST" and connection.in_atomic_block:
            # Read again under the lock, so that nobody saves between the version's check and ours.
            self.lock(row)
            row.refresh_from_db()
        return row

    def lock(self, row: Any) -> None:
        """Keep everybody else from writing the row until the request ends."""
        hold_rows(row)

    def may_edit(self, request: Request, row: Any = None) -> bool:
        """Whether the person edits this row; without a row, any."""
        rows = self.edited_rows(request)
        return (rows.filter(pk=row.pk) if row is not None else rows).exists()

    def edited_rows(self, request: Request) -> QuerySet:
        edited = type(self).edited
        return edited(request.user) if edited else self.model._default_manager.none()

    def has_module_permission(self, request: Request) -> bool:
        return self.has_view_permission(request)

    def has_view_permission(self, request: Request, obj: object = None) -> bool:
        return True

    def has_change_permission(self, request: Request, obj: object = None) -> bool:
        return self.may_edit(request, obj)

    def has_add_permission(self, request: Request) -> bool:
        added = type(self).added
        return bool(added and added(request.user).exists())

    def has_delete_permission(self, request: Request, obj: Any = None) -> bool:
        removed = type(self).removed
        return bool(obj and removed and removed(request.user).filter(pk=obj.pk).exists())

    def several_rows(self, request: Request) -> QuerySet:
        return self.edited_rows(request)

    def write_one(self, form: SeveralRowsForm, row: Model, seen: int) -> None:
        form.write(row, seen, now_for(row))

    def get_actions(self, request: Request) -> dict:
        """That of `several` alone: any other would pass by the checks of the forms."""
        if self.several is None or not self.several_rows(request).exists():
            return {}
        return {"change_several": (change_several, "change_several", self.several_label)}

    def lookup_allowed(self, lookup: str, value: str, request: Request) -> bool:
        """Only the filters that the page offers: others could read what it does not show."""
        offered = [
            given[0] if isinstance(given, tuple) else getattr(given, "parameter_name", given)
            for given in (*self.get_list_filter(request), self.date_hierarchy)
            if given
        ]
        return any(
            lookup.removeprefix(name).removeprefix("__") in LOOKUPS
            for name in offered
            if lookup == name or lookup.startswith(f"{name}__")
        )

    def get_form(self, request: Request, obj: object = None, **kwargs: Any) -> Any:
        form = super().get_form(request, obj, **kwargs)
        if refusal := getattr(request, "refusal", None):
            form = type(form.__name__, (WithRefusal, form), {"refusal": refusal})
        return in_the_admin(form)

    def response_add(
        self, request: Request, obj: Model, post_url_continue: str | None = None
    ) -> HttpResponse:
        """Remember where the form led, so that the same one, sent again, leads there at once."""
        response = super().response_add(request, obj, post_url_continue)
        key = request.POST.get("idempotency_key")
        if key and isinstance(response, HttpResponseRedirect):
            remember(request.user, key, response.url)
        return response

    def save_model(self, request: Request, obj: object, form: Any, change: bool) -> None:
        with signed(at=now_for(obj)):
            form.save()

    def save_formset(self, request: Request, form: Any, formset: object, change: bool) -> None:
        with signed(at=now_for(form.instance)):
            super().save_formset(request, form, formset, change)

    def delete_model(self, request: Request, obj: object) -> None:
        self.remove(row=obj, version=None, at=now_for(obj))

    # The action that takes a row away, or raises a Refusal.
    remove = staticmethod(remove)

    def get_deleted_objects(self, rows: Any, request: Request) -> tuple:
        """The row alone: where something refers to it, a sentence says so and nothing goes."""
        return [str(row) for row in rows], {}, set(), []

    def changeform_view(self, request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
        """The form; what an action or the database refuses comes back on it, as typed."""
        try:
            return super().changeform_view(request, *args, **kwargs)
        except (IntegrityError, Refusal) as error:
            if first := first_answer(request):
                return first
            request.refusal = error
            return super().changeform_view(request, *args, **kwargs)

    def delete_view(self, request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return super().delete_view(request, *args, **kwargs)
        except (IntegrityError, Refusal) as error:
            self.message_user(request, sentence(error), messages.ERROR)
            return HttpResponseRedirect(request.path)

    def history_view(
        self, request: Request, object_id: str, extra_context: dict | None = None
    ) -> HttpResponse:
        """One history: the change log; of a table without one, what was saved here."""
        row = self.get_object(request, unquote(object_id))
        context = {
            "changes": change_rows(row),
            "has_log": hasattr(row, "history"),
            **(extra_context or {}),
        }
        return super().history_view(request, object_id, context)


def admin_of(model: type[Model]) -> ScopedAdmin:
    """The admin of a table."""
    found = admin.site.get_model_admin(model)
    if not isinstance(found, ScopedAdmin):
        raise LookupError(model)
    return found
