"""The admin of what may be asked about before it is kept."""

from typing import Any

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from appeal.base.amounts import DASH
from appeal.web.admin_base import VersionedAdmin
from appeal.web.request import Request

from ..models import ExchangeRate, Transaction


class AskingAdmin(VersionedAdmin):
    """Shows what was asked about a row, and carries the mark of what is asked of it now."""

    def get_fieldsets(self, request: Request, obj: Any = None) -> list:
        fieldsets = super().get_fieldsets(request, obj)
        if obj is not None and self.has_change_permission(request, obj):
            fieldsets.append((None, {"fields": ("answers",)}))
        return fieldsets

    @admin.display(description=_("asked about"))
    def asked_about(self, row: Transaction | ExchangeRate) -> str:
        return " ".join(str(each) for each in row.questions) or DASH
