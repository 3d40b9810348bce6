"""The columns in which filled rows say of money what an entry of the ledger holds."""

from collections.abc import Sequence

from django.utils.translation import gettext_lazy

from appeal.base.excel import Column, Entry, Format, Kind
from appeal.models import Activity, Appeal, Office, Requirement

from ..models import Transaction, open_commitments
from .columns import KEY, amount_entry, choice_entry, column, currency_entry, text_entry


def money_columns(appeal: Appeal, office: Office) -> Sequence[Column]:
    """Those of a sheet for money, an entry of the ledger a row, with the office's choices."""
    activities = Activity.objects.of(appeal).in_office(office)
    named = {
        row.code: f"{row.code} {row.title}" for row in activities.with_plan().in_printed_order()
    }
    cells = Requirement.objects.filter(appeal=appeal, office=office, allocations__isnull=False)
    headings = cells.select_related("heading").order_by("heading__order")
    paid_from = {cell.heading.code: str(cell.heading) for cell in headings}
    drawn = open_commitments(appeal).filter(office=office).select_related("activity")
    commitments = {
        str(row.pk): " · ".join(
            filter(None, (str(row.pk), row.activity.code, row.counterpart or row.reference))
        )
        for row in drawn.order_by("pk")
    }
    day = Entry(Kind.DAY, prompt=gettext_lazy("The day the money was spent or committed."))
    currency = currency_entry(gettext_lazy("ISO 4217, such as GTQ. Blank: USD."))
    amount = amount_entry(gettext_lazy("In the currency of the voucher, above zero."), None)
    reason = text_entry(
        Transaction, "late_reason", gettext_lazy("Where the date lies outside the year.")
    )
    unusual = text_entry(Transaction, "unusual_reason", gettext_lazy("Why it is right, if asked."))
    kinds = dict(Transaction.Kind.choices)
    return (
        column("value_on", gettext_lazy("Value date"), day, 13, Format.DAY),
        column("activity", gettext_lazy("Activity"), choice_entry(named), 34),
        column("cell", gettext_lazy("Paid from"), choice_entry(paid_from), 30),
        column("kind", gettext_lazy("Kind"), choice_entry(kinds), 20),
        column("currency", gettext_lazy("Currency"), currency, 11),
        column("amount", gettext_lazy("Amount"), amount, 15, Format.CENTS),
        column("against", gettext_lazy("Draws on the commitment"), choice_entry(commitments), 24),
        *(
            column(name, title, text_entry(Transaction, name), width)
            for name, title, width in (
                ("counterpart", gettext_lazy("Counterpart"), 26),
                ("reference", gettext_lazy("Reference"), 18),
                ("note", gettext_lazy("Note"), 30),
            )
        ),
        column("late_reason", gettext_lazy("Reason for the date"), reason, 24),
        column("unusual_reason", gettext_lazy("Reason if unusual"), unusual, 24),
        KEY,
    )
