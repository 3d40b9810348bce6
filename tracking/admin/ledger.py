"""The admin of the ledger: drafts are corrected here, what is posted is read-only."""

from typing import Any

from django.contrib import admin
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from appeal import duties
from appeal.base.amounts import cents, grouped
from appeal.models import by_heading
from appeal.models.ordering import MOST_COUNTED, capped_count
from appeal.web.admin_columns import shown
from appeal.web.admin_forms import VersionedForm
from appeal.web.admin_groups import TableGroup
from appeal.web.admin_list import SumLine
from appeal.web.clock import now_for
from appeal.web.request import Request

from .. import access, actions
from ..figures import spent_of, sums_by_kind
from ..forms import TransactionForm
from ..models import Transaction
from ..models.ledger import TransactionQuerySet
from .reporting import AskingAdmin, FormWhileEditable

Kind = Transaction.Kind


class DraftForm(VersionedForm, TransactionForm):
    """The page's form for a draft, with its rules."""

    idempotency_key = None

    def __init__(self, *args: object, instance: Transaction, **kwargs: object) -> None:
        super().__init__(*args, instance=instance, activity=instance.activity, **kwargs)


class StandingFilter(admin.SimpleListFilter):
    """Drafts, what is posted, and the reversals among it."""

    title = _("state")
    parameter_name = "standing"

    def lookups(self, request: Request, model_admin: object) -> list[tuple[str, object]]:
        return [("draft", _("draft")), ("posted", _("posted")), ("reversal", _("reversal"))]

    def queryset(self, request: Request, queryset: Any) -> object:
        narrowed = {
            "draft": queryset.drafts(),
            "posted": queryset.posted(),
            "reversal": queryset.filter(reverses__isnull=False),
        }
        return narrowed.get(self.value() or "", queryset)


@admin.register(Transaction)
class TransactionAdmin(AskingAdmin, FormWhileEditable):
    """Reporters and finance correct drafts; the posted ledger is read-only."""

    group = TableGroup.LEDGER
    holds = _(
        "A posted entry never changes: a reversal corrects it. A locked period takes no "
        "entries. Drafts do not count in official figures."
    )
    called_by = ("value_on",)
    found = access.rows_to(duties.WORK, Transaction.objects.with_usd())
    edited = access.rows_to(duties.ENTER, Transaction.objects.drafts())
    form = DraftForm
    list_display = (
        "value_on", "activity_code", "heading", "kind", "usd", "standing", "counterpart",
        "reference",
    )  # fmt: skip
    list_filter = ("cell__appeal", "office", "cell__heading", "kind", StandingFilter)
    list_select_related = (
        "activity__priority", "cell__heading", "cell__office", "cell__appeal", "office",
        "entered_by", "posted_by",
    )  # fmt: skip
    search_fields = ("activity__code", "counterpart", "reference", "note")
    date_hierarchy = "value_on"
    ordering = ("-value_on", "-pk")
    fields = (
        "activity", *TransactionForm.Meta.fields, "asked_about", "rate", "usd", "reverses",
        "entered", "entered_at", "posted", "posted_at",
    )  # fmt: skip
    readonly_fields = (
        "activity", "asked_about", "rate", "usd", "reverses", "entered", "entered_at", "posted",
        "posted_at",
    )  # fmt: skip

    def about_totals(self, rows: TransactionQuerySet) -> str:
        if capped_count(rows) > MOST_COUNTED:
            return ""
        return gettext(
            "Totals are of all posted entries found, on this page and the others. A reversal and"
            " the release of a commitment count negative."
        )

    def totals(self, rows: TransactionQuerySet) -> list[SumLine]:
        """A line for each kind of what is posted, as on the page of the ledger."""
        if capped_count(rows) > MOST_COUNTED:
            words = _("More than %(number)s entries: narrow the list to see what they come to.")
            return [SumLine(words % {"number": grouped(MOST_COUNTED, 0)}, {})]
        sums = sums_by_kind(rows.posted())
        own = [kind for kind in Kind if kind in sums]
        lines = {str(_("Posted: %(kind)s") % {"kind": kind.label}): sums[kind] for kind in own}
        if any(kind in own for kind in Transaction.SPENDING):
            lines[str(_("Posted: spent"))] = spent_of(sums)
        return [SumLine(of, {"usd": usd}) for of, usd in lines.items()]

    def lock(self, row: Transaction) -> None:
        """The period first, as every action does: the other order ends in a deadlock."""
        actions.hold_period_of(row)
        super().lock(row)

    def save_model(self, request: Request, obj: Transaction, form: Any, change: bool) -> None:
        answers = form.cleaned_data["answers"]
        actions.draft_transaction(
            entry=obj,
            version=form.cleaned_data["version"],
            by=request.user,
            at=now_for(obj),
            answers=answers,
        )

    activity_code = shown(_("activity"), "activity.code", ordering="activity__code")
    heading = shown(_("heading"), "cell.heading.code", ordering=by_heading("cell__"))
    usd = shown(_("amount in USD"), "usd", cents)

    @admin.display(description=_("state"), ordering="posted_at")
    def standing(self, entry: Transaction) -> str:
        if entry.is_reversal:
            return gettext("reversal")
        return gettext("posted") if entry.is_posted else gettext("draft")

    entered = shown(_("entered by"), "entered_by")
    posted = shown(_("posted by"), "posted_by")
