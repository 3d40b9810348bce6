"""Who may enter the admin: people who work for an office, and they see only its rows."""

from collections.abc import Iterable
from typing import Any

from django.contrib.admin import AdminSite, ModelAdmin
from django.contrib.admin.views.autocomplete import AutocompleteJsonView
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _

from .. import access, duties
from ..base.amounts import DASH
from ..base.folding import fold
from ..base.given import given
from .admin_base import ScopedAdmin, admin_of
from .admin_groups import TableGroup
from .clock import real_now


class ScopedAutocomplete(AutocompleteJsonView):
    """Offers what the form with the field accepts, not everything that the person may see."""

    def process_request(self, request: HttpRequest) -> tuple:
        """What is searched; a field of a model that has no form here is refused."""
        term, model_admin, source_field, to_field_name = super().process_request(request)
        if not given(self.admin_site).is_registered(source_field.model):
            raise PermissionDenied
        return term, model_admin, source_field, to_field_name

    def get_queryset(self) -> QuerySet:
        source: Any = self.model_admin.admin_site.get_model_admin(self.source_field.model)
        accepted = source.choices_for(self.source_field, self.request)
        return super().get_queryset().filter(pk__in=accepted.order_by().values("pk"))


class AppealAdminSite(AdminSite):
    site_header = site_title = index_title = _("Edit data")
    enable_nav_sidebar = False
    empty_value_display = DASH

    def register(
        self,
        model_or_iterable: type[Model] | Iterable[type[Model]],
        admin_class: type[ModelAdmin] | None = None,
        **options: object,
    ) -> None:
        """Ours alone: a library's knows no roles, and shows what is secret or not used here."""
        if admin_class and issubclass(admin_class, ScopedAdmin):
            super().register(model_or_iterable, admin_class, **options)

    def has_permission(self, request: HttpRequest) -> bool:
        """Anybody with a role beyond viewer; each model's admin then decides which rows."""
        user = request.user
        if not user.is_authenticated or not user.is_active:
            return False
        return user.is_superuser or access.offices(user, duties.WORK).exists()

    def index(self, request: HttpRequest, extra_context: dict | None = None) -> TemplateResponse:
        return super().index(request, {"now": real_now()} | (extra_context or {}))

    @method_decorator(login_not_required)
    def login(self, request: HttpRequest, extra_context: dict | None = None) -> HttpResponse:
        """Our own log-in page, with its throttling; viewers read that it is not for them."""
        if not request.user.is_authenticated:
            wanted = request.GET.get(REDIRECT_FIELD_NAME)
            return redirect_to_login(wanted or reverse("admin:index"))
        if self.has_permission(request):
            return redirect("admin:index")
        raise PermissionDenied

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list:
        """The tables that the person may see, in the groups in which people look for them.

        Every model's rules are asked where the list is shown: nowhere else, with no sidebar.
        """
        match = request.resolver_match
        if match and match.url_name != "index":
            return []
        tables = [each for app in super().get_app_list(request) for each in app["models"]]
        tables.sort(key=lambda table: fold(str(table["name"])))
        groups = [
            {
                "name": group.value,
                "slug": group.slug,
                "models": [each for each in tables if admin_of(each["model"]).group == group],
            }
            for group in TableGroup
        ]
        return [group for group in groups if group["models"]]

    def app_index(
        self, request: HttpRequest, app_label: str, extra_context: dict | None = None
    ) -> HttpResponse:
        """How the code is divided is nothing to people: they see the one page of all tables."""
        return redirect("admin:index")

    def autocomplete_view(self, request: HttpRequest) -> HttpResponseBase:
        return ScopedAutocomplete.as_view(admin_site=self)(request)
