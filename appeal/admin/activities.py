"""Admin of what is carried out: activities with their milestones and indicators."""

from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.db.models import Field, QuerySet
from django.utils.translation import gettext_lazy as _

from appeal import duties
from appeal.models import Priority

from .. import access
from ..actions import explain_hold
from ..base.amounts import DASH, money
from ..forms import SeveralActivitiesForm
from ..models import (
    Activity,
    Allocation,
    Basis,
    CoreIndicator,
    Indicator,
    IndicatorTarget,
    Milestone,
    printed_order,
    to_office,
)
from ..models.ordering import first_given
from ..web.admin_columns import shown
from ..web.admin_forms import VersionedForm
from ..web.admin_groups import TableGroup
from ..web.admin_inlines import ReadOnlyInline, VersionedInline
from ..web.admin_kinds import PlanAdmin, VersionedAdmin
from ..web.request import Request

PRINTED_ORDER = (
    "-activity__priority__section__appeal__year", *printed_order("activity__"), "order",
)  # fmt: skip
OF_ACTIVITY = ("activity__priority__section__appeal", to_office("activity__"))


class AllocationsOfActivity(ReadOnlyInline):
    model = Allocation
    fields = ("cell", "amount", "basis")


class MilestonesOfActivity(VersionedInline):
    model = Milestone
    fields = ("order", "title", "due_on")


class IndicatorsOfActivity(ReadOnlyInline):
    model = Indicator
    fields = ("title", "unit", "baseline", "baseline_basis", "target", "target_basis")

    title = shown(_("title"), "title")
    unit = shown(_("unit"), "unit")


class ActivityAdminForm(VersionedForm):
    """Asks why where an activity is suspended or cancelled, or goes ahead again."""

    reason = forms.CharField(
        label=_("reason"),
        max_length=100,
        required=False,
        help_text=_(
            "Why it is suspended or cancelled, or goes ahead again: needed where that changes."
        ),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        explain_hold(self.instance, cleaned.get("hold", ""), cleaned.get("reason", ""))
        return cleaned


@admin.register(Activity)
class ActivityAdmin(VersionedAdmin, PlanAdmin):
    """Managers add and edit activities; money is set aside for them as allocations."""

    group = TableGroup.PLAN
    holds = _(
        "The code and the priority stay. The days are within those of the appeal. An "
        "activity with entries or reports cannot be removed: cancel it."
    )
    called_by = printed_order()
    form = ActivityAdminForm
    added = access.rows_to(duties.PLAN, Priority.objects.all())
    choices = {
        "priority": added,
        "continues": access.rows_to(duties.SEE, Activity.objects.with_office()),
    }
    list_display = ("code", "title", "office", "lead", "allocated", "starts_on", "ends_on", "hold")
    date_hierarchy = "starts_on"
    summed: ClassVar = {"allocated": "allocated"}
    in_currency = "priority__section__appeal__currency"
    list_filter = (
        "priority__section__appeal", to_office(), "priority__headings", "hold",
    )  # fmt: skip
    list_select_related = (to_office(), "priority__section__appeal")
    search_fields = ("code", "own_title", "priority__title_en", "priority__title_es", "lead",
                     "finance_code")  # fmt: skip
    ordering = ("-priority__section__appeal__year", *printed_order())
    fields = (
        "priority", "code", "order", "own_title", "description", "language", "lead", "finance_code",
        "starts_on", "ends_on", "dates_basis", "hold", "reason", "continues", "countries",
        "partners", "sdg_targets", "compact_objectives",
    )  # fmt: skip
    several = SeveralActivitiesForm
    several_label = _("Change lead, days or partners of several")
    inlines = (AllocationsOfActivity, MilestonesOfActivity, IndicatorsOfActivity)

    def get_queryset(self, request: Request) -> QuerySet:
        rows: Any = super().get_queryset(request)
        by_title = first_given(rows, "own_title", "priority__title")
        return rows.with_allocated().annotate(title_in_order=by_title)

    def fixed(self, request: Request, obj: object = None) -> tuple[str, ...]:
        """The code is in bookmarks and open data, and the money ties it to its place."""
        return ("priority", "code") if obj else ()

    def has_delete_permission(self, request: Request, obj: object = None) -> bool:
        return obj is not None and self.may_edit(request, obj)

    title = shown(_("title"), "title", ordering="title_in_order")
    office = shown(_("office"), "office.code", ordering=f"{to_office()}__code")
    allocated = shown(_("budgeted"), "allocated", money, ordering="allocated")


class OfActivityAdmin(VersionedAdmin, PlanAdmin):
    """Rows of an activity, added, edited and deleted by whoever manages it."""

    added = access.rows_to(duties.PLAN, Priority.objects.all())
    choices = {"activity": access.rows_to(duties.PLAN, Activity.objects.all())}
    list_filter: ClassVar[tuple] = OF_ACTIVITY
    list_select_related = (to_office("activity__"),)
    ordering = PRINTED_ORDER

    def has_delete_permission(self, request: Request, obj: object = None) -> bool:
        return self.may_edit(request, obj)


@admin.register(Milestone)
class MilestoneAdmin(OfActivityAdmin):
    group = TableGroup.PLAN
    holds = _(
        "The day is within those of the appeal. A milestone that a report names cannot be removed."
    )
    called_by = ("title",)
    list_display = ("title", "activity", "due_on")
    search_fields = ("title", "activity__code")
    date_hierarchy = "due_on"
    fields = ("activity", "order", "title", "due_on", "continues")
    choices = OfActivityAdmin.choices | {
        "continues": access.rows_to(duties.SEE, Milestone.objects.all())
    }


class TargetsOfIndicator(VersionedInline):
    model = IndicatorTarget
    fields = ("ends_on", "value")


@admin.register(Indicator)
class IndicatorAdmin(OfActivityAdmin):
    """A published baseline or target is marked as such and cannot change; ours are assigned."""

    group = TableGroup.PLAN
    holds = _(
        "A published baseline or target stays. Once results are reported, the measure "
        "cannot change. A title in one language is enough."
    )
    called_by = ("title",)
    list_display = ("title", "unit", "activity", "baseline", "target", "target_basis")
    list_filter = (*OF_ACTIVITY, "measure", "baseline_basis", "target_basis")
    search_fields = ("title_en", "title_es", "title_fr", "activity__code")
    fields = (
        "activity", "core", "order", "title_en", "title_es", "title_fr", "unit_en", "unit_es",
        "unit_fr", "measure", "direction", "accumulation", "baseline", "baseline_basis", "target",
        "target_basis", "means_of_verification", "by_sex", "by_age_group", "by_disability",
        "by_nationality", "continues",
    )  # fmt: skip
    choices = OfActivityAdmin.choices | {
        "continues": access.rows_to(duties.SEE, Indicator.objects.all()),
        "core": access.rows_to(duties.WORK, CoreIndicator.objects.all()),
    }
    inlines = (TargetsOfIndicator,)

    title = shown(_("title"), "title")
    unit = shown(_("unit"), "unit")

    def fixed(self, request: Request, obj: Any = None) -> list[str]:
        return [name for fact in published_facts(obj) for name in (fact, f"{fact}_basis")]

    def has_delete_permission(self, request: Request, obj: Any = None) -> bool:
        return not published_facts(obj) and super().has_delete_permission(request, obj)

    def formfield_for_choice_field(self, field: Field, request: Request, **kwargs: object) -> Any:
        if field.name in ("baseline_basis", "target_basis"):
            kwargs["choices"] = [("", DASH), (Basis.ASSIGNED.value, Basis.ASSIGNED.label)]
        return super().formfield_for_choice_field(field, request, **kwargs)


def published_facts(indicator: Indicator | None) -> list[str]:
    """Which of its baseline and target are from the publication."""
    facts = ("baseline", "target")
    return [fact for fact in facts if getattr(indicator, f"{fact}_basis", "") == Basis.PUBLISHED]


@admin.register(IndicatorTarget)
class IndicatorTargetAdmin(PlanAdmin):
    """Targets of all periods, to look through; edited on the indicator."""

    group = TableGroup.PLAN
    holds = _("Targets are changed on the indicator, one for each period.")
    called_by = ("ends_on",)
    list_display = ("indicator", "ends_on", "value")
    list_filter = (to_office("indicator__activity__"),)
    date_hierarchy = "ends_on"
    list_select_related = ("indicator",)
    search_fields = ("indicator__title_en", "indicator__activity__code")
    ordering = ("indicator__activity__priority__section__order", "indicator", "ends_on")
    fields = ("indicator", "ends_on", "value")

    def may_edit(self, request: Request, row: object = None) -> bool:
        return False
