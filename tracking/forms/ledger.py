"""What people type about money."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.db.models import Q
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from appeal.base.amounts import cents
from appeal.base.days import DayField
from appeal.base.number_fields import AmountField
from appeal.models import Activity, Requirement, by_heading
from appeal.web.forms import CleanTextMixin, OnceForm
from appeal.web.marked_forms import MarkedForm

from ..actions import known_usd
from ..models import Contribution, ExchangeRate, Rest, Transaction, open_commitments, rests_of
from .answers import AnswerForm
from .grants import PROPOSE, GrantField
from .rates import CurrencyField, known_currency

Kind = Transaction.Kind
# One line for each kind, after IATI 2.03.
KINDS = [
    (Kind.EXPENDITURE, _("Expenditure: the office paid for goods, services or staff")),
    (Kind.DISBURSEMENT, _("Disbursement: money given to a partner who carries out the work")),
    (Kind.COMMITMENT, _("Commitment: a contract or agreement was signed, still to be paid")),
    (Kind.RELEASE, _("Release: the part of a commitment that will not be paid")),
]


# What says how many USD an entry is.
WORTH = ("value_on", "amount", "currency")
# What is asked of an expenditure on a desk.
QUICK = ("amount", "currency", "value_on", "cell", "counterpart", "reference")


class CommitmentField(forms.ModelChoiceField):
    """A choice among the commitments of an activity; each says what is left of it."""

    rests: dict[int, Rest]
    default_error_messages = {
        "invalid_choice": _(
            "This commitment is not posted, or was reversed. Choose another one, or none."
        )
    }

    def label_from_instance(self, commitment: Transaction) -> str:
        named = [
            date_format(commitment.value_on),
            commitment.counterpart,
            commitment.reference,
            gettext("%(amount)s not yet spent") % {"amount": in_words(self.rests[commitment.pk])},
        ]
        return " · ".join(part for part in named if part)


def in_words(rest: Rest) -> str:
    """In USD, and in its own currency where that is another."""
    usd = f"USD {cents(rest.outstanding)}"
    return usd if rest.currency == "USD" else f"{usd} ({rest.currency} {cents(rest.own_rest)})"


class TransactionForm(AnswerForm, OnceForm, MarkedForm):
    """An entry on one activity, from one of the cells it draws on; at first expenditure in USD."""

    overtaken = _("Somebody changed this draft while you were writing")

    kind = forms.ChoiceField(
        label=_("Kind"),
        choices=KINDS,
        widget=forms.RadioSelect,
        help_text=_("What happened with the money. Most entries are expenditure."),
    )
    amount = AmountField(label=_("Amount"), help_text=_("As on the voucher; must be above zero."))
    currency = CurrencyField(
        label=_("Currency"), help_text=_("USD, or the currency of the voucher, such as GTQ.")
    )
    against = CommitmentField(
        label=_("Paid from the commitment"),
        queryset=Transaction.objects.none(),
        required=False,
        empty_label=_("none"),
        help_text=_("The posted contract or agreement that this pays or releases."),
    )
    grant = GrantField()

    class Meta:
        model = Transaction
        fields = (
            "kind", "value_on", "amount", "currency", "cell", "against", "grant", "grant_reason",
            "counterpart", "reference", "note", "late_reason", "unusual_reason",
        )  # fmt: skip
        field_classes = {"value_on": DayField}
        help_texts = {
            "value_on": _("The day the money was spent or committed, not the day it is entered."),
            "counterpart": _("Who was paid, or is to be paid."),
            "cell": _("The heading that this is paid from."),
            "reference": _("Voucher, invoice, contract or PO number."),
        }

    def __init__(self, *args: object, activity: Activity, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk is None:
            self.instance.activity = activity
            self.initial = {"kind": Kind.EXPENDITURE, "currency": "USD", **self.initial}
        self.currencies = ["USD", *ExchangeRate.objects.currencies()]
        self.fields["amount"].currency = known_currency(self["currency"].value())
        against = self.fields["against"]
        against.rests = rests_of(activity)
        own = open_commitments(activity.appeal).filter(activity=activity)
        against.queryset = own.newest_first()
        self.fields["grant"].offer(activity, self.instance.grant)
        self.initial["grant"] = (self.instance.grant_id or "") if self.instance.pk else PROPOSE
        cell = self.fields["cell"]
        cell.queryset = (
            Requirement.objects.filter(
                Q(allocations__activity=activity) | Q(pk=self.instance.cell_id)
            )
            .distinct()
            .select_related("heading", "office")
            .order_by(by_heading())
        )
        cell.label_from_instance = lambda requirement: str(requirement.heading)
        cell.empty_label = None
        if cell.queryset.count() == 1:
            cell.initial = cell.queryset.first()

    def clean(self) -> dict[str, Any]:
        """Repeats a rule of the actions that the model's constraint would answer in SQL's words."""
        cleaned = super().clean()
        if cleaned.get("kind") == Kind.COMMITMENT and cleaned.get("against"):
            self.add_error(
                "against",
                _("A commitment cannot be paid from another commitment. Leave this empty."),
            )
        cleaned["grant"] = self._chosen_grant()
        return cleaned

    def _chosen_grant(self) -> Contribution | None:
        """The rule decides where nothing was asked, as on a desk; a release names none."""
        said = self.cleaned_data
        typed = said.get("grant", "") if self.add_prefix("grant") in self.data else PROPOSE
        if typed == PROPOSE and said.get("kind") == Kind.RELEASE:
            return None
        worth = {name: said.get(name) for name in WORTH}
        return self.fields["grant"].chosen(
            typed,
            cell=said.get("cell"),
            day=said.get("value_on"),
            against=said.get("against"),
            usd=known_usd(Transaction(**worth)) if all(worth.values()) else None,
        )

    def put_in_row(self) -> None:
        """As on a desk: what an expenditure has, and what else was typed, asked or is wrong."""
        asked = {*QUICK, "unusual_reason"}
        if self.fields["cell"].queryset.count() == 1:
            asked.remove("cell")
        for bound in self.visible_fields():
            field = bound.field
            if bound.name not in asked and not bound.errors:
                field.widget = field.hidden_widget()
            look = "form-select" if bound.widget_type == "select" else "form-control"
            field.widget.attrs["class"] = f"{look} {look}-sm"
            if bound.name != "unusual_reason":
                bound.help_text = ""
        self.order_fields(QUICK)
        self.fields["currency"].widget.attrs |= {"aria-label": gettext("Currency"), "size": 4}
        self.fields["currency"].widget.attrs["class"] += " currency"

    def typed(self) -> list[tuple[Any, Any]]:
        """What was filled in, with its labels, for a page that has no form any more."""
        shown = []
        for field in self.visible_fields():
            value = field.value()
            choices = {str(key): label for key, label in getattr(field.field, "choices", [])}
            if value:
                shown.append((field.label, choices.get(str(value), value)))
        return shown


class QuickSpendForm(OnceForm):
    """Where an expenditure is typed on the desk; the page for an entry answers it."""

    amount = AmountField(label=_("Amount"), help_text=_("As on the voucher; must be above zero."))

    def __init__(self, *, activity: Activity) -> None:
        super().__init__(auto_id=f"%s-{activity.pk}")
        self.fields["amount"].widget.attrs["class"] = "form-control form-control-sm"


class WorthForm(CleanTextMixin):
    """An amount on a day, to be shown in USD before it is saved."""

    amount = AmountField()
    currency = CurrencyField()
    value_on = DayField()

    def __init__(self, typed: Mapping[str, str]) -> None:
        super().__init__(typed)
        self.fields["amount"].currency = known_currency(self["currency"].value())


class ReverseForm(OnceForm):
    """Why a posted transaction is reversed."""

    reason = forms.CharField(
        label=_("Why is it reversed?"),
        max_length=500,
        help_text=_("The original and its reversal both stay in the ledger, with this reason."),
    )
