"""The admin of contributions: donors are edited here, everything else is recorded on the pages."""

from django.contrib import admin
from django.db.models import Count, QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from appeal import duties
from appeal.base.amounts import DASH, cents
from appeal.models import User
from appeal.web.admin_base import ScopedAdmin
from appeal.web.admin_columns import shown, written_by, yes_or_no
from appeal.web.admin_groups import TableGroup
from appeal.web.admin_inlines import ReadOnlyInline
from appeal.web.admin_kinds import MergingAdmin
from appeal.web.admin_list import SumLine
from appeal.web.request import Request

from .. import access, actions
from ..models import (
    Contribution,
    ContributionAssignment,
    CostCategory,
    Donor,
    DonorReport,
    Flow,
)
from ..models.contributions import FlowQuerySet


def all_donors(user: User) -> QuerySet[Donor]:
    """Whoever comes into the admin sees them all: they belong to no office."""
    return Donor.objects.all()


@admin.register(Donor)
class DonorAdmin(MergingAdmin):
    """Who records contributions adds donors; managers of a region rename, merge, remove them."""

    group = TableGroup.DONORS
    holds = _("A donor that contributions name cannot be removed: merge it into another.")
    called_by = ("name",)
    found = all_donors
    edited = removed = merged = access.rows_to(duties.MERGE, Donor.objects.all())
    list_display = ("name", "kind", "uses")
    list_filter = ("kind",)
    search_fields = ("name",)
    fields = ("name", "kind")

    def get_queryset(self, request: Request) -> QuerySet:
        return super().get_queryset(request).annotate(uses=Count("contributions"))

    def has_add_permission(self, request: Request) -> bool:
        """Whoever records contributions names their donors."""
        return access.offices(request.user, duties.RECORD).exists()

    merge = staticmethod(actions.merge_donors)
    uses = shown(_("contributions"), "uses")


class Recorded:
    """What flows and assignments show alike."""

    by_whom = shown(_("recorded by"), "recorded_by")
    is_reversal = shown(_("reversal"), "reverses_id", yes_or_no, ordering="reverses")


class FlowsOfContribution(Recorded, ReadOnlyInline):
    model = Flow
    fields = (
        "kind", "value_on", "amount", "currency", "rate", "usd_amount", "is_reversal", "by_whom",
        "recorded_at",
    )  # fmt: skip


class AssignmentsOfContribution(Recorded, ReadOnlyInline):
    model = ContributionAssignment
    fk_name = "contribution"
    fields = (
        "from_office", "from_heading", "office", "heading", "into", "amount", "effective_on",
        "is_reversal", "by_whom", "recorded_at",
    )  # fmt: skip


class CategoriesOfContribution(ReadOnlyInline):
    model = CostCategory
    fields = ("title", "budget")


class ReportsOfContribution(ReadOnlyInline):
    model = DonorReport
    fields = ("kind", "due_on")


@admin.register(Contribution)
class ContributionAdmin(ScopedAdmin):
    """Changed on the pages, which hold the rules; removed while nothing is recorded of it."""

    group = TableGroup.DONORS
    holds = _(
        "A contribution is changed on its page. Once a step is recorded, its office and "
        "heading stay and it cannot be removed."
    )
    called_by = ("donor__name", "reference")
    found = access.rows_to(duties.WORK, Contribution.objects.all())
    removed = access.rows_to(duties.RECORD, Contribution.objects.all())
    list_display = ("donor", "reference", "currency", "appeal", "office", "heading")
    list_filter = ("appeal", "office", "heading", "donor", "currency")
    list_select_related = ("donor", "appeal", "office", "heading")
    search_fields = ("donor__name", "reference", "project_code", "note")
    ordering = ("donor__name", "reference")
    fields = (
        "appeal", "donor", "reference", "currency", "office", "heading", "project_code",
        "starts_on", "ends_on", "extended_to", "reporting_currency", "overhead_rate",
        "earmarking", "note", "continues",
    )  # fmt: skip
    readonly_fields = fields
    inlines = (
        FlowsOfContribution, AssignmentsOfContribution, CategoriesOfContribution,
        ReportsOfContribution,
    )  # fmt: skip


@admin.register(Flow)
class FlowAdmin(Recorded, ScopedAdmin):
    """Pledges, commitments and receipts, which nobody changes."""

    group = TableGroup.DONORS
    holds = _(
        "A recorded step never changes and is never removed. A reversal corrects it, on the"
        " page of the contribution."
    )
    called_by = ("value_on",)
    found = access.rows_to(duties.WORK, Flow.objects.with_signed())
    list_display = ("contribution", "kind", "value_on", "amount_in_words", "usd", "is_reversal")
    list_filter = (
        "contribution__appeal", "contribution__office", "contribution__donor", "kind", "currency",
    )  # fmt: skip
    list_select_related = (
        "contribution__donor", "contribution__appeal", "recorded_by",
        "reverses__contribution__donor",
    )  # fmt: skip
    search_fields = ("contribution__donor__name", "contribution__reference", "note")
    date_hierarchy = "value_on"
    ordering = ("-value_on", "-pk")
    fields = (
        "contribution", "kind", "value_on", "amount_in_words", "rate", "usd", "note", "reverses",
        "by_whom", "recorded_at",
    )  # fmt: skip
    readonly_fields = fields

    @admin.display(description=_("amount"), ordering="amount")
    @written_by(cents)
    def amount_in_words(self, flow: Flow) -> str:
        return f"{flow.currency} {cents(flow.amount)}"

    def about_totals(self, rows: QuerySet) -> str:
        return gettext(
            "Totals are of all rows found, on this page and the others. A reversal counts negative."
        )

    def totals(self, rows: FlowQuerySet) -> list[SumLine]:
        """A line for each kind: pledges are shown apart and never counted with the others."""
        sums = dict(rows.usd_by("kind"))
        return [
            SumLine(_("Total: %(kind)s") % {"kind": kind.label}, {"usd": sums[kind]})
            for kind in Flow.Kind
            if kind in sums
        ]

    usd = shown(_("amount in USD"), "signed_usd", cents)


@admin.register(ContributionAssignment)
class ContributionAssignmentAdmin(Recorded, ScopedAdmin):
    """Money moved down, which nobody changes."""

    group = TableGroup.DONORS
    holds = _(
        "Money only moves down: from the whole appeal to an office or a heading. A reversal"
        " takes a distribution back, on the page of the contribution."
    )
    called_by = ("effective_on",)
    found = access.rows_to(duties.WORK, ContributionAssignment.objects.with_signed())
    list_display = (
        "contribution", "effective_on", "from_where", "to_where", "usd", "is_reversal",
    )  # fmt: skip
    list_filter = ("contribution__appeal", "office", "heading", "contribution__donor")
    list_select_related = (
        "contribution__donor", "contribution__appeal", "from_office", "from_heading", "office",
        "heading", "into__appeal", "recorded_by", "reverses__contribution__donor",
    )  # fmt: skip
    search_fields = ("contribution__donor__name", "contribution__reference", "reason")
    date_hierarchy = "effective_on"
    ordering = ("-effective_on", "-pk")
    fields = (
        "contribution", "effective_on", "from_where", "to_where", "usd", "reason", "reverses",
        "by_whom", "recorded_at",
    )  # fmt: skip
    readonly_fields = fields

    @admin.display(description=_("from"), ordering="from_office")
    def from_where(self, move: ContributionAssignment) -> str:
        return _place(move.from_office, move.from_heading)

    @admin.display(description=_("to"), ordering="office")
    def to_where(self, move: ContributionAssignment) -> str:
        return move.into.appeal.code if move.into else _place(move.office, move.heading)

    usd = shown(_("amount in USD"), "signed", cents)


def _place(office: object, heading: object) -> str:
    return ", ".join(str(row) for row in (office, heading) if row) or DASH
