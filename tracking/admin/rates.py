"""The admin of rates of exchange, by the rules of the pages."""

from typing import Any

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from appeal import duties
from appeal.web.admin_forms import VersionedForm
from appeal.web.admin_groups import TableGroup
from appeal.web.clock import real_now
from appeal.web.request import Request

from .. import access, actions
from ..forms import RateForm, rounding_said
from ..models import ExchangeRate
from .reporting import AskingAdmin, FormWhileEditable


class KeptRateForm(VersionedForm, RateForm):
    """The page's form for a rate that is there already."""

    idempotency_key = None


@admin.register(ExchangeRate)
class ExchangeRateAdmin(AskingAdmin, FormWhileEditable):
    """Managers add and correct rates."""

    group = TableGroup.LEDGER
    holds = _("There is one rate for a currency and a day. Entries already posted keep their rate.")
    called_by = ("currency", "effective_on")
    found = access.rates
    edited = removed = access.rows_to(duties.KEEP_RATES, ExchangeRate.objects.all())
    form = KeptRateForm
    list_display = ("effective_on", "currency", "rate", "source")
    list_filter = ("currency",)
    search_fields = ("currency", "source")
    date_hierarchy = "effective_on"
    ordering = ("-effective_on", "currency")
    fields = (*RateForm.Meta.fields, "asked_about")
    readonly_fields = ("asked_about",)

    def has_add_permission(self, request: Request) -> bool:
        return access.may(request.user, duties.KEEP_RATES)

    def lock(self, row: ExchangeRate) -> None:
        """Nothing: `keep_rate` compares the version, and locks the periods before any row."""

    remove = staticmethod(actions.remove_rate)

    def save_model(self, request: Request, obj: ExchangeRate, form: Any, change: bool) -> None:
        given = {name: form.cleaned_data[name] for name in ("version", "answers")}
        actions.keep_rate(rate=obj, at=real_now(), **given)
        if form.exact:
            self.message_user(request, rounding_said(form.exact))
