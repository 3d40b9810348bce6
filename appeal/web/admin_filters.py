"""The filters of the admin's lists by a relation."""

from typing import Any

from django.contrib import admin

from .request import Request


class InScopeFilter(admin.RelatedFieldListFilter):
    """A filter that offers only the related rows that the person finds in the admin."""

    def field_choices(self, field: Any, request: Request, model_admin: Any) -> list:
        related = model_admin.admin_site.get_model_admin(field.remote_field.model)
        return [(row.pk, str(row)) for row in related.get_queryset(request)]


# Every filter by a relation, in every list.
admin.FieldListFilter.register(
    lambda field: bool(field.remote_field), InScopeFilter, take_priority=True
)
