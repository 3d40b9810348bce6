"""The columns in which filled rows say of money what an entry of the ledger holds."""

from collections.abc import Sequence

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from appeal.base.excel import Column
from appeal.models import Activity, Appeal, Heading, Office, Requirement, by_heading

from ..models import Contribution, Transaction, open_commitments
from .columns import KEY, amount, choice, currency, day, text


def money_columns(appeal: Appeal, office: Office) -> Sequence[Column]:
    """Those of a sheet for money, an entry of the ledger a row, with the office's choices."""

    def activities() -> dict[str, Activity]:
        rows = Activity.objects.of(appeal).in_office(office)
        return {row.code: row for row in rows.with_plan().in_printed_order()}

    def headings() -> dict[str, Heading]:
        rows = Requirement.objects.filter(appeal=appeal, office=office, allocations__isnull=False)
        found = rows.select_related("heading").order_by(by_heading())
        return {cell.heading.code: cell.heading for cell in found}

    def commitments() -> dict[str, str]:
        rows = open_commitments(appeal).filter(office=office).select_related("activity")
        return {str(row.pk): _drawn_on(row) for row in rows.order_by("pk")}

    return (
        day("value_on", _("Value date"), 13, _("The day the money was spent or committed.")),
        choice("activity", _("Activity"), 34, activities),
        choice("cell", _("Paid from"), 30, headings),
        choice("kind", _("Kind"), 20, lambda: dict(Transaction.Kind.choices)),
        currency(_("ISO 4217, such as GTQ. If blank: USD.")),
        amount("amount", _("Amount"), 15, _("In the currency of the voucher; must be above zero.")),
        choice("against", _("Paid from the commitment"), 24, commitments),
        text("counterpart", _("Payee"), 26, Transaction),
        text("reference", _("Reference"), 18, Transaction),
        text("note", _("Note"), 30, Transaction),
        text(
            "late_reason", _("Reason for the date"), 24, Transaction,
            _("If the date is outside the year."),
        ),
        text(
            "unusual_reason", _("Reason (if unusual)"), 24, Transaction,
            _("Why it is right, if unusual."),
        ),
        _grant_column(appeal, office),
        KEY,
    )  # fmt: skip


def grants_of_office(appeal: Appeal, office: Office) -> dict[str, Contribution]:
    """The grants that pay for an office, by what a row calls each."""
    rows = Contribution.objects.of(appeal).filter(Q(office=None) | Q(office=office))
    return {str(row.pk): row for row in rows.with_names().order_by("pk")}


def _grant_column(appeal: Appeal, office: Office) -> Column:
    def grants() -> dict[str, str]:
        return {key: f"{key} · {row}" for key, row in grants_of_office(appeal, office).items()}

    return choice("grant", _("Paid by the grant"), 24, grants, _("If blank: unfunded yet."))


def _drawn_on(entry: Transaction) -> str:
    """A commitment as it is chosen by its number."""
    parts = (str(entry.pk), entry.activity.code, entry.counterpart or entry.reference)
    return " · ".join(filter(None, parts))
