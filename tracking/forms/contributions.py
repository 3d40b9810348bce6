"""What people type about contributions, their flows, and where their money is assigned."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from appeal import duties
from appeal.base.amounts import DASH, cents
from appeal.base.days import DayField
from appeal.base.labels import labelled
from appeal.base.number_fields import AmountField
from appeal.models import Heading, User
from appeal.models.ordering import in_order
from appeal.web.forms import OnceForm, UnversionedForm
from appeal.web.marked_forms import MarkedForm

from .. import access
from ..figures import Place
from ..models import Contribution, ContributionAssignment, Donor, ExchangeRate, Flow
from .rates import CurrencyField

WHOLE_APPEAL = _("the appeal as a whole")
OVERTAKEN = _("Somebody changed this contribution while you were writing")


def place_name(place: Place) -> str:
    """An office, a heading, a cell of the two, or the appeal as a whole."""
    return ", ".join(str(row) for row in place if row) or str(WHOLE_APPEAL)


def key_of(place: Place) -> str:
    """What a form sends for a place."""
    return "-".join(str(row.pk if row else 0) for row in place)


def sources_among(stands: dict[Place, Decimal]) -> dict[str, Place]:
    """The places where there is money, each by what a form sends for it."""
    return {key_of(place): place for place, amount in stands.items() if amount > 0}


class ContributionForm(OnceForm, MarkedForm):
    """What a donor gives; the donor is chosen, or typed where it is new."""

    overtaken, marked = OVERTAKEN, ("donor",)
    new_donor = forms.CharField(
        label=_("Or a new donor"),
        max_length=200,
        required=False,
        help_text=_("Its name, if it is not in the list."),
    )
    new_donor_kind = forms.ChoiceField(
        label=_("Kind of the new donor"),
        choices=[("", DASH), *Donor.Kind.choices],
        required=False,
        help_text=_("Only for a new donor."),
    )
    currency = CurrencyField(
        label=_("Currency"),
        help_text=_("The currency of the agreement: USD, or another such as EUR."),
    )

    class Meta:
        model = Contribution
        fields = (
            "donor", "new_donor", "new_donor_kind", "reference", "currency", "office", "heading",
            "note",
        )  # fmt: skip
        widgets = {"note": forms.Textarea(attrs={"rows": 2})}
        help_texts = {
            "donor": _("Who gives the money."),
            "office": _("Leave empty if the donor named no office."),
            "heading": _("Leave empty if the donor named no heading."),
            "note": _("What colleagues should know about the agreement."),
        }

    def __init__(self, *args: object, by: User, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        contribution = self.instance
        self.currencies = ["USD", *ExchangeRate.objects.currencies()]
        self.fields["donor"].queryset = in_order(Donor.objects.all(), "name")
        self.fields["donor"].required = False
        self.fields["donor"].empty_label = _("Choose a donor")
        office, heading = self.fields["office"], self.fields["heading"]
        office.queryset = access.offices(by, duties.RECORD, contribution.appeal).in_printed_order()
        office.required = not access.may(by, duties.RECORD, contribution.appeal)
        office.empty_label = _("no single office")
        heading.queryset = Heading.objects.of(contribution.appeal).in_printed_order()
        heading.empty_label = _("no single heading")
        # If sent from a page without flows, they stay, so that the refusal shows what was typed.
        for name in fixed_by_flows(contribution) - set(self.data):
            del self.fields[name]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        chosen, name = cleaned.get("donor"), " ".join(cleaned.get("new_donor", "").split())
        if not self.errors.keys() & {"donor", "new_donor"}:
            self.chosen_donor = chosen if chosen or not name else self._named(name)
            if chosen and name:
                self.add_error("new_donor", _("Choose a donor or type a new one, not both."))
            elif not chosen and not name:
                self.add_error("donor", _("Choose a donor, or enter the name of a new one below."))
        return cleaned

    def _named(self, name: str) -> Donor:
        """The donor of this name, however it is written; a new one where there is none."""
        for donor in Donor.objects.all():
            if donor.name.casefold() == name.casefold():
                return donor
        kind = self.cleaned_data.get("new_donor_kind")
        if not kind:
            self.add_error("new_donor_kind", _("Choose what kind of donor this is."))
        return Donor(name=name, kind=kind or "")


class DonorForm(UnversionedForm):
    """Name and kind of a donor."""

    class Meta:
        model = Donor
        fields = ("name", "kind")
        help_texts = {
            "name": _(
                "The name that the donor uses. It is shown like this in all its contributions."
            ),
            "kind": _("The kind of donor."),
        }


def fixed_by_flows(contribution: Contribution) -> set[str]:
    """What the recorded flows of a contribution fix; the currency only while one is in force."""
    if not contribution.pk or not contribution.flows.exists():
        return set()
    return {"office", "heading"} | (
        {"currency"} if contribution.flows.in_force().exists() else set()
    )


class FlowForm(OnceForm, MarkedForm):
    """A pledge, a commitment or a receipt of a contribution, in its currency."""

    overtaken = OVERTAKEN
    amount = AmountField(help_text=_("In the currency of the agreement."))

    class Meta:
        model = Flow
        fields = ("kind", "value_on", "amount", "note")
        widgets = {"kind": forms.RadioSelect}
        field_classes = {"value_on": DayField}
        help_texts = {
            "kind": _("Enter each step of a contribution separately."),
            "value_on": _(
                "The day of the pledge or of the signature, or the day the money arrived."
            ),
            "note": _("What colleagues should know about this step."),
        }

    def __init__(self, *args: object, contribution: Contribution, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.instance.contribution = contribution
        in_currency = {"currency": contribution.currency}
        self.fields["amount"].currency = contribution.currency
        self.fields["amount"].label = gettext("Amount in %(currency)s") % in_currency
        self.fields["kind"].choices = [
            (Flow.Kind.PLEDGE, _("Pledge: announced but not binding; it never counts as funded")),
            (Flow.Kind.COMMITMENT, _("Commitment: the agreement is signed")),
            (Flow.Kind.RECEIPT, _("Received: the money arrived")),
        ]

    def stored(self) -> Any:
        """The contribution, whose version a flow is recorded over."""
        return Contribution.objects.with_names().filter(pk=self.instance.contribution_id).first()


class AssignmentForm(OnceForm, MarkedForm):
    """Money of a contribution moved down, from one of the places in `stands` (USD by place)."""

    source = forms.ChoiceField(
        label=_("From"),
        help_text=_("Money that is not in a requirement line yet, and how much there is."),
        error_messages={
            "invalid_choice": _("This contribution has no money left there. Choose another place.")
        },
    )
    amount = AmountField(
        label=_("Amount in USD"), help_text=_("No more than what is available there.")
    )

    class Meta:
        model = ContributionAssignment
        fields = ("source", "office", "heading", "amount", "effective_on", "reason")
        field_classes = {"effective_on": DayField}
        help_texts = {
            "office": _("The office that receives the money."),
            "heading": _("The heading that receives the money."),
            "effective_on": _("Figures count the money in its new place from this day."),
            "reason": _("For example, the letter or decision it is based on."),
        }

    def __init__(
        self,
        *args: object,
        contribution: Contribution,
        stands: dict[Place, Decimal],
        **kwargs: object,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.instance.contribution = contribution
        above_cells = {place: amount for place, amount in stands.items() if None in place}
        self.sources = sources_among(above_cells)
        self.fields["source"].choices = [
            (key, labelled(place_name(place), f"USD {cents(stands[place])}"))
            for key, place in self.sources.items()
        ]
        offices = in_order(contribution.appeal.offices.all(), "name")
        if contribution.office:
            offices = offices.filter(pk=contribution.office.pk)
        self.fields["office"].queryset = offices
        headings = Heading.objects.of(contribution.appeal)
        self.fields["heading"].queryset = headings.in_printed_order()
        for name in ("office", "heading"):
            self.fields[name].empty_label = _("no change")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if "source" in cleaned:
            source = self.sources[cleaned["source"]]
            self.instance.from_office, self.instance.from_heading = source
        return cleaned


class UndoForm(OnceForm):
    """Why a flow or an assignment is reversed."""

    reason = forms.CharField(
        label=_("Why is it reversed?"),
        max_length=500,
        help_text=_("The original and its reversal both stay on record, with this reason."),
    )
