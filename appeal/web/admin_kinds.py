"""The kinds of tables in the admin: versioned, shared, of the plan, merged, technical."""

from collections.abc import Callable
from typing import Any, ClassVar

from django.db.models import Model, QuerySet
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from .. import access, duties
from .admin_base import ScopedAdmin
from .admin_forms import Choose, MergingForm, VersionedForm
from .admin_groups import TableGroup
from .clock import now_for
from .request import Request


class VersionedAdmin(ScopedAdmin):
    """For rows that two people may edit."""

    form = VersionedForm
    # Declared on the form; the model's own column is not editable.
    exclude = ("version",)

    def get_fieldsets(self, request: Request, obj: Any = None) -> list:
        fieldsets = list(super().get_fieldsets(request, obj))
        if obj is not None and self.has_change_permission(request, obj):
            fieldsets.append((None, {"fields": ("version",)}))
        return fieldsets


class ReferenceAdmin(ScopedAdmin):
    """Tables that everybody reads and a superuser edits."""

    group = TableGroup.SHARED
    holds = _(
        "Everybody reads this list and an administrator keeps it. Nothing is removed from it."
    )

    def has_change_permission(self, request: Request, obj: object = None) -> bool:
        return request.user.is_superuser

    has_add_permission = has_change_permission

    def get_queryset(self, request: Request) -> QuerySet:
        return self.arranged(request, self.model._default_manager.all())


class TechnicalAdmin(ScopedAdmin):
    """What the machine writes for itself: an administrator's to look at, and nobody's to edit."""

    group = TableGroup.TECHNICAL
    holds = _("The program writes this for itself. Nobody changes it.")

    def has_view_permission(self, request: Request, obj: object = None) -> bool:
        return request.user.is_superuser


class PlanAdmin(ScopedAdmin):
    """Rows that belong to a section: found by who works for its office, edited by who manages."""

    def get_queryset(self, request: Request) -> QuerySet:
        every = self.model._default_manager.all()
        return self.arranged(request, access.rows(request.user, duties.WORK, every))

    def edited_rows(self, request: Request) -> QuerySet:
        return access.rows(request.user, duties.PLAN, self.model._default_manager.all())


class MergingAdmin(ScopedAdmin):
    """Rows that are given up for another of their kind, by whoever `merged` names.

    `merge` gives everything that refers to `row` to `into`, and takes `row` away.
    """

    form = MergingForm
    merged: ClassVar[Choose]
    merge: ClassVar[Callable[..., object]]
    fields: ClassVar[tuple[str, ...]]

    def get_fields(self, request: Request, obj: object = None) -> tuple[str, ...]:
        may_merge = obj is not None and type(self).merged(request.user).exists()
        return (*self.fields, "into") if may_merge else self.fields

    def get_form(self, request: Request, obj: Any = None, **kwargs: object) -> Any:
        form = super().get_form(request, obj, **kwargs)
        if "into" not in self.get_fields(request, obj):
            form.base_fields.pop("into", None)
        elif obj is not None:
            others = type(self).merged(request.user).exclude(pk=obj.pk)
            form.base_fields["into"].queryset = self.arranged(request, others)
        return form

    def save_model(self, request: Request, obj: Any, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        if into := form.cleaned_data.get("into"):
            self.merge(row=self.model._base_manager.get(pk=obj.pk), into=into, at=now_for(obj))

    def response_change(self, request: Request, obj: Model) -> HttpResponse:
        if self.model._base_manager.filter(pk=obj.pk).exists():
            return super().response_change(request, obj)
        self.message_user(request, gettext("“%(row)s” was merged into another one.") % {"row": obj})
        return HttpResponseRedirect(
            reverse(f"admin:{self.opts.label_lower.replace('.', '_')}_changelist")
        )
