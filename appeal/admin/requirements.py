"""Admin of the money that was asked for: cells, stated totals, revisions, allocations."""

from datetime import date
from decimal import Decimal
from typing import Any, ClassVar

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import Case, DateField, OuterRef, QuerySet, Value, When
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from appeal import duties
from appeal.models import Activity

from .. import access, actions
from ..base.amounts import money
from ..base.viewpoint import EVERYTHING
from ..models import (
    Allocation,
    Appeal,
    Requirement,
    RequirementRevision,
    StatedTotal,
    by_heading,
    printed_order,
    to_office,
)
from ..web.admin_base import ScopedAdmin
from ..web.admin_columns import shown
from ..web.admin_forms import VersionedForm
from ..web.admin_groups import TableGroup
from ..web.admin_inlines import ReadOnlyInline
from ..web.admin_kinds import PlanAdmin, VersionedAdmin
from ..web.clock import now_in, today_in
from ..web.marked_forms import MarkedForm
from ..web.request import Request


def last_value_day(appeal: Appeal) -> date:
    """The day on which an allocation is checked: the appeal's default as-at date, now."""
    return appeal.last_value_day(today_in(appeal))


def last_value_days(appeals: QuerySet[Appeal]) -> Case:
    """SQL: that day of the appeal to which a cell belongs."""
    days = [When(appeal=appeal, then=Value(last_value_day(appeal))) for appeal in appeals]
    return Case(*days, output_field=DateField())


class RevisionsOfCell(ReadOnlyInline):
    model = RequirementRevision
    fields = ("amount", "effective_on", "reason", "revised_by", "recorded_at")


class AllocationsOfCell(ReadOnlyInline):
    model = Allocation
    fields = ("activity", "amount", "basis")


@admin.register(Requirement)
class RequirementAdmin(ScopedAdmin):
    """The printed table. Read-only: a change of an amount is a requirement revision."""

    group = TableGroup.MONEY
    holds = _("Published amounts never change. A revision says what is required from a day on.")
    called_by = ("office__code", by_heading())
    found = access.rows_to(duties.WORK, Requirement.objects.all())
    list_display = ("office", "heading_code", "published", "current", "allocated", "appeal")
    list_filter = ("appeal", "office", "heading")
    list_select_related = ("appeal", "office", "heading")
    search_fields = ("office__code", "office__name_en", "heading__code")
    ordering = ("-appeal__year", "office__code", by_heading())
    fields = ("appeal", "office", "heading", "published", "current", "allocated")
    summed: ClassVar = {
        "published": "amount", "current": "requirement", "allocated": "allocated",
    }  # fmt: skip
    in_currency = "appeal__currency"
    readonly_fields = fields
    inlines = (RevisionsOfCell, AllocationsOfCell)

    def get_queryset(self, request: Request) -> QuerySet:
        days = last_value_days(access.appeals(request.user))
        rows = super().get_queryset(request).annotate(day=days)
        day: Any = OuterRef("day")
        return rows.seen_from(EVERYTHING.on(day))

    heading_code = shown(_("heading"), "heading.code", ordering=by_heading())
    published = shown(_("published"), "amount", money, ordering="amount")
    current = shown(_("current requirement"), "requirement", money, ordering="requirement")
    allocated = shown(_("budgeted"), "allocated", money, ordering="allocated")


@admin.register(StatedTotal)
class StatedTotalAdmin(ScopedAdmin):
    """The totals as printed; the reconciliation page compares them with the sums."""

    group = TableGroup.MONEY
    holds = _("Printed totals never change. The reconciliation page compares them with the sums.")
    called_by = ("office__code", by_heading())
    found = access.rows_to(duties.WORK, StatedTotal.objects.all())
    list_display = ("appeal", "of_what", "printed")
    list_filter = ("appeal", "office")
    list_select_related = ("appeal", "office", "heading")
    search_fields = ("appeal__code", "office__code", "heading__code")
    ordering = ("-appeal__year", "office__code", by_heading())
    fields = ("appeal", "office", "heading", "printed")
    readonly_fields = fields

    @admin.display(description=_("total of"), ordering="office__name")
    def of_what(self, stated: StatedTotal) -> str:
        return str(stated.office or stated.heading or _("everything"))

    printed = shown(_("amount"), "amount", money, ordering="amount")


class RevisionAdminForm(MarkedForm):
    def clean(self) -> dict[str, Any]:
        """A second click would record the same revision twice; the cell's lock makes it wait."""
        cleaned = super().clean() or self.cleaned_data
        if cell := cleaned.get("cell"):
            Requirement.objects.select_for_update(no_key=True).get(pk=cell.pk)
            latest = RequirementRevision.objects.filter(cell=cell).order_by("-pk").first()
            names = ("amount", "effective_on")
            if latest and all(cleaned.get(name) == getattr(latest, name) for name in names):
                raise ValidationError(_("This revision is already recorded."))
        return cleaned


@admin.register(RequirementRevision)
class RequirementRevisionAdmin(ScopedAdmin):
    """Managers record a new requirement of a cell; its page takes back what was a mistake."""

    group = TableGroup.MONEY
    holds = _(
        "A revision never changes: take it back and record another. It takes effect within "
        "the days of the appeal."
    )
    called_by = ("cell__office__code", by_heading("cell__"))
    found = access.rows_to(duties.WORK, RequirementRevision.objects.all())
    added = access.rows_to(duties.PLAN, Requirement.objects.all())
    choices = {"cell": added}
    form = RevisionAdminForm
    list_display = (
        "cell", "new_amount", "effective_on", "reason", "revised_by", "recorded_at", "standing",
    )  # fmt: skip
    list_filter = ("cell__appeal", "cell__office", "cell__heading")
    list_select_related = (
        "cell__office", "cell__heading", "cell__appeal", "revised_by", "reversal",
    )  # fmt: skip
    search_fields = ("cell__office__code", "cell__heading__code", "reason")
    ordering = ("-recorded_at", "-pk")
    date_hierarchy = "effective_on"
    fields = ("cell", "amount", "effective_on", "reason")

    def save_model(
        self, request: Request, obj: RequirementRevision, form: Any, change: bool
    ) -> None:
        recorded = actions.revise_requirement(
            **{name: form.cleaned_data[name] for name in self.fields},
            version=None,
            by=request.user,
            at=now_in(form.cleaned_data["cell"].appeal),
        )
        obj.pk = recorded.pk
        self._warn_of_overdraft(request, recorded)

    def _warn_of_overdraft(self, request: Request, recorded: RequirementRevision) -> None:
        cells = Requirement.objects.seen_from(EVERYTHING.on(recorded.effective_on))
        cell = cells.get(pk=recorded.cell_id)
        if (cell.allocated or Decimal(0)) > (cell.requirement or 0):
            self.message_user(
                request,
                _(
                    "The budgets that draw on %(cell)s are now higher than the requirement."
                    " Lower them."
                )
                % {"cell": recorded.cell},
                "WARNING",
            )

    def get_fields(self, request: Request, obj: object = None) -> tuple[str, ...]:
        return (*self.fields, "standing") if obj else self.fields

    def fixed(self, request: Request, obj: object = None) -> tuple[str, ...]:
        return ("standing",) if obj else ()

    @admin.display(description=_("state"), ordering="reverses__recorded_at")
    def standing(self, revision: RequirementRevision) -> str:
        """Whether it counts; where it does, the way to take it back."""
        if revision.reverses_id:
            return gettext("reversal")
        if hasattr(revision, "reversal"):
            return gettext("reversed")
        place = (revision.cell.appeal.code, revision.cell.office.code, revision.pk)
        return format_html(
            '{} · <a href="{}">{}</a>', gettext("in force"),
            reverse("appeal:revision_reverse", args=place), gettext("Reverse"),
        )  # fmt: skip

    new_amount = shown(_("new amount"), "amount", money, ordering="amount")


class AllocationForm(VersionedForm):
    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        activity, cell = cleaned.get("activity"), cleaned.get("cell")
        if activity and cell:
            section = activity.priority.section
            if (section.office_id, section.appeal_id) != (cell.office_id, cell.appeal_id):
                self.add_error(
                    "cell",
                    _("An activity can only use requirement lines of its own office and appeal."),
                )
        return cleaned


@admin.register(Allocation)
class AllocationAdmin(VersionedAdmin, PlanAdmin):
    """Managers split cells over activities; a cell is never overdrawn."""

    group = TableGroup.MONEY
    holds = _(
        "Budgets never take more of a requirement line than is required, and nothing of a "
        "printed dash. Going below what is spent needs a reason."
    )
    called_by = printed_order("activity__")
    form = AllocationForm
    added = access.rows_to(duties.PLAN, Requirement.objects.all())
    choices = {"activity": access.rows_to(duties.PLAN, Activity.objects.all()), "cell": added}
    list_display = ("activity", "cell", "amount_shown", "basis")
    summed: ClassVar = {"amount_shown": "amount"}
    in_currency = "cell__appeal__currency"
    list_filter = ("cell__appeal", "cell__office", "cell__heading", "basis")
    list_select_related = (
        to_office("activity__"), "cell__office", "cell__heading", "cell__appeal",
    )  # fmt: skip
    search_fields = ("activity__code", "activity__own_title", "cell__heading__code")
    ordering = (
        "-cell__appeal__year", *printed_order("activity__"), by_heading("cell__"),
    )  # fmt: skip
    fields = ("activity", "cell", "amount", "basis", "lowered_reason")

    def fixed(self, request: Request, obj: object = None) -> tuple[str, ...]:
        return ("activity", "cell") if obj else ()

    def has_delete_permission(self, request: Request, obj: object = None) -> bool:
        return self.may_edit(request, obj)

    def save_model(self, request: Request, obj: Allocation, form: Any, change: bool) -> None:
        appeal = obj.cell.appeal
        if not change or form.has_changed():
            actions.set_allocation(
                allocation=obj,
                version=form.cleaned_data["version"],
                on=last_value_day(appeal),
                at=now_in(appeal),
            )

    amount_shown = shown(_("amount"), "amount", money, ordering="amount")
