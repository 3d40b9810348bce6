"""Rows that the admin shows and edits with the row that they are part of."""

from django.contrib import admin
from django.db.models import Model, QuerySet
from django.forms import ModelForm
from django.forms.models import BaseInlineFormSet
from django.utils.text import capfirst

from .admin_base import admin_of
from .admin_columns import as_figures
from .admin_forms import READERS, OwnChangesForm, RelationsInScope, VersionedForm, in_the_admin
from .request import Request


class ScopedInline(RelationsInScope, admin.TabularInline):
    """Rows shown and edited with their parent, by whoever edits the parent."""

    form: type[ModelForm] = OwnChangesForm
    formfield_overrides = READERS
    extra = 0
    show_change_link = True

    def get_queryset(self, request: Request) -> QuerySet:
        """All rows of the parent, which was found already, in the order of their own admin."""
        return admin_of(self.model).arranged(request, self.model._default_manager.all())

    def get_fieldsets(self, request: Request, obj: Model | None = None) -> list:
        """What is only looked at is written as on every page."""
        names = self.get_fields(request, obj)
        if not self.may_edit(request, obj):
            names = as_figures(self.model, names)
        return [(None, {"fields": names})]

    def get_formset(
        self, request: Request, obj: Model | None = None, **kwargs: object
    ) -> type[BaseInlineFormSet]:
        formset = super().get_formset(request, obj, **kwargs)
        formset.form = in_the_admin(formset.form)
        for field in formset.form.base_fields.values():
            # The heading of a column is no label of the fields in it.
            field.widget.attrs["aria-label"] = capfirst(field.label or "")
        return formset

    def may_edit(self, request: Request, parent: Model | None) -> bool:
        owner = admin_of(self.parent_model)
        if parent is None:
            return owner.has_add_permission(request)
        return owner.has_change_permission(request, parent)

    def has_view_permission(self, request: Request, obj: Model | None = None) -> bool:
        return True

    def has_change_permission(self, request: Request, obj: Model | None = None) -> bool:
        return self.may_edit(request, obj)

    def has_add_permission(self, request: Request, obj: Model | None) -> bool:
        return self.may_edit(request, obj)

    def has_delete_permission(self, request: Request, obj: Model | None = None) -> bool:
        return self.may_edit(request, obj)


class VersionedInline(ScopedInline):
    """Inline rows that two people may edit; each carries its version."""

    form = VersionedForm
    exclude = ("version",)

    def get_fields(self, request: Request, obj: Model | None = None) -> list:
        fields = list(super().get_fields(request, obj))
        return [*fields, "version"] if self.may_edit(request, obj) else fields


class ReadOnlyInline(ScopedInline):
    """Rows shown with their parent and edited, if at all, at their own address."""

    can_delete = False

    def may_edit(self, request: Request, parent: Model | None) -> bool:
        return False

    def get_readonly_fields(self, request: Request, obj: Model | None = None) -> list:
        return as_figures(self.model, self.fields or ())
