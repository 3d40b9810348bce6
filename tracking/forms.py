"""What people type about what happened, and whether it is well formed."""

import re
import uuid
from typing import Any

from crispy_forms.helper import FormHelper
from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from appeal.amounts import AmountField
from appeal.models import Activity, Requirement

from .models import OfficeReport, ProgressUpdate, Transaction

CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")
DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class CleanTextMixin:
    """Strips control characters, which no workbook can hold, from every text."""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data  # type: ignore[misc]
        return {
            name: CONTROL.sub("", value) if isinstance(value, str) else value
            for name, value in cleaned.items()
        }


class OnceForm(CleanTextMixin, forms.Form):
    """A form that takes effect once (`idempotency_key`) and on what was read (`version`)."""

    idempotency_key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, initial=0)

    def set_on(self, version: int) -> None:
        """Keep everything as typed, but save over `version`: that of what is stored now."""
        self.data = self.data.copy()
        self.data["version"] = version

    @property
    def helper(self) -> FormHelper:
        """For crispy: the page brings its own form tag and buttons."""
        helper = FormHelper()
        helper.form_tag = False
        helper.disable_csrf = True
        helper.include_media = False
        return helper


class ProgressForm(OnceForm, forms.ModelForm):
    """One activity's line in an office report."""

    class Meta:
        model = ProgressUpdate
        fields = ("percent", "status", "narrative", "issues", "next_steps", "reason", "language")
        widgets = {
            "narrative": forms.Textarea(attrs={"rows": 4}),
            "issues": forms.Textarea(attrs={"rows": 3}),
            "next_steps": forms.Textarea(attrs={"rows": 3}),
        }

    def __init__(self, *args: Any, previous: ProgressUpdate | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.previous = previous
        percent = self.fields["percent"]
        percent.widget.attrs |= {"min": 0, "max": 100, "step": 1, "inputmode": "numeric"}
        sentence = _("Write a whole number from 0 to 100, or nothing.")
        percent.error_messages |= dict.fromkeys(("invalid", "min_value", "max_value"), sentence)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        percent, before = cleaned.get("percent"), self.previous
        falls = ProgressUpdate(percent=percent).falls_below(before)
        if before and falls and not cleaned.get("reason"):
            self.add_error(
                "reason",
                _("Progress falls from %(before)s %% to %(percent)s %%: say why.")
                % {"before": before.percent, "percent": percent},
            )
        return cleaned


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


class ConfirmForm(OnceForm):
    """A button that does one thing once: post, submit, approve, discard."""

    comment = forms.CharField(
        label=_("Comment"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class ReportForm(OnceForm, forms.ModelForm):
    """The narrative of an office report."""

    class Meta:
        model = OfficeReport
        fields = ("highlights", "challenges", "next_steps", "language")
        widgets = {
            name: forms.Textarea(attrs={"rows": 4})
            for name in ("highlights", "challenges", "next_steps")
        }
