"""The admin of what donors ask: their cost categories, and the reports that they expect."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from appeal import duties
from appeal.web.admin_base import ScopedAdmin
from appeal.web.admin_groups import TableGroup

from .. import access
from ..models import CostCategory, DonorReport


@admin.register(CostCategory)
class CostCategoryAdmin(ScopedAdmin):
    """Changed on the page of the terms of their grant."""

    group = TableGroup.DONORS
    holds = _("Cost categories are part of the terms of the grant and change on its page.")
    called_by = ("title",)
    found = access.rows_to(duties.WORK, CostCategory.objects.all())
    list_display = ("title", "contribution", "budget")
    list_filter = ("contribution__appeal", "contribution__donor")
    list_select_related = ("contribution__donor",)
    search_fields = ("title", "contribution__donor__name", "contribution__reference")
    ordering = ("contribution", "order", "pk")
    fields = ("contribution", "title", "budget")
    readonly_fields = fields


@admin.register(DonorReport)
class DonorReportAdmin(ScopedAdmin):
    """Changed on the page of the terms of their grant."""

    group = TableGroup.DONORS
    holds = _("Reports due to donors are part of the terms of the grant and change on its page.")
    called_by = ("due_on",)
    found = access.rows_to(duties.WORK, DonorReport.objects.all())
    list_display = ("contribution", "kind", "due_on")
    list_filter = ("contribution__appeal", "contribution__donor", "kind")
    list_select_related = ("contribution__donor",)
    search_fields = ("contribution__donor__name", "contribution__reference")
    date_hierarchy = "due_on"
    ordering = ("due_on", "pk")
    fields = ("contribution", "kind", "due_on")
    readonly_fields = fields
