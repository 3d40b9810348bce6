"""The admin of duplicates: one row is merged into the other."""

from collections.abc import Callable
from typing import Any, ClassVar

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from ..web.admin_base import ScopedAdmin
from ..web.admin_forms import Choose, MergingForm
from ..web.clock import now_for
from ..web.request import Request


class MergingAdmin(ScopedAdmin):
    """Rows that are given up for another of their kind, by whoever `merged` names.

    `merge` gives everything that refers to `row` to `into`, and takes `row` away.
    """

    form = MergingForm
    merged: ClassVar[Choose]
    merge: ClassVar[Callable[..., Any]]
    fields: ClassVar[tuple[str, ...]]

    def get_fields(self, request: Request, obj: Any = None) -> Any:
        may_merge = obj is not None and type(self).merged(request.user).exists()
        return (*self.fields, "into") if may_merge else self.fields

    def get_form(self, request: Request, obj: Any = None, **kwargs: Any) -> Any:
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

    def response_change(self, request: Request, obj: Any) -> HttpResponse:
        if self.model._base_manager.filter(pk=obj.pk).exists():
            return super().response_change(request, obj)
        self.message_user(request, _("“%(row)s” was merged into another one.") % {"row": obj})
        return HttpResponseRedirect(
            reverse(f"admin:{self.opts.label_lower.replace('.', '_')}_changelist")
        )
