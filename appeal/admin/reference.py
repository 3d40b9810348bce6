"""Admin of the tables that every office shares."""

from django.contrib import admin
from django.db.models import Count, QuerySet
from django.utils.translation import gettext_lazy as _

from appeal import duties

from .. import access
from ..actions import merge_partners
from ..models import (
    AccountLetter,
    CompactObjective,
    Country,
    Framework,
    Heading,
    Office,
    Partner,
    Receipt,
    Region,
    ResetAttempt,
    SdgTarget,
    Seal,
    SealForm,
)
from ..web.admin_base import ScopedAdmin
from ..web.admin_columns import shown
from ..web.admin_kinds import MergingAdmin, ReferenceAdmin, TechnicalAdmin
from ..web.request import Request

NAMES = ("name_en", "name_es", "name_fr")
TITLES = ("title_en", "title_es", "title_fr")


@admin.register(Country)
class CountryAdmin(ReferenceAdmin):
    called_by = ("name",)
    list_display = ("code", "iso3", *NAMES)
    search_fields = ("code", "iso3", *NAMES)
    fields = ("code", "iso3", *NAMES)


@admin.register(Region)
class RegionAdmin(ReferenceAdmin):
    called_by = ("name",)
    list_display = ("code", *NAMES)
    search_fields = ("code", *NAMES)
    fields = ("code", *NAMES)


@admin.register(Framework)
class FrameworkAdmin(ReferenceAdmin):
    called_by = ("title",)
    list_display = ("code", *TITLES)
    search_fields = ("code", *TITLES)
    ordering = ("code",)
    fields = ("code", *TITLES)

    def fixed(self, request: Request, obj: object = None) -> tuple[str, ...]:
        return ("code",) if obj else ()


@admin.register(Heading)
class HeadingAdmin(ReferenceAdmin):
    called_by = ("order",)
    list_display = ("code", "framework", "kind", "title_en", "table_title_en")
    list_filter = ("framework",)
    list_select_related = ("framework",)
    search_fields = ("code", *TITLES)
    ordering = ("framework__code", "order")
    fields = (
        "framework", "code", "order", "kind_en", "kind_es", "kind_fr", *TITLES, "table_title_en",
        "table_title_es", "table_title_fr",
    )  # fmt: skip

    kind = shown(_("kind"), "kind")

    def fixed(self, request: Request, obj: object = None) -> tuple[str, ...]:
        return ("framework", "code", "order", "kind_en") if obj else ()


@admin.register(SdgTarget)
class SdgTargetAdmin(ReferenceAdmin):
    called_by = ("order",)
    list_display = ("code", *TITLES)
    search_fields = ("code", *TITLES)
    ordering = ("order",)
    fields = ("code", "order", *TITLES)


@admin.register(CompactObjective)
class CompactObjectiveAdmin(ReferenceAdmin):
    called_by = ("number",)
    list_display = ("number", *TITLES)
    search_fields = ("=number", *TITLES)
    ordering = ("number",)
    fields = ("number", *TITLES)


@admin.register(Partner)
class PartnerAdmin(MergingAdmin, ReferenceAdmin):
    """Managers add, rename and remove partners; those of a region merge one into another."""

    holds = _(
        "A partner that activities name cannot be removed: merge it into another. A name in"
        " one language is enough."
    )
    called_by = ("name",)
    edited = access.rows_to(duties.KEEP_PARTNERS, Partner.objects.all())
    removed = edited
    merged = access.rows_to(duties.MERGE, Partner.objects.all())

    list_display = (*NAMES, "kind", "uses")
    list_filter = ("kind",)
    search_fields = NAMES
    fields = (*NAMES, "kind")

    def has_add_permission(self, request: Request) -> bool:
        return access.may(request.user, duties.KEEP_PARTNERS)

    def has_change_permission(self, request: Request, obj: object = None) -> bool:
        return self.may_edit(request, obj)

    def get_queryset(self, request: Request) -> QuerySet:
        return super().get_queryset(request).annotate(uses=Count("activities"))

    merge = staticmethod(merge_partners)
    uses = shown(_("activities"), "uses")


@admin.register(Office)
class OfficeAdmin(ReferenceAdmin):
    """A person finds the offices they work for; managers change its settings."""

    holds = _(
        "The code stays: it is part of every printed code. A name in one language is "
        "enough, and the printed name does not change."
    )
    called_by = ("name",)
    found = access.offices_to(duties.WORK)
    edited = access.offices_to(duties.PLAN)
    list_display = ("code", "name", "kind", "language", "region")
    list_filter = ("kind", "language")
    list_select_related = ("region",)
    search_fields = ("code", *NAMES)
    fields = ("region", "code", *NAMES, "kind", "language", "countries")
    get_queryset = ScopedAdmin.get_queryset

    def fixed(self, request: Request, obj: object = None) -> tuple[str, ...]:
        """The code is part of every printed code; its kind is a superuser's."""
        if obj is None:
            return ()
        own = () if request.user.is_superuser else ("kind",)
        return ("region", "code", *own)

    name = shown(_("name"), "name")

    def has_change_permission(self, request: Request, obj: object = None) -> bool:
        return self.may_edit(request, obj)


@admin.register(AccountLetter)
class AccountLetterAdmin(TechnicalAdmin):
    holds = _("A letter about an account is asked for by its person or a manager.")
    called_by = ("kind",)
    found = access.rows_to(duties.ADMINISTER, AccountLetter.objects.all())
    list_display = ("to", "kind", "address", "at")
    list_filter = ("kind",)
    list_select_related = ("to",)
    ordering = ("-at", "-pk")
    fields = list_display
    readonly_fields = fields


@admin.register(ResetAttempt)
class ResetAttemptAdmin(TechnicalAdmin):
    called_by = ("client",)
    found = access.rows_to(duties.ADMINISTER, ResetAttempt.objects.all())
    list_display = ("client", "at")
    ordering = ("-at", "-pk")
    fields = list_display
    readonly_fields = fields


@admin.register(Seal)
class SealAdmin(TechnicalAdmin):
    """Seals of rows; `check_records` proves them."""

    called_by = ("number",)
    found = access.rows_to(duties.ADMINISTER, Seal.objects.all())
    list_display = ("__str__", "form", "key")
    list_select_related = ("form",)
    search_fields = ("=number", "=key")
    ordering = ("-number",)
    fields = ("number", "form", "key")


@admin.register(SealForm)
class SealFormAdmin(TechnicalAdmin):
    """What the seals of a table are made of."""

    called_by = ("id",)
    found = access.rows_to(duties.ADMINISTER, SealForm.objects.all())
    list_display = ("id", "name", "engine", "is_again")
    search_fields = ("name",)
    ordering = ("id",)
    fields = ("id", "name", "columns", "engine", "is_again")


@admin.register(Receipt)
class ReceiptAdmin(TechnicalAdmin):
    """Forms that took effect, for a superuser who looks into a double entry."""

    called_by = ("received_at",)
    found = access.rows_to(duties.ADMINISTER, Receipt.objects.all())
    list_display = ("received_at", "user", "location")
    list_select_related = ("user",)
    search_fields = ("=key", "user__username", "location")
    ordering = ("-received_at",)
    fields = ("key", "user", "location", "received_at")

    def has_view_permission(self, request: Request, obj: object = None) -> bool:
        return request.user.is_superuser
