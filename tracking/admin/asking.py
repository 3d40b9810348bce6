"""The admin of rows that may be queried before they are saved."""

from typing import Any

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from appeal.base.amounts import DASH
from appeal.web.admin_base import VersionedAdmin
from appeal.web.request import Request

from ..models import ExchangeRate, Transaction


class AskingAdmin(VersionedAdmin):
    """Shows the questions about a row, and carries the token of those asked now."""

    def get_fieldsets(self, request: Request, obj: Any = None) -> list:
        fieldsets = super().get_fieldsets(request, obj)
        if obj is not None and self.has_change_permission(request, obj):
            fieldsets.append((None, {"fields": ("answers",)}))
        return fieldsets

    @admin.display(description=_("unusual"))
    def asked_about(self, row: Transaction | ExchangeRate) -> str:
        return " ".join(str(each) for each in row.questions) or DASH
