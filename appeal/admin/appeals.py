"""Admin of what was published: the appeal, its sections and its priorities.

What publishing freezes comes from the files that `load_appeal` reads: here it is read-only, and
nothing of it is added or deleted. Our wording and its translations are edited.
"""

from typing import Any

from django.contrib import admin
from django.db.models import Model, OuterRef, QuerySet, Subquery
from django.forms.models import BaseInlineFormSet, ModelChoiceField
from django.utils.translation import gettext_lazy as _

from .. import access, duties
from ..models import (
    Activity,
    Appeal,
    Basis,
    Classification,
    Heading,
    Priority,
    Section,
    by_heading,
    to_office,
)
from ..web.admin_columns import shown
from ..web.admin_forms import OwnChangesForm
from ..web.admin_groups import TableGroup
from ..web.admin_inlines import ReadOnlyInline, ScopedInline
from ..web.admin_kinds import PlanAdmin, VersionedAdmin
from ..web.request import Request

TITLES = ("title_en", "title_es", "title_fr")
SUMMARIES = ("summary_en", "summary_es", "summary_fr")


@admin.register(Appeal)
class AppealAdmin(VersionedAdmin):
    """A region's managers edit the titles, their translations, and who may post."""

    group = TableGroup.PLAN
    holds = _(
        "What was published stays: the code, the days, the currency and the source. Titles,"
        " their translations and who may post can change."
    )
    called_by = ("code",)
    found = access.rows_to(duties.WORK, Appeal.objects.all())
    edited = access.rows_to(duties.EDIT_APPEAL, Appeal.objects.all())
    list_display = ("code", "title", "year", "state", "region", "is_demonstration")
    list_filter = ("state", "year")
    list_select_related = ("region",)
    search_fields = ("code", *TITLES)
    ordering = ("-year", "code")
    fields = (
        *TITLES, "table_title_en", "table_title_es", "table_title_fr", "needs_second_person",
        "finance_codes_are_unique", "region", "framework", "code", "year",
        "state", "is_demonstration", "starts_on", "ends_on", "closes_on", "currency", "time_zone",
        "published_on", "published_on_basis", "source_name", "source_sha256", "clock_stands_on",
    )  # fmt: skip
    readonly_fields = fields[8:]

    title = shown(_("title"), "title")


@admin.register(Section)
class SectionAdmin(VersionedAdmin, PlanAdmin):
    """Managers edit the summary of an office's introduction."""

    group = TableGroup.PLAN
    holds = _(
        "The printed name and its place are those of the publication. The summaries are ours."
    )
    called_by = ("appeal__code", "order")
    list_display = ("printed_name", "office", "appeal", "order")
    list_filter = ("appeal", "office")
    list_select_related = ("appeal", "office")
    search_fields = ("printed_name", "office__code")
    ordering = ("-appeal__year", "appeal__code", "order")
    fields = (*SUMMARIES, "appeal", "office", "printed_name", "order")
    readonly_fields = ("appeal", "office", "printed_name", "order")


class PublishedHeadings(ReadOnlyInline):
    model = Classification
    fields = ("heading",)
    verbose_name_plural = _("headings as published")

    def get_queryset(self, request: Request) -> QuerySet:
        return super().get_queryset(request).filter(basis=Basis.PUBLISHED)


class AssignedHeadingForm(OwnChangesForm):
    """What is added here is ours, never the publication's."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.instance.basis = Basis.ASSIGNED


class AssignedHeadings(ScopedInline):
    model = Classification
    form = AssignedHeadingForm
    fields = ("heading",)
    show_change_link = False
    verbose_name_plural = _("headings set by the regional office")

    def get_formset(
        self, request: Request, obj: Model | None = None, **kwargs: object
    ) -> type[BaseInlineFormSet]:
        formset = super().get_formset(request, obj, **kwargs)
        heading = formset.form.base_fields.get("heading")
        if isinstance(heading, ModelChoiceField) and isinstance(obj, Priority):
            heading.queryset = Heading.objects.of(obj.section.appeal).in_printed_order()
        return formset

    def get_queryset(self, request: Request) -> QuerySet:
        return super().get_queryset(request).filter(basis=Basis.ASSIGNED)


class ActivitiesOfPriority(ReadOnlyInline):
    model = Activity
    fields = ("code", "own_title", "lead", "starts_on", "ends_on", "hold")


@admin.register(Priority)
class PriorityAdmin(VersionedAdmin, PlanAdmin):
    """Managers edit our wording and the headings that we assigned."""

    group = TableGroup.PLAN
    holds = _(
        "The code, its place and the published headings are those of the publication. "
        "Titles, summaries and the headings set by the regional office are ours."
    )
    called_by = ("section__order", "order")
    list_display = ("code", "title", "headings_shown", "printed_as", "office")
    list_filter = ("section__appeal", "section__office", "headings", "printed_as")
    list_select_related = ("section__appeal", "section__office")
    search_fields = ("code", *TITLES, *SUMMARIES)
    ordering = ("-section__appeal__year", "section__appeal__code", "section__order", "order")
    fields = (*TITLES, *SUMMARIES, "continues", "section", "code", "order", "printed_as")
    readonly_fields = ("section", "code", "order", "printed_as")
    choices = {"continues": access.rows_to(duties.SEE, Priority.objects.all())}
    inlines = (PublishedHeadings, AssignedHeadings, ActivitiesOfPriority)

    def get_queryset(self, request: Request) -> QuerySet:
        rows: Any = super().get_queryset(request)
        first = Classification.objects.filter(priority=OuterRef("pk")).order_by(by_heading())
        return rows.with_headings().annotate(first_heading=Subquery(first.values(by_heading())[:1]))

    title = shown(_("title"), "title")
    office = shown(_("office"), "section.office.code", ordering="section__office__code")

    @admin.display(description=_("headings"), ordering="first_heading")
    def headings_shown(self, priority: Priority) -> str:
        return ", ".join(c.heading.code for c in priority.classifications.all())


@admin.register(Classification)
class ClassificationAdmin(PlanAdmin):
    """Which priority is under which heading: read-only here, edited on the priority."""

    group = TableGroup.PLAN
    holds = _("Headings are changed on the priority. A published one stays.")
    called_by = ("priority__code", by_heading())
    list_display = ("priority", "heading", "basis")
    list_filter = (to_office(), "heading", "basis")
    list_select_related = ("priority", "heading")
    search_fields = ("priority__code", "heading__code")
    ordering = (
        "-priority__section__appeal__year", "priority__section__order", "priority__order",
        by_heading(),
    )  # fmt: skip
    fields = ("priority", "heading", "basis")

    def may_edit(self, request: Request, row: object = None) -> bool:
        return False
