"""What people type about money."""

from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from appeal.amounts import AmountField
from appeal.forms import DAY, OnceForm
from appeal.models import Activity, Requirement

from ..models import Transaction


class TransactionForm(OnceForm, forms.ModelForm):
    """Expenditure in USD on one activity, from one of the cells it draws on."""

    amount = AmountField(label=_("Amount in USD"))

    class Meta:
        model = Transaction
        fields = ("value_on", "amount", "cell", "counterpart", "reference", "note", "late_reason")
        widgets = {"value_on": DAY}

    def __init__(self, *args: Any, activity: Activity, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk is None:
            self.instance.activity = activity
            self.instance.currency = "USD"
            self.instance.kind = Transaction.Kind.EXPENDITURE
        cell = self.fields["cell"]
        cell.queryset = (
            Requirement.objects.filter(
                Q(allocations__activity=activity) | Q(pk=self.instance.cell_id)
            )
            .distinct()
            .select_related("heading", "office")
            .order_by("heading__order")
        )
        cell.label_from_instance = lambda requirement: str(requirement.heading)
        cell.empty_label = None
        cell.help_text = _("The heading whose money pays for it.")
        if cell.queryset.count() == 1:
            cell.initial = cell.queryset.first()


class ReverseForm(OnceForm):
    """Why a posted transaction is taken back."""

    reason = forms.CharField(
        label=_("Why is it reversed?"),
        max_length=500,
        help_text=_("The original and its reversal both stay in the ledger, with this reason."),
    )
